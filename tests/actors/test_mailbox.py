"""The mailbox alone: order, bounds, what is in hand, and that nothing is ever lost or handed out twice at once."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import booleans, integers

from actors.mailbox import CRASHES_MAX, ActorDead, Envelope, Mailbox, MailboxFull


def filled(*messages: str, size: int = 9) -> Mailbox[str]:
    box: Mailbox[str] = Mailbox("box", size)
    for message in messages:
        box.put(Envelope(message))
    return box


def words(envelopes: list[Envelope[str]]) -> str:
    return "".join(envelope.message for envelope in envelopes)


class Slot:
    """A reply slot that counts."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def answer(self, value: object) -> None:
        self.said.append(value)

    def fail(self, error: BaseException) -> None:
        self.said.append(error)


# ── taking ──


async def test_messages_come_in_order() -> None:
    box = filled("a", "b", "c")
    assert [(await box.take()).message for _ in range(3)] == ["a", "b", "c"]


async def test_a_batch_takes_what_is_there_and_no_more_than_was_asked() -> None:
    box = filled("a", "b", "c")
    assert words(await box.take_batch(2)) == "ab"
    assert words(await box.take_batch(2)) == "c"


async def test_taking_is_always_a_checkpoint() -> None:
    box = filled("a", "b")
    with trio.testing.assert_checkpoints():
        await box.take()
    with trio.testing.assert_checkpoints():
        await box.wait_for_one()


async def test_a_take_that_is_cancelled_takes_nothing(autojump_clock: Any) -> None:
    box = filled()
    with trio.move_on_after(1):
        await box.take()
    box.put(Envelope("a"))
    assert (await box.take()).message == "a"


async def test_a_cancellation_at_the_moment_of_a_message_loses_nothing(autojump_clock: Any) -> None:
    box, got = filled(), list[str]()
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:

            async def read() -> None:
                got.append((await box.take()).message)

            nursery.start_soon(read)
            await trio.testing.wait_all_tasks_blocked()
            box.put(Envelope("a"))
            scope.cancel()
    assert got + [envelope.message for envelope in box.take_batch_nowait(9)] == ["a"]


async def test_a_mailbox_has_one_reader() -> None:
    box = filled()
    with pytest.RaisesGroup(pytest.RaisesExc(AssertionError, match="two readers on box")):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(box.take)
            nursery.start_soon(box.take)


def test_what_comes_back_after_a_crash_may_exceed_the_size_but_nothing_is_added() -> None:
    box = filled("a", "b", size=2)
    box.take_batch_nowait(2)
    box.put(Envelope("c"))
    box.put(Envelope("d"))

    box.crashed(poison=False)

    with pytest.raises(MailboxFull):
        box.put(Envelope("e"))
    assert words(box.take_batch_nowait(9)) == "abcd"


# ── after a crash ──


def test_what_was_in_hand_comes_first_and_alone() -> None:
    box = filled("a", "b", "c")
    box.take_batch_nowait(2)

    assert box.crashed(poison=True) == []

    first = box.take_batch_nowait(9)
    assert (words(first), first[0].crashes, first[0].redelivered) == ("a", 1, True)


def test_while_a_suspect_is_in_hand_nothing_else_is() -> None:
    box = filled("a", "b")
    box.take_batch_nowait(1)
    box.crashed(poison=True)
    suspects = box.take_batch_nowait(9)

    assert box.take_batch_nowait(9) == []

    box.release(suspects)
    assert words(box.take_batch_nowait(9)) == "b"


async def test_who_waits_for_the_next_while_a_suspect_is_in_hand_is_woken_by_its_release(autojump_clock: Any) -> None:
    box = filled("a", "b")
    box.take_batch_nowait(1)
    box.crashed(poison=True)
    suspects = box.take_batch_nowait(9)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(box.wait_for_one)
        await trio.testing.wait_all_tasks_blocked()
        assert nursery.child_tasks

        box.release(suspects)
        await trio.testing.wait_all_tasks_blocked()

        assert not nursery.child_tasks


def test_the_second_crash_parks_the_one_that_was_alone() -> None:
    box = filled("a", "b", "c")
    box.take_batch_nowait(3)
    box.crashed(poison=True)
    box.take_batch_nowait(9)

    assert words(box.crashed(poison=True)) == "a"
    assert words(box.take_batch_nowait(9)) == "b"


