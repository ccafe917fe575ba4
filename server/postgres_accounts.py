"""Players and web sessions in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.accounts import IDLE_MS, LASTS_MS, SEEN_EVERY_MS, Player, WebSession
from wallet.database import Connection, Database

SESSIONS = """
SELECT s.id_hash, p.player_id, p.name, s.created_ms, s.seen_ms, s.agent FROM web_sessions s JOIN players p USING (player_id)
WHERE s.ended_ms IS NULL AND s.seen_ms > $1 AND s.created_ms > $2
"""
SEE = """
UPDATE web_sessions SET seen_ms = $2
WHERE id_hash = ANY($1::bytea[]) AND seen_ms < $3 AND ended_ms IS NULL AND seen_ms > $4 AND created_ms > $5
"""
ALIVE = "SELECT id_hash FROM web_sessions WHERE id_hash = ANY($1::bytea[]) AND ended_ms IS NULL AND seen_ms > $2 AND created_ms > $3"


class PostgresAccounts:
    """The accounts port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def player_named(self, name: str, name_key: str, look_key: str, fresh_id: str, now_ms: int) -> Player | None:
        async def find_or_create(connection: Connection) -> Player | None:
            await connection.execute(
                "INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                fresh_id,
                name,
                name_key,
                look_key,
                now_ms,
            )
            row = await connection.fetchrow("SELECT player_id, name FROM players WHERE name_key = $1", name_key)
            return None if row is None else Player(row["player_id"], row["name"])

        return await self._database.read(find_or_create)

    async def open_session(self, id_hash: bytes, player_id: str, now_ms: int, agent: str) -> None:
        query = "INSERT INTO web_sessions (id_hash, player_id, created_ms, seen_ms, agent) VALUES ($1, $2, $3, $3, $4)"
        await self._database.rows(query, id_hash, player_id, now_ms, agent)

    async def session(self, id_hash: bytes, now_ms: int) -> WebSession | None:
        rows = await self._database.rows(SESSIONS + " AND s.id_hash = $3", now_ms - IDLE_MS, now_ms - LASTS_MS, id_hash)
        if not rows:
            return None
        if rows[0]["seen_ms"] < now_ms - SEEN_EVERY_MS:
            await self._database.rows("UPDATE web_sessions SET seen_ms = $2 WHERE id_hash = $1", id_hash, now_ms)
        return _session(rows[0])

    async def sessions_of(self, player_id: str, now_ms: int) -> Sequence[WebSession]:
        mine = SESSIONS + " AND s.player_id = $3 ORDER BY s.seen_ms DESC, s.created_ms DESC"
        return [_session(row) for row in await self._database.rows(mine, now_ms - IDLE_MS, now_ms - LASTS_MS, player_id)]

    async def end_session(self, id_hash: bytes, now_ms: int) -> None:
        async def update(connection: Connection) -> None:
            await connection.execute(
                "UPDATE web_sessions SET ended_ms = $2 WHERE id_hash = $1 AND ended_ms IS NULL", id_hash, now_ms
            )

        await self._database.read(update)

    async def end_all(self, player_id: str, now_ms: int) -> Sequence[bytes]:
        query = "UPDATE web_sessions SET ended_ms = $2 WHERE player_id = $1 AND ended_ms IS NULL RETURNING id_hash"
        return [row["id_hash"] for row in await self._database.rows(query, player_id, now_ms)]

    async def forget_sessions(self, player_id: str) -> Sequence[bytes]:
        rows = await self._database.rows("DELETE FROM web_sessions WHERE player_id = $1 RETURNING id_hash", player_id)
        return [row["id_hash"] for row in rows]

    async def alive(self, sessions: Sequence[bytes], used: Sequence[bytes], now_ms: int) -> set[bytes]:
        idle_ms, old_ms = now_ms - IDLE_MS, now_ms - LASTS_MS
        if used:
            await self._database.rows(SEE, list(used), now_ms, now_ms - SEEN_EVERY_MS, idle_ms, old_ms)
        return {row["id_hash"] for row in await self._database.rows(ALIVE, list(sessions), idle_ms, old_ms)}

    async def note_device(self, player_id: str, device_hash: bytes, now_ms: int) -> None:
        async def write(connection: Connection) -> None:
            await connection.execute(
                """
                INSERT INTO devices (player_id, device_hash, first_ms, last_ms) VALUES ($1, $2, $3, $3)
                ON CONFLICT (device_hash, player_id) DO UPDATE SET last_ms = excluded.last_ms
                """,
                player_id,
                device_hash,
                now_ms,
            )

        await self._database.read(write)


def _session(row: Any) -> WebSession:
    return WebSession(row["id_hash"], Player(row["player_id"], row["name"]), row["created_ms"], row["seen_ms"], row["agent"])
