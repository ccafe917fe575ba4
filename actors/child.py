"""The child: how an actor is to be started, and what its supervisor knows of it. A child has one life after another; its mailbox and its
address outlive them. Knows nothing of who restarts whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

import attrs
import trio

from actors.crashes import Crash
from actors.mailbox import Envelope, Mailbox
from actors.ref import Ref

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class Restart(Enum):
    """When a child is started again: always; after a crash only; never."""

    PERMANENT = "permanent"
    TRANSIENT = "transient"
    TEMPORARY = "temporary"


class State(Enum):
    """Where a child is."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


class Actor(Protocol[M_co]):
    """A life: set up, call ready once, take from the mailbox. Returning is a normal exit, raising a crash."""

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None: ...

    def statistics(self) -> Mapping[str, object]: ...


@attrs.frozen
class ChildSpec(Generic[M]):
    """How to start a child and when to start it again. start makes a fresh actor: nothing of a crashed one is kept.

    Without shutdown_seconds an actor has five, and a supervisor as long as its children need."""

    name: str
    start: Callable[[], Actor[M]]
    restart: Restart = Restart.PERMANENT
    mailbox_size: int = 256
    shutdown_seconds: float | None = None


class Life:
    """From one start to one end."""

    def __init__(self) -> None:
        # Shielded: a cancelled supervisor ends its children one by one, in reverse, through this scope alone.
        self.scope = trio.CancelScope(shield=True)
        self.ready = trio.Event()
        self.ended = trio.Event()
        self.started = False
        self.stopping = False
        self.abandoned = False
        self.error: BaseException | None = None


class Child:
    """A child as its supervisor sees it."""

    def __init__(self, spec: ChildSpec[Any], *, dynamic: bool = False) -> None:
        self.spec = spec
        self.dynamic = dynamic
        self.mailbox: Mailbox[Any] = Mailbox(spec.name, spec.mailbox_size)
        self.ref: Ref[Any] = Ref(self.mailbox)
        self.actor: Actor[Any] | None = None
        self.state = State.STOPPED
        self.restarts = 0
        self.last_words = ""
        self.last_trace = ""
        self.life: Life | None = None

    def begin(self) -> Life:
        """A new life, in the old mailbox."""
        assert self.life is None or self.life.ended.is_set() or self.life.abandoned, f"{self.spec.name} lives"
        self.life, self.state = Life(), State.STARTING
        self.mailbox.reopen()
        return self.life

    def remember(self, crash: Crash) -> None:
        """The words only: an exception would keep every frame of the dead actor."""
        self.last_words, self.last_trace = crash.words, crash.trace

    def abandon(self) -> list[Envelope[Any]]:
        """Nobody can end a task that does not want to: it keeps its mailbox, empty and closed, and the child goes on in a new one. What it had
        in hand may be what holds it: that counts like a crash. Returns what is now to be parked."""
        assert self.life is not None
        self.life.abandoned, self.state = True, State.ABANDONED
        parked = self.mailbox.crashed(poison=True)
        self.mailbox = self.mailbox.succeeded()
        self.ref.lead_to(self.mailbox)
        return parked
