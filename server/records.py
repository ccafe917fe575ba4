"""Records: what a session reads of the past: statements and matches."""

from __future__ import annotations

from actors.event_store import EventStore, KeptMatch
from actors.match.state import fold
from actors.match.view import offer_of
from protocol.codec import event_of
from protocol.envelope import MatchList, MatchSummary, Statement
from wallet.database import Database
from wallet.statements import read_statement

MATCHES_LISTED = 30


class PostgresRecords:
    """The records port on a database."""

    def __init__(self, database: Database, store: EventStore) -> None:
        self._database = database
        self._store = store

    async def statement(self, player: str, before: int | None, at_most: int) -> Statement:
        lines, more = await read_statement(self._database, player, before, at_most)
        return Statement(tuple(lines), more)

    async def matches(self, player: str) -> MatchList:
        kept = await self._store.matches_of(player, MATCHES_LISTED)
        return MatchList(tuple(summary_of(one, player) for one in kept))


def summary_of(kept: KeptMatch, player: str) -> MatchSummary:
    """A match of the index as the player sees it: the opponent is the other one."""
    offer = offer_of(fold(None, event_of(kept.offered), kept.row.match_id).state)
    other = kept.row.opponent_name if kept.row.creator == player else offer.creator_name
    return MatchSummary(kept.row.match_id, kept.row.ended, offer, other)
