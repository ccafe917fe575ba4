"""Lasting rates: what is rare is counted in the database, so that neither a restart nor a second server begins anew. One row a bucket, its
moment of being full again compared and set in one statement: exact however many come at once.

The wall clock may step. No bucket is ever further from full than its whole window, so a row that says more was written by a clock that was
ahead, and is taken for an empty bucket of now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actors.rates import Rate
from wallet.database import Connection, Database

TAKE = """
INSERT INTO allowances AS a (key, full_ms) VALUES ($1, $2::bigint + $3::bigint)
ON CONFLICT (key) DO UPDATE SET full_ms = greatest(a.full_ms, $2::bigint) + $3::bigint
    WHERE greatest(a.full_ms, $2::bigint) + $3::bigint - $2::bigint <= $4::bigint
RETURNING full_ms
"""
SET_BACK = "UPDATE allowances SET full_ms = $2::bigint + $3::bigint WHERE key = $1 AND full_ms > $2::bigint + $3::bigint"
WAIT = "SELECT greatest(full_ms, $2::bigint) + $3::bigint - $2::bigint - $4::bigint FROM allowances WHERE key = $1"
FORGET = "DELETE FROM allowances WHERE full_ms < $1"


class LastingRates(Protocol):
    """Counts what is rare."""

    async def take(self, buckets: Sequence[tuple[str, Rate]], now_ms: int) -> int:
        """One from each bucket, or from none: 0, or how many ms to wait."""
        ...


class PostgresRates:
    """The port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, buckets: Sequence[tuple[str, Rate]], now_ms: int) -> int:
        async def take_all(connection: Connection) -> int:
            await connection.execute("BEGIN")
            try:
                for key, rate in sorted(buckets, key=lambda one: one[0]):  # in one order: no two wait for each other
                    interval, window = int(rate.interval * 1000), int(rate.seconds * 1000)
                    if await connection.fetchval(TAKE, key, now_ms, interval, window) is None:
                        await connection.execute("ROLLBACK")
                        await connection.execute(SET_BACK, key, now_ms, window)
                        return max(1, int(await connection.fetchval(WAIT, key, now_ms, interval, window) or 0))
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")
            return 0

        return await self._database.read(take_all)

    async def forget(self, now_ms: int) -> None:
        """Full buckets say nothing."""
        await self._database.rows(FORGET, now_ms)
