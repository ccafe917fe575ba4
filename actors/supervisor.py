"""The supervisor: who restarts whom. Terms and outcomes are OTP's (stdlib `supervisor`), on top of Trio.

A nursery fails as one; so each child runs in a cancel scope of its own inside a task that catches, records and decides. Only the decision to
give up crosses to the parent, as Escalated. Knows nothing of what its children do."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar, cast

import attrs
import trio

from actors.dead_letters import DeadLetters
from actors.mailbox import Mailbox
from actors.ref import Ref
from actors.restarts import Restarts
from wallet.broken import Broken

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class Restart(Enum):
    """When a child is started again: always; after a crash only; never."""

    PERMANENT = "permanent"
    TRANSIENT = "transient"
    TEMPORARY = "temporary"


class Strategy(Enum):
    """Who is restarted with the one that ended: itself; everybody; those started after it."""

    ONE_FOR_ONE = "one_for_one"
    ONE_FOR_ALL = "one_for_all"
    REST_FOR_ONE = "rest_for_one"


class State(Enum):
    """Where a child is."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


class Escalated(Exception):
    """A supervisor gave up: more restarts in its period than it may make, or a child that cannot start."""


class StartFailed(Exception):
    """A child ended before it was ready."""


class Actor(Protocol[M_co]):
    """A life: set up, call ready once, take from the mailbox. Returning is a normal exit, raising a crash."""

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None: ...

    def statistics(self) -> Mapping[str, object]: ...


@attrs.frozen
class ChildSpec(Generic[M]):
    """How to start a child and when to start it again. start makes a fresh actor: nothing of a crashed one is kept."""

    name: str
    start: Callable[[], Actor[M]]
    restart: Restart = Restart.PERMANENT
    mailbox_size: int = 256
    shutdown_seconds: float = 5.0


@attrs.frozen
class Crash:
    """What ended a child."""

    name: str
    error: BaseException
    words: str


def leaves(error: BaseException) -> Iterator[BaseException]:
    """The exceptions inside an exception group, or the one itself."""
    if isinstance(error, BaseExceptionGroup):
        for inner in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from leaves(inner)
    else:
        yield error


def _nobody(_crash: Crash) -> None:
    """Nobody listens."""


