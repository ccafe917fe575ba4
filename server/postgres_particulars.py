"""Particulars in PostgreSQL."""

from __future__ import annotations

from wallet.database import Connection, Database, in_transaction

TELL = "INSERT INTO particulars (player_id, born, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
ACCEPT = """
INSERT INTO acceptances (player_id, document, version, at_ms, place, declared)
SELECT $1, unnest($2::text[]), unnest($3::int[]), $4, $5, $6 ON CONFLICT DO NOTHING
"""
EXCLUDE = """
INSERT INTO exclusions (person_hash, until_ms) VALUES ($1, $2)
ON CONFLICT (person_hash) DO UPDATE SET until_ms = greatest(exclusions.until_ms, excluded.until_ms)
"""
FORGET = (
    "DELETE FROM particulars WHERE player_id = $1",
    "DELETE FROM identities WHERE player_id = $1",
    "DELETE FROM devices WHERE player_id = $1",
    "DELETE FROM payout_accounts WHERE player_id = $1",
)
RENAME = (
    "UPDATE players SET name = $2, name_key = $2, look_key = $2, gone = true WHERE player_id = $1",
    "UPDATE matches SET opponent_name = $2 WHERE opponent = $1",
    "UPDATE table_lines SET name = $2 WHERE player_id = $1",
)
"""Wherever a name stands that others see. The facts of matches are never changed: they are read back without it (actors/forgotten_names.py)."""


class PostgresParticulars:
    """The particulars port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def born(self, player: str) -> str | None:
        rows = await self._database.rows("SELECT born FROM particulars WHERE player_id = $1", player)
        return rows[0]["born"] if rows else None

    async def tell_born(self, player: str, born: str, now_ms: int) -> str:
        await self._database.rows(TELL, player, born, now_ms)
        known = await self.born(player)
        assert known is not None
        return known

    async def accept(self, player: str, versions: dict[str, int], place: str, now_ms: int, *, declared: bool) -> None:
        await self._database.rows(ACCEPT, player, list(versions), list(versions.values()), now_ms, place, declared)

    async def subjects(self, player: str) -> tuple[str, ...]:
        rows = await self._database.rows("SELECT provider, subject FROM identities WHERE player_id = $1", player)
        return tuple(f"{row['provider']}/{row['subject']}" for row in rows)

    async def exclude(self, person: bytes, until_ms: int) -> None:
        await self._database.rows(EXCLUDE, person, until_ms)

    async def excluded_until(self, person: bytes) -> int:
        rows = await self._database.rows("SELECT until_ms FROM exclusions WHERE person_hash = $1", person)
        return rows[0]["until_ms"] if rows else 0

    async def forget(self, player: str, name: str) -> None:
        async def whole(connection: Connection) -> None:
            async with in_transaction(connection):
                for query in FORGET:
                    await connection.execute(query, player)
                for query in RENAME:
                    await connection.execute(query, player, name)

        await self._database.read(whole)
