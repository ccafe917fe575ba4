"""Statements: a player's lines, read from the journal and the postings beside it. Reads only, apart from the wallet actor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protocol.events.wallet import StatementLine
from protocol.money import Currency
from wallet.accounts import currency_of, stake_accounts
from wallet.causes import cause_of, match_in, table_in
from wallet.database import Connection, Database
from wallet.transfers import ops_of

LINES = """
SELECT p.account, p.seq, p.posted, p.held, j.at_ms, j.body, b.posted AS posted_before, b.held AS held_before, o.posted AS other, o.held AS other_held
FROM postings p
JOIN journal j ON j.seq = p.seq
LEFT JOIN postings b ON b.account = p.account AND b.version = p.version - 1
LEFT JOIN LATERAL (
    SELECT s.posted, s.held FROM postings s
    WHERE s.account = CASE p.account WHEN $5 THEN $6 WHEN $6 THEN $5 END AND s.seq <= p.seq
    ORDER BY s.version DESC LIMIT 1
) o ON true
WHERE p.account >= $1 AND p.account < $2 AND ($3::bigint IS NULL OR p.seq < $3)
ORDER BY p.seq DESC LIMIT $4
"""
"""Each change of an account; of Sweeps Coins, which lie in two buckets, with what lay in the other one then."""


async def read_statement(
    database: Database, player: str, before: int | None, at_most: int, of: Currency | None = None
) -> tuple[Sequence[StatementLine], bool]:
    """The newest lines before a sequence number, of one currency or of all, and whether there are older ones. A currency has one line a group,
    however many buckets moved; a group is not cut in two: the next page begins before its number, so the last one may bring a line or two more."""
    start = f"player:{player}:" if of is None else f"player:{player}:{of.value}:"
    buckets = stake_accounts(player, Currency.SC)

    async def fetch(connection: Connection) -> Sequence[StatementLine]:
        rows = await connection.fetch(LINES, start, start + "~", before, 2 * (at_most + len(Currency)), *buckets)
        groups: dict[tuple[int, Currency], list[Any]] = {}
        for row in rows:
            groups.setdefault((row["seq"], currency_of(row["account"])), []).append(row)
        return [_line(player, seq, currency, mine) for (seq, currency), mine in groups.items()]

    lines = await database.read(fetch)
    end = at_most
    while end < len(lines) and lines[end].seq == lines[end - 1].seq:
        end += 1
    return lines[:end], len(lines) > end


def _line(player: str, seq: int, currency: Currency, rows: Sequence[Any]) -> StatementLine:
    first = rows[0]
    ops = ops_of(first["body"])
    posted, held = sum(row["posted"] for row in rows), sum(row["held"] for row in rows)
    posted_before = sum(row["posted_before"] or 0 for row in rows)
    held_before = sum(row["held_before"] or 0 for row in rows)
    held_minor = held - held_before
    minor = posted - posted_before - held_minor
    if len(rows) == 1:
        posted, held = posted + (first["other"] or 0), held + (first["other_held"] or 0)
    what = (cause_of(ops, player), match_in(ops), table_in(ops), currency)
    return StatementLine(seq, first["at_ms"], *what, minor, held_minor, posted - held, held)