class Child:
    """A child as its supervisor sees it; the mailbox outlives the actor's crashes."""

    def __init__(self, spec: ChildSpec[Any], *, dynamic: bool = False) -> None:
        self.spec = spec
        self.dynamic = dynamic
        self.mailbox: Mailbox[Any] = Mailbox(spec.name, spec.mailbox_size)
        self.ref: Ref[Any] = Ref(self.mailbox)
        self.actor: Actor[Any] | None = None
        self.state = State.STOPPED
        self.restarts = 0
        self.last_crash: Crash | None = None
        self.scope: trio.CancelScope | None = None
        self.stopping = False
        self.ready = trio.Event()
        self.ended = trio.Event()


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
        self._specs = children
        self._strategy = strategy
        self._restarts = Restarts(intensity, period_seconds)
        self._letters = dead_letters or DeadLetters()
        self._on_crash = on_crash
        self._children: dict[str, Child] = {child.name: Child(child) for child in children}
        assert len(self._children) == len(children), "two children of one name"
        self._nursery: trio.Nursery | None = None
        self._exits: list[tuple[Child, BaseException | None]] = []
        self._exit_came = trio.Event()
        self._closing = False

    # ── life ──

    async def run(self, mailbox: Mailbox[Any] | None = None, ready: Callable[[], None] = lambda: None) -> None:
        """Until cancelled: start all in order, then decide about each that ends. Raises Escalated when it gives up."""
        del mailbox  # nobody writes to a supervisor
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            try:
                await self._start_in_order(list(self._children.values()))
                ready()
                await self._decide_for_ever()
            finally:
                self._closing = True
                await self._stop_in_reverse(list(self._children.values()))
                for child in self._children.values():
                    child.mailbox.close()
                self._nursery = None
                nursery.cancel_scope.cancel()

    async def _start_in_order(self, children: list[Child]) -> None:
        for child in children:
            if not await self._start_child(child):
                crash = child.last_crash
                raise Escalated(f"{self.name}: {child.spec.name} did not start: {crash.words if crash else 'ended'}") from (
                    crash.error if crash else None
                )

    async def _decide_for_ever(self) -> None:
        while True:
            while not self._exits:
                self._exit_came = trio.Event()
                await self._exit_came.wait()
            child, error = self._exits.pop(0)
            await self._decide(child, error)

    # ── one child ──

    async def _start_child(self, child: Child) -> bool:
        assert self._nursery is not None
        child.ready, child.ended, child.stopping = trio.Event(), trio.Event(), False
        child.state = State.STARTING
        child.mailbox.reopen()
        self._nursery.start_soon(self._live, child, name=child.spec.name)
        await child.ready.wait()
        return self._runs(child)

    @staticmethod
    def _runs(child: Child) -> bool:
        return child.state is State.RUNNING

    async def _live(self, child: Child) -> None:
        error: BaseException | None = None

        def ready() -> None:
            child.state = State.RUNNING
            child.ready.set()

        # Shielded: a cancelled parent ends its children one by one, in reverse, through this scope alone.
        with trio.CancelScope(shield=True) as child.scope:
            try:
                child.actor = child.spec.start()
                await child.actor.run(child.mailbox, ready)
            except trio.Cancelled:
                raise
            except BaseException as caught:
                if any(isinstance(leaf, KeyboardInterrupt | SystemExit) for leaf in leaves(caught)):
                    raise
                error = _without_cancelled(caught)
        self._ended(child, error)

    def _ended(self, child: Child, error: BaseException | None) -> None:
        if error is not None:
            self._record(child, error)
        if child.state is not State.ABANDONED:
            started = child.state is State.RUNNING
            child.state = State.STOPPED
            if started and not child.stopping and not self._closing:
                self._exits.append((child, error))
                self._exit_came.set()
        child.ready.set()
        child.ended.set()

    def _record(self, child: Child, error: BaseException) -> None:
        words = "".join(traceback.format_exception_only(error)).strip()
        child.last_crash = Crash(child.spec.name, error, words)
        poison = any(not isinstance(leaf, Broken) for leaf in leaves(error))
        for envelope in child.mailbox.crashed(poison=poison):
            self._letters.park(child.spec.name, envelope, error)
        self._on_crash(child.last_crash)

    # ── the decision ──

    async def _decide(self, child: Child, error: BaseException | None) -> None:
        if child.spec.name not in self._children or child.state is not State.STOPPED:
            return
        kind = child.spec.restart
        if kind is Restart.TEMPORARY or (kind is Restart.TRANSIENT and error is None):
            self._forget(child)
            return
        if not self._restarts.allow(trio.current_time()):
            words = child.last_crash.words if child.last_crash else "it ended"
            raise Escalated(f"{self.name}: more restarts than it may make; the last: {child.spec.name}: {words}") from error
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
        """Stops the rest of the group in reverse, starts it again in order; a restart that fails is tried again, and counts."""
        await self._stop_in_reverse(group)
        for child in group:
            if child.spec.restart is Restart.TEMPORARY:
                self._forget(child)
        for child in group:
            if child.spec.name not in self._children:
                continue
            child.restarts += 1
            if not await self._start_child(child):
                self._exits.append((child, child.last_crash.error if child.last_crash else None))
                return

    def _forget(self, child: Child) -> None:
        """OTP: a temporary child's specification goes with it, and so does one started at run time; a transient one that ended
        well stays known, but stopped."""
        child.mailbox.close()
        if child.dynamic or child.spec.restart is Restart.TEMPORARY:
            self._children.pop(child.spec.name, None)

    # ── stopping ──

    async def _stop_in_reverse(self, children: list[Child]) -> None:
        for child in reversed(children):
            await self._stop_child(child)

    async def _stop_child(self, child: Child) -> None:
        """Cancel, wait its shutdown time, then abandon it: a child that does not go is no longer waited for."""
        if child.state not in (State.RUNNING, State.STARTING) or child.scope is None:
            return
        child.stopping = True
        child.scope.cancel()
        with trio.move_on_after(child.spec.shutdown_seconds, shield=True):
            await child.ended.wait()
            return
        child.state = State.ABANDONED

    # ── dynamic children ──

    async def start(self, spec: ChildSpec[M]) -> Ref[M]:
        """A child at run time; answers when it is ready. Raises StartFailed when it ended before that."""
        assert spec.name not in self._children, f"{spec.name} is a child already"
        if self._nursery is None or self._closing:
            raise StartFailed(f"{self.name} is not running")
        child = Child(spec, dynamic=True)
        self._children[spec.name] = child
        if not await self._start_child(child):
            self._children.pop(spec.name, None)
            child.mailbox.close()
            raise StartFailed(spec.name) from (child.last_crash.error if child.last_crash else None)
        return child.ref

    async def stop(self, name: str) -> None:
        """Ends a child and forgets it (OTP: terminate_child and delete_child)."""
        child = self._children.get(name)
        if child is None:
            return
        await self._stop_child(child)
        self._children.pop(name, None)
        child.mailbox.close()

    # ── looking at it ──

    def ref(self, name: str) -> Ref[Any]:
        return self._children[name].ref

    def child_names(self) -> tuple[str, ...]:
        return tuple(self._children)

    def statistics(self) -> Mapping[str, object]:
        return {
            "strategy": self._strategy.value,
            "children": len(self._children),
            "restarts": self._restarts.total,
            "intensity": self._restarts.intensity,
            "period_seconds": self._restarts.period_seconds,
        }

    def tree(self, depth: int = 0, most: float = math.inf) -> str:
        """Names, states, restarts and mailboxes, a line each."""
        lines = [f"{'  ' * depth}{self.name} ({self._strategy.value}, {self._restarts.total} restarts)"]
        for shown, child in enumerate(self._children.values()):
            if shown >= most:
                lines.append(f"{'  ' * (depth + 1)}… {len(self._children) - shown} more")
                break
            lines.append(_line_of(child, depth + 1, most))
        return "\n".join(lines)


def _line_of(child: Child, depth: int, most: float) -> str:
    if isinstance(child.actor, Supervisor):
        return child.actor.tree(depth, most)
    box = child.mailbox.statistics()
    crash = f"  last crash: {child.last_crash.words}" if child.last_crash else ""
    return f"{'  ' * depth}{child.spec.name}  {child.state.value}  {box['waiting']}/{box['size']}  {child.restarts} restarts{crash}"


def _without_cancelled(error: BaseException) -> BaseException:
    """A crash may carry Cancelled of the child's own tasks: they were ours to end, the rest is the crash."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        rest: BaseException | None = group.split(trio.Cancelled)[1]
        return rest or group
    return error
