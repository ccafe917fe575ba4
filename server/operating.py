"""Operating: everything of a server that is there for operators and their instruments, wired on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import attrs
import trio

from actors.dead_letters import DeadLetters
from actors.house import Limits
from actors.rates import Allowances
from actors.sessions import Sessions
from actors.switchboard import Announcement, Switchboard
from actors.tables.catalogue import Limits as TableLimits
from actors.tables.catalogue import published
from actors.wallet import Wallet
from protocol.admin.house import LogLevel
from protocol.admin.house_views import BackupMade
from protocol.admin.money import Books
from protocol.envelope import Body
from protocol.refusals import Refused
from server.accounts import Accounts
from server.admin.coins import CoinRoom
from server.admin.founder import founders
from server.admin.house_desk import HouseDeskPorts, house_desk
from server.admin.machine import MachineRoomPorts
from server.admin.matches import MatchRoomPorts
from server.admin.money import MoneyRoomPorts
from server.admin.people import PeopleRoomPorts
from server.admin.postgres_trail import PostgresTrail
from server.admin.records import PostgresOperatorRecords
from server.admin.socket import AdminSocket, admin_path
from server.admin.tables import TableRoomPorts
from server.admin.trail import Standing, TrailWrong
from server.backup import listed, prune
from server.config import Config
from server.counter import Counter as PaymentCounter
from server.denials import Denials
from server.foundation import SteadyClock
from server.guard import Guard
from server.heads import Heads
from server.instruments import Instruments, Sources
from server.measured import Commits
from server.postgres_images import PostgresImages
from server.queues import Queues
from server.readings import ReadingPorts, Readings
from server.secrets_file import key_in
from server.settings import Settings
from server.telemetry import log, set_level
from server.tree import Tree
from server.trouble import Trouble
from server.watchman import Watchman
from wallet.database import Database
from webhooks.inbound import Intake


@attrs.frozen
class OperatingPorts:
    """What the operators' side needs of the server it is part of. tree is known once it is built."""

    config: Config
    database: Database
    clock: SteadyClock
    tree: Callable[[], Tree]
    sessions: Sessions
    ready: Callable[[], bool]
    journal: Commits
    events: Commits


@attrs.frozen
class EdgeSide:
    """What is known only once the edge is built."""

    counter: PaymentCounter
    accounts: Accounts
    images: PostgresImages
    limits: Limits
    allowances: Allowances
    guard: Guard
    left: Callable[[str], Awaitable[None]]
    back_up: Callable[[], Awaitable[BackupMade | Refused]]
    prove: Callable[[], Awaitable[Books]]


