"""Asking: who is answered, who is told, and what is left when the asker goes away."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from actors.mailbox import ActorDead, Envelope, Mailbox, MailboxFull
from actors.ref import AskTimeout, Ref


def pair(size: int = 9) -> tuple[Mailbox[str], Ref[str]]:
    box: Mailbox[str] = Mailbox("box", size)
    return box, Ref(box)


async def echo(box: Mailbox[str]) -> None:
    while True:
        envelope = await box.take()
        envelope.answer(envelope.message)


async def test_each_asker_gets_the_answer_to_their_own_question() -> None:
    box, ref = pair(99)
    answers: dict[int, object] = {}

    async def ask(number: int) -> None:
        answers[number] = await ref.ask(str(number), seconds=1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(echo, box)
        async with trio.open_nursery() as askers:
            for number in range(50):
                askers.start_soon(ask, number)
        nursery.cancel_scope.cancel()

    assert answers == {number: str(number) for number in range(50)}


async def test_a_failure_is_raised_at_the_asker() -> None:
    box, ref = pair()

    async def refuse() -> None:
        (await box.take()).fail(ZeroDivisionError("no"))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(refuse)
        with pytest.raises(ZeroDivisionError, match="no"):
            await ref.ask("a", seconds=1)


async def test_an_asker_whose_time_is_over_leaves_the_question_and_nobody_minds_the_answer(autojump_clock: Any) -> None:
    box, ref = pair()

    with pytest.raises(AskTimeout, match="box: no answer in 3 s"):
        await ref.ask("a", seconds=3)

    assert trio.current_time() == 3.0
    (await box.take()).answer("late")


async def test_an_asker_who_is_cancelled_leaves_the_question_and_nobody_minds_the_answer(autojump_clock: Any) -> None:
    box, ref = pair()
    with trio.move_on_after(1) as scope:
        await ref.ask("a", seconds=9)

    assert scope.cancelled_caught
    (await box.take()).answer("late")


async def test_an_answer_that_came_in_time_counts_though_the_time_is_over_when_it_is_looked_at(mock_clock: trio.testing.MockClock) -> None:
    box, ref = pair()
    answers: list[object] = []

    async def ask() -> None:
        answers.append(await ref.ask("a", seconds=3))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(ask)
        await trio.testing.wait_all_tasks_blocked()
        (await box.take()).answer("in time")
        mock_clock.jump(9)

    assert answers == ["in time"]


async def test_an_asker_who_is_cancelled_by_others_hears_no_timeout(autojump_clock: Any) -> None:
    _box, ref = pair()
    with trio.CancelScope() as scope:
        scope.cancel()
        await ref.ask("a", seconds=0)
    assert scope.cancelled_caught


async def test_a_full_mailbox_refuses_a_question_at_once_and_keeps_nothing_of_it() -> None:
    box, ref = pair(1)
    ref.tell("a")
    with pytest.raises(MailboxFull):
        await ref.ask("b", seconds=1)
    assert [envelope.message for envelope in box.take_batch_nowait(9)] == ["a"]


def test_what_is_mentioned_to_a_full_mailbox_or_to_the_dead_is_let_be() -> None:
    box, ref = pair(size=1)

    ref.mention("a")
    ref.mention("b")
    box.close()
    ref.mention("c")

    assert (box.taken, box.waiting, box.refused) == (0, 0, 1)


async def test_a_question_that_waits_when_the_actor_ends_is_told() -> None:
    box, ref = pair()
    async with trio.open_nursery() as nursery:

        async def ask() -> None:
            with pytest.raises(ActorDead):
                await ref.ask("a", seconds=9)

        nursery.start_soon(ask)
        await trio.testing.wait_all_tasks_blocked()
        box.close()


async def test_an_address_leads_to_another_mailbox_when_the_supervisor_says_so() -> None:
    box, ref = pair()
    heir = box.succeeded()
    ref.lead_to(heir)

    ref.tell("a")

    assert (await heir.take()).message == "a"


def test_a_slot_hears_of_a_post() -> None:
    box, ref = pair()
    said: list[object] = []

    class Slot:
        def answer(self, value: object) -> None:
            said.append(value)

        def fail(self, error: BaseException) -> None:
            raise error

    ref.post("a", Slot())
    envelope: Envelope[str] = box.take_batch_nowait(1)[0]
    envelope.answer(1)

    assert said == [1]
