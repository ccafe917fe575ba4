"""Leaderboards: the best of a ladder, page by page, and where a player stands. Each page is a walk along an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actors.ladder.ranking import RANKINGS, bucket_of
from actors.ladder.standing import periods_of
from protocol.commands import ReadLeaderboard
from protocol.commands.people import Ranking
from protocol.people import Leaderboard, Person, Rank
from wallet.database import Connection, Database

PAGE = 50
VALUES = {Ranking.RATING: "rating", Ranking.WINS: "won", Ranking.EARNINGS: "earned_minor", Ranking.STREAK: "best_streak"}
HIGHER = "SELECT coalesce(sum(players), 0)::bigint FROM tallies WHERE generation = $1 AND scope = $2 AND period = $3 AND ranking = $4 AND bucket > $5"
COUNTS = {Ranking.RATING: "NOT provisional", Ranking.WINS: "won > 0", Ranking.EARNINGS: "true", Ranking.STREAK: "best_streak > 0"}


class Leaderboards:
    """Reads of the standings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, me: str, asked: ReadLeaderboard, now_ms: int) -> Leaderboard:
        """50 lines, and my own."""
        period = period_of(asked.period, now_ms)

        async def fetch(connection: Connection) -> Leaderboard:
            generation = await connection.fetchval("SELECT generation FROM ladder")
            board = _Board(connection, generation, asked.scope, period, asked.by)
            rows = await board.rows(asked.after)
            ranks = await board.ranked(rows[:PAGE])
            return Leaderboard(asked.scope, period, asked.by, tuple(ranks), await board.rank_of(me), len(rows) > PAGE)

        return await self._database.read(fetch)


def period_of(asked: str, now_ms: int) -> str:
    """The period that is meant by "month" or "week" now."""
    _ever, month, week = periods_of(now_ms)
    return {"month": month, "week": week}.get(asked, asked)


class _Board:
    """One leaderboard on one connection. The column's name comes from our own table, never from a player."""

    def __init__(self, connection: Connection, generation: int, scope: str, period: str, by: Ranking) -> None:
        self._connection = connection
        self._where = (generation, scope, period)
        self._by = by
        self._value = VALUES[by]
        self._rows = f"""
            SELECT s.player_id, s.{self._value} AS value, s.played, s.won, s.tied, p.name
            FROM standings s JOIN players p USING (player_id)
            WHERE generation = $1 AND scope = $2 AND period = $3 AND {COUNTS[by]}
        """  # noqa: S608  from our own table of columns

        self._count = f"SELECT count(*) FROM standings WHERE generation = $1 AND scope = $2 AND period = $3 AND {COUNTS[by]}"  # noqa: S608

    async def rows(self, after: str | None) -> Sequence[Any]:
        """A page and one more. After somebody: those beside them with a later id, then those below; each a short walk along the index."""
        order = f" ORDER BY {self._value} DESC, player_id LIMIT {PAGE + 1}"
        value = None if after is None else await self._value_of(after)
        if value is None:
            return await self._connection.fetch(self._rows + order, *self._where)
        beside = f"{self._rows} AND {self._value} = $4 AND s.player_id > $5 {order}"
        below = f"{self._rows} AND {self._value} < $4 {order}"
        both = f"SELECT * FROM (({beside}) UNION ALL ({below})) page ORDER BY value DESC, player_id LIMIT {PAGE + 1}"  # noqa: S608
        return await self._connection.fetch(both, *self._where, value, after)

    async def _value_of(self, player: str) -> int | None:
        row = await self._connection.fetchrow(self._rows + " AND s.player_id = $4", *self._where, player)
        return None if row is None else row["value"]

    async def ranked(self, rows: Sequence[Any]) -> list[Rank]:
        """Equal values share a rank: 1, 2, 2, 4."""
        ranks: list[Rank] = []
        if not rows:
            return ranks
        above = await self._above(rows[0]["value"])
        place = above + 1 + await self._beside(rows[0])
        shared = above + 1
        for number, row in enumerate(rows, place):
            if ranks and row["value"] != ranks[-1].value:
                shared = number
            ranks.append(_rank(shared, row))
        return ranks

    async def _beside(self, row: Any) -> int:
        """How many with the same value stand before this row."""
        same = f"{self._count} AND {self._value} = $4 AND player_id < $5"
        return await self._connection.fetchval(same, *self._where, row["value"], row["player_id"])

    async def rank_of(self, player: str) -> Rank | None:
        row = await self._connection.fetchrow(self._rows + " AND s.player_id = $4", *self._where, player)
        if row is None:
            return None
        return _rank(1 + await self._above(row["value"]), row)

    async def _above(self, value: int) -> int:
        """How many stand higher: whole buckets above, and those above within the bucket."""
        bucket = bucket_of(self._by, value)
        higher = await self._connection.fetchval(HIGHER, *self._where, self._by.value, bucket)
        top = (bucket + 1) * RANKINGS[self._by].step
        if value + 1 >= top:
            return higher
        within = f"{self._count} AND {self._value} > $4 AND {self._value} < $5"
        return higher + await self._connection.fetchval(within, *self._where, value, top)


def _rank(rank: int, row: Any) -> Rank:
    person = Person(row["player_id"], row["name"])
    return Rank(rank, person, row["value"], row["played"], row["won"], row["tied"], row["played"] - row["won"] - row["tied"])

