"""The ladder store in PostgreSQL: rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actors.event_store import Settlement
from actors.ladder.ranking import Bucket, tally
from actors.ladder.skill import Skill
from actors.ladder.standing import Place, Standing
from actors.ladder.store import Displaced, Position, Struck
from protocol.events.match import Ending
from protocol.money import Amount, Currency
from wallet.database import Connection, Database

ROWS_AT_ONCE = 2_000

COLUMNS = "seq, match_id, game, at_ms, creator, opponent, winner, ending, currency, stake_minor, paid_minor, plies, remark"
SETTLEMENTS = f"""
SELECT {COLUMNS}
FROM settlements s WHERE seq > $1 AND NOT EXISTS (SELECT 1 FROM struck_results k WHERE k.match_id = s.match_id)
ORDER BY seq LIMIT $2
"""  # noqa: S608  our own list of columns
STANDINGS = """
SELECT s.scope, s.period, s.player_id, mu, sigma, played, won, tied, streak, best_streak, earned_minor
FROM unnest($2::text[], $3::text[], $4::text[]) AS w (scope, period, player_id)
JOIN standings s ON s.generation = $1 AND s.scope = w.scope AND s.period = w.period AND s.player_id = w.player_id
"""
WRITE = """
INSERT INTO standings AS kept
    (generation, scope, period, player_id, mu, sigma, rating, provisional, played, won, tied, streak, best_streak, earned_minor)
SELECT $1, r.* FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::int[], $8::bool[], $9::int[], $10::int[], $11::int[],
    $12::int[], $13::int[], $14::bigint[]) r
ON CONFLICT (generation, scope, period, player_id) DO UPDATE SET mu = excluded.mu, sigma = excluded.sigma, rating = excluded.rating,
    provisional = excluded.provisional, played = excluded.played, won = excluded.won, tied = excluded.tied, streak = excluded.streak,
    best_streak = excluded.best_streak, earned_minor = excluded.earned_minor
"""
TALLY = """
INSERT INTO tallies AS kept (generation, scope, period, ranking, bucket, players)
SELECT $1, t.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) t
ON CONFLICT (generation, scope, period, ranking, bucket) DO UPDATE SET players = kept.players + excluded.players
"""
MOVE = "UPDATE ladder SET generation = $3, seq = $4 WHERE generation = $1 AND seq = $2"


class PostgresLadder:
    """The ladder store port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._line = database.line("ladder")

    async def position(self) -> Position:
        async def fetch(connection: Connection) -> Position:
            row = await connection.fetchrow("SELECT generation, seq FROM ladder")
            return Position(row["generation"], row["seq"])

        return await self._database.read(fetch)

    async def settlements(self, after_seq: int, at_most: int) -> Sequence[tuple[int, Settlement]]:
        async def fetch(connection: Connection) -> Sequence[tuple[int, Settlement]]:
            return [(row["seq"], settlement_of(row)) for row in await connection.fetch(SETTLEMENTS, after_seq, at_most)]

        return await self._database.read(fetch)

    async def standings(self, generation: int, places: Sequence[Place]) -> Mapping[Place, Standing]:
        wanted = ([place.scope for place in places], [place.period for place in places], [place.player for place in places])

        async def fetch(connection: Connection) -> Mapping[Place, Standing]:
            rows = await connection.fetch(STANDINGS, generation, *wanted)
            return {Place(row["scope"], row["period"], row["player_id"]): standing_of(row) for row in rows}

        return await self._database.read(fetch)

    async def count(
        self, before: Position, seq: int, old: Mapping[Place, Standing], standings: Mapping[Place, Standing]
    ) -> None:
        changes = tally(old, standings)

        async def write(connection: Connection) -> None:
            await connection.execute("BEGIN")
            try:
                moved = await connection.execute(MOVE, before.generation, before.seq, before.generation, seq)
                if moved != "UPDATE 1":
                    raise Displaced(f"the ladder is not at {before} any more")
                await _lay(connection, before.generation, standings, changes)
            except BaseException:
                await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")

        await self._line.call(write)

    async def lay(self, generation: int, standings: Mapping[Place, Standing]) -> None:
        rows = list(standings.items())

        async def clear(connection: Connection) -> None:
            await connection.execute("DELETE FROM standings WHERE generation = $1", generation)
            await connection.execute("DELETE FROM tallies WHERE generation = $1", generation)

        await self._line.call(clear)
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = dict(rows[first : first + ROWS_AT_ONCE])

            async def write(connection: Connection, part: Mapping[Place, Standing] = part) -> None:
                await _lay(connection, generation, part, tally({}, part))

            await self._line.call(write)

    async def turn_to(self, before: Position, after: Position) -> None:
        async def turn(connection: Connection) -> str:
            return await connection.execute(MOVE, before.generation, before.seq, after.generation, after.seq)

        async def forget(connection: Connection) -> None:
            await connection.execute("DELETE FROM standings WHERE generation < $1", after.generation)
            await connection.execute("DELETE FROM tallies WHERE generation < $1", after.generation)

        if await self._line.call(turn) != "UPDATE 1":
            raise Displaced(f"the ladder is not at {before} any more")
        await self._line.call(forget)

    async def strike(self, struck: Struck) -> bool:
        async def write(connection: Connection) -> bool:
            if not await connection.fetchval("SELECT 1 FROM settlements WHERE match_id = $1", struck.match_id):
                return False
            await connection.execute(
                "INSERT INTO struck_results (match_id, operator, reason, at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                struck.match_id,
                struck.operator,
                struck.reason,
                struck.at_ms,
            )
            return True

        return await self._database.read(write)


async def _lay(
    connection: Connection, generation: int, standings: Mapping[Place, Standing], changes: Mapping[Bucket, int]
) -> None:
    if standings:
        await connection.execute(WRITE, generation, *_columns(standings))
        rows = [(*bucket, count) for bucket, count in changes.items()]
        await connection.execute(TALLY, generation, *([list(column) for column in zip(*rows, strict=True)] or [[]] * 5))


def _columns(standings: Mapping[Place, Standing]) -> list[list[Any]]:
    rows = [
        (
            place.scope,
            place.period,
            place.player,
            one.skill.mu,
            one.skill.sigma,
            one.skill.rating,
            one.skill.provisional,
            one.played,
            one.won,
            one.tied,
            one.streak,
            one.best_streak,
            one.earned_minor,
        )
        for place, one in standings.items()
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def standing_of(row: Any) -> Standing:
    skill = Skill(row["mu"], row["sigma"])
    return Standing(skill, row["played"], row["won"], row["tied"], row["streak"], row["best_streak"], row["earned_minor"])


def settlement_of(row: Any) -> Settlement:
    return Settlement(
        row["match_id"],
        row["game"],
        row["at_ms"],
        (row["creator"], row["opponent"]),
        row["winner"],
        Ending(row["ending"]),
        Amount(Currency(row["currency"]), row["stake_minor"]),
        (row["paid_minor"][0], row["paid_minor"][1]),
        row["plies"],
        row["remark"],
    )
