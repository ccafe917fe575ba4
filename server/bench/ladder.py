"""`bench ladder`: leaderboards with a million players on a durable database, beside the query that one writes first: rank() over everybody.

Each read is a whole page with its ranks and one's own line, as a player asks for it. Also, how many settled matches a second are counted."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import trio

from actors.games.catalogue import ALL
from actors.ladder.actor import LadderActor, WaitCounted
from actors.ladder.postgres_ladder import PostgresLadder
from actors.mailbox import Mailbox
from actors.ref import Ref
from protocol.commands import ReadLeaderboard
from protocol.commands.people import Ranking
from server.bench import percentiles
from server.bench.database import scratch_database
from server.foundation import SteadyClock, migrated
from server.leaderboards import Leaderboards
from wallet.database import Connection, Database, open_database

PLAYERS = 1_000_000
MATCHES = 5_000
READS = 60

FILL_PLAYERS = """
INSERT INTO players (player_id, name, name_key, look_key, created_ms)
SELECT 'p_' || lpad(n::text, 16, 'a'), 'Player ' || n, n::text, n::text, 0 FROM generate_series($1::int, $2::int) n
"""
FILL_STANDINGS = """
INSERT INTO standings
SELECT 1, 'all', 'ever', 'p_' || lpad(n::text, 16, 'a'), 25, 3, (1500 + 250 * (random() + random() + random() + random() - 2))::int, false,
    40, (random() * 40)::int, 0, 0, (random() * 12)::int, ((random() - 0.5) * 100000)::int FROM generate_series($1::int, $2::int) n
"""
FILL_TALLIES = """
INSERT INTO tallies
SELECT 1, 'all', 'ever', ranking, bucket, count(*) FROM standings, LATERAL (VALUES ('rating', rating::bigint), ('wins', nullif(won, 0)::bigint),
    ('earnings', floor(earned_minor / 1000.0)::bigint), ('streak', nullif(best_streak, 0)::bigint)) v (ranking, bucket)
WHERE bucket IS NOT NULL GROUP BY ranking, bucket
"""
FIRST_WRITTEN = """
SELECT * FROM (
    SELECT rank() OVER (ORDER BY s.rating DESC) AS rank, s.player_id, p.name, s.rating, s.played, s.won, s.tied
    FROM standings s JOIN players p USING (player_id) WHERE generation = 1 AND scope = 'all' AND period = 'ever' AND NOT provisional
) ranked WHERE rank BETWEEN $1 AND $1 + 49 OR player_id = $2
"""
SETTLE = """
INSERT INTO settlements (seq, match_id, game, at_ms, creator, opponent, winner, ending, currency, stake_minor, paid_minor, plies)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::smallint[], $8::text[], $9::text[],
    $10::bigint[]) s, (SELECT ARRAY[0::bigint, 0], 20) rest (paid, plies)
"""


def bench_ladder(seconds: float) -> dict[str, Any]:
    """As many reads as it takes; seconds is the other benches' word for it."""
    del seconds
    with scratch_database() as dsn:
        return trio.run(partial(_measure, dsn))


async def _measure(dsn: str) -> dict[str, Any]:
    async with migrated(dsn):
        pass
    async with open_database(dsn, as_app=False) as owner:
        for query in (FILL_PLAYERS, FILL_STANDINGS):
            for first in range(1, PLAYERS, 50_000):
                await owner.read(_filling(query, first), seconds=60)
        for query in (FILL_TALLIES, "VACUUM ANALYZE standings", "VACUUM ANALYZE tallies"):
            await owner.read(_saying(query), seconds=60)
        ours = await _reads(owner)
        peer = await _first_written(owner)
        ours["matches_counted_per_second"] = await _counting(owner)
    ratio = {name: round(peer[name] / ours[name], 1) for name in peer}
    return {"work": f"a leaderboard of {PLAYERS:,} players; peer: rank() over all of them", "ours": ours, "peer": peer, "ratio": ratio}


def _filling(query: str, first: int) -> Callable[[Connection], Awaitable[str]]:
    return lambda connection: connection.execute(query, first, first + 49_999)


def _saying(query: str) -> Callable[[Connection], Awaitable[str]]:
    return lambda connection: connection.execute(query)


def player(number: int) -> str:
    return "p_" + str(number).rjust(16, "a")


async def _reads(database: Database) -> dict[str, Any]:
    boards, chance = Leaderboards(database), random.Random(1)  # noqa: S311  which page to look at  # nosec B311

    async def page(after: int | None) -> float:
        asked = ReadLeaderboard("all", "ever", chance.choice(list(Ranking)), None if after is None else player(after))
        began = time.perf_counter()
        await boards.page(player(chance.randint(1, PLAYERS)), asked, 0)
        return time.perf_counter() - began

    first = [await page(None) for _ in range(READS)]
    anywhere = [await page(chance.randint(1, PLAYERS)) for _ in range(READS)]
    return {"first_page_p50_ms": percentiles(first)[0], "any_page_p50_ms": percentiles(anywhere)[0], "any_page_p99_ms": percentiles(anywhere)[1]}


async def _first_written(database: Database) -> dict[str, Any]:
    chance = random.Random(1)  # noqa: S311  a load, no money  # nosec B311

    async def page(rank: int) -> float:
        began = time.perf_counter()
        await database.read(lambda connection: connection.fetch(FIRST_WRITTEN, rank, player(chance.randint(1, PLAYERS))), seconds=60)
        return time.perf_counter() - began

    first = [await page(1) for _ in range(5)]
    anywhere = [await page(chance.randint(1, PLAYERS)) for _ in range(5)]
    return {"first_page_p50_ms": percentiles(first)[0], "any_page_p50_ms": percentiles(anywhere)[0]}


async def _counting(database: Database) -> float:
    """Settled matches on three ladders over three periods each, rows and position in one transaction a hundred."""
    chance = random.Random(2)  # noqa: S311  a load, no money  # nosec B311
    rows = [_settlement(number, chance) for number in range(1, MATCHES + 1)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    await database.read(lambda connection: connection.execute(SETTLE, *columns), seconds=60)
    mailbox: Mailbox[Any] = Mailbox("ladder", 16)
    async with trio.open_nursery() as nursery:
        began = time.perf_counter()
        nursery.start_soon(LadderActor(PostgresLadder(database), SteadyClock(), lambda _moved: None).run, mailbox, lambda: None)
        await Ref(mailbox).ask(WaitCounted(), seconds=600)
        took = time.perf_counter() - began
        nursery.cancel_scope.cancel()
    return round(MATCHES / took)


def _settlement(number: int, chance: random.Random) -> tuple[Any, ...]:
    one, two = chance.sample(range(1, PLAYERS), 2)
    game, winner = chance.choice(ALL).tag, chance.choice((0, 1))
    return (number, f"m_{number}", game, 1_790_000_000_000, player(one), player(two), winner, "finished", "USD", 100)
