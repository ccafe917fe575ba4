"""The intake: a call from Stripe is verified, kept as it came, and only then answered. What it hints at is looked into afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

import trio

from actors.clock import Clock
from webhooks.payments import PaymentStore
from webhooks.signature import BadSignature, WrongTime, verify
from webhooks.stripe_events import NotAnEvent, read_event


class Intake(Enum):
    """What came of a call."""

    KEPT = "kept"
    KNOWN = "known"
    BAD_SIGNATURE = "bad signature"
    WRONG_TIME = "wrong time"
    NOT_AN_EVENT = "not an event"


EVENTS_AT_ONCE, EVENTS_PER_SECOND = 25, 60
WAIT_SECONDS_MAX = 5.0
"""Stripe can wait, players cannot: a burst is taken in one by one, at a pace that leaves the house to them. Who would wait longer is told to come
again."""


class TooMany(Exception):
    """More calls wait than may."""


class Pace:
    """Gives out turns: so many at once, then evenly."""

    def __init__(self, at_once: int, per_second: float) -> None:
        self._slack = at_once / per_second
        self._interval = 1 / per_second
        self._next = -1e9

    async def turn(self) -> None:
        """Returns when it is one's turn. Raises TooMany at once when that is too far away."""
        now = trio.current_time()
        turn = max(self._next, now - self._slack)
        if turn - now > WAIT_SECONDS_MAX:
            raise TooMany
        self._next = turn + self._interval
        await trio.sleep(max(0.0, turn - now))


class Inbound:
    """The door for Stripe's calls."""

    def __init__(self, store: PaymentStore, secrets: Callable[[], Sequence[str]], clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._wake = wake
        self._pace = Pace(EVENTS_AT_ONCE, EVENTS_PER_SECOND)
        self.counts: dict[Intake, int] = dict.fromkeys(Intake, 0)

    async def take(self, raw: bytes, signature: str | None) -> Intake:
        """Returns once the event is durable. Raises DatabaseAway and TooMany: then Stripe is told to come again.

        Verified first, then a turn: a stranger cannot use up Stripe's."""
        came = await self._take(raw, signature)
        self.counts[came] += 1
        return came

    async def _take(self, raw: bytes, signature: str | None) -> Intake:
        now = self._clock.now_ms()
        try:
            verify(raw, signature, self._secrets(), now / 1000)
        except WrongTime:
            return Intake.WRONG_TIME
        except BadSignature:
            return Intake.BAD_SIGNATURE
        try:
            hint = read_event(raw)
        except NotAnEvent:
            return Intake.NOT_AN_EVENT
        await self._pace.turn()
        fresh = await self._store.take_in(hint, raw, now)
        self._wake()
        return Intake.KEPT if fresh else Intake.KNOWN
