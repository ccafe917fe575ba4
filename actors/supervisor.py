"""The supervisor: who restarts whom. Terms and outcomes are OTP's (stdlib `supervisor`), on top of Trio.

A nursery fails as one, and waits for ever for a task that ignores its cancellation; so a child is no nursery's: it runs in a cancel scope of
its own, in a task that catches and records, and its supervisor decides. Only two things cross to the parent: the decision to give up, as
Escalated, and what ends the program. Knows nothing of what its children do."""

from __future__ import annotations

import contextvars
import math
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

import trio

from actors.child import Actor as Actor
from actors.child import Child, Life
from actors.child import ChildSpec as ChildSpec
from actors.child import Restart as Restart
from actors.child import State as State
from actors.crashes import Abandoned, crash_of, ends_the_program, is_poison, is_shutdown
from actors.crashes import Crash as Crash
from actors.crashes import Escalated as Escalated
from actors.crashes import StartFailed as StartFailed
from actors.crashes import leaves as leaves
from actors.dead_letters import DeadLetters
from actors.mailbox import Mailbox
from actors.ref import Ref
from actors.restarts import Restarts

M = TypeVar("M")

SHUTDOWN_SECONDS = 5.0
"""An actor has so long to end; a supervisor has as long as its children need."""


class Strategy(Enum):
    """Who is restarted with the one that ended: itself; everybody; those started after it."""

    ONE_FOR_ONE = "one_for_one"
    ONE_FOR_ALL = "one_for_all"
    REST_FOR_ONE = "rest_for_one"


def _nobody(_crash: Crash) -> None:
    """Nobody listens."""


