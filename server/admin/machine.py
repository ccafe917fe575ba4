"""What operators do about the machine: its tree, one actor, what went wrong, what can be set, a word to all, drain, backup."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import get_args

import attrs
import trio

from actors.clock import Clock
from actors.dead_letters import DeadLetters
from actors.inspection import Place, find, places
from actors.supervisor import StartFailed, Supervisor
from protocol.admin import AdminBody
from protocol.admin.house import (
    Announce,
    BackUp,
    ChangeSetting,
    Drain,
    HouseCommand,
    ListBackups,
    ListErrors,
    ListLetters,
    ListSettings,
    LogLevel,
    PruneBackups,
    ReadHouse,
    ReadTree,
    RestartActor,
    SetLogLevel,
    ShowActor,
    Undrain,
)
from protocol.admin.house_views import ActorFile, ActorRow, ActorTree, BackupMade, Backups, Errors, Fact, HouseState, Letter, Letters, SettingList
from protocol.envelope import Accepted
from protocol.refusals import Code, Refused, refused
from server.admin.asker import Asker
from server.instruments import Instruments
from server.settings import LIVE, Settings, fits
from server.trouble import Trouble
from server.watchman import Watchman

TOP_ERRORS = 12


@attrs.frozen
class MachineRoomPorts:
    """What this room needs of the house. words: how ready it is, in words. drain: why, or nothing to open again."""

    root: Supervisor
    letters: DeadLetters
    trouble: Trouble
    watchman: Watchman
    instruments: Instruments
    settings: Settings
    clock: Clock
    since_ms: int
    words: Callable[[], str]
    announce: Callable[[str, int], None]
    drain: Callable[[str | None], None]
    set_level: Callable[[LogLevel], None]
    back_up: Callable[[], Awaitable[BackupMade | Refused]]
    backups: Callable[[], Backups]
    prune: Callable[[int], None]


class MachineRoom:
    """The machine itself."""

    commands = get_args(HouseCommand)

    def __init__(self, ports: MachineRoomPorts) -> None:
        self._ports = ports

    async def obey(self, _asker: Asker, command: HouseCommand) -> AdminBody:
        ports = self._ports
        match command:
            case ReadHouse():
                return self._state()
            case ReadTree(most=most):
                return ActorTree(*self._rows(most))
            case ShowActor(name=name):
                return self._actor(name)
            case RestartActor(name=name):
                return await self._restart(name)
            case ListLetters():
                return Letters(tuple(self._letters()))
            case ListErrors():
                return Errors(tuple(ports.trouble.lines()))
            case ListSettings():
                return SettingList(ports.settings.listed())
            case ChangeSetting(name=name, value=value):
                return _may_change(name, value)
            case SetLogLevel(level=level):
                ports.set_level(level)
            case Announce(words=words, minutes=minutes):
                ports.announce(words, ports.clock.now_ms() + minutes * 60_000)
            case Drain(reason=reason):
                ports.drain(reason)
            case Undrain():
                ports.drain(None)
            case BackUp():
                return await ports.back_up()
            case ListBackups():
                return await trio.to_thread.run_sync(ports.backups)
            case PruneBackups(keep=keep):
                await trio.to_thread.run_sync(ports.prune, keep)
                return await trio.to_thread.run_sync(ports.backups)
        return Accepted()

    # ── actors ──

    def _rows(self, most: int) -> tuple[tuple[ActorRow, ...], int]:
        root = self._ports.root
        shown = tuple(_row(place) for place in places(root, most))
        return shown, self._total() - len(shown)

    def _total(self) -> int:
        return _count(self._ports.root)

    def _actor(self, name: str) -> AdminBody:
        place = find(self._ports.root, name)
        if place is None:
            return refused(Code.NO_SUCH_ACTOR)
        actor, box = place.child.actor, place.child.mailbox
        said: Mapping[str, object] = {} if actor is None else actor.statistics()
        facts = [Fact(key, str(value)) for key, value in (*box.statistics().items(), *said.items())]
        return ActorFile(_row(place), tuple(facts), place.child.last_trace)

    async def _restart(self, name: str) -> AdminBody:
        place = find(self._ports.root, name)
        if place is None:
            return refused(Code.NO_SUCH_ACTOR)
        try:
            await place.above.renew(name)
        except StartFailed as error:
            return refused(Code.UNAVAILABLE, f"It did not start again, and its supervisor goes on trying: {error}"[:300])
        return Accepted()

    # ── how it does ──

    def _state(self) -> HouseState:
        ports = self._ports
        seen, instruments = ports.watchman.seen, ports.instruments
        rows, hidden = tuple(map(_row, seen.shown)), seen.total - len(seen.shown)
        more = (instruments.readings(), instruments.histograms(), tuple(ports.trouble.lines())[:TOP_ERRORS])
        return HouseState(ports.clock.now_ms(), ports.since_ms, ports.words(), rows, hidden, *more)

    def _letters(self) -> Sequence[Letter]:
        letters = reversed(self._ports.letters.letters())
        return [Letter(letter.at_ms, letter.actor, type(letter.message).__name__, letter.error[:300]) for letter in letters]


def _may_change(name: str, value: int | None) -> AdminBody:
    """That it was changed is the row of the trail with its outcome."""
    if name not in LIVE:
        return refused(Code.NO_SUCH_SETTING)
    if value is not None and not fits(name, value):
        return refused(Code.OUT_OF_BOUNDS, f"{name} is out of its bounds; settings lists them.", path="$.command.value")
    return Accepted()


def _count(supervisor: Supervisor) -> int:
    children = supervisor.children()
    return len(children) + sum(_count(child.actor) for child in children if isinstance(child.actor, Supervisor))


def _row(place: Place) -> ActorRow:
    child, below = place.child, place.below
    box = child.mailbox
    state = child.state.value if below is None else below.strategy
    return ActorRow(place.path, state, box.waiting, box.size, child.restarts, child.last_words[:200])
