"""Mailbox, ref, registry and dead letters: what is bounded, who is told what, and what outlives a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing

from actors.dead_letters import DeadLetters
from actors.inspection import find, places
from actors.mailbox import ActorCrashed, ActorDead, Envelope, Mailbox, MailboxFull
from actors.ref import AskTimeout, Ref
from actors.registry import Registry
from actors.restarts import Restarts
from actors.supervisor import ChildSpec, Restart, StartFailed, Supervisor
from wallet.broken import Broken


class Scripted:
    """Answers what it is told; crashes on what it is told to."""

    def __init__(self, lives: list[str]) -> None:
        lives.append("started")

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            envelope = await mailbox.take()
            match envelope.message:
                case "crash":
                    raise RuntimeError("as told")
                case "crash once" if envelope.redelivered is False:
                    raise RuntimeError("once")
                case "world broken" if envelope.redelivered is False:
                    raise Broken("away")
                case "leave":
                    return
                case "never answer":
                    await trio.sleep_forever()
                case message:
                    envelope.answer(message)

    def statistics(self) -> dict[str, object]:
        return {}


class Told:
    """A reply slot that remembers."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def answer(self, value: object) -> None:
        self.said.append(value)

    def fail(self, error: BaseException) -> None:
        self.said.append(type(error).__name__)


async def supervised(nursery: trio.Nursery, spec: ChildSpec[Any], letters: DeadLetters | None = None) -> Supervisor:
    supervisor = Supervisor("top", spec, intensity=10_000, dead_letters=letters)

    async def run(task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        await supervisor.run(ready=task_status.started)

    await nursery.start(run)
    return supervisor


async def test_an_ask_is_answered(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])))
        assert await top.ref("echo").ask("hello", seconds=1) == "hello"
        nursery.cancel_scope.cancel()


async def test_a_deadline_ends_the_wait_not_the_work(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])))
        with pytest.raises(AskTimeout):
            await top.ref("echo").ask("never answer", seconds=1)
        nursery.cancel_scope.cancel()


def test_a_full_mailbox_is_an_answer_at_once() -> None:
    box: Mailbox[int] = Mailbox("small", 2)
    ref = Ref(box)
    ref.tell(1)
    ref.tell(2)
    with pytest.raises(MailboxFull, match="small"):
        ref.tell(3)
    assert box.statistics()["refused"] == 1


async def test_who_waits_for_a_dead_actor_is_told() -> None:
    box: Mailbox[str] = Mailbox("gone", 9)
    cell = Told()
    box.put(Envelope("x", cell))
    box.close()
    assert cell.said == ["ActorDead"]
    with pytest.raises(ActorDead):
        Ref(box).tell("y")


async def test_a_message_that_crashes_its_actor_once_is_delivered_again(autojump_clock: Any) -> None:
    lives: list[str] = []
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted(lives)))
        assert await top.ref("echo").ask("crash once", seconds=5) == "crash once"
        assert len(lives) == 2
        nursery.cancel_scope.cancel()


async def test_a_message_that_crashes_its_actor_twice_is_parked_and_its_sender_told(autojump_clock: Any) -> None:
    alarms: list[Any] = []
    letters = DeadLetters(alarms.append)
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])), letters)
        with pytest.raises(ActorCrashed):
            await top.ref("echo").ask("crash", seconds=5)
        assert [letter.message for letter in letters.letters()] == ["crash"]
        assert len(alarms) == 1
        assert await top.ref("echo").ask("still here", seconds=5) == "still here"
        nursery.cancel_scope.cancel()


async def test_a_broken_world_is_nobodys_fault(autojump_clock: Any) -> None:
    letters = DeadLetters()
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])), letters)
        assert await top.ref("echo").ask("world broken", seconds=5) == "world broken"
        assert letters.letters() == ()
        nursery.cancel_scope.cancel()


async def test_what_waits_behind_a_poisoned_message_is_not_lost(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])))
        cells = [Told() for _ in range(5)]
        for place, cell in enumerate(cells):
            top.ref("echo").post("crash" if place == 0 else place, cell)
        await trio.testing.wait_all_tasks_blocked()
        assert [cell.said for cell in cells] == [["ActorCrashed"], [1], [2], [3], [4]]
        nursery.cancel_scope.cancel()


async def test_a_thousand_exceptions_in_one_actor_leave_its_sibling_alone(autojump_clock: Any) -> None:
    lives: list[str] = []
    async with trio.open_nursery() as nursery:
        top = Supervisor("top", ChildSpec("bad", lambda: Scripted([])), ChildSpec("good", lambda: Scripted(lives)), intensity=5_000)
        nursery.start_soon(top.run)
        await trio.testing.wait_all_tasks_blocked()
        for _ in range(500):
            with pytest.raises(ActorCrashed):
                await top.ref("bad").ask("crash", seconds=5)
        assert await top.ref("good").ask(1, seconds=1) == 1
        assert len(lives) == 1
        assert top.statistics()["restarts"] == 1_000
        nursery.cancel_scope.cancel()


async def test_the_tree_can_be_read(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([]), mailbox_size=9))
        assert [(place.path, place.child.state.value, place.child.mailbox.size) for place in places(top)] == [("top/echo", "running", 9)]
        assert find(top, "echo") is not None
        assert find(top, "nobody") is None
        nursery.cancel_scope.cancel()


async def test_an_operator_starts_an_actor_again_and_nothing_that_waits_is_lost(autojump_clock: Any) -> None:
    lives: list[str] = []
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted(lives)))
        await top.renew("echo")
        assert await top.ref("echo").ask(1, seconds=1) == 1
        assert len(lives) == 2
        assert [place.child.restarts for place in places(top)] == [1]
        with pytest.raises(StartFailed):
            await top.renew("nobody")
        nursery.cancel_scope.cancel()


async def test_a_dynamic_child_that_leaves_is_forgotten(autojump_clock: Any) -> None:
    async with trio.open_nursery() as nursery:
        top = await supervised(nursery, ChildSpec("echo", lambda: Scripted([])))
        ref = await top.start(ChildSpec("guest", lambda: Scripted([]), Restart.TRANSIENT))
        ref.tell("leave")
        await trio.testing.wait_all_tasks_blocked()
        assert top.child_names() == ("echo",)
        with pytest.raises(ActorDead):
            ref.tell("anyone?")
        nursery.cancel_scope.cancel()


def test_a_registry_finds_what_is_registered() -> None:
    registry: Registry[str, int] = Registry()
    ref: Ref[int] = Ref(Mailbox("m", 1))
    registry.register("m", ref)
    assert registry.find("m") is ref
    registry.unregister("m")
    assert registry.find("m") is None


@pytest.mark.parametrize(
    ("times", "allowed"),
    [([0.0], [True]), ([0.0, 1.0], [True, False]), ([0.0, 5.0], [True, False]), ([0.0, 5.1], [True, True]), ([0.0, 5.1, 6.0], [True, True, False]), ([0.0, 6.0, 12.0], [True, True, True])],
)
def test_one_restart_in_five_seconds_is_allowed_a_second_is_not(times: list[float], allowed: list[bool]) -> None:
    restarts = Restarts(1, 5.0)
    assert [restarts.allow(time) for time in times] == allowed
