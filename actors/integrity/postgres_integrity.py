"""The integrity store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actors.event_store import Settlement
from actors.integrity.patterns import Flag
from actors.ladder.postgres_ladder import COLUMNS, settlement_of
from wallet.database import Connection, Database

BUSY = """
SELECT least(creator, opponent) AS one, greatest(creator, opponent) AS two FROM settlements
WHERE at_ms >= $3 GROUP BY 1, 2 HAVING count(*) >= $4 AND max(seq) > $1 AND max(seq) <= $2
"""
ONE_DEVICE = """
SELECT DISTINCT least(s.creator, s.opponent) AS one, greatest(s.creator, s.opponent) AS two
FROM settlements s JOIN devices a ON a.player_id = s.creator JOIN devices b ON b.player_id = s.opponent AND b.device_hash = a.device_hash
WHERE s.seq > $1 AND s.seq <= $2
"""
BETWEEN = f"""
SELECT {COLUMNS} FROM settlements WHERE ((creator, opponent) = ($1, $2) OR (creator, opponent) = ($2, $1)) AND at_ms >= $3 ORDER BY seq
"""  # noqa: S608  our own list of columns
KEEP = """
INSERT INTO flags (kind, key, players, evidence, matches, at_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, key) DO NOTHING RETURNING 1
"""


class PostgresIntegrity:
    """The integrity store port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self) -> int:
        async def fetch(connection: Connection) -> int:
            return await connection.fetchval("SELECT coalesce(max(seq), 0) FROM settlements")

        return await self._database.read(fetch)

    async def remarkable(self, after_seq: int, up_to_seq: int) -> Sequence[Settlement]:
        query = f"SELECT {COLUMNS} FROM settlements WHERE seq > $1 AND seq <= $2 AND remark IS NOT NULL"  # noqa: S608
        return [settlement_of(row) for row in await self._database.rows(query, after_seq, up_to_seq)]

    async def busy_pairs(self, after_seq: int, up_to_seq: int, since_ms: int, at_least: int) -> Sequence[tuple[str, str]]:
        return [(row["one"], row["two"]) for row in await self._database.rows(BUSY, after_seq, up_to_seq, since_ms, at_least)]

    async def pairs_on_one_device(self, after_seq: int, up_to_seq: int) -> Sequence[tuple[str, str]]:
        return [(row["one"], row["two"]) for row in await self._database.rows(ONE_DEVICE, after_seq, up_to_seq)]

    async def between(self, pair: tuple[str, str], since_ms: int) -> Sequence[Settlement]:
        return [settlement_of(row) for row in await self._database.rows(BETWEEN, *pair, since_ms)]

    async def played(self, pair: tuple[str, str], since_ms: int) -> Mapping[str, int]:
        query = "SELECT count(*) AS played FROM settlements WHERE (creator = $1 OR opponent = $1) AND at_ms >= $2"
        return {player: (await self._database.rows(query, player, since_ms))[0]["played"] for player in pair}

    async def flag(self, flags: Sequence[Flag], at_ms: int) -> int:
        async def write(connection: Connection) -> int:
            kept = 0
            for flag in flags:
                row = (flag.kind, flag.key, list(flag.players), flag.evidence, list(flag.matches), at_ms)
                kept += bool(await connection.fetchval(KEEP, *row))
            return kept

        return await self._database.read(write)
