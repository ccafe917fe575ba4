"""The intake: a call from Stripe is verified, kept as it came, and only then answered. What it hints at is looked into afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from actors.clock import Clock
from webhooks.payments import PaymentStore
from webhooks.signature import BadSignature, verify
from webhooks.stripe_events import NotAnEvent, read_event


class Intake(Enum):
    """What came of a call."""

    KEPT = "kept"
    KNOWN = "known"
    BAD_SIGNATURE = "bad signature"
    NOT_AN_EVENT = "not an event"


class Inbound:
    """The door for Stripe's calls."""

    def __init__(self, store: PaymentStore, secrets: Callable[[], Sequence[str]], clock: Clock, wake: Callable[[], None]) -> None:
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._wake = wake
        self.counts: dict[Intake, int] = dict.fromkeys(Intake, 0)

    async def take(self, raw: bytes, signature: str | None) -> Intake:
        """Returns once the event is durable. Raises DatabaseAway: then Stripe is told to come again."""
        came = await self._take(raw, signature)
        self.counts[came] += 1
        return came

    async def _take(self, raw: bytes, signature: str | None) -> Intake:
        now = self._clock.now_ms()
        try:
            verify(raw, signature, self._secrets(), now / 1000)
        except BadSignature:
            return Intake.BAD_SIGNATURE
        try:
            hint = read_event(raw)
        except NotAnEvent:
            return Intake.NOT_AN_EVENT
        fresh = await self._store.take_in(hint, raw, now)
        self._wake()
        return Intake.KEPT if fresh else Intake.KNOWN
