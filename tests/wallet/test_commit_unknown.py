"""K3: the line to the database is cut at every byte of an append and of its answer, in both directions and three ways.

Whatever the caller was told, taking over tells the truth: the writer row and the rows agree, and nothing changes afterwards."""

from __future__ import annotations

import pytest
import trio

from tests.kit.byte_proxy import ByteProxy, Cut
from tests.kit.postgres import TestServer
from wallet import database as database_module
from wallet.book import Book
from wallet.database import Connection, open_database
from wallet.journal import CommitUnknown, DatabaseAway
from wallet.postgres_journal import PostgresJournal
from wallet.transfers import Command, Transfer

ACCOUNT = "player:p_" + "a" * 16 + ":USD:cash"


async def cuts(dsn: str, sockets: TestServer, plan: list[Cut]) -> dict[str, int]:
    """Tries each cut; answers how often which verdict came."""
    proxy = ByteProxy(sockets.sockets / ".s.PGSQL.5432")
    told = {"committed": 0, "unknown, was committed": 0, "unknown, was not": 0, "away": 0}
    async with trio.open_nursery() as nursery:
        port = await nursery.start(proxy.run)
        name = dsn.partition("?")[0].rpartition("/")[2]
        async with open_database(dsn) as direct, open_database(f"postgresql://wager@127.0.0.1:{port}/{name}") as cut_off:
            truth, book = PostgresJournal(direct), Book()
            for place, cut in enumerate(plan):
                told[await one(truth, PostgresJournal(cut_off), proxy, cut, book, place)] += 1
        nursery.cancel_scope.cancel()
    return told


async def one(truth: PostgresJournal, journal: PostgresJournal, proxy: ByteProxy, cut: Cut, book: Book, place: int) -> str:
    writer = await truth.take_over()
    while rows := await truth.rows(book.last_seq, 5_000):
        book.replay(rows)
    assert (writer.last_seq, writer.head) == (book.last_seq, book.head)
    fresh = Book()
    fresh.__dict__.update({"answers": dict(book.answers), "last_seq": book.last_seq, "head": book.head, "ledger": Book().ledger})
    entry = fresh.post(Command(f"cut/{place}", (Transfer("outside:play_money:USD", ACCOUNT, 1),)), 1)
    assert entry.row is not None
    version = book.ledger.account(ACCOUNT).version
    postings = [posting._replace(version=version + posting.version, posted=sign * (version + 1)) for posting, sign in zip(entry.postings, (-1, 1), strict=True)]
    await journal._line.call(_nothing)
    proxy.arm(cut)
    verdict = "committed"
    try:
        await journal.append(writer.epoch, writer.last_seq, [entry.row], postings)
    except CommitUnknown:
        verdict = "unknown"
    except DatabaseAway:
        verdict = "away"
    proxy.arm(None)
    await journal._line.drop()

    after = await truth.take_over()
    kept = len(await truth.rows(writer.last_seq, 10))
    assert after.last_seq == writer.last_seq + kept, "the writer row and the rows disagree"
    again = await truth.take_over()
    assert again.last_seq == after.last_seq, "it changed after the truth was told"
    assert verdict != "committed" or kept == 1, "it was told as committed, and is not there"
    assert verdict != "away" or kept == 0, "it was told as not begun, and is there"
    return verdict if verdict != "unknown" else "unknown, was committed" if kept else "unknown, was not"


async def _nothing(connection: Connection) -> None:
    await connection.execute("SELECT 1")


async def lengths(dsn: str, server: TestServer) -> tuple[int, int]:
    """How many bytes an append sends, and how many its answers have."""
    proxy = ByteProxy(server.sockets / ".s.PGSQL.5432")
    async with trio.open_nursery() as nursery:
        port = await nursery.start(proxy.run)
        name = dsn.partition("?")[0].rpartition("/")[2]
        async with open_database(f"postgresql://wager@127.0.0.1:{port}/{name}") as database:
            journal, book = PostgresJournal(database), Book()
            writer = await journal.take_over()
            entry = book.post(Command("length", (Transfer("outside:play_money:USD", ACCOUNT, 1),)), 1)
            assert entry.row is not None
            await journal._line.call(_nothing)
            proxy.arm(None)
            await journal.append(writer.epoch, 0, [entry.row], entry.postings)
        passed = (proxy.passed[True], proxy.passed[False])
        nursery.cancel_scope.cancel()
    return passed


def places(length: int, *, every: int) -> list[int]:
    """Each byte near the ends, where the messages are, and every so many between."""
    return sorted({*range(min(40, length)), *range(0, length, every), *range(max(0, length - 60), length)})


@pytest.fixture
def quick_watchdog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "CALL_SECONDS_MAX", 0.4)


async def test_taking_over_tells_the_truth_wherever_the_line_was_cut(postgres_server: TestServer) -> None:
    sent, answered = await lengths(postgres_server.fresh(), postgres_server)
    plan = [Cut(True, place, how) for how in ("reset", "fin") for place in places(sent, every=23)]
    plan += [Cut(False, place, how) for how in ("reset", "fin") for place in range(0, answered, 2)]

    told = await cuts(postgres_server.fresh(), postgres_server, plan)

    assert sum(told.values()) == len(plan)
    assert told["unknown, was committed"] > 0, "no cut fell between the commit and its answer"
    assert told["unknown, was not"] > 0


async def test_taking_over_tells_the_truth_after_a_blackhole(postgres_server: TestServer, quick_watchdog: None) -> None:
    sent, answered = await lengths(postgres_server.fresh(), postgres_server)
    plan = [Cut(True, sent * part // 8, "blackhole") for part in range(8)] + [Cut(False, answered - back, "blackhole") for back in range(1, 41, 5)]
    told = await cuts(postgres_server.fresh(), postgres_server, plan)
    assert told["unknown, was committed"] > 0


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_taking_over_tells_the_truth_at_every_byte(postgres_server: TestServer) -> None:
    sent, answered = await lengths(postgres_server.fresh(), postgres_server)
    plan = [Cut(True, place, how) for how in ("reset", "fin") for place in range(sent)]
    plan += [Cut(False, place, how) for how in ("reset", "fin") for place in range(answered)]
    await cuts(postgres_server.fresh(), postgres_server, plan)
