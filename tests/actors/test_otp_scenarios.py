"""The supervisor against OTP's documented outcomes, in virtual time: 54 + 12 scripted scenarios (goal O2).

The sentences cited are those of the supervisor behaviour's documentation. `otp_says` is written from them alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing

from actors.mailbox import Mailbox
from actors.supervisor import ChildSpec, Escalated, Restart, StartFailed, State, Strategy, Supervisor

KINDS = {"permanent": Restart.PERMANENT, "transient": Restart.TRANSIENT, "temporary": Restart.TEMPORARY}


class Child:
    """Writes its starts and stops down; ends as it is told."""

    def __init__(self, name: str, trace: list[str], *, starts: bool = True, stubborn: float = 0.0) -> None:
        self.name, self.trace, self.starts, self.stubborn = name, trace, starts, stubborn

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        if not self.starts:
            raise RuntimeError(f"{self.name} does not start")
        self.trace.append(f"+{self.name}")
        ready()
        try:
            await self.obey(mailbox)
        except trio.Cancelled:
            if self.stubborn:
                with trio.CancelScope(shield=True):
                    await trio.sleep(self.stubborn)
            self.trace.append(f"-{self.name}")
            raise

    async def obey(self, mailbox: Mailbox[Any]) -> None:
        envelope = await mailbox.take()
        mailbox.release([envelope])
        if envelope.message == "crash":
            raise RuntimeError("told to")
        assert envelope.message == "exit"

    def statistics(self) -> dict[str, object]:
        return {}


def otp_says(strategy: Strategy, kinds: dict[str, str], who: str, how: str) -> list[str]:
    """What the documentation says happens.

    "A permanent child process is always restarted. A temporary child process is never restarted (even when the supervisor's restart strategy is
    rest_for_one or one_for_all and a sibling's death causes the temporary process to be terminated). A transient child process is restarted only
    if it terminates abnormally." "one_for_one: if one child process terminates and is to be restarted, only that child process is affected."
    "one_for_all: … all other child processes are terminated and then all child processes are restarted." "rest_for_one: … the rest of the child
    processes (that is, the child processes after the terminated child process in the start order) are terminated. Then the terminated child
    process and all child processes after it are restarted." "The supervisor starts in order, and terminates in reverse start order." """
    if kinds[who] == "temporary" or (kinds[who] == "transient" and how == "exit"):
        return []
    names = list(kinds)
    group = {Strategy.ONE_FOR_ONE: [who], Strategy.ONE_FOR_ALL: names, Strategy.REST_FOR_ONE: names[names.index(who) :]}[strategy]
    stopped = [f"-{name}" for name in reversed(group) if name != who]
    started = [f"+{name}" for name in group if kinds[name] != "temporary"]
    return stopped + started


COMBINATIONS = [
    (strategy, {"a": first, "b": second, "c": third}, who, how)
    for strategy in Strategy
    for first, second, third in [("permanent",) * 3, ("permanent", "transient", "temporary"), ("temporary", "permanent", "transient")]
    for who in "abc"
    for how in ("crash", "exit")
]


def spec(name: str, trace: list[str], kind: str = "permanent", **options: Any) -> ChildSpec[Any]:
    return ChildSpec(name, lambda: Child(name, trace, **options), KINDS[kind], shutdown_seconds=1.0)


async def started(nursery: trio.Nursery, top: Supervisor) -> None:
    nursery.start_soon(top.run)
    await trio.testing.wait_all_tasks_blocked()


@pytest.mark.parametrize(("strategy", "kinds", "who", "how"), COMBINATIONS, ids=lambda value: value.value if isinstance(value, Strategy) else "-".join(value.values()) if isinstance(value, dict) else value)
async def test_who_is_restarted_with_whom(strategy: Strategy, kinds: dict[str, str], who: str, how: str, autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", *(spec(name, trace, kind) for name, kind in kinds.items()), strategy=strategy)
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        assert trace == ["+a", "+b", "+c"]
        trace.clear()

        top.ref(who).tell(how)
        await trio.testing.wait_all_tasks_blocked()

        assert trace == otp_says(strategy, kinds, who, how)
        nursery.cancel_scope.cancel()


async def test_children_stop_in_reverse_order(autojump_clock: Any) -> None:
    trace: list[str] = []
    async with trio.open_nursery() as nursery:
        await started(nursery, Supervisor("top", *(spec(name, trace) for name in "abc")))
        nursery.cancel_scope.cancel()
    assert trace == ["+a", "+b", "+c", "-c", "-b", "-a"]


async def test_a_child_that_does_not_start_stops_those_before_it_in_reverse(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), spec("b", trace), spec("c", trace, starts=False), spec("d", trace))
    with pytest.raises(Escalated):
        await top.run()
    assert trace == ["+a", "+b", "-b", "-a"]


