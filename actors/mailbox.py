"""The mailbox: one bounded queue with one reader. Putting never waits: a full mailbox is an answer, at once.

It outlives its actor: after a crash what was in hand is redelivered first, each message alone, so that a second crash says which of them
it was; that one is handed back to be parked as a dead letter. Knows nothing of supervisors."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

import trio

from actors import tracing

M = TypeVar("M")

CRASHES_MAX = 2
"""A message that was in hand at so many crashes is poison."""


class MailboxFull(Exception):
    """The queue of this actor is full. Nothing was queued."""


class ActorDead(Exception):
    """The actor has ended for good. What was asked did not begin, unless it was in hand."""


class ActorCrashed(Exception):
    """The message crashed its actor twice and is parked; it may have had an effect."""


class Cell(Protocol):
    """A one-shot reply slot: exactly one of the two is called, once."""

    def answer(self, value: object) -> None: ...

    def fail(self, error: BaseException) -> None: ...


class Envelope(Generic[M]):
    """A message with its reply slot, how often it was in hand at a crash that may be its fault, and whether it was handed out before."""

    __slots__ = ("crashes", "message", "redelivered", "reply_to", "span")

    def __init__(self, message: M, reply_to: Cell | None = None) -> None:
        self.message = message
        self.reply_to = reply_to
        self.crashes = 0
        self.redelivered = False
        self.span: tracing.Span | None = None

    def answer(self, value: object) -> None:
        self.end_span(None)
        cell, self.reply_to = self.reply_to, None
        if cell is not None:
            cell.answer(value)

    def fail(self, error: BaseException) -> None:
        self.end_span(repr(error))
        cell, self.reply_to = self.reply_to, None
        if cell is not None:
            cell.fail(error)

    def end_span(self, error: str | None) -> None:
        span, self.span = self.span, None
        if span is not None:
            span.end(error)


class Mailbox(Generic[M]):
    """At most `size` envelopes wait here. One task reads."""

    def __init__(self, name: str, size: int) -> None:
        assert size > 0
        self.name = name
        self.size = size
        self._queue: deque[Envelope[M]] = deque()
        self._in_hand: list[Envelope[M]] = []
        self._suspect = False
        self._reader: trio.lowlevel.Task | None = None
        self._dead = False
        self._taken = 0
        self._refused = 0

    # ── for those who send ──

    def put(self, envelope: Envelope[M]) -> None:
        """Queue it, or raise MailboxFull or ActorDead at once."""
        if self._dead:
            raise ActorDead(self.name)
        if len(self._queue) >= self.size:
            self._refused += 1
            raise MailboxFull(self.name)
        if envelope.reply_to is not None:
            envelope.span = tracing.begin_message(self.name, type(envelope.message).__name__)
        self._queue.append(envelope)
        if self._reader is not None:
            self._wake()

    # ── for the actor ──

    async def take(self) -> Envelope[M]:
        """The next envelope; it is in hand until the next take."""
        return (await self.take_batch(1))[0]

    async def take_batch(self, at_most: int) -> list[Envelope[M]]:
        """Waits for one, then takes what is there, at most so many."""
        for envelope in self._in_hand:
            envelope.end_span(None)  # of one whose answer was left to somebody else, too
        self._in_hand, self._suspect = [], False
        await self.wait_for_one()
        return self.take_batch_nowait(at_most)

    async def wait_for_one(self) -> None:
        """Until something can be taken; always a checkpoint. While a suspect is in hand nothing else is handed out."""
        if self._queue and not self._suspect:
            await trio.lowlevel.checkpoint()
        while not self._queue or self._suspect:
            await self._wait()

    def take_batch_nowait(self, at_most: int) -> list[Envelope[M]]:
        """What is there now, at most so many, added to what is in hand. What was in hand at a crash comes alone."""
        queue = self._queue
        if self._suspect:
            return []
        if queue and queue[0].crashes:
            at_most, self._suspect = 1, True
        taken = [queue.popleft() for _ in range(min(at_most, len(queue)))]
        tracing.take_up(next((one.span for one in taken if one.span is not None), None))
        self._in_hand = self._in_hand + taken if self._in_hand else taken
        self._taken += len(taken)
        return taken

    def release(self, envelopes: list[Envelope[M]]) -> None:
        """These are done with, others are still in hand (for actors that keep several batches under way)."""
        done = set(map(id, envelopes))
        self._in_hand = [envelope for envelope in self._in_hand if id(envelope) not in done]
        if self._suspect and not self._in_hand:
            self._suspect = False
            if self._reader is not None:
                self._wake()

    async def _wait(self) -> None:
        assert self._reader is None, f"two readers on {self.name}"
        self._reader = trio.lowlevel.current_task()

        def abort(_raise_cancel: trio.lowlevel.RaiseCancelT) -> trio.lowlevel.Abort:
            self._reader = None
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(abort)

    def _wake(self) -> None:
        reader, self._reader = self._reader, None
        assert reader is not None
        trio.lowlevel.reschedule(reader)

    # ── for the supervisor ──

    def crashed(self, *, poison: bool) -> list[Envelope[M]]:
        """After a crash, or a stop before a restart: puts what was in hand back in front, and hands out what has now crashed the actor too
        often."""
        hand, self._in_hand, self._suspect = self._in_hand, [], False
        for envelope in hand:
            envelope.crashes += poison
            envelope.redelivered = True
        self._queue.extendleft(reversed([envelope for envelope in hand if envelope.crashes < CRASHES_MAX]))
        return [envelope for envelope in hand if envelope.crashes >= CRASHES_MAX]

    def left(self) -> None:
        """The actor left of its own will: it had done with what was in hand. Who still waits for an answer to that is told."""
        hand, self._in_hand, self._suspect = self._in_hand, [], False
        for envelope in hand:
            envelope.fail(ActorDead(self.name))

    def close(self) -> None:
        """The actor is gone for good: everybody who waits is told."""
        self._dead = True
        waiting = [*self._in_hand, *self._queue]
        self._in_hand, self._suspect = [], False
        self._queue.clear()
        for envelope in waiting:
            envelope.fail(ActorDead(self.name))

    def succeeded(self) -> Mailbox[M]:
        """A mailbox that goes on with what is queued here; this one is dead, and stays with whoever still reads it."""
        heir: Mailbox[M] = Mailbox(self.name, self.size)
        heir._queue, self._queue = self._queue, deque()
        heir._dead, self._dead = self._dead, True
        heir._taken, heir._refused = self._taken, self._refused
        return heir

    def reopen(self) -> None:
        """The supervisor starts the actor again under the same name and address."""
        self._dead = False

    @property
    def waiting(self) -> int:
        return len(self._queue)

    @property
    def in_hand(self) -> int:
        return len(self._in_hand)

    @property
    def taken(self) -> int:
        return self._taken

    @property
    def refused(self) -> int:
        return self._refused

    def statistics(self) -> Mapping[str, object]:
        return {
            "waiting": len(self._queue),
            "size": self.size,
            "when_full": "MailboxFull to the sender",
            "in_hand": len(self._in_hand),
            "taken": self._taken,
            "refused": self._refused,
        }
