"""Records: what a session reads of the past, straight from the database, past every actor. Nothing hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from actors.clock import Clock
from actors.event_store import EventStore, KeptMatch
from actors.house import Read
from actors.ladder.postgres_ladder import standing_of
from actors.ladder.skill import Skill
from actors.match.life import ENDED
from actors.match.record import fact_of
from actors.match.state import fold
from actors.match.view import may_be_watched, offer_of
from protocol.codec import event_of
from protocol.commands import ListMatches, ListPeople, ReadHistory, ReadLeaderboard, ReadProfile, ReadReplay, ReadStatement
from protocol.commands.people import Relation
from protocol.envelope import Body, MatchList, MatchSummary, Statement
from protocol.events import ChatSaid, MatchEvent
from protocol.events.match import Ending
from protocol.money import Amount, Currency
from protocol.people import History, LadderRecord, PeopleList, Person, PlayedMatch, Profile, Replay
from protocol.refusals import Code, refused
from server.leaderboards import Leaderboards
from wallet.database import Connection, Database
from wallet.statements import read_statement

MATCHES_LISTED = 30
PEOPLE_LISTED = 500

RECORDS = """
SELECT scope, mu, sigma, played, won, tied, streak, best_streak, earned_minor
FROM standings WHERE generation = (SELECT generation FROM ladder) AND period = 'ever' AND player_id = $1 ORDER BY played DESC, scope
"""
SKILL = "SELECT mu, sigma FROM standings WHERE generation = (SELECT generation FROM ladder) AND scope = $1 AND period = 'ever' AND player_id = $2"
AVOIDED = """
SELECT other_id FROM relations WHERE relation = 'block' AND player_id = $1
UNION SELECT player_id FROM relations WHERE relation = 'block' AND other_id = $1
"""
PLAYER = """
SELECT p.player_id, p.name, p.created_ms,
    (SELECT count(*) FROM relations f WHERE f.relation = 'follow' AND f.other_id = p.player_id) AS followers
FROM players p WHERE p.player_id = $1
"""
RELATED = """
SELECT r.relation, p.player_id, p.name FROM relations r JOIN players p ON p.player_id = r.other_id
WHERE r.player_id = $1 ORDER BY r.at_ms DESC LIMIT $2
"""
HISTORY = """
SELECT s.seq, s.match_id, s.game, s.at_ms, s.creator, s.winner, s.ending, s.currency, s.stake_minor, s.paid_minor,
    p.player_id AS other_id, p.name AS other_name
