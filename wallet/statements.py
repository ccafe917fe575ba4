"""Statements: a player's lines, read from the journal and the postings beside it. Reads only, apart from the wallet actor."""

from __future__ import annotations

from collections.abc import Sequence

from protocol.events.wallet import StatementLine
from wallet.accounts import currency_of
from wallet.causes import cause_of, match_in, table_in
from wallet.database import Connection, Database
from wallet.transfers import ops_of

LINES = """
SELECT p.account, p.seq, p.posted, p.held, j.at_ms, j.body, b.posted AS posted_before, b.held AS held_before
FROM postings p
JOIN journal j ON j.seq = p.seq
LEFT JOIN postings b ON b.account = p.account AND b.version = p.version - 1
WHERE p.account >= $1 AND p.account < $2 AND ($3::bigint IS NULL OR p.seq < $3)
ORDER BY p.seq DESC LIMIT $4
"""


async def read_statement(
    database: Database, player: str, before: int | None, at_most: int
) -> tuple[Sequence[StatementLine], bool]:
    """The newest lines before a sequence number, and whether there are older ones."""
    start = f"player:{player}:"

    async def fetch(connection: Connection) -> Sequence[StatementLine]:
        rows = await connection.fetch(LINES, start, start + "~", before, at_most + 1)
        return [_line(player, *row) for row in rows]

    lines = await database.read(fetch)
    return lines[:at_most], len(lines) > at_most


def _line(
    player: str,
    account: str,
    seq: int,
    posted: int,
    held: int,
    at_ms: int,
    body: bytes,
    posted_before: int | None,
    held_before: int | None,
) -> StatementLine:
    ops = ops_of(body)
    available = (posted - held) - ((posted_before or 0) - (held_before or 0))
    minor = available or posted - (posted_before or 0)
    return StatementLine(
        seq, at_ms, cause_of(ops, player), match_in(ops), table_in(ops), currency_of(account), minor, posted - held, held
    )
