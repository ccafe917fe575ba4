"""In flight: what was asked on one connection and has no answer yet. Whatever becomes of a request, it is answered exactly once: by an actor through
the reply slot, by work beside the reading, or by its deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import trio

from actors import tracing
from actors.house import House
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.outbox import Outbox
from actors.outgoing import reply
from actors.ref import AskTimeout, Ref
from protocol.envelope import Body
from protocol.refusals import Code, Refused, refused
from wallet.failpoints import failpoint
from wallet.journal import DatabaseAway

NO_ANSWER = (ActorDead, ActorCrashed, MailboxFull, AskTimeout)


class RequestCell:
    """The reply slot of one request."""

    __slots__ = ("deadline", "in_flight", "ref", "since", "span")

    def __init__(self, in_flight: InFlight, ref: int, since: float, deadline: float, span: tracing.Span | None) -> None:
        self.span = span
        self.in_flight = in_flight
        self.ref = ref
        self.since = since
        self.deadline = deadline

    def answer(self, value: object) -> None:
        self.in_flight.answered(self, value)  # type: ignore[arg-type]

    def fail(self, error: BaseException) -> None:
        self.in_flight.answered(self, refusal_of(error))


def refusal_of(error: BaseException) -> Body:
    """What a player is told when an actor did not answer."""
    if isinstance(error, MailboxFull):
        return refused(Code.BUSY, retry_after_ms=250)
    if isinstance(error, ActorDead):
        return refused(Code.UNAVAILABLE, retry_after_ms=500)
    return refused(Code.UNKNOWN_OUTCOME)


class InFlight:
    """The requests of one connection that wait."""

    def __init__(self, house: House, outbox: Outbox) -> None:
        self._house = house
        self._outbox = outbox
        self.cells: dict[RequestCell, None] = {}
        self._nursery: trio.Nursery | None = None
        self.whose: str | None = None
        """The player behind it, once it is known who that is."""
        self.span: tracing.Span | None = None
        """Of the command that is being obeyed."""
        self.is_over = False
        """Whether the sign-in behind it has ended: what was asked before and waited meanwhile is not done any more."""

    def begin(self, nursery: trio.Nursery) -> None:
        """The connection's own nursery: what is done for its requests ends with it."""
        self._nursery = nursery

    # ── who answers ──

    def post(self, target: Ref[Any], message: object, ref: int) -> None:
        """An actor answers."""
        self.hand_on(target, message, self._cell(ref))

    def hand_on(self, target: Ref[Any], message: object, cell: RequestCell) -> None:
        """Not what was asked before the sign-in behind it ended, and looked into since."""
        if self.is_over:
            return
        try:
            target.post(message, cell)
        except (MailboxFull, ActorDead) as error:
            cell.fail(error)

    def start(self, ref: int, work: Callable[..., Awaitable[None]], *args: object) -> None:
        """A task of its own answers: the work is given the cell, then the arguments."""
        assert self._nursery is not None
        self._nursery.start_soon(self._guarded, work, self._cell(ref), *args)

    async def _guarded(self, work: Callable[..., Awaitable[None]], cell: RequestCell, *args: object) -> None:
        """A bug of ours is answered and written down; it does not cost the connection."""
        try:
            await work(cell, *args)
        except DatabaseAway:
            cell.answer(refused(Code.UNAVAILABLE, retry_after_ms=1000))
        except Exception as error:
            cell.answer(refused(Code.INTERNAL, f"Our bug, on record as {self._house.on_bug(error, work.__name__)}."))

    def _cell(self, ref: int) -> RequestCell:
        now = trio.current_time()
        cell = RequestCell(self, ref, now, now + self._house.limits.reply_seconds_max, self.span)
        self.cells[cell] = None
        return cell

    # ── the answer ──

    def answered(self, cell: RequestCell, body: Body) -> None:
        """One answer a request: what comes after its deadline was answered UNKNOWN_OUTCOME already."""
        if self.cells.pop(cell, self) is None:
            failpoint("session.before_reply")
            if cell.span is not None:
                cell.span.end(body.code.value if isinstance(body, Refused) else None)
            self._house.on_answer(self.whose, trio.current_time() - cell.since, body)
            self._outbox.send(reply(cell.ref, body))

    def lapse(self, now: float) -> None:
        """Gives up on what has had no answer for too long."""
        for cell in [cell for cell in self.cells if cell.deadline <= now]:
            self.answered(cell, refused(Code.UNKNOWN_OUTCOME))
