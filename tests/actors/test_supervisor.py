"""The supervisor beyond OTP: messages, askers, exceptions of every shape, and children that will not go."""

from __future__ import annotations

import gc
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from actors.crashes import Abandoned, Crash, leaves
from actors.dead_letters import DeadLetters
from actors.mailbox import ActorCrashed, ActorDead, Envelope, Mailbox
from actors.ref import Ref
from actors.supervisor import ChildSpec, Escalated, Restart, StartFailed, State, Strategy, Supervisor
from wallet.broken import Broken

Receive = Callable[[Envelope[Any]], Awaitable[None]]
settled = trio.testing.wait_all_tasks_blocked


class Loop:
    """Takes messages one by one, and does with each what the test says."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            await self.receive(await mailbox.take())

    def statistics(self) -> Mapping[str, object]:
        return {}


class Whole:
    """An actor whose whole life is one function."""

    def __init__(self, life: Callable[[Mailbox[Any], Callable[[], None]], Awaitable[None]]) -> None:
        self.life = life

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await self.life(mailbox, ready)

    def statistics(self) -> Mapping[str, object]:
        return {}


class Slot:
    """A reply slot that remembers."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def answer(self, value: object) -> None:
        self.said.append(value)

    def fail(self, error: BaseException) -> None:
        self.said.append(type(error))


async def echo(envelope: Envelope[Any]) -> None:
    envelope.answer(envelope.message)


async def obey(envelope: Envelope[Any]) -> None:
    """Raises an exception that it is sent; answers everything else."""
    if isinstance(envelope.message, BaseException):
        raise envelope.message
    envelope.answer(envelope.message)


async def first_life_hangs(envelope: Envelope[Any]) -> None:
    if not envelope.redelivered:
        await trio.sleep_forever()
    envelope.answer("again")


def loop(name: str, receive: Receive = obey, **options: Any) -> ChildSpec[Any]:
    return ChildSpec(name, lambda: Loop(receive), **options)


@asynccontextmanager
async def running(top: Supervisor) -> AsyncIterator[Supervisor]:
    async with trio.open_nursery() as nursery:

        async def run(task_status: trio.TaskStatus[None]) -> None:
            await top.run(ready=task_status.started)

        await nursery.start(run)
        yield top
        nursery.cancel_scope.cancel()


# ── messages outlive crashes ──


async def test_what_a_sibling_had_in_hand_when_it_was_stopped_is_done_after_the_restart(autojump_clock: Any) -> None:
    top = Supervisor("top", loop("a"), loop("b", first_life_hangs), strategy=Strategy.ONE_FOR_ALL)
    async with running(top):
        slot = Slot()
        top.ref("b").post("work", slot)
        await settled()
        top.ref("a").tell(RuntimeError("a crashes once"))
        await settled()
        assert slot.said == ["again"]


async def test_to_be_stopped_with_a_sibling_is_no_crash_of_the_message_in_hand(autojump_clock: Any) -> None:
    seen: list[int] = []

    async def hang(envelope: Envelope[Any]) -> None:
        seen.append(envelope.crashes)
        await trio.sleep_forever()

    letters = DeadLetters()
    top = Supervisor("top", loop("a"), loop("b", hang), strategy=Strategy.ONE_FOR_ALL, intensity=99, dead_letters=letters)
    async with running(top):
        top.ref("b").tell("work")
        for _ in range(5):
            top.ref("a").tell(RuntimeError())
            await settled()
            await settled()
    assert set(seen) == {0}
    assert {letter.actor for letter in letters.letters()} <= {"a"}


async def test_a_crash_on_the_way_out_is_not_blamed_on_the_message_either(autojump_clock: Any) -> None:
    seen: list[int] = []

    async def leave_badly(envelope: Envelope[Any]) -> None:
        seen.append(envelope.crashes)
        try:
            await trio.sleep_forever()
        finally:
            raise RuntimeError("in the cleanup")

    top = Supervisor("top", loop("a"), loop("b", leave_badly), strategy=Strategy.ONE_FOR_ALL, intensity=99)
    async with running(top):
        top.ref("b").tell("work")
        await settled()
        top.ref("a").tell(RuntimeError())
        await settled()
        assert seen[-1] == 0
        assert len(seen) >= 2


