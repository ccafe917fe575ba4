"""What is kept of a player: all of it in the export and nothing of anybody else; and what is left when they leave, against a real database."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import httpx2
import pytest
from starlette.applications import Starlette

from actors.forgotten_names import renamed
from actors.line import Identity
from actors.match.record import fact_of
from actors.people.note import Note
from actors.people.postgres_people import PostgresPeople
from actors.postgres_events import PostgresEvents
from actors.sessions import Sessions
from protocol.events.match import MatchOffered, PlayerSeated
from protocol.events.people import NoticeKind
from server import paper_routes
from server.paper_routes import PaperPorts, PaperRoutes
from server.postgres_accounts import PostgresAccounts
from server.postgres_papers import KEPT, WITHHELD, PostgresPapers
from server.postgres_particulars import PostgresParticulars
from server.postgres_tables import PostgresTables
from server.records import summary_of
from server.sign_ins import SignIns
from tests.kit.clock import VirtualClock
from tests.kit.two_people import ANN, BOB, MATCH, NAME, WORD, money, two_people
from wallet.database import Database, open_database

GONE = "Gone aaaaaaaaaa"
SPEAKS_OF_PLAYERS = """
SELECT DISTINCT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND (column_name IN ('player_id', 'other_id', 'reporter', 'creator', 'opponent', 'duplicate_id', 'players'))
"""
NOT_IN_EXPORT = {
    ("flags", "players"): "speaks of several players",
    ("reports", "player_id"): "speaks of who reported",
    ("relations", "other_id"): "what others think of one is theirs",
    ("settlements", "creator"): "beside matches and the statement, which say it",
    ("settlements", "opponent"): "the same",
    ("merges", "duplicate_id"): "the account that was given up is closed",
    ("tallies", "players"): "a number",
    ("payment_troubles", "player_id"): "what an operator has to look at; the payments themselves are there",
}


@asynccontextmanager
async def databases(dsn: str) -> AsyncIterator[tuple[Database, Database]]:
    """As the server works, and as its owner."""
    async with open_database(dsn) as database, open_database(dsn, as_app=False) as owner:
        await two_people(owner)
        yield database, owner


# ── the export ──


async def test_an_export_holds_what_every_table_says_of_one_and_nothing_of_another(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, _owner):
        everything = await PostgresPapers(database).everything(ANN)
        text = json.dumps(everything)
        empty = [name for name, rows in everything.items() if not rows]
        assert empty == ["joined_accounts", "standings"], "of these the two have none"
        assert (WORD[BOB] in text, NAME[BOB] in text, "bob-word@example.com" in text, "1980-02-02" in text) == (False,) * 4
        assert "the words of a note" not in text
        assert everything["not_in_here"] == WITHHELD
        assert [row["package"] for row in everything["deposits"]] == [WORD[ANN]]
        assert [row["words"] for row in everything["said_in_matches"]] == [WORD[ANN]]
        assert everything["told"][0]["notice"] == {"words": WORD[ANN]}


async def test_every_table_that_speaks_of_a_player_is_in_the_export_or_it_is_said_why_not(fresh_database: str) -> None:
    async with open_database(fresh_database, as_app=False) as owner:
        speak = {(row[0], row[1]) for row in await owner.rows(SPEAKS_OF_PLAYERS)}
    missing = {(table, column) for table, column in speak if not any(asks(query, table, column) for query in KEPT.values())}
    assert missing == set(NOT_IN_EXPORT)


def asks(query: str, table: str, column: str) -> bool:
    """Whether a query of the export looks for the player in this column of this table."""
    return bool(re.search(rf"(FROM|JOIN) {table}\b", query) and re.search(rf"\b{column} = \$1", query))


@pytest.mark.parametrize("lines", [0, 1, 9, 10, 11, 25])
async def test_a_statement_is_read_to_its_last_line_whatever_a_page_holds(fresh_database: str, lines: int) -> None:
    async with open_database(fresh_database, as_app=False) as owner:
        if lines:
            await money(owner, lines)
        whole = await PostgresPapers(owner, page=10).statement(ANN, None)
        assert (len(whole.lines), whole.before, {line.minor for line in whole.lines}) == (lines, None, {100} if lines else set())


async def test_a_statement_that_is_cut_goes_on_where_it_says(fresh_database: str) -> None:
    async with open_database(fresh_database, as_app=False) as owner:
        await money(owner, 35)
        papers, seen, before = PostgresPapers(owner, page=10), list[int](), None
        while True:
            part = await papers.statement(ANN, before, 20)
            seen += [line.seq for line in part.lines]
            if part.before is None:
                break
            assert part.rest == f"There are older lines: statement.csv?before={part.before}"
            before = part.before
        assert seen == list(range(35, 0, -1))


async def test_a_group_of_two_currencies_is_not_cut_in_two_by_a_page(fresh_database: str) -> None:
    async with open_database(fresh_database, as_app=False) as owner:
        await money(owner, 9, both=True)
        whole = await PostgresPapers(owner, page=5).statement(ANN, None)
        assert sorted((line.seq, line.currency.value) for line in whole.lines) == [(seq, code) for seq in range(1, 10) for code in ("GC", "USD")]


async def test_papers_are_for_who_is_signed_in_and_about_them(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def identify(cookie: str | None) -> Identity | None:
        return {"ann": Identity(b"a" * 32, ANN, NAME[ANN]), "bob": Identity(b"b" * 32, BOB, NAME[BOB])}.get(cookie or "")

    async with databases(fresh_database) as (database, owner):
        await owner.rows("SELECT 1")
        routes = PaperRoutes(PaperPorts(identify, PostgresPapers(database), VirtualClock())).routes()
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(Starlette(routes=routes)), base_url="http://x") as http:  # type: ignore[arg-type]
            for path in ("statement.csv", "statement.pdf", "everything.json"):
                assert (await http.get(f"/papers/{path}")).status_code == 401
                for before in ("-1", "x", "1" * 20, "1.5", ""):
                    assert (await http.get(f"/papers/{path}?before={before}", headers={"Cookie": "ann"})).status_code == 422
                mine = await http.get(f"/papers/{path}?player={BOB}", headers={"Cookie": "ann"})
                assert (mine.status_code, mine.headers["cache-control"]) == (200, "no-store")
                assert b"777" not in mine.content or path.endswith("pdf")
            rows = list(csv.reader(io.StringIO((await http.get("/papers/statement.csv?before=3", headers={"Cookie": "ann"})).text)))
            assert [row[1] for row in rows[1:]] == ["2", "1"]
            everything = (await http.get("/papers/everything.json", headers={"Cookie": "bob"})).json()
            assert (len(everything["statement"]), everything["statement_goes_on"], everything["account"][0]["name"]) == (3, None, NAME[BOB])
            monkeypatch.setattr(paper_routes, "PDF_LINES_MAX", 1_000)
            assert (await http.get("/papers/statement.pdf", headers={"Cookie": "ann"})).content.startswith(b"%PDF")


# ── leaving ──


async def leave(database: Database, player: str) -> Sessions:
    """As the account desk does it, once the books are closed."""
    sessions = Sessions()
    await PostgresParticulars(database).forget(player, GONE)
    await SignIns(PostgresAccounts(database), sessions, VirtualClock()).forget(player)
    return sessions


FORGOTTEN = ("web_sessions", "particulars", "identities", "devices", "payout_accounts")


async def test_who_leaves_is_forgotten_and_the_other_is_not(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, owner):
        sessions = await leave(database, ANN)
        for table in FORGOTTEN:
            left = {row[0] for row in await owner.rows(f"SELECT player_id FROM {table}")}
            assert left == {BOB}, table
        assert len(sessions._endings._ended_at) == 1, "the connections of that sign-in are closed, or are when they come"


@pytest.mark.parametrize("player", [ANN, BOB])
async def test_no_table_but_the_facts_of_matches_says_the_name_of_who_left(fresh_database: str, player: str) -> None:
    async with databases(fresh_database) as (database, owner):
        await leave(database, player)
        tables = [row[0] for row in await owner.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")]
        named = [table for table in tables if (await owner.rows(f"SELECT 1 FROM {table} t WHERE position($1 in t::text) > 0", NAME[player]))]
        assert named == []


async def test_a_match_is_read_back_without_the_name_of_who_left(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, _owner):
        for player, names in ((ANN, [GONE, NAME[BOB]]), (BOB, [GONE, GONE])):
            await leave(database, player)
            facts = [fact_of(record) for record in await PostgresEvents(database).events(MATCH)]
            assert [fact.creator_name for fact in facts if isinstance(fact, MatchOffered)] == names[:1]
            assert [fact.name for fact in facts if isinstance(fact, PlayerSeated)] == names[1:]
            if player == ANN:
                await database.rows("UPDATE players SET name_key = 'x', look_key = 'x' WHERE player_id = $1", ANN)


async def test_a_list_of_matches_says_no_name_of_who_left(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, _owner):
        store = PostgresEvents(database)
        before = [[summary_of(kept, me).opponent_name for kept in await store.matches_of(me, 10)] for me in (ANN, BOB)]
        await leave(database, ANN)
        after = [summary_of(kept, BOB) for kept in await store.matches_of(BOB, 10)]
        assert (before, [one.opponent_name for one in after], after[0].offer.creator_name) == ([[NAME[BOB]], [NAME[ANN]]], [GONE], GONE)


async def test_a_line_at_a_table_is_nameless_when_who_said_it_left(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, _owner):
        await leave(database, ANN)
        assert [line.name for line in await PostgresTables(database).lines("t_dice", 10)] == [GONE, NAME[BOB]]


async def test_what_one_was_told_says_no_name_of_who_left(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, _owner):
        people = PostgresPeople(database)
        for who in (ANN, "p_" + "c" * 16):
            await people.keep_note(Note(f"follow/{who}", BOB, 5, NoticeKind.FOLLOWED, who=who, who_name=NAME[ANN]))
        before = (await people.inbox(BOB, 2))[0]
        await leave(database, ANN)
        (other, mine), _read = await people.inbox(BOB, 2)
        assert (other, mine) == (before[0], attrs.evolve(before[1], who_name=GONE))
        told = json.dumps((await PostgresPapers(database).everything(BOB))["told"])
        assert (told.count(NAME[ANN]), told.count(GONE)) == (1, 1), "the other one is called the same"


async def test_leaving_is_all_or_nothing_and_may_be_done_again(fresh_database: str) -> None:
    async with databases(fresh_database) as (database, owner):
        await owner.rows("UPDATE players SET name_key = $1 WHERE player_id = $2", GONE, BOB)
        with pytest.raises(Exception, match="players_name_key"):
            await PostgresParticulars(database).forget(ANN, GONE)
        assert (await PostgresParticulars(database).known(ANN)).born == "1990-01-01"
        await owner.rows("UPDATE players SET name_key = 'bob' WHERE player_id = $1", BOB)
        await leave(database, ANN)
        await leave(database, ANN)
        assert (await PostgresParticulars(database).known(ANN)).born is None


def test_a_fact_that_names_nobody_is_left_as_it_was() -> None:
    for body in (b'{"type":"chat_said","player_id":"p_a","words":"player_seated"}', b'{"type":"moves"}'):
        assert renamed(body, {"p_a": "Gone"}) is body
    assert renamed(b'{"type":"player_seated","player_id":"p_a","name":"Ann"}', {"p_b": "Gone"}) == b'{"type":"player_seated","player_id":"p_a","name":"Ann"}'
