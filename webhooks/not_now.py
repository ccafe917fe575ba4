"""Not now: what is not possible at the moment is tried again, and keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import trio

from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.ref import AskTimeout
from wallet.journal import DatabaseAway
from webhooks.stripe import StripeAway

T = TypeVar("T")
NOT_NOW = (StripeAway, DatabaseAway, ActorDead, ActorCrashed, MailboxFull, AskTimeout)
LOOKS_AT_ONCE = 2
FAILURES_MAX = 10
"""Of one pass. One that always fails must not stop the others; when Stripe is away, the others need not all find out for themselves."""


async def each_of(things: Iterable[T], work: Callable[[T], Awaitable[object]], failures: list[Exception]) -> None:
    """Does the work for each, two at once. What was not possible now is in failures; after so many of them the rest is left. So is a bug of ours: it
    is for whoever raises them, and must not stop the others."""
    waiting = iter(things)

    async def one_after_another() -> None:
        for thing in waiting:
            if len(failures) >= FAILURES_MAX:
                return
            try:
                await work(thing)
            except Exception as error:
                failures.append(error)

    async with trio.open_nursery() as nursery:
        for _ in range(LOOKS_AT_ONCE):
            nursery.start_soon(one_after_another)


def raise_first(failures: list[Exception], *, unless_fewer_than: int = 1) -> None:
    if len(failures) >= unless_fewer_than:
        raise failures[0]
