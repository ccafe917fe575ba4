"""What the house keeps of a player, read for them: their statement, and all of it for an export."""

from __future__ import annotations

import json
from typing import Any

from protocol.events.wallet import StatementLine
from server.papers import Statement
from wallet.database import Connection, Database
from wallet.statements import read_statement

LINES_MAX = 20_000
PAGE = 1_000

KEPT: dict[str, str] = {
    "account": "SELECT player_id, name, created_ms FROM players WHERE player_id = $1",
    "date_of_birth": "SELECT born, at_ms FROM particulars WHERE player_id = $1",
    "identities": "SELECT provider, subject, email, created_ms FROM identities WHERE player_id = $1",
    "accepted": "SELECT document, version, at_ms, place, declared FROM acceptances WHERE player_id = $1 ORDER BY at_ms",
    "sign_ins": "SELECT created_ms, seen_ms, ended_ms, agent FROM web_sessions WHERE player_id = $1 ORDER BY created_ms",
    "devices": "SELECT encode(device_hash, 'hex') AS device, first_ms, last_ms FROM devices WHERE player_id = $1 ORDER BY first_ms",
    "joined_accounts": "SELECT duplicate_id, at_ms FROM merges WHERE player_id = $1 ORDER BY at_ms",
    "deposits": "SELECT deposit_id, currency, minor, package, state, why, created_ms, updated_ms, returned_minor FROM deposits WHERE player_id = $1",
    "withdrawals": "SELECT withdrawal_id, currency, minor, state, why, created_ms, updated_ms FROM withdrawals WHERE player_id = $1",
    "payout_account": "SELECT account_id, ready, at_ms FROM payout_accounts WHERE player_id = $1",
    "matches": "SELECT match_id, game, creator, opponent, ended, at_ms FROM matches WHERE creator = $1 OR opponent = $1 ORDER BY at_ms",
    "relations": "SELECT other_id, relation, at_ms FROM relations WHERE player_id = $1",
    "reports_made": "SELECT player_id, offence, match_id, words, at_ms FROM reports WHERE reporter = $1",
    "standings": "SELECT scope, period, rating, played, won, tied, earned_minor FROM standings "
    "WHERE player_id = $1 AND generation = (SELECT generation FROM ladder)",
    "redemptions": "SELECT redemption_id, minor, state, why, created_ms, updated_ms FROM redemptions WHERE player_id = $1 ORDER BY created_ms",
    "identity_check": "SELECT reference, state, updated_ms FROM identity_checks WHERE player_id = $1",
    "entry_codes": "SELECT code, issued_ms, expires_ms, used_ms FROM entry_codes WHERE player_id = $1 ORDER BY issued_ms",
    "said_at_tables": "SELECT table_id, at_ms, words FROM table_lines WHERE player_id = $1 ORDER BY line_id",
    "said_in_matches": "SELECT c.match_id, c.at_ms, c.words FROM chat_words c JOIN match_events e USING (match_id, version) "
    "JOIN matches m USING (match_id) WHERE (m.creator = $1 OR m.opponent = $1) AND convert_from(e.body, 'UTF8')::jsonb ->> 'player_id' = $1 "
    "ORDER BY c.at_ms",
    "told": "SELECT n.number, n.kind, n.at_ms, convert_from(n.body, 'UTF8')::jsonb || "
    "CASE WHEN p.gone THEN jsonb_build_object('who_name', p.name) ELSE '{}' END AS notice FROM notices n "
    "LEFT JOIN players p ON p.player_id = convert_from(n.body, 'UTF8')::jsonb ->> 'who' WHERE n.player_id = $1 ORDER BY n.number",
    "told_read_up_to": "SELECT read FROM inbox_marks WHERE player_id = $1",
    "operators_notes": "SELECT at_ms FROM notes WHERE player_id = $1 ORDER BY note_id",
    "evidence": "SELECT sha256, match_id, at_ms FROM uploads WHERE player_id = $1",
}
"""By what it is called in the export: all tables that say something of one player. Facts of matches are shared with the opponent: they are read
by match, in the replay."""
WITHHELD = (
    "Of operators' notes, only when they were made: they may speak of other players. Whoever wants the words asks the house.",
    "Reports by others, and what looked odd to the house, are not here: they speak of those who reported, and of other players.",
    "Of the other player in your matches there is only the id, and the name where you were told of it. The moves are in each replay.",
)
"""What is not in an export, said in it."""


class PostgresPapers:
    """Reads alone."""

    def __init__(self, database: Database, page: int = PAGE) -> None:
        self._database = database
        self._page = page

    async def statement(self, player: str, before: int | None, at_most: int = LINES_MAX) -> Statement:
        """The newest lines before a sequence number, in whole pages, up to a bound."""
        lines: list[StatementLine] = []
        more = True
        while more and len(lines) + self._page <= at_most:
            page, more = await read_statement(self._database, player, before, self._page)
            before = page[-1].seq if more else None
            lines.extend(page)
        return Statement(tuple(lines), before if more else None)

    async def everything(self, player: str) -> dict[str, Any]:
        async def fetch(connection: Connection) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for name, query in KEPT.items():
                rows = await connection.fetch(f"SELECT to_jsonb(q) FROM ({query}) q", player)  # noqa: S608  queries of ours
                found[name] = [json.loads(row[0]) for row in rows]
            return found

        return await self._database.read(fetch) | {"not_in_here": WITHHELD}