FROM (
    (SELECT * FROM settlements WHERE creator = $1 AND ($2::bigint IS NULL OR seq < $2) ORDER BY seq DESC LIMIT $3)
    UNION ALL
    (SELECT * FROM settlements WHERE opponent = $1 AND ($2::bigint IS NULL OR seq < $2) ORDER BY seq DESC LIMIT $3)
) s
JOIN players p ON p.player_id = CASE WHEN s.creator = $1 THEN s.opponent ELSE s.creator END
ORDER BY s.seq DESC LIMIT $3
"""


class PostgresRecords:
    """The records port on a database."""

    def __init__(self, database: Database, store: EventStore, clock: Clock, is_online: Callable[[str], bool]) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._is_online = is_online
        self._leaderboards = Leaderboards(database)

    async def read(self, player: str, command: Read) -> Body:
        match command:
            case ListMatches():
                kept = await self._store.matches_of(player, MATCHES_LISTED)
                return MatchList(tuple(summary_of(one, player) for one in kept))
            case ReadStatement():
                lines, more = await read_statement(self._database, player, command.before, command.at_most, command.currency)
                return Statement(tuple(lines), more)
            case ReadProfile(player_id=other):
                return await self._profile(player, other)
            case ListPeople():
                return await self._people(player)
            case ReadLeaderboard():
                return await self._leaderboards.page(player, command, self._clock.now_ms())
            case ReadHistory():
                return await self._history(command)
            case ReadReplay(match_id=match_id):
                return await self._replay(player, match_id)

    async def skill(self, player: str, game: str) -> Skill:
        rows = await self._database.rows(SKILL, game, player)
        return Skill(rows[0]["mu"], rows[0]["sigma"]) if rows else Skill()

    async def avoided(self, player: str) -> frozenset[str]:
        return frozenset(row[0] for row in await self._database.rows(AVOIDED, player))

    # ── people ──

    async def _profile(self, me: str, player: str) -> Body:
        async def fetch(connection: Connection) -> tuple[Any, Sequence[Any], set[str]]:
            row = await connection.fetchrow(PLAYER, player)
            records = await connection.fetch(RECORDS, player)
            ties = await connection.fetch("SELECT relation FROM relations WHERE player_id = $1 AND other_id = $2", me, player)
            return row, records, {tie[0] for tie in ties}

        row, records, ties = await self._database.read(fetch)
        if row is None:
            return refused(Code.NO_SUCH_PLAYER)
        person = Person(row["player_id"], row["name"])
        related = ("follow" in ties, "block" in ties, "mute" in ties)
        return Profile(person, row["created_ms"], self._is_online(player), row["followers"], tuple(map(_record, records)), *related)

    async def _people(self, me: str) -> PeopleList:
        rows = await self._database.rows(RELATED, me, PEOPLE_LISTED)

        def related(relation: Relation) -> tuple[Person, ...]:
            return tuple(Person(row["player_id"], row["name"]) for row in rows if row["relation"] == relation.value)

        return PeopleList(related(Relation.FOLLOW), related(Relation.BLOCK), related(Relation.MUTE))

    # ── matches ──

    async def _history(self, command: ReadHistory) -> History:
        rows = await self._database.rows(HISTORY, command.player_id, command.before, MATCHES_LISTED + 1)
        return History(tuple(_played(row, command.player_id) for row in rows[:MATCHES_LISTED]), len(rows) > MATCHES_LISTED)

    async def _replay(self, me: str, match_id: str) -> Body:
        """As it was shown; only what is over, and what was not played in private, to others."""
        state, facts = None, list[MatchEvent]()
        for record in await self._store.events(match_id):
            folded = fold(state, fact_of(record), match_id)
            state = folded.state
            facts.append(folded.shown)
        if state is None or (me not in state.players and not may_be_watched(state)):
            return refused(Code.NO_SUCH_MATCH)
        if state.phase not in ENDED:
            return refused(Code.WRONG_PHASE, "The match is not over yet.")
        shown = tuple(fact for fact in facts if me in state.players or not isinstance(fact, ChatSaid))
        return Replay(match_id, state.players, state.names, shown)


def _record(row: Any) -> LadderRecord:
    one = standing_of(row)
    skill = one.skill
    counts = (one.played, one.won, one.tied, one.lost, one.streak, one.best_streak, one.earned_minor)
    return LadderRecord(row["scope"], skill.rating, skill.deviation, skill.provisional, *counts)


def _played(row: Any, player: str) -> PlayedMatch:
    seat = 0 if row["creator"] == player else 1
    won = None if row["winner"] is None else row["winner"] == seat
    stake = Amount(Currency(row["currency"]), row["stake_minor"])
    opponent = Person(row["other_id"], row["other_name"])
    return PlayedMatch(
        row["seq"], row["match_id"], row["game"], row["at_ms"], opponent, Ending(row["ending"]), won, stake, row["paid_minor"][seat]
    )


def summary_of(kept: KeptMatch, player: str) -> MatchSummary:
    """A match of the index as the player sees it: the opponent is the other one."""
    offer = offer_of(fold(None, event_of(kept.offered), kept.row.match_id).state)
    other = kept.row.opponent_name if kept.row.creator == player else offer.creator_name
    return MatchSummary(kept.row.match_id, kept.row.ended, offer, other)