async def test_one_poisoned_message_among_a_hundred_is_parked_alone(autojump_clock: Any) -> None:
    async def batches(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            for envelope in await mailbox.take_batch(500):
                await obey(envelope)

    letters = DeadLetters()
    top = Supervisor("top", ChildSpec("a", lambda: Whole(batches)), intensity=9, dead_letters=letters)
    async with running(top):
        slots = [Slot() for _ in range(100)]
        poison = RuntimeError("message 60")
        for number, slot in enumerate(slots):
            top.ref("a").post(poison if number == 60 else number, slot)
        await settled()
        assert [slot.said for slot in slots] == [[ActorCrashed] if number == 60 else [number] for number in range(100)]
        assert [letter.message for letter in letters.letters()] == [poison]


async def test_one_poisoned_message_in_a_pipeline_is_parked_alone(autojump_clock: Any) -> None:
    async def pipeline(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        """One batch is on its way while the next is taken, as in the wallet."""
        turn = trio.Semaphore(1)

        async def commit(batch: list[Envelope[Any]]) -> None:
            await trio.sleep(0.01)
            for envelope in batch:
                await obey(envelope)
            mailbox.release(batch)
            turn.release()

        ready()
        async with trio.open_nursery() as nursery:
            while True:
                await mailbox.wait_for_one()
                batch = mailbox.take_batch_nowait(10)
                await turn.acquire()
                nursery.start_soon(commit, batch)

    top = Supervisor("top", ChildSpec("a", lambda: Whole(pipeline)), intensity=9)
    async with running(top):
        slots = [Slot() for _ in range(40)]
        for number, slot in enumerate(slots):
            top.ref("a").post(RuntimeError() if number == 5 else number, slot)
        await trio.sleep(5)
        assert [slot.said for slot in slots] == [[ActorCrashed] if number == 5 else [number] for number in range(40)]


@pytest.mark.parametrize(
    ("error", "parked"),
    [
        (Broken("away"), False),
        (ExceptionGroup("group", [Broken("away")]), False),
        (ExceptionGroup("group", [ExceptionGroup("inner", [Broken("a"), Broken("b")])]), False),
        (RuntimeError("bug"), True),
        (ExceptionGroup("group", [Broken("away"), RuntimeError("bug")]), True),
        (BaseExceptionGroup("group", [GeneratorExit(), Broken("away")]), True),
        (AssertionError("bug"), True),
        (MemoryError(), True),
        (RecursionError(), True),
    ],
    ids=repr,
)
async def test_only_a_broken_world_blames_no_message(error: BaseException, parked: bool, autojump_clock: Any) -> None:
    left = [error] * 5

    async def crash_while_any_is_left(envelope: Envelope[Any]) -> None:
        if left:
            raise left.pop()
        envelope.answer("done")

    letters, slot = DeadLetters(), Slot()
    top = Supervisor("top", loop("a", crash_while_any_is_left), intensity=9, dead_letters=letters)
    async with running(top):
        top.ref("a").post("work", slot)
        await settled()
    assert slot.said == [ActorCrashed if parked else "done"]
    assert len(letters.letters()) == parked


async def test_a_thousand_crashes_in_each_of_three_actors_leave_the_fourth_and_its_askers_alone(autojump_clock: Any) -> None:
    letters = DeadLetters()
    top = Supervisor("top", *(loop(name) for name in "abcd"), intensity=10_000, dead_letters=letters)
    async with running(top):
        actor = top._children["d"].actor
        for _ in range(500):
            slots = [Slot() for _ in "abc"]
            for name, slot in zip("abc", slots, strict=True):
                top.ref(name).post(RuntimeError(), slot)
            assert await top.ref("d").ask("still here", seconds=1) == "still here"
            await settled()
            assert [slot.said for slot in slots] == [[ActorCrashed]] * 3
        assert top._children["d"].actor is actor
        assert (top.statistics()["crashes"], letters.statistics()["parked"]) == (3_000, 1_500)


# ── nobody waits for the dead ──


async def test_an_actor_that_leaves_without_an_answer_tells_its_asker_and_does_not_meet_the_message_again(autojump_clock: Any) -> None:
    seen: list[object] = []

    async def leave(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        seen.append((await mailbox.take()).message)

    top = Supervisor("top", ChildSpec("a", lambda: Whole(leave)))
    async with running(top):
        with pytest.raises(ActorDead):
            await top.ref("a").ask("work", seconds=5)
        await settled()
        assert (seen, top._children["a"].state) == (["work"], State.RUNNING)


async def hang(_envelope: Envelope[Any]) -> None:
    await trio.sleep_forever()


async def test_a_shutdown_tells_everybody_who_waits_and_everybody_who_comes(autojump_clock: Any) -> None:
    slots = [Slot() for _ in range(5)]
    async with running(Supervisor("top", loop("a", hang))) as top:
        for slot in slots:
            top.ref("a").post("work", slot)
        await settled()
    assert [slot.said for slot in slots] == [[ActorDead]] * 5
    with pytest.raises(ActorDead):
        top.ref("a").tell("anyone?")


async def test_an_escalation_tells_everybody_who_waits(autojump_clock: Any) -> None:
    slot = Slot()
    with pytest.RaisesGroup(Escalated):
        async with running(Supervisor("top", loop("a", hang), loop("b"), intensity=0)) as top:
            top.ref("a").post("work", slot)
            await settled()
            top.ref("b").tell(RuntimeError())
            await trio.sleep_forever()
    assert slot.said == [ActorDead]


async def test_the_end_of_a_temporary_child_tells_everybody_who_waits(autojump_clock: Any) -> None:
    slots = [Slot(), Slot()]
    async with running(Supervisor("top", loop("a", restart=Restart.TEMPORARY))) as top:
        ref = top.ref("a")
        ref.post(RuntimeError(), slots[0])
        ref.post("behind", slots[1])
        await settled()
        assert [slot.said for slot in slots] == [[ActorDead], [ActorDead]]


async def test_a_child_that_is_stopped_tells_everybody_who_waits(autojump_clock: Any) -> None:
    slot = Slot()
    async with running(Supervisor("top", loop("a", hang))) as top:
        top.ref("a").post("work", slot)
        await settled()
        await top.stop("a")
        assert slot.said == [ActorDead]


# ── what crosses to the parent ──


async def ended_by(error: BaseException) -> tuple[BaseException, list[str]]:
    """A tree of two levels in which a leaf raises this: what comes out at the top, and who was stopped, in order."""
    stops: list[str] = []

    def witness(name: str) -> ChildSpec[Any]:
        async def life(_mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
            ready()
            try:
                await trio.sleep_forever()
            finally:
                stops.append(name)

        return ChildSpec(name, lambda: Whole(life))

    inner = Supervisor("inner", witness("b"), loop("leaf"), witness("c"))
    top = Supervisor("top", witness("a"), ChildSpec("inner", lambda: inner), witness("d"))
    try:
        async with running(top):
            inner.ref("leaf").tell(error)
            await trio.sleep_forever()
    except BaseException as caught:
        return caught, stops
    raise AssertionError("nothing came out")


@pytest.mark.parametrize("error", [SystemExit("FENCED"), KeyboardInterrupt(), BaseExceptionGroup("group", [RuntimeError(), SystemExit("FENCED")])])
async def test_what_ends_the_program_passes_every_supervisor_and_stops_all_in_reverse(error: BaseException, autojump_clock: Any) -> None:
    caught, stops = await ended_by(error)
    assert any(isinstance(leaf, SystemExit | KeyboardInterrupt) for leaf in leaves(caught))
    assert stops == ["c", "b", "d", "a"]


async def test_an_exit_during_an_escalation_is_not_lost(autojump_clock: Any) -> None:
    async def fenced_on_the_way_out(_mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        try:
            await trio.sleep_forever()
        finally:
            raise SystemExit("FENCED")

    top = Supervisor("top", ChildSpec("a", lambda: Whole(fenced_on_the_way_out)), loop("b"), intensity=0)
    with pytest.RaisesGroup(SystemExit):
        async with running(top):
            top.ref("b").tell(RuntimeError())
            await trio.sleep_forever()


async def test_an_exit_while_a_sibling_starts_again_does_not_wait_for_it(autojump_clock: Any) -> None:
    lives: list[int] = []

    async def starts_once(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        lives.append(1)
        if len(lives) > 1:
            await trio.sleep_forever()
        ready()
        await obey(await mailbox.take())

    top = Supervisor("top", ChildSpec("a", lambda: Whole(starts_once)), loop("b"))
    with pytest.RaisesGroup(SystemExit):
        async with running(top):
            top.ref("a").tell(RuntimeError())
            await settled()
            top.ref("b").tell(SystemExit("FENCED"))
            await trio.sleep_forever()


async def test_a_crash_of_many_tasks_is_one_crash_and_cancellation_among_it_is_none(autojump_clock: Any) -> None:
    crashes: list[Crash] = []

    async def life(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        async def cleanup() -> None:
            try:
                await trio.sleep_forever()
            finally:
                raise ValueError("cleanup")

        ready()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cleanup)
            nursery.start_soon(trio.sleep_forever)
            await obey(await mailbox.take())

    top = Supervisor("top", ChildSpec("a", lambda: Whole(life)), on_crash=crashes.append)
    async with running(top):
        top.ref("a").tell(KeyError("first"))
        await settled()
        assert [sorted(type(leaf).__name__ for leaf in leaves(crash.error)) for crash in crashes] == [["KeyError", "ValueError"]]


async def test_a_stop_of_many_tasks_is_no_crash(autojump_clock: Any) -> None:
    crashes: list[Crash] = []

    async def life(_mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(trio.sleep_forever)

    async with running(Supervisor("top", ChildSpec("a", lambda: Whole(life)), on_crash=crashes.append)):
        await settled()
    assert crashes == []


# ── what is written down ──


async def test_a_crash_is_told_with_its_words_and_where_it_came_from(autojump_clock: Any) -> None:
    crashes: list[Crash] = []
    async with running(Supervisor("top", loop("a"), on_crash=crashes.append)) as top:
        top.ref("a").tell(ValueError("too many"))
        await settled()
        assert [(crash.name, crash.words) for crash in crashes[:1]] == [("a", "ValueError: too many")]
        assert "in obey" in crashes[0].trace
        assert "last crash: ValueError: too many" in top.tree()


async def test_a_log_that_fails_does_not_end_play(autojump_clock: Any) -> None:
    def full(_crash: Crash) -> None:
        raise OSError("disk full")

    async with running(Supervisor("top", loop("a"), intensity=9, on_crash=full)) as top:
        with pytest.raises(ActorCrashed):
            await top.ref("a").ask(RuntimeError(), seconds=1)
        assert await top.ref("a").ask("still here", seconds=1) == "still here"
        assert top.statistics()["reports_failed"] == 2


async def test_a_dead_actor_is_not_kept_by_its_last_crash(autojump_clock: Any) -> None:
    alive: list[weakref.ref[Any]] = []

    def make() -> Loop:
        actor = Loop(obey)
        alive.append(weakref.ref(actor))
        return actor

    async with running(Supervisor("top", ChildSpec("a", make))) as top:
        top.ref("a").tell(Broken("away"))
        top._children["a"].mailbox.take_batch_nowait(0)
        await settled()
        top.ref("a").tell("go on")
        await settled()
        gc.collect()
        assert [one() is not None for one in alive].count(True) <= 1


async def test_every_mailbox_says_its_size_and_what_happens_when_it_is_full(autojump_clock: Any) -> None:
    inner = Supervisor("inner", loop("b", mailbox_size=7))
    async with running(Supervisor("top", loop("a", mailbox_size=5), ChildSpec("inner", lambda: inner))) as top:
        queues = dict(top.queues())
        assert {path: queue["size"] for path, queue in queues.items()} == {"top/a": 5, "top/inner/b": 7}
        assert all(queue["when_full"] for queue in queues.values())


async def test_the_tree_shows_those_below_and_says_when_there_are_more(autojump_clock: Any) -> None:
    inner = Supervisor("inner", loop("b"), loop("c"), loop("d"), strategy=Strategy.REST_FOR_ONE)
    async with running(Supervisor("top", ChildSpec("inner", lambda: inner))) as top:
        assert top.tree(most=2).splitlines() == [
            "top (one_for_one, 0 restarts)",
            "  inner (rest_for_one, 0 restarts)",
            "    b  running  0/256  0 restarts",
            "    c  running  0/256  0 restarts",
            "    … 1 more",
        ]


# ── children at run time ──


async def test_a_start_answers_when_the_child_is_ready(autojump_clock: Any) -> None:
    async def slow(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await trio.sleep(3)
        ready()
        await echo(await mailbox.take())

    async with running(Supervisor("top")) as top:
        ref: Ref[Any] = await top.start(ChildSpec("slow", lambda: Whole(slow)))
        assert trio.current_time() == 3.0
        assert await ref.ask("hello", seconds=1) == "hello"


async def test_what_is_said_to_a_child_before_it_is_ready_waits_for_it(autojump_clock: Any) -> None:
    top, slot = Supervisor("top", loop("a", echo)), Slot()
    top.ref("a").post("early", slot)
    async with running(top):
        await settled()
        assert slot.said == ["early"]


async def test_a_child_that_is_ready_and_gone_at_once_did_start(autojump_clock: Any) -> None:
    async def short(_mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()

    async with running(Supervisor("top")) as top:
        await top.start(ChildSpec("short", lambda: Whole(short), Restart.TRANSIENT))
        await settled()
        assert top.child_names() == ()


async def test_a_child_whose_making_fails_is_refused_with_the_reason(autojump_clock: Any) -> None:
    def make() -> Loop:
        raise ValueError("no such table")

    async with running(Supervisor("top")) as top:
        with pytest.raises(StartFailed, match="a: ValueError: no such table") as caught:
            await top.start(ChildSpec("a", make))
        assert isinstance(caught.value.__cause__, ValueError)


async def test_a_start_that_nobody_waits_for_any_more_and_that_fails_leaves_the_name_free(autojump_clock: Any) -> None:
    async def fails_later(_mailbox: Mailbox[Any], _ready: Callable[[], None]) -> None:
        await trio.sleep(3)
        raise RuntimeError

    async with running(Supervisor("top")) as top:
        with trio.move_on_after(1):
            await top.start(ChildSpec("a", lambda: Whole(fails_later)))
        await trio.sleep(5)
        await top.start(loop("a"))
        assert top.child_names() == ("a",)


async def test_a_start_waits_its_turn_while_others_are_restarted(autojump_clock: Any) -> None:
    order: list[str] = []

    def slow(name: str) -> ChildSpec[Any]:
        async def life(mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
            await trio.sleep(1)
            order.append(name)
            ready()
            await obey(await mailbox.take())

        return ChildSpec(name, lambda: Whole(life))

    async with running(Supervisor("top", slow("a"), slow("b"), strategy=Strategy.ONE_FOR_ALL)) as top:
        top.ref("a").tell(RuntimeError())
        await settled()
        await top.start(slow("late"))
        assert order == ["a", "b", "a", "b", "late"]


async def test_a_supervisor_that_does_not_run_starts_nobody() -> None:
    with pytest.raises(StartFailed, match="top is not running"):
        await Supervisor("top").start(loop("a"))


async def test_two_children_of_one_name_are_our_bug(autojump_clock: Any) -> None:
    with pytest.raises(AssertionError, match="two children"):
        Supervisor("top", loop("a"), loop("a"))
    async with running(Supervisor("top", loop("a"))) as top:
        with pytest.raises(AssertionError, match="is a child already"):
            await top.start(loop("a"))


async def test_the_exit_of_one_is_not_taken_for_that_of_another_of_the_same_name(autojump_clock: Any) -> None:
    async with running(Supervisor("top", intensity=0)) as top:
        await top.start(loop("a"))
        top.ref("a").tell(Broken("away"))
        async with trio.open_nursery() as nursery:
            # Both wait for their turn behind nobody: the exit may be decided about before or after.
            nursery.start_soon(top.stop, "a")
        await top.start(loop("a"))
        assert await top.ref("a").ask("new", seconds=1) == "new"


# ── children that will not go ──


class Stubborn:
    """Its first life ignores its cancellation until it is let go."""

    def __init__(self) -> None:
        self.lives = 0
        self.let_go = trio.Event()
        self.first_box: Mailbox[Any] | None = None
        self.afterwards: Callable[[], None] = lambda: None

    def spec(self) -> ChildSpec[Any]:
        return ChildSpec("b", lambda: Whole(self.life), shutdown_seconds=1.0)

    async def life(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        self.lives += 1
        ready()
        if self.lives > 1:
            await Loop(echo).run(mailbox, lambda: None)
        self.first_box = mailbox
        envelope = await mailbox.take()
        with trio.CancelScope(shield=True):
            await self.let_go.wait()
        envelope.answer("from the grave")
        self.afterwards()


async def test_a_child_that_ignores_its_cancellation_is_replaced_and_its_message_done_by_the_next(autojump_clock: Any) -> None:
    stubborn, slot, crashes = Stubborn(), Slot(), list[Crash]()
    top = Supervisor("top", loop("a"), stubborn.spec(), strategy=Strategy.ONE_FOR_ALL, on_crash=crashes.append)
    async with running(top):
        ref = top.ref("b")
        ref.post("work", slot)
        await settled()
        top.ref("a").tell(Broken("away"))
        await trio.sleep(2)
        assert (slot.said, stubborn.lives) == (["work"], 2)
        assert [type(crash.error) for crash in crashes if crash.name == "b"] == [Abandoned]
        assert await ref.ask("the same address", seconds=1) == "the same address"
        stubborn.let_go.set()


async def test_its_late_end_is_nobodys_exit_and_its_late_answer_no_second_one(autojump_clock: Any) -> None:
    stubborn, slot = Stubborn(), Slot()
    top = Supervisor("top", loop("a"), stubborn.spec(), strategy=Strategy.ONE_FOR_ALL)
    async with running(top):
        top.ref("b").post("work", slot)
        await settled()
        top.ref("a").tell(Broken("away"))
        await trio.sleep(2)
        stubborn.let_go.set()
        await settled()
        assert (slot.said, stubborn.lives, top._children["b"].state) == (["work"], 2, State.RUNNING)
        assert top.statistics()["restarts"] == 1


async def test_it_gets_no_message_of_its_successor(autojump_clock: Any) -> None:
    stubborn = Stubborn()
    top = Supervisor("top", loop("a"), stubborn.spec(), strategy=Strategy.ONE_FOR_ALL)
    async with running(top):
        top.ref("b").tell("work")
        await settled()
        top.ref("a").tell(Broken("away"))
        await trio.sleep(2)
        assert stubborn.first_box is not None
        with pytest.raises(ActorDead):
            Ref(stubborn.first_box).tell("for the dead")
        assert stubborn.first_box.take_batch_nowait(9) == []
        stubborn.let_go.set()


async def test_a_fence_that_it_meets_afterwards_does_not_end_the_program(autojump_clock: Any) -> None:
    stubborn = Stubborn()

    def fenced() -> None:
        raise SystemExit("FENCED by its own successor")

    stubborn.afterwards = fenced
    top = Supervisor("top", loop("a"), stubborn.spec(), strategy=Strategy.ONE_FOR_ALL)
    async with running(top):
        top.ref("b").tell("work")
        await settled()
        top.ref("a").tell(Broken("away"))
        await trio.sleep(2)
        stubborn.let_go.set()
        await settled()
        assert await top.ref("b").ask("still here", seconds=1) == "still here"


async def test_a_message_that_holds_two_lives_is_parked(autojump_clock: Any) -> None:
    forever = trio.Event()

    async def never_goes(envelope: Envelope[Any]) -> None:
        if envelope.message != "hold":
            await obey(envelope)
            return
        with trio.CancelScope(shield=True):
            await forever.wait()

    letters, slot = DeadLetters(), Slot()
    children = loop("a"), loop("b", never_goes, shutdown_seconds=1.0)
    top = Supervisor("top", *children, strategy=Strategy.ONE_FOR_ALL, intensity=9, dead_letters=letters)
    async with running(top):
        top.ref("b").post("hold", slot)
        for _ in range(2):
            await settled()
            top.ref("a").tell("nothing")
            await top.ref("a").ask("ready", seconds=1)
            top.ref("a").tell(Whole)
            top._children["a"].mailbox.take_batch_nowait(9)
            life = top._children["a"].life
            assert life is not None
            life.error = None
            top.ref("a").tell(RuntimeError())
            await trio.sleep(2)
        assert [letter.message for letter in letters.letters() if letter.actor == "b"] == ["hold"]
        assert slot.said == [ActorCrashed]
        forever.set()


async def test_a_stop_is_bounded_though_a_grandchild_will_not_go(autojump_clock: Any) -> None:
    stubborn = Stubborn()
    inner = Supervisor("inner", stubborn.spec())
    async with running(Supervisor("top", loop("a"), ChildSpec("inner", lambda: inner))):
        inner.ref("b").tell("work")
        await settled()
    assert trio.current_time() == 1.0
    stubborn.let_go.set()
