"""The ladder actor: each settlement exactly once, in order, over crashes and corrections."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from actors.event_store import Settlement
from actors.ladder.actor import LOOK_SECONDS, LadderActor, MatchCounts, Moved, StrikeResult, WaitCounted
from actors.ladder.standing import EVER, Place, Standing, counted
from actors.mailbox import Mailbox
from actors.ref import Ref
from protocol.envelope import Accepted
from protocol.events.match import Ending
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from tests.kit.clock import VirtualClock
from tests.kit.disk import Disk, Faults, Storage
from tests.kit.disk_people import DiskLadder

PLAYERS = tuple(f"p_{letter}" for letter in "abcd")


def matches(count: int, seed: int = 1) -> list[tuple[int, Settlement]]:
    random = Random(seed)
    found = []
    for number in range(1, count + 1):
        one, two = random.sample(PLAYERS, 2)
        winner = random.choice((0, 1, None))
        ending = Ending.TIED if winner is None else Ending.FINISHED
        found.append((3 * number, Settlement(f"m_{number}", "ten_pin", number, (one, two), winner, ending, Amount(Currency.USD, 100), (0, 0))))
    return found


def recounted(disk: Disk) -> dict[Place, Standing]:
    standings: dict[Place, Standing] = {}
    for _seq, one in disk.settlements:
        if one.match_id not in disk.struck:
            standings.update(counted(one, standings))
    return standings


class Ladder:
    """A ladder on a disk in memory, and what it reported."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.disk = Disk()
        self.storage = Storage(self.disk, Random(5), faults or Faults())
        self.moves: list[Moved] = []
        self.mailbox: Mailbox[Any] = Mailbox("ladder", 64)
        self.ref: Ref[Any] = Ref(self.mailbox)

    async def life(self) -> None:
        await LadderActor(DiskLadder(self.storage), VirtualClock(), self.moves.append).run(self.mailbox, lambda: None)

    def standings(self) -> dict[Place, Standing]:
        return self.disk.standings.get(self.disk.ladder.generation, {})


async def test_what_is_settled_is_counted_in_its_order(autojump_clock: MockClock) -> None:
    ladder = Ladder()
    ladder.disk.settlements = matches(250)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ladder.life)
        await ladder.ref.ask(WaitCounted(), seconds=60)
        nursery.cancel_scope.cancel()
    assert ladder.standings() == recounted(ladder.disk)
    assert [(move.settlement.match_id, move.seat) for move in ladder.moves] == [(f"m_{n}", seat) for n in range(1, 251) for seat in (0, 1)]


async def test_a_nudge_that_was_lost_loses_nothing(autojump_clock: MockClock) -> None:
    ladder = Ladder()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ladder.life)
        await ladder.ref.ask(WaitCounted(), seconds=60)
        ladder.disk.settlements = matches(3)
        await trio.sleep(2 * LOOK_SECONDS)
        nursery.cancel_scope.cancel()
    assert ladder.standings() == recounted(ladder.disk)


@pytest.mark.parametrize("seed", range(12))
async def test_over_crashes_each_match_is_counted_exactly_once(seed: int, autojump_clock: MockClock) -> None:
    ladder = Ladder(Faults(fails_before=0.1, reply_lost=0.15, decided_later=0.15))
    ladder.storage.random = Random(seed)
    waiting = matches(400, seed)
    while waiting or ladder.disk.ladder.seq < ladder.disk.settlements[-1][0]:
        ladder.disk.settlements += waiting[:37]
        del waiting[:37]
        try:
            with trio.move_on_after(30):
                ladder.ref.tell(MatchCounts())
                await ladder.life()
        except Exception:  # a crash: the next life reads where it was
            pass
    assert ladder.standings() == recounted(ladder.disk)


async def test_a_result_that_is_struck_off_was_never_counted(autojump_clock: MockClock) -> None:
    ladder = Ladder()
    ladder.disk.settlements = matches(40)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ladder.life)
        assert await ladder.ref.ask(StrikeResult("m_7", "operator", "handed over"), seconds=60) == Accepted()
        before = ladder.disk.ladder
        assert await ladder.ref.ask(StrikeResult("m_7", "operator", "handed over"), seconds=60) == Accepted()
        unknown = await ladder.ref.ask(StrikeResult("m_999", "operator", "nothing"), seconds=60)
        ladder.disk.settlements += [(1_000, matches(1)[0][1])]
        await ladder.ref.ask(WaitCounted(), seconds=60)
        nursery.cancel_scope.cancel()
    assert isinstance(unknown, Refused)
    assert before.generation == 2
    assert ladder.standings() == recounted(ladder.disk)
    assert ladder.standings()[Place("all", EVER, PLAYERS[0])].played > 0
