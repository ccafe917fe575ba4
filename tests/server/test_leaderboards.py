"""Leaderboards on a real database, against ranks counted by hand: page by page, after ties, and after results were struck off."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
import trio

from actors.event_store import EventRecord, MatchRow, Settlement
from actors.games.catalogue import ALL
from actors.ladder.actor import LadderActor, StrikeResult, WaitCounted
from actors.ladder.postgres_ladder import PostgresLadder
from actors.ladder.ranking import RANKINGS
from actors.ladder.standing import Place, Standing, counted
from actors.mailbox import Mailbox
from actors.postgres_events import PostgresEvents
from actors.ref import Ref
from protocol.commands import ReadLeaderboard
from protocol.commands.people import Ranking
from protocol.events.match import Ending
from protocol.money import Amount, Currency
from server import leaderboards
from server.leaderboards import Leaderboards, period_of
from tests.kit.clock import VirtualClock
from wallet.database import Connection, Database, open_database

NOW = 1_795_000_000_000
PLAYERS = tuple(f"p_{letter * 16}" for letter in "abcdefghijklmnopqrstuvwx")


def settlements(count: int) -> list[Settlement]:
    random, found = Random(3), []
    for number in range(count):
        one, two = random.sample(PLAYERS, 2)
        winner = random.choice((0, 0, 1, 1, None))
        ending = Ending.TIED if winner is None else random.choice((Ending.FINISHED, Ending.CONCEDED, Ending.FORFEITED))
        stake = random.choice((100, 500, 2_500))
        paid = (stake, stake) if winner is None else (2 * stake, 0) if winner == 0 else (0, 2 * stake)
        match = f"m_{number:016}"
        found.append(
            Settlement(match, random.choice(ALL).tag, NOW + number, (one, two), winner, ending, Amount(Currency.USD, stake), paid, 9)
        )
    return found


async def keep(database: Database, matches: Sequence[Settlement]) -> None:
    """Players, and settled matches through the event store as a match writes them."""

    async def players(connection: Connection) -> None:
        for player in PLAYERS:
            await connection.execute("INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ($1, $1, $1, $1, 0)", player)

    await database.read(players)
    store = PostgresEvents(database)
    writer = await store.take_over()
    last = writer.last_seq
    for one in matches:
        record = EventRecord(one.match_id, 1, one.at_ms, b"{}")
        row = MatchRow(one.match_id, one.game, one.players[0], one.players[1], "two", True, one.at_ms, one)
        await store.append(writer.epoch, last, [record], [row])
        last += 1


def by_hand(matches: Sequence[Settlement], scope: str, period: str, by: Ranking) -> list[tuple[int, str, int]]:
    standings: dict[Place, Standing] = {}
    for one in matches:
        standings.update(counted(one, standings))
    ordered = RANKINGS[by]
    rows = sorted(
        (-ordered.value(one), place.player)
        for place, one in standings.items()
        if (place.scope, place.period) == (scope, period) and ordered.is_ranked(one)
    )
    return [(1 + sum(other < value for other, _player in rows), player, -value) for value, player in rows]


async def by_the_house(boards: Leaderboards, scope: str, period: str, by: Ranking) -> list[tuple[int, str, int]]:
    """All pages, one after the other; each player's own line is checked on the way."""
    found: list[tuple[int, str, int]] = []
    after: str | None = None
    while True:
        page = await boards.page(PLAYERS[0], ReadLeaderboard(scope, period, by, after), NOW)
        found += [(rank.rank, rank.person.player_id, rank.value) for rank in page.ranks]
        if not page.more:
            break
        after = page.ranks[-1].person.player_id
    for rank, player, value in found:
        mine = (await boards.page(player, ReadLeaderboard(scope, period, by), NOW)).mine
        assert mine is not None
        assert (mine.rank, mine.value) == (rank, value)
    return found


async def test_every_page_of_every_ranking_is_what_one_counts_by_hand_also_after_corrections(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboards, "PAGE", 5)
    matches = settlements(400)
    struck = {matches[place].match_id for place in (3, 77, 200)}
    async with open_database(fresh_database) as database:
        await keep(database, matches)
        boards, mailbox = Leaderboards(database), Mailbox[Any]("ladder", 16)
        ref = Ref(mailbox)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(LadderActor(PostgresLadder(database), VirtualClock(), lambda _moved: None).run, mailbox, lambda: None)
            await ref.ask(WaitCounted(), seconds=60)
            for left in (matches, [one for one in matches if one.match_id not in struck]):
                if left is not matches:
                    for match in sorted(struck):
                        await ref.ask(StrikeResult(match, "operator", "struck off"), seconds=60)
                for scope in ("all", "darts", "ten_pin"):
                    for by in Ranking:
                        for period in ("ever", period_of("week", NOW)):
                            assert await by_the_house(boards, scope, period, by) == by_hand(left, scope, period, by)
            nursery.cancel_scope.cancel()


async def test_what_was_said_is_forgotten_in_its_time_and_that_it_was_said_stays(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        store = PostgresEvents(database)
        writer = await store.take_over()
        said = [EventRecord("m_" + "a" * 16, version, version * 1_000, b'{"words":""}', f"line {version}") for version in (1, 2, 3)]
        await store.append(writer.epoch, writer.last_seq, said, [])
        assert await store.forget_chat(2_500) == 2
        assert [record.words for record in await store.events("m_" + "a" * 16)] == [None, None, "line 3"]
        assert await store.forget_chat(2_500) == 0
