"""The ref: an actor's address. It hides where the actor lives, and survives its restarts.

tell says something, mention lets it be when it cannot be said, post says it with a reply slot, ask waits for the answer with a deadline. A deadline
ends the wait, never the work."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import outcome
import trio

from actors.mailbox import ActorDead, Envelope, Mailbox, MailboxFull
from actors.mailbox import Cell as Cell

M = TypeVar("M")


class AskTimeout(Exception):
    """No answer in time. What was asked may happen all the same."""


class _Waiting:
    """The reply slot of a task that waits in ask."""

    __slots__ = ("result", "task")

    def __init__(self) -> None:
        self.task: trio.lowlevel.Task | None = None
        self.result: outcome.Outcome[object] | None = None

    def answer(self, value: object) -> None:
        self._settle(outcome.Value(value))

    def fail(self, error: BaseException) -> None:
        self._settle(outcome.Error(error))

    def _settle(self, result: outcome.Outcome[object]) -> None:
        if self.result is not None:
            return
        self.result = result
        if self.task is not None:
            task, self.task = self.task, None
            trio.lowlevel.reschedule(task)


class Ref(Generic[M]):
    """Where to send messages of type M."""

    __slots__ = ("_mailbox", "name")

    def __init__(self, mailbox: Mailbox[M]) -> None:
        self._mailbox = mailbox
        self.name = mailbox.name

    def tell(self, message: M) -> None:
        """Say it. Raises MailboxFull or ActorDead at once, or it is queued."""
        self._mailbox.put(Envelope(message))

    def mention(self, message: M) -> None:
        """Say it if it can be said; what restarts or is over forgets such things anyway, or asks again."""
        try:
            self.tell(message)
        except (MailboxFull, ActorDead):
            return

    def post(self, message: M, reply_to: Cell) -> None:
        """Say it; the answer goes to the slot. For callers that must not wait."""
        self._mailbox.put(Envelope(message, reply_to))

    async def ask(self, message: M, *, seconds: float) -> Any:
        """Say it and wait for the answer. Raises MailboxFull, ActorDead, ActorCrashed, or AskTimeout after so many seconds."""
        cell = _Waiting()
        self._mailbox.put(Envelope(message, cell))
        with trio.move_on_after(seconds):
            await self._wait(cell)
        if cell.result is None:
            await trio.lowlevel.checkpoint_if_cancelled()
            raise AskTimeout(f"{self.name}: no answer in {seconds} s")
        return cell.result.unwrap()

    async def _wait(self, cell: _Waiting) -> None:
        cell.task = trio.lowlevel.current_task()

        def abort(_raise_cancel: trio.lowlevel.RaiseCancelT) -> trio.lowlevel.Abort:
            cell.task = None
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(abort)

    def lead_to(self, mailbox: Mailbox[M]) -> None:
        """The supervisor gave the actor another mailbox; whoever has the address need not know."""
        self._mailbox = mailbox

    def __repr__(self) -> str:
        return f"<Ref {self.name}>"
