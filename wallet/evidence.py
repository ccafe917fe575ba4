"""Evidence: all that the audit looks at, read in one snapshot of the database, so that it may run while the server does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wallet.audit import Evidence
from wallet.chain import SignedHead
from wallet.database import Connection
from wallet.journal import Posting, Row


async def read_evidence(connection: Connection, heads: Sequence[SignedHead]) -> Evidence:
    """Everything as of one moment."""
    await connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    await connection.execute("SET LOCAL statement_timeout = 0")
    try:
        rows = await connection.fetch(
            "SELECT seq, command_id, digest, outcome, body, at_ms, chain FROM journal ORDER BY seq"
        )
        postings = await connection.fetch("SELECT account, version, seq, posted, held FROM postings ORDER BY seq")
        writer: Any = await connection.fetchrow("SELECT last_seq, head FROM writers WHERE name = 'journal'")
        matches = await connection.fetch("SELECT match_id, ended FROM matches")
    finally:
        await connection.execute("ROLLBACK")
    by_row: dict[int, list[Posting]] = {}
    for posting in postings:
        by_row.setdefault(posting["seq"], []).append(Posting(*posting))
    return Evidence(
        rows=(Row(*row) for row in rows),
        postings=by_row,
        last_seq=writer["last_seq"],
        head=writer["head"],
        heads=heads,
        matches={row["match_id"]: row["ended"] for row in matches},
    )
