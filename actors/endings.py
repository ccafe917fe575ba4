"""Endings: sign-ins that ended a moment ago. A connection that was being opened meanwhile, or a ticket that is shown afterwards, ends with them."""

from __future__ import annotations

import trio

KEPT_SECONDS = 300.0
"""Longer than a handshake takes and a ticket lasts. Each ending was a write in the database: there are never many."""


class Endings:
    """By the hash of a session, the oldest first."""

    def __init__(self) -> None:
        self._ended_at: dict[bytes, float] = {}

    def note(self, session: bytes) -> None:
        self._ended_at.pop(session, None)
        self._ended_at[session] = trio.current_time()

    def holds(self, session: bytes) -> bool:
        return session in self._ended_at

    def forget_old(self, now: float) -> None:
        while self._ended_at and next(iter(self._ended_at.values())) < now - KEPT_SECONDS:
            del self._ended_at[next(iter(self._ended_at))]