class Supervisor:
    """Starts its children in order, stops them in reverse, restarts them by policy. Itself an actor: supervisors nest."""

    def __init__(
        self,
        name: str,
        *children: ChildSpec[Any],
        strategy: Strategy = Strategy.ONE_FOR_ONE,
        intensity: int = 1,
        period_seconds: float = 5.0,
        dead_letters: DeadLetters | None = None,
        on_crash: Callable[[Crash], None] = _nobody,
    ) -> None:
        self.name = name
        self._strategy = strategy
        self._restarts = Restarts(intensity, period_seconds)
        self._letters = dead_letters or DeadLetters()
        self._on_crash = on_crash
        self._crashes = 0
        self._reports_failed = 0
        self._children: dict[str, Child] = {child.name: Child(child) for child in children}
        assert len(self._children) == len(children), "two children of one name"
        self._exits: deque[tuple[Child, Life]] = deque()
        self._exit_came = trio.Event()
        # One thing at a time, as in OTP: a decision, a start, a stop.
        self._turn = trio.Lock()
        self._open = False
        self._deciding = trio.CancelScope()
        self._end: BaseException | None = None

    # ── life ──

    async def run(self, mailbox: Mailbox[Any] | None = None, ready: Callable[[], None] = lambda: None) -> None:
        """Until cancelled: start all in order, then decide about each that ends. Raises Escalated when it gives up, and what ends the
        program when a child raised that."""
        del mailbox  # nobody writes to a supervisor
        self._open = True
        try:
            with self._deciding:
                await self._start_in_order()
                ready()
                await self._decide_for_ever()
        finally:
            self._open = False
            await self._stop_in_reverse(list(self._children.values()))
            for child in self._children.values():
                child.mailbox.close()
            if self._end is not None:
                raise self._end

    async def _start_in_order(self) -> None:
        async with self._turn:
            for child in list(self._children.values()):
                life = await self._begin(child)
                if not life.started:
                    raise Escalated(f"{self.name}: {child.spec.name} did not start: {_words_of(life)}") from life.error

    async def _decide_for_ever(self) -> None:
        while True:
            while not self._exits:
                self._exit_came = trio.Event()
                await self._exit_came.wait()
            async with self._turn:
                await self._decide(*self._exits.popleft())

    # ── one child ──

    async def _begin(self, child: Child) -> Life:
        """Starts it, and waits until it is ready or has ended."""
        life = child.begin()
        trio.lowlevel.spawn_system_task(self._live, child, life, name=child.spec.name, context=contextvars.copy_context())
        await life.ready.wait()
        return life

    async def _live(self, child: Child, life: Life) -> None:
        def ready() -> None:
            if not life.abandoned:
                child.state = State.RUNNING
            life.started = True
            life.ready.set()

        try:
            # What its own cancellation raised ends here; the rest, also of a mixture, is a crash.
            with life.scope:
                child.actor = child.spec.start()
                await child.actor.run(child.mailbox, ready)
        except BaseException as error:
            life.error = error
        self._ended(child, life)

    def _ended(self, child: Child, life: Life) -> None:
        self._take_note(child, life)
        if not life.abandoned:
            child.state = State.STOPPED
            if self._open and not life.stopping:
                self._left_by_itself(child, life)
        life.ready.set()
        life.ended.set()

    def _left_by_itself(self, child: Child, life: Life) -> None:
        if life.started:
            self._report_exit(child, life)
        elif child.dynamic and child.restarts == 0:
            # It never was: its name is free again, also when whoever asked for it no longer waits.
            self._forget(child)

    def _take_note(self, child: Child, life: Life) -> None:
        """What becomes of the messages in hand, and who hears of a crash."""
        error = life.error
        if error is not None and ends_the_program(error) and not life.abandoned:
            self._end = error
            self._deciding.cancel()
        elif error is not None:
            self._crashed(child, life, error)
        elif life.stopping:
            child.mailbox.crashed(poison=False)
        else:
            child.mailbox.left()

    def _crashed(self, child: Child, life: Life, error: BaseException) -> None:
        crash = crash_of(child.spec.name, error)
        child.remember(crash)
        self._crashes += 1
        if not life.abandoned:
            # An exception on the way out, after it was told to stop, is not the message's doing.
            for envelope in child.mailbox.crashed(poison=is_poison(error) and not life.stopping):
                self._letters.park(child.spec.name, envelope, error)
        self._tell(crash)

    def _tell(self, crash: Crash) -> None:
        """A log that fails must not end play."""
        try:
            self._on_crash(crash)
        except Exception:
            self._reports_failed += 1

    def _report_exit(self, child: Child, life: Life) -> None:
        self._exits.append((child, life))
        self._exit_came.set()

    # ── the decision ──

    async def _decide(self, child: Child, life: Life) -> None:
        if self._children.get(child.spec.name) is not child or child.life is not life:
            return  # It was stopped meanwhile, or restarted with others.
        if life.started and not _is_restarted(child.spec.restart, life.error):
            self._forget(child)
            return
        if not self._restarts.allow(trio.current_time()):
            words = f"{child.spec.name}: {_words_of(life)}"
            raise Escalated(f"{self.name}: more restarts than it may make; the last: {words}") from life.error
        await self._restart(self._group_of(child))

    def _group_of(self, child: Child) -> list[Child]:
        children = list(self._children.values())
        match self._strategy:
            case Strategy.ONE_FOR_ONE:
                return [child]
            case Strategy.ONE_FOR_ALL:
                return children
            case Strategy.REST_FOR_ONE:
                return children[children.index(child) :]

    async def _restart(self, group: list[Child]) -> None:
        """Stops the rest of the group in reverse, starts it again in order. A start that fails is decided about again, and counts."""
        await self._stop_in_reverse(group)
        for child in group:
            if child.spec.restart is Restart.TEMPORARY:
                self._forget(child)
        for child in (child for child in group if child.spec.restart is not Restart.TEMPORARY):
            child.restarts += 1
            life = await self._begin(child)
            if not life.started:
                self._report_exit(child, life)
                return

    def _forget(self, child: Child) -> None:
        """OTP: a temporary child's specification goes with it. So does here that of one started at run time; a static transient one that
        ended well stays known, but stopped."""
        child.mailbox.close()
        if child.dynamic or child.spec.restart is Restart.TEMPORARY:
            self._children.pop(child.spec.name, None)

    # ── stopping ──

    async def _stop_in_reverse(self, children: list[Child]) -> None:
        for child in reversed(children):
            await self._stop_child(child)

    async def _stop_child(self, child: Child) -> None:
        """Cancel, wait its shutdown time, then abandon it: a child that does not go is no longer waited for."""
        life = child.life
        if life is None or life.abandoned or life.ended.is_set():
            return
        life.stopping = True
        life.scope.cancel()
        seconds = _shutdown_seconds(child)
        with trio.move_on_after(seconds, shield=True):
            await life.ended.wait()
            return
        stuck = Abandoned(f"{child.spec.name} did not end within {seconds:g} s")
        for envelope in child.abandon():
            self._letters.park(child.spec.name, envelope, stuck)
        self._tell(crash_of(child.spec.name, stuck))

    # ── dynamic children ──

    async def start(self, spec: ChildSpec[M]) -> Ref[M]:
        """A child at run time; answers when it is ready. Raises StartFailed when it ended before that."""
        async with self._turn:
            if not self._open:
                raise StartFailed(f"{self.name} is not running")
            assert spec.name not in self._children, f"{spec.name} is a child already"
            child = self._children[spec.name] = Child(spec, dynamic=True)
            life = await self._begin(child)
        if not life.started:
            raise StartFailed(f"{spec.name}: {_words_of(life)}") from life.error
        return child.ref

    async def stop(self, name: str) -> None:
        """Ends a child and forgets it (OTP: terminate_child and delete_child)."""
        async with self._turn:
            child = self._children.get(name)
            if child is not None:
                await self._stop_child(child)
                self._children.pop(name)
                child.mailbox.close()

    async def renew(self, name: str) -> None:
        """Stops a child that runs and starts it again, with whom the strategy restarts together with it: what an operator may do. Not counted as
        a restart of its own accord. Raises StartFailed when it does not come back at once; then the supervisor goes on trying."""
        async with self._turn:
            child = self._children.get(name)
            if child is None or not self._open:
                raise StartFailed(f"{self.name} has no {name}")
            await self._restart(self._group_of(child))
        life = child.life
        if life is None or not life.started:
            raise StartFailed(f"{name}: " + ("it did not start" if life is None else _words_of(life)))

    # ── looking at it ──

    @property
    def strategy(self) -> str:
        return self._strategy.value

    def ref(self, name: str) -> Ref[Any]:
        return self._children[name].ref

    def child_names(self) -> tuple[str, ...]:
        return tuple(self._children)

    def statistics(self) -> Mapping[str, object]:
        return {
            "strategy": self._strategy.value,
            "children": len(self._children),
            "crashes": self._crashes,
            "reports_failed": self._reports_failed,
            "restarts": self._restarts.total,
            "intensity": self._restarts.intensity,
            "period_seconds": self._restarts.period_seconds,
        }

    def children(self) -> tuple[Child, ...]:
        return tuple(self._children.values())


def _is_restarted(kind: Restart, error: BaseException | None) -> bool:
    match kind:
        case Restart.PERMANENT:
            return True
        case Restart.TRANSIENT:
            return error is not None and not is_shutdown(error)
        case Restart.TEMPORARY:
            return False


def _shutdown_seconds(child: Child) -> float:
    if child.spec.shutdown_seconds is not None:
        return child.spec.shutdown_seconds
    return math.inf if isinstance(child.actor, Supervisor) else SHUTDOWN_SECONDS


def _words_of(life: Life) -> str:
    return "it ended" if life.error is None else crash_of("", life.error).words
