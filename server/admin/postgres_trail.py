"""The trail in PostgreSQL. Its writer row orders whoever appends; the role may neither change nor delete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import attrs
import trio

from protocol.admin.operators import Role, TrailLine
from server.admin.trail import Entry, Standing, TrailWrong, link
from wallet.chain import SignedHead, sign
from wallet.database import Connection, Database

ROWS = "SELECT seq, at_ms, operator, role, about, body, outcome, chain FROM trail WHERE seq > $1 ORDER BY seq LIMIT $2"
INSERT = "INSERT INTO trail (seq, at_ms, operator, role, about, body, outcome, chain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
LINES = """
SELECT a.seq, a.at_ms, a.operator, a.role, a.body, c.outcome FROM trail a LEFT JOIN trail c ON c.about = a.seq
WHERE a.about IS NULL AND ($1::bigint IS NULL OR a.seq < $1) ORDER BY a.seq DESC LIMIT $2
"""
ROWS_AT_ONCE = 2_000


class PostgresTrail:
    """Appends rows, and keeps what follows from them."""

    def __init__(self, database: Database, standing: Standing, key: bytes, keep_head: Callable[[SignedHead], None]) -> None:
        self._database = database
        self._key = key
        self._keep_head = keep_head
        self._turn = trio.Lock()
        self.standing = standing

    async def catch_up(self) -> None:
        """What was written since, also by another process. One at a time: rows that two had read would be followed twice. Raises DatabaseAway,
        TrailWrong."""
        async with self._turn:
            while entries := await self._database.read(self._next):
                self.standing.follow(entries)

    async def _next(self, connection: Connection) -> Sequence[Entry]:
        return [_entry(row) for row in await connection.fetch(ROWS, self.standing.last_seq, ROWS_AT_ONCE)]

    async def append(self, at_ms: int, operator: str, role: Role, body: bytes, *, about: int | None = None, outcome: str | None = None) -> int:
        """One more row, durably, before this returns; answers with its number. Raises DatabaseAway."""

        async def write(connection: Connection) -> Entry:
            await connection.execute("BEGIN")
            writer = await connection.fetchrow("SELECT last_seq, head FROM writers WHERE name = 'trail' FOR UPDATE")
            bare = Entry(writer["last_seq"] + 1, at_ms, operator, role, about, body, outcome, b"")
            entry = attrs.evolve(bare, chain=link(writer["head"], bare))
            await connection.execute(INSERT, *attrs.astuple(attrs.evolve(entry, role=role.value), recurse=False))
            await connection.execute("UPDATE writers SET last_seq = $1, head = $2 WHERE name = 'trail'", entry.seq, entry.chain)
            await connection.execute("COMMIT")
            return entry

        entry = await self._database.read(write)
        with suppress(OSError):  # no room outside just now: the next head seals this one, too
            self._keep_head(sign(self._key, entry.seq, entry.chain))
        await self.catch_up()
        return entry.seq

    async def lines(self, before: int | None, most: int) -> Sequence[TrailLine]:
        """What was asked, the newest first, with what came of it."""
        rows = await self._database.rows(LINES, before, most)
        return [TrailLine(row[0], row[1], row[2], Role(row[3]), row[4].decode(), row[5]) for row in rows]


def _entry(row: Any) -> Entry:
    return Entry(row[0], row[1], row[2], Role(row[3]), row[4], row[5], row[6], row[7])


async def prove_trail(database: Database, heads: Iterable[SignedHead]) -> tuple[int, str | None]:
    """Follows the trail from its first row: how many rows it has, and the first thing that is wrong with it."""
    signed = {head.seq: head.head for head in heads}
    standing = Standing({})
    try:
        while entries := [_entry(row) for row in await database.rows(ROWS, standing.last_seq, ROWS_AT_ONCE)]:
            for entry in entries:
                standing.follow((entry,))
                if signed.get(entry.seq, entry.chain) != entry.chain:
                    raise TrailWrong(f"trail row {entry.seq}: a head signed outside the database says that this row was another")
    except TrailWrong as error:
        return standing.last_seq, str(error)
    newest = max(signed, default=0)
    cut = newest > standing.last_seq
    return standing.last_seq, f"the trail ends at row {standing.last_seq}, but row {newest} was signed: its tail is gone" if cut else None
