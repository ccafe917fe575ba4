"""Redemptions, identity checks and entry codes in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protocol.redemptions import IdentityState, RedemptionState
from wallet.database import Database
from webhooks.redemptions import EntryRow, IdentityRow, RedemptionRow

COLUMNS = "redemption_id, player_id, minor, state, created_ms, why"
ENTRY = "SELECT c.code, c.player_id, p.name, c.issued_ms, c.expires_ms, c.used_ms FROM entry_codes c JOIN players p USING (player_id)"


class PostgresRedemptions:
    """The store port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def identity(self, player: str) -> IdentityRow | None:
        rows = await self._database.rows("SELECT player_id, reference, attempt, state FROM identity_checks WHERE player_id = $1", player)
        return IdentityRow(rows[0][0], rows[0][1], rows[0][2], IdentityState(rows[0][3])) if rows else None

    async def keep_identity(self, row: IdentityRow, now_ms: int) -> None:
        """What is verified stays so."""
        await self._database.rows(
            """
            INSERT INTO identity_checks (player_id, reference, attempt, state, updated_ms) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (player_id) DO UPDATE SET reference = $2, attempt = $3, state = $4, updated_ms = $5
            WHERE identity_checks.state <> 'verified'
            """,
            row.player,
            row.reference,
            row.attempt,
            row.state.value,
            now_ms,
        )

    async def begin(self, row: RedemptionRow) -> RedemptionRow:
        await self._database.rows(
            """
            INSERT INTO redemptions (redemption_id, player_id, minor, state, created_ms, updated_ms) VALUES ($1, $2, $3, $4, $5, $5)
            ON CONFLICT (redemption_id) DO NOTHING
            """,
            row.redemption_id,
            row.player,
            row.minor,
            row.state.value,
            row.created_ms,
        )
        kept = await self.redemption(row.redemption_id)
        assert kept is not None
        return kept

    async def redemption(self, name: str) -> RedemptionRow | None:
        rows = await self._database.rows(f"SELECT {COLUMNS} FROM redemptions WHERE redemption_id = $1", name)  # noqa: S608  our own list of columns
        return _row(rows[0]) if rows else None

    async def move(self, name: str, state: RedemptionState, why: str | None, operator: str | None, now_ms: int) -> None:
        """Out of asked, once."""
        await self._database.rows(
            "UPDATE redemptions SET state = $2, why = $3, operator = $4, updated_ms = $5 WHERE redemption_id = $1 AND state = 'asked'",
            name,
            state.value,
            why,
            operator,
            now_ms,
        )

    async def redemptions_of(self, player: str, at_most: int) -> Sequence[RedemptionRow]:
        query = f"SELECT {COLUMNS} FROM redemptions WHERE player_id = $1 ORDER BY created_ms DESC LIMIT $2"  # noqa: S608
        return [_row(row) for row in await self._database.rows(query, player, at_most)]

    async def granted_since(self, player: str, since_ms: int) -> int:
        query = "SELECT coalesce(sum(minor), 0)::bigint FROM redemptions WHERE player_id = $1 AND state = 'granted' AND updated_ms >= $2"
        return (await self._database.rows(query, player, since_ms))[0][0]

    async def entry(self, code: str) -> EntryRow | None:
        rows = await self._database.rows(f"{ENTRY} WHERE c.code = $1", code)
        return EntryRow(*rows[0]) if rows else None

    async def newest_entry(self, player: str) -> EntryRow | None:
        rows = await self._database.rows(f"{ENTRY} WHERE c.player_id = $1 ORDER BY c.issued_ms DESC LIMIT 1", player)
        return EntryRow(*rows[0]) if rows else None

    async def issue(self, row: EntryRow) -> None:
        query = "INSERT INTO entry_codes (code, player_id, issued_ms, expires_ms) VALUES ($1, $2, $3, $4)"
        await self._database.rows(query, row.code, row.player, row.issued_ms, row.expires_ms)

    async def use_entry(self, code: str, operator: str, now_ms: int) -> None:
        query = "UPDATE entry_codes SET used_ms = $2, operator = $3 WHERE code = $1 AND used_ms IS NULL"
        await self._database.rows(query, code, now_ms, operator)


def _row(row: Any) -> RedemptionRow:
    return RedemptionRow(row[0], row[1], row[2], RedemptionState(row[3]), row[4], row[5])
