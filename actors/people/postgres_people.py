"""The people store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import attrs
import msgspec

from actors.people.note import Note
from protocol.codec import CONVERTER
from protocol.commands import ReportPlayer
from protocol.commands.people import Relation
from protocol.events import EvidenceImage, Notice
from wallet.database import Connection, Database

KEEP = """
INSERT INTO notices (player_id, number, key, kind, at_ms, body)
SELECT $1, (SELECT coalesce(max(number), 0) + 1 FROM notices WHERE player_id = $1), $2, $3, $4, $5
ON CONFLICT (player_id, key) DO NOTHING RETURNING number
"""
INBOX = """
SELECT n.number, n.body, p.name AS gone FROM notices n
LEFT JOIN players p ON p.gone AND p.player_id = convert_from(n.body, 'UTF8')::jsonb ->> 'who'
WHERE n.player_id = $1 ORDER BY n.number DESC LIMIT $2
"""
"""What was told is never changed; who has left since is read back under the name that is left of them."""
READ_UP_TO = """
INSERT INTO inbox_marks AS kept (player_id, read) VALUES ($1, $2)
ON CONFLICT (player_id) DO UPDATE SET read = greatest(kept.read, excluded.read) RETURNING read
"""
RELATE = """
INSERT INTO relations (player_id, other_id, relation, at_ms) SELECT $1, player_id, $3, $4 FROM players WHERE player_id = $2
ON CONFLICT (player_id, relation, other_id) DO UPDATE SET at_ms = relations.at_ms RETURNING 1
"""
UNFOLLOW = "DELETE FROM relations WHERE relation = 'follow' AND ((player_id, other_id) = ($1, $2) OR (player_id, other_id) = ($2, $1))"
BLOCKED = """
SELECT EXISTS (SELECT 1 FROM relations WHERE relation = 'block' AND ((player_id, other_id) = ($1, $2) OR (player_id, other_id) = ($2, $1)))
"""
REPORT = """
INSERT INTO reports (reporter, player_id, offence, match_id, words, at_ms)
SELECT $1, player_id, $3, $4, $5, $6 FROM players WHERE player_id = $2
ON CONFLICT (reporter, player_id, offence, match_id) DO UPDATE SET at_ms = reports.at_ms RETURNING 1
"""


class PostgresPeople:
    """The people store port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_note(self, note: Note) -> Notice | None:
        body = Notice(0, note.at_ms, note.kind, note.match_id, note.game, note.who, note.who_name, note.ending, note.won, note.paid, note.words)
        kept = msgspec.json.encode(CONVERTER.unstructure(body))

        async def keep(connection: Connection) -> int | None:
            return await connection.fetchval(KEEP, note.player, note.key, note.kind.value, note.at_ms, kept)

        number = await self._database.read(keep)
        return None if number is None else notice_of(number, kept)

    async def inbox(self, player: str, at_most: int) -> tuple[Sequence[Notice], int]:
        async def fetch(connection: Connection) -> tuple[Sequence[Notice], int]:
            rows = await connection.fetch(INBOX, player, at_most)
            read = await connection.fetchval("SELECT read FROM inbox_marks WHERE player_id = $1", player)
            return [_as_they_are_called(notice_of(row["number"], row["body"]), row["gone"]) for row in rows], read or 0

        return await self._database.read(fetch)

    async def mark_read(self, player: str, number: int) -> int:
        async def mark(connection: Connection) -> int:
            newest = await connection.fetchval("SELECT coalesce(max(number), 0) FROM notices WHERE player_id = $1", player)
            return await connection.fetchval(READ_UP_TO, player, min(number, newest))

        return await self._database.read(mark)

    async def set_relation(self, player: str, other: str, relation: Relation, at_ms: int) -> bool:
        async def write(connection: Connection) -> bool:
            known = await connection.fetchval(RELATE, player, other, relation.value, at_ms)
            if known and relation is Relation.BLOCK:
                await connection.execute(UNFOLLOW, player, other)
            return bool(known)

        return await self._database.read(write)

    async def end_relation(self, player: str, other: str, relation: Relation) -> None:
        async def write(connection: Connection) -> None:
            await connection.execute(
                "DELETE FROM relations WHERE player_id = $1 AND other_id = $2 AND relation = $3", player, other, relation.value
            )

        await self._database.read(write)

    async def report(self, reporter: str, report: ReportPlayer, at_ms: int) -> bool:
        columns = (reporter, report.player_id, report.offence.value, report.match_id or "", report.words, at_ms)

        async def write(connection: Connection) -> bool:
            return bool(await connection.fetchval(REPORT, *columns))

        return await self._database.read(write)

    async def blocked(self, one: str, two: str) -> bool:
        async def fetch(connection: Connection) -> bool:
            return bool(await connection.fetchval(BLOCKED, one, two))

        return await self._database.read(fetch)

    async def images(self, player: str, hashes: tuple[str, ...]) -> tuple[EvidenceImage, ...] | None:
        async def fetch(connection: Connection) -> dict[str, EvidenceImage]:
            rows = await connection.fetch(
                """
                SELECT DISTINCT sha256, media_type, length(body) AS size FROM images JOIN uploads u USING (sha256)
                WHERE u.player_id = $1 AND sha256 = ANY($2)
                """,
                player,
                list(hashes),
            )
            return {row["sha256"]: EvidenceImage(row["sha256"], row["media_type"], row["size"]) for row in rows}

        found = await self._database.read(fetch) if hashes else {}
        return tuple(found[one] for one in hashes) if all(one in found for one in hashes) else None


def notice_of(number: int, body: bytes) -> Notice:
    return CONVERTER.structure({**cast("dict[str, object]", msgspec.json.decode(body)), "number": number}, Notice)


def _as_they_are_called(notice: Notice, gone: str | None) -> Notice:
    return notice if gone is None else attrs.evolve(notice, who_name=gone)
