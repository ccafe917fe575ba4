"""The journal in a real PostgreSQL: one round trip, fenced, append-only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
import trio

from protocol.money import Currency
from tests.kit.postgres import TestServer
from wallet.book import Book
from wallet.database import ConfigurationWrong, Connection, Database, open_database, refuse_weak
from wallet.journal import BadRow, DatabaseAway, Fenced, Posting, Row
from wallet.migrate import migrate, migrations
from wallet.postgres_journal import PostgresJournal
from wallet.statements import read_statement
from wallet.transfers import Command, Hold, Transfer

ANN = "p_" + "a" * 16
ACCOUNT = f"player:{ANN}:USD:cash"


@asynccontextmanager
async def journal_on(dsn: str) -> AsyncIterator[tuple[Database, PostgresJournal]]:
    async with open_database(dsn) as database:
        yield database, PostgresJournal(database)


def funded(book: Book) -> tuple[list[Row], list[Posting]]:
    entries = [
        book.post(Command("fund", (Transfer("outside:play_money:USD", ACCOUNT, 1_000),)), 1),
        book.post(Command("hold", (Hold("m_x/0/1", ANN, Currency.USD, 300, "m_x"),)), 2),
    ]
    return [entry.row for entry in entries if entry.row], [posting for entry in entries for posting in entry.postings]


async def test_what_was_appended_is_read_back_in_order(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (_database, journal):
        writer, book = await journal.take_over(), Book()
        rows, postings = funded(book)

        await journal.append(writer.epoch, 0, rows, postings)

        assert await journal.rows(0, 10) == rows
        again = Book()
        again.replay(await journal.rows(0, 10))
        again.compare(await journal.balances())
        assert (await journal.take_over()).head == again.head == book.head


async def test_a_writer_that_was_replaced_is_fenced_and_writes_nothing(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (_database, old), journal_on(fresh_database) as (_other, new):
        before, book = await old.take_over(), Book()
        await new.take_over()

        with pytest.raises(Fenced):
            await old.append(before.epoch, 0, *funded(book))

        assert await new.rows(0, 10) == []


async def test_of_two_writers_that_start_at_once_exactly_one_serves(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (_d1, first), journal_on(fresh_database) as (_d2, second):
        for round_ in range(10):
            served: list[int] = []

            async def serve(journal: PostgresJournal, served: list[int] = served, round_: int = round_) -> None:
                writer, book = await journal.take_over(), Book()
                book.replay(await journal.rows(0, 1_000))
                entry = book.post(Command(f"round/{round_}/{writer.epoch}", (Transfer("outside:play_money:USD", ACCOUNT, 1),)), 1)
                assert entry.row is not None
                try:
                    await journal.append(writer.epoch, writer.last_seq, [entry.row], entry.postings)
                except Fenced:
                    return
                served.append(writer.epoch)

            async with trio.open_nursery() as nursery:
                nursery.start_soon(serve, first)
                nursery.start_soon(serve, second)
            # One after the other both may serve; never two from the same place in the journal.
            rows = await first.rows(0, 1_000)
            assert len(rows) == len({row.seq for row in rows})
            Book().replay(rows)
            assert served


async def test_the_books_cannot_be_changed_by_the_role_that_keeps_them(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (database, journal):
        writer = await journal.take_over()
        await journal.append(writer.epoch, 0, *funded(Book()))
        for attack in (
            "UPDATE journal SET outcome = 1",
            "DELETE FROM journal",
            "TRUNCATE journal",
            "UPDATE postings SET posted = 1000000",
            "DELETE FROM postings",
            "DELETE FROM match_events",
            "UPDATE match_events SET body = ''",
        ):

            async def run(connection: Connection, attack: str = attack) -> None:
                await connection.execute(attack)

            with pytest.raises(Exception, match=r"permission denied|append-only"):
                await database.read(run)


async def test_a_balance_below_zero_is_refused_by_the_database_itself(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (_database, journal):
        writer, book = await journal.take_over(), Book()
        rows, _postings = funded(book)

        with pytest.raises(BadRow):
            await journal.append(writer.epoch, 0, rows, [Posting(ACCOUNT, 1, 1, 100, 200)])

        assert (await journal.take_over()).last_seq == 0


async def test_a_statement_says_what_happened_newest_first(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (database, journal):
        writer = await journal.take_over()
        await journal.append(writer.epoch, 0, *funded(Book()))

        lines, more = await read_statement(database, ANN, None, 10)

        assert [(line.cause.value, line.minor, line.available, line.held) for line in lines] == [("hold", -300, 700, 300), ("grant", 1000, 1000, 0)]
        assert not more


async def test_migrations_are_applied_once(fresh_database: str) -> None:
    async with open_database(fresh_database, as_app=False) as owner:
        assert await migrate(owner) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("INSERT INTO migrations VALUES (99, '0099_future.sql', 'x')", "run the newer Wager Up"),
        ("UPDATE migrations SET sha256 = 'x' WHERE number = 1", "was changed after it was applied"),
    ],
)
async def test_a_database_that_this_code_does_not_know_is_refused(fresh_database: str, change: str, words: str) -> None:
    async with open_database(fresh_database, as_app=False) as owner:

        async def alter(connection: Connection) -> None:
            await connection.execute(change)

        await owner.read(alter)
        with pytest.raises(ConfigurationWrong, match=words):
            await migrate(owner)
    assert len(migrations()) == 15


async def test_a_server_that_could_forget_is_refused(postgres_server: TestServer) -> None:
    async with open_database(postgres_server.fresh()) as database:
        with pytest.raises(ConfigurationWrong, match=r"fsync|full_page_writes|synchronous_commit"):
            await refuse_weak(database)


async def test_a_cancelled_caller_does_not_reach_into_a_commit(fresh_database: str) -> None:
    async with journal_on(fresh_database) as (_database, journal):
        writer, book = await journal.take_over(), Book()
        rows, postings = funded(book)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(journal.append, writer.epoch, 0, rows, postings))
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel()

        taken = await journal.take_over()
        assert taken.last_seq in (0, 2)
        assert len(await journal.rows(0, 10)) == taken.last_seq


@pytest.mark.parametrize("query", ["SELEC 1", "SELECT * FROM no_such_table", "DELETE FROM journal"])
async def test_a_query_that_is_wrong_is_our_bug_and_not_a_database_that_is_away(fresh_database: str, query: str) -> None:
    async with open_database(fresh_database) as database:
        with pytest.raises(Exception, match=r"syntax|does not exist|permission denied") as caught:
            await database.rows(query)
        assert not isinstance(caught.value, DatabaseAway)
