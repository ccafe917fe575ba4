"""The ladder actor: counts settled matches in their order, each exactly once. What it is told is only that there may be more to count;
the settlements themselves it reads from where they are durable, and it looks by itself when nobody has told it for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import trio

from actors.clock import Clock
from actors.event_store import Settlement
from actors.ladder.standing import EVER, Place, Standing, counted, places_of
from actors.ladder.store import LadderStore, Position, Struck
from actors.mailbox import Envelope, Mailbox
from protocol.envelope import Accepted
from protocol.refusals import Code, refused
from wallet.journal import DatabaseAway

MAILBOX_SIZE = 1_024
BATCH_SETTLEMENTS = 100
GATHER_SECONDS = 0.2
LOOK_SECONDS = 15.0
AWAY_SECONDS = 1.0


@attrs.frozen
class MatchCounts:
    """A match was settled: there is something to count."""


@attrs.frozen
class StrikeResult:
    """An operator takes a result off the ladders, and everything is counted again without it. Answered with a body."""

    match_id: str
    operator: str
    reason: str


@attrs.frozen
class WaitCounted:
    """Answered with None when everything that was settled before this is counted."""


Message = MatchCounts | StrikeResult | WaitCounted


@attrs.frozen
class Moved:
    """What one match did to one player on the game's own ladder."""

    settlement: Settlement
    seat: int
    before: Standing
    after: Standing


class LadderActor:
    """The loop around the standings."""

    def __init__(self, store: LadderStore, clock: Clock, report: Callable[[Moved], None]) -> None:
        self._store = store
        self._clock = clock
        self._report = report
        self._position = Position(0, 0)
        self._counted = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        await self._patiently(self._find_position)
        await self._patiently(self._count_all)
        while True:
            gathered: list[Envelope[Message]] = []
            with trio.move_on_after(LOOK_SECONDS):
                gathered = await mailbox.take_batch(MAILBOX_SIZE)
            if gathered and all(isinstance(envelope.message, MatchCounts) for envelope in gathered):
                await trio.sleep(GATHER_SECONDS)  # matches end in crowds: one look for all of them
            await self._patiently(self._count_all)
            for envelope in gathered:
                await self._receive(envelope)

    async def _patiently(self, work: Callable[[], Any]) -> None:
        """A database that is away is waited for: standings may be late, and nothing of it is lost."""
        while True:
            try:
                await work()
                return
            except DatabaseAway:
                await trio.sleep(AWAY_SECONDS)

    async def _find_position(self) -> None:
        self._position = await self._store.position()

    async def _receive(self, envelope: Envelope[Message]) -> None:
        match envelope.message:
            case MatchCounts():
                pass
            case WaitCounted():
                envelope.answer(None)
            case StrikeResult() as message:
                await self._strike(envelope, message)

    async def _count_all(self) -> None:
        while await self._count_some():
            pass

    async def _count_some(self) -> bool:
        """The next batch; false when there was none."""
        found = await self._store.settlements(self._position.seq, BATCH_SETTLEMENTS)
        if not found:
            return False
        places = list(dict.fromkeys(place for _seq, one in found for place in places_of(one)))
        before = dict(await self._store.standings(self._position.generation, places))
        after, moves = _counted_all([settlement for _seq, settlement in found], before)
        last = found[-1][0]
        await self._store.count(self._position, last, before, after)
        self._position = attrs.evolve(self._position, seq=last)
        self._counted += len(found)
        for move in moves:
            self._report(move)
        return True

    # ── corrections ──

    async def _strike(self, envelope: Envelope[Message], message: StrikeResult) -> None:
        struck = Struck(message.match_id, message.operator, message.reason, self._clock.now_ms())
        if not await self._store.strike(struck):
            envelope.answer(refused(Code.NO_SUCH_MATCH))
            return
        await self._patiently(self._count_again)
        envelope.answer(Accepted())

    async def _count_again(self) -> None:
        """Everything from the first settlement on, beside the standings that are read meanwhile, which then give way."""
        fresh = Position(self._position.generation + 1, 0)
        standings: dict[Place, Standing] = {}
        while found := await self._store.settlements(fresh.seq, BATCH_SETTLEMENTS):
            for seq, settlement in found:
                standings.update(counted(settlement, standings))
                fresh = attrs.evolve(fresh, seq=seq)
        await self._store.lay(fresh.generation, standings)
        await self._store.turn_to(self._position, fresh)
        self._position = fresh

    def statistics(self) -> Mapping[str, object]:
        return {"generation": self._position.generation, "seq": self._position.seq, "counted": self._counted}


def _counted_all(settlements: Sequence[Settlement], before: dict[Place, Standing]) -> tuple[dict[Place, Standing], list[Moved]]:
    """The rows after a batch, and what each match did on its game's own ladder."""
    now, changed, moves = dict(before), dict[Place, Standing](), list[Moved]()
    for settlement in settlements:
        rows = counted(settlement, now)
        for seat, player in enumerate(settlement.players):
            place = Place(settlement.game, EVER, player)
            if place in rows:
                moves.append(Moved(settlement, seat, now.get(place, Standing()), rows[place]))
        now.update(rows)
        changed.update(rows)
    return changed, moves