class Operating:
    """Built first, because everything reports to it; served last, because it speaks of everything."""

    def __init__(self, ports: OperatingPorts) -> None:
        config, clock = ports.config, ports.clock
        self._ports = ports
        self.trouble = Trouble(clock)
        self.letters = DeadLetters(self.trouble.parked, clock.now_ms)
        self.board = Switchboard()
        standing = Standing(founders(config))
        key = key_in(config.data / "keys", "chain").encode()
        self.trail = PostgresTrail(ports.database, standing, key, Heads(config.data / "trail-heads.log").keep)
        self.settings = Settings(config, standing.settings)
        self._refusals: Counter[str] = Counter()
        self._denials = Denials()
        self._queues = Queues(ports.database, clock)
        self._webhooks: Mapping[Intake, int] = {}
        self._watchman = Watchman(lambda: ports.tree().root)
        self.instruments = Instruments(self._sources(), self._watchman)
        ports.journal.observe, ports.events.observe = self.instruments.journal.observe, self.instruments.events.observe

    def _sources(self) -> Sources:
        """The tree is not built yet: it is asked for only when somebody reads."""
        return Sources(
            counters=lambda: Readings(self._reading_ports()).counters(),
            gauges=lambda: Readings(self._reading_ports()).gauges(),
            troubles=lambda: self.trouble.counts,
            refusals=lambda: self._refusals,
            kinds=lambda: self._watchman.seen.kinds,
        )

    def _reading_ports(self) -> ReadingPorts:
        ports = self._ports
        return ReadingPorts(
            tree=ports.tree(),
            sessions=ports.sessions,
            letters=self.letters,
            journal=ports.journal,
            events=ports.events,
            queues=self._queues,
            ready=ports.ready,
            draining=lambda: self.board.draining is not None,
            trail_rows=lambda: self.trail.standing.last_seq,
            clock_stepped=ports.clock.stepped_seconds,
            webhooks=lambda: self._webhooks,
        )

    # ── what sessions and rooms report and ask ──

    def answered(self, whose: str | None, seconds: float, body: Body) -> None:
        """A command was answered."""
        self.instruments.commands.observe(seconds)
        if isinstance(body, Refused):
            self._refusals[body.code.value] += 1
            self._denials.note(whose, body.code)

    def table_limits(self, table: str) -> TableLimits:
        """The published ones, and over them what operators narrowed."""
        return {currency: self.board.limits.get((table, currency), limit) for currency, limit in published(table).items()}

    # ── life ──

    async def begin(self) -> None:
        """What operators set before counts from the first bet on. A trail that is wrong is an alarm; play goes on without operators."""
        try:
            await self.trail.catch_up()
        except TrailWrong as error:
            self.trouble.alarm("trail wrong", str(error))

    async def serve(self, side: EdgeSide, nursery: trio.Nursery) -> None:
        """Instruments and the admin socket, as long as the nursery."""
        self._webhooks = side.counter.inbound.counts
        trio.lowlevel.add_instrument(self.instruments.loop)
        nursery.start_soon(self._watchman.walk_for_ever)
        nursery.start_soon(self._queues.look_for_ever)
        desk = house_desk(self._desk_ports(side))
        await nursery.start(AdminSocket(admin_path(self._ports.config.data), desk, side.guard, self._ports.clock).serve)
        if not self.trail.standing.operators:
            log().warning("nobody may operate this house", mend="set WAGERUP_OPERATORS")

    def announce(self, words: str, until_ms: int) -> None:
        self.board.announcement = Announcement(words, until_ms)
        self._ports.sessions.announce(self.board.announcement)
        if not words:
            self.board.announcement = None

    def drain(self, why: str | None) -> None:
        self.board.draining = why
        log().warning("draining" if why else "open again", why=why)

    def _desk_ports(self, side: EdgeSide) -> HouseDeskPorts:
        ports, tree, config = self._ports, self._ports.tree(), self._ports.config
        wallet, database, clock = Wallet(tree.wallet), ports.database, ports.clock
        records = PostgresOperatorRecords(database, side.images, clock)
        counter = side.counter
        return HouseDeskPorts(
            trail=self.trail,
            settings=self.settings,
            board=self.board,
            machine=MachineRoomPorts(
                root=tree.root,
                letters=self.letters,
                trouble=self.trouble,
                watchman=self._watchman,
                instruments=self.instruments,
                settings=self.settings,
                clock=clock,
                since_ms=clock.now_ms(),
                words=self.words,
                announce=self.announce,
                drain=self.drain,
                set_level=_set_level,
                back_up=side.back_up,
                backups=partial(listed, config),
                prune=partial(prune, config),
            ),
            matches=MatchRoomPorts(tree.matches, tree.log, tree.ladder, tree.integrity, records),
            people=PeopleRoomPorts(database, wallet, side.accounts, counter.gatekeeper, records, clock, tree.is_online, side.left),
            money=MoneyRoomPorts(database, counter.cashier.withdrawals, wallet, clock, side.prove),
            coins=CoinRoom(database, counter.redemptions, clock),
            tables=TableRoomPorts(tree.cards, self.board, wallet),
            bug=lambda error: self.trouble.bug(error, "operator"),
            changed=lambda: self._changed(side),
        )

    def is_away(self) -> bool:
        """Whether a writer finds the database away."""
        return bool(self._ports.journal.away or self._ports.events.away)

    def words(self) -> str:
        """How the house is, in a word or two."""
        if self.board.draining is not None:
            return f"draining: {self.board.draining}"
        return "takes bets" if self._ports.ready() else "starting or stopping"

    def _changed(self, side: EdgeSide) -> None:
        """What connections may do is theirs from the next command on."""
        now = self.settings.now().commands_per_second
        side.limits.commands_per_second, side.limits.commands_at_once = now, 3 * now
        side.allowances.factor = now / Config().commands_per_second


def _set_level(level: LogLevel) -> None:
    set_level(level.value)