async def test_more_restarts_than_allowed_and_the_supervisor_gives_up(autojump_clock: Any) -> None:
    """If more than MaxR restarts occur in the last MaxT seconds, the supervisor terminates all the child processes and then itself."""
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), spec("b", trace), intensity=1, period_seconds=5)

    async def crash_twice() -> None:
        for _ in range(2):
            await trio.testing.wait_all_tasks_blocked()
            top.ref("a").tell("crash")

    with pytest.RaisesGroup(Escalated):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(top.run)
            nursery.start_soon(crash_twice)
    assert trace == ["+a", "+b", "+a", "-b"]


async def test_restarts_that_are_far_apart_are_allowed_for_ever(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), intensity=1, period_seconds=5)
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        for _ in range(20):
            top.ref("a").tell("crash")
            await trio.sleep(5.01)
        assert trace.count("+a") == 21
        nursery.cancel_scope.cancel()


async def test_an_intensity_of_nothing_allows_no_restart(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), intensity=0)
    with pytest.RaisesGroup(Escalated):
        async with trio.open_nursery() as nursery:
            await started(nursery, top)
            top.ref("a").tell("crash")
    assert trace == ["+a"]


async def test_a_temporary_childs_crash_does_not_count(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace, "temporary"), spec("b", trace), intensity=0)
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        top.ref("a").tell("crash")
        await trio.testing.wait_all_tasks_blocked()
        assert (trace, top.child_names()) == (["+a", "+b"], ("b",))
        nursery.cancel_scope.cancel()


async def test_a_supervisor_that_gives_up_is_restarted_by_its_own(autojump_clock: Any) -> None:
    trace: list[str] = []
    inner: list[Supervisor] = []

    def make() -> Supervisor:
        inner.append(Supervisor("inner", spec("a", trace), intensity=0))
        return inner[-1]

    top = Supervisor("top", ChildSpec("inner", make), spec("z", trace))
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        inner[-1].ref("a").tell("crash")
        await trio.testing.wait_all_tasks_blocked()
        assert (trace, len(inner)) == (["+a", "+z", "+a"], 2)
        nursery.cancel_scope.cancel()


async def test_a_child_that_does_not_stop_is_given_up_at_its_deadline(autojump_clock: Any) -> None:
    """Shutdown: an integer time-out; after it the child is no longer waited for."""
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), spec("slow", trace, stubborn=3.0))
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        nursery.cancel_scope.cancel()
    assert trace == ["+a", "+slow", "-a"]
    assert top._children["slow"].state is State.ABANDONED


async def test_a_child_at_run_time_is_started_last_and_stopped_first(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace))
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        await top.start(spec("d", trace))
        nursery.cancel_scope.cancel()
    assert trace == ["+a", "+d", "-d", "-a"]


async def test_a_child_at_run_time_that_does_not_start_leaves_the_others_alone(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace))
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        with pytest.raises(StartFailed):
            await top.start(spec("d", trace, starts=False))
        assert (trace, top.child_names()) == (["+a"], ("a",))
        nursery.cancel_scope.cancel()


async def test_a_child_that_is_stopped_on_purpose_is_not_restarted(autojump_clock: Any) -> None:
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), spec("b", trace))
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        await top.stop("a")
        await trio.testing.wait_all_tasks_blocked()
        assert (trace, top.child_names()) == (["+a", "+b", "-a"], ("b",))
        nursery.cancel_scope.cancel()


async def test_a_transient_child_that_left_well_is_started_again_with_everybody(autojump_clock: Any) -> None:
    """one_for_all restarts all child processes; a transient one that had ended well is among them."""
    trace: list[str] = []
    top = Supervisor("top", spec("a", trace), spec("b", trace, "transient"), strategy=Strategy.ONE_FOR_ALL)
    async with trio.open_nursery() as nursery:
        await started(nursery, top)
        top.ref("b").tell("exit")
        await trio.testing.wait_all_tasks_blocked()
        top.ref("a").tell("crash")
        await trio.testing.wait_all_tasks_blocked()
        assert trace == ["+a", "+b", "+a", "+b"]
        nursery.cancel_scope.cancel()
