"""Particulars in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from protocol.limits import LimitKind, LimitPeriod
from protocol.money import Currency
from server.particulars import Kept, KeptLimit, Known
from wallet.database import Connection, Database, in_transaction

KNOWN = """
SELECT (SELECT born FROM particulars WHERE player_id = $1) AS born,
       ARRAY(SELECT provider || '/' || subject FROM identities WHERE player_id = $1 ORDER BY 1) AS subjects
"""

TELL = "INSERT INTO particulars (player_id, born, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
ACCEPT = """
INSERT INTO acceptances (player_id, document, version, at_ms, place, declared)
SELECT $1, unnest($2::text[]), unnest($3::int[]), $4, $5, $6 ON CONFLICT DO NOTHING
"""
EXCLUDE = """
INSERT INTO exclusions (person_hash, until_ms) SELECT unnest($1::bytea[]), $2
ON CONFLICT (person_hash) DO UPDATE SET until_ms = greatest(exclusions.until_ms, excluded.until_ms)
"""
EXCLUDED = "SELECT coalesce(max(until_ms), 0) FROM exclusions WHERE person_hash = ANY($1)"
KEEP = """
INSERT INTO kept_limits (person_hash, currency, kind, period, most)
SELECT person, limits.* FROM unnest($1::bytea[]) person, unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) limits
"""
LIMITS = """
SELECT currency, kind, period, min(most) AS most FROM kept_limits WHERE person_hash = ANY($1) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
TELL_BIRTH = "INSERT INTO births (person_hash, born_hash) SELECT unnest($1::bytea[]), $2 ON CONFLICT DO NOTHING"
OTHER_BIRTHS = "SELECT count(*) FROM births WHERE person_hash = ANY($1) AND born_hash <> $2"
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

    async def known(self, player: str) -> Known:
        (row,) = await self._database.rows(KNOWN, player)
        return Known(row["born"], tuple(row["subjects"]))

    async def tell_born(self, player: str, born: str, now_ms: int) -> str:
        await self._database.rows(TELL, player, born, now_ms)
        known = (await self.known(player)).born
        assert known is not None
        return known

    async def accept(self, player: str, versions: dict[str, int], place: str, now_ms: int, *, declared: bool) -> None:
        await self._database.rows(ACCEPT, player, list(versions), list(versions.values()), now_ms, place, declared)

    async def forget(self, player: str, name: str) -> None:
        async def whole(connection: Connection) -> None:
            async with in_transaction(connection):
                for query in FORGET:
                    await connection.execute(query, player)
                for query in RENAME:
                    await connection.execute(query, player, name)

        await self._database.read(whole)

    # ── of persons, by hash ──

    async def kept(self, persons: Sequence[bytes]) -> Kept:
        if not persons:
            return Kept()

        async def read(connection: Connection) -> Kept:
            until_ms = await connection.fetchval(EXCLUDED, list(persons))
            rows = await connection.fetch(LIMITS, list(persons))
            limits = (KeptLimit(Currency(row[0]), LimitKind(row[1]), LimitPeriod(row[2]), row[3]) for row in rows)
            return Kept(until_ms, tuple(limits))

        return await self._database.read(read)

    async def exclude(self, persons: Sequence[bytes], until_ms: int) -> None:
        await self._database.rows(EXCLUDE, list(persons), until_ms)

    async def keep_limits(self, persons: Sequence[bytes], limits: Sequence[KeptLimit]) -> None:
        rows = [(one.currency.value, one.kind.value, one.period.value, one.most) for one in limits]
        columns = [[row[place] for row in rows] for place in range(4)]

        async def replace(connection: Connection) -> None:
            async with in_transaction(connection):
                await connection.execute("DELETE FROM kept_limits WHERE person_hash = ANY($1)", list(persons))
                await connection.execute(KEEP, list(persons), *columns)

        await self._database.read(replace)

    async def tell_birth(self, persons: Sequence[bytes], birth: bytes) -> bool:
        await self._database.rows(TELL_BIRTH, list(persons), birth)
        others = await self._database.rows(OTHER_BIRTHS, list(persons), birth)
        return others[0][0] == 0
