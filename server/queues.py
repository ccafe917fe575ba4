"""Queues: what waits for a person, or for Stripe, counted now and then, so that somebody is called when it waits too long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import trio

from actors.clock import Clock
from wallet.database import Database
from wallet.journal import DatabaseAway

LOOK_SECONDS = 15.0

COUNTS = """
SELECT
    (SELECT count(*) FROM withdrawals WHERE state = 'review') AS withdrawals_review,
    (SELECT coalesce(max($1 - created_ms), 0) / 1000 FROM withdrawals WHERE state = 'review') AS withdrawals_oldest_seconds,
    (SELECT count(*) FROM redemptions WHERE state = 'asked') AS redemptions_asked,
    (SELECT coalesce(max($1 - created_ms), 0) / 1000 FROM redemptions WHERE state = 'asked') AS redemptions_oldest_seconds,
    (SELECT count(*) FROM reports WHERE closed_ms IS NULL) AS reports_open,
    (SELECT count(*) FROM flags WHERE closed_ms IS NULL) AS flags_open,
    (SELECT count(*) FROM stripe_events WHERE done_ms IS NULL AND trouble IS NULL) AS stripe_events,
    (SELECT coalesce(max($1 - came_ms), 0) / 1000 FROM stripe_events WHERE done_ms IS NULL AND trouble IS NULL) AS stripe_oldest_seconds,
    (SELECT count(*) FROM stripe_events WHERE trouble IS NOT NULL AND trouble_closed_ms IS NULL) AS stripe_troubles,
    (SELECT count(*) FROM payment_troubles WHERE closed_ms IS NULL) AS payment_troubles,
    (SELECT count(*) FROM payment_troubles WHERE kind = 'withdrawal') AS withdrawals_stuck,
    pg_database_size(current_database()) AS database_bytes
"""


class Queues:
    """What was counted at the last look."""

    WORDS: ClassVar[Mapping[str, str]] = {
        "withdrawals_review": "Withdrawals that wait for an operator",
        "withdrawals_oldest_seconds": "How long the oldest of them has waited",
        "redemptions_asked": "Redemptions that wait for an operator",
        "redemptions_oldest_seconds": "How long the oldest of them has waited",
        "reports_open": "Reports that nobody has closed",
        "flags_open": "Flags that nobody has closed",
        "stripe_events": "Events of Stripe's that wait to be taken care of",
        "stripe_oldest_seconds": "How long the oldest of them has waited",
        "stripe_troubles": "Events of Stripe's that fit nothing of ours",
        "payment_troubles": "Payments that a person has to look at",
        "withdrawals_stuck": "Withdrawals that cannot go on, nor back",
        "database_bytes": "Bytes of the database",
    }

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.seen: Mapping[str, float] = {}

    async def look_for_ever(self) -> None:
        while True:
            await self.look()
            await trio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Counts once; while the database is away the last figures stand."""
        try:
            rows = await self._database.rows(COUNTS, self._clock.now_ms())
        except DatabaseAway:
            return
        self.seen = {name: float(rows[0][name]) for name in self.WORDS}