def test_a_stop_before_a_restart_blames_nobody() -> None:
    box = filled("a", "b")
    for _ in range(5):
        box.take_batch_nowait(9)
        assert box.crashed(poison=False) == []
    assert words(box.take_batch_nowait(9)) == "ab"


# ── the end ──


def test_who_waits_for_an_answer_when_the_actor_leaves_is_told_and_what_is_queued_stays() -> None:
    box, slot = filled(), Slot()
    box.put(Envelope("a", slot))
    box.put(Envelope("b"))
    box.take_batch_nowait(1)

    box.left()

    assert [type(one) for one in slot.said] == [ActorDead]
    assert words(box.take_batch_nowait(9)) == "b"


def test_an_answer_is_given_once() -> None:
    slot = Slot()
    envelope = Envelope("a", slot)
    envelope.answer(1)
    envelope.answer(2)
    envelope.fail(ActorDead("late"))
    assert slot.said == [1]


def test_a_closed_mailbox_tells_those_in_hand_and_those_queued() -> None:
    box, slots = filled(), [Slot(), Slot()]
    for slot in slots:
        box.put(Envelope("a", slot))
    box.take_batch_nowait(1)

    box.close()

    assert [[type(one) for one in slot.said] for slot in slots] == [[ActorDead], [ActorDead]]
    with pytest.raises(ActorDead):
        box.put(Envelope("b"))


def test_an_heir_goes_on_with_the_queue_and_the_old_one_is_dead() -> None:
    box = filled("a", "b")

    heir = box.succeeded()

    assert (words(box.take_batch_nowait(9)), words(heir.take_batch_nowait(9))) == ("", "ab")
    with pytest.raises(ActorDead):
        box.put(Envelope("c"))


# ── everything at random, beside a list ──


class MailboxMachine(RuleBasedStateMachine):
    """Whatever happens: every message is waiting, in hand, done or parked, once; order holds; only repeated crashes park."""

    @initialize(size=integers(1, 6))
    def make(self, size: int) -> None:
        self.box: Mailbox[int] = Mailbox("box", size)
        self.size, self.next = size, 0
        self.waiting: list[int] = []
        self.hand: list[Envelope[int]] = []
        self.crashes: dict[int, int] = {}

    @rule()
    def put(self) -> None:
        if len(self.waiting) >= self.size:
            with pytest.raises(MailboxFull):
                self.box.put(Envelope(self.next))
            return
        self.box.put(Envelope(self.next))
        self.waiting.append(self.next)
        self.next += 1

    @rule(at_most=integers(1, 7))
    def take(self, at_most: int) -> None:
        suspect_in_hand = any(self.crashes.get(envelope.message) for envelope in self.hand)
        alone = bool(self.waiting) and self.crashes.get(self.waiting[0], 0) > 0
        count = 0 if suspect_in_hand else 1 if alone else at_most
        expected, self.waiting = self.waiting[:count], self.waiting[count:]
        taken = self.box.take_batch_nowait(at_most)
        assert [envelope.message for envelope in taken] == expected
        self.hand += taken

    @precondition(lambda self: self.hand)
    @rule(count=integers(1, 7))
    def release(self, count: int) -> None:
        self.box.release(self.hand[:count])
        self.hand = self.hand[count:]

    @rule(poison=booleans())
    def crash(self, poison: bool) -> None:
        for envelope in self.hand:
            self.crashes[envelope.message] = self.crashes.get(envelope.message, 0) + poison
        in_hand = [envelope.message for envelope in self.hand]
        parked = [message for message in in_hand if self.crashes[message] >= CRASHES_MAX]
        assert [envelope.message for envelope in self.box.crashed(poison=poison)] == parked
        assert len(parked) <= 1, "only the culprit"
        self.waiting = [message for message in in_hand if message not in parked] + self.waiting
        self.hand = []

    @invariant()
    def counts(self) -> None:
        if hasattr(self, "box"):
            counted = self.box.statistics()
            assert (counted["waiting"], counted["in_hand"]) == (len(self.waiting), len(self.hand))


MailboxMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestMailboxMachine = MailboxMachine.TestCase
