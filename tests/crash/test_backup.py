"""K8 and K9: a backup restored to any row of the journal is the books as they were after its batch; whatever is altered in it is found, and named.
A tenth of the counts of reliability.md in `make soak`, a handful in every gate."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import pytest
import trio

from protocol.money import Currency
from protocol.refusals import Code, Refused
from server.backup import archiving, back_up, listed, prune
from server.config import Config
from server.heads import Heads
from server.secrets_file import key_in
from tests.kit.postgres import TestServer
from tests.kit.process import wagerup
from wallet.accounts import grant_account, outside
from wallet.audit import Evidence, Findings, audit
from wallet.book import Book
from wallet.chain import SignedHead, link, sign
from wallet.database import Database, open_database, refuse_weak
from wallet.embedded import running, socket_folder
from wallet.journal import Posting, Row
from wallet.migrate import migrate
from wallet.postgres_journal import PostgresJournal
from wallet.transfers import Command, Transfer, digest_of

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1_800)]
USD = Currency.USD
BATCHES, ROWS_A_BATCH = 12, 5
KEY = b"a key that the database does not know"


# ── K8 ──


@attrs.frozen
class Kept:
    """A house whose books were written in known batches: with a backup from after the fourth, and the WAL behind it."""

    data: Path
    backups: Path
    states: dict[int, dict[str, int]]
    """The balances after each row, as the model has them."""


async def write_batches(database: Database, book: Book, first: int, last: int, states: dict[int, dict[str, int]]) -> None:
    journal = PostgresJournal(database)
    writer = await journal.take_over()
    for number in range(first, last):
        rows, postings, before = list[Row](), list[Posting](), book.last_seq
        for place in range(ROWS_A_BATCH):
            player = f"p_{'abcdefgh'[(number + place) % 8] * 16}"
            command = Command(f"grant/{number}/{place}", (Transfer(outside("play_money", USD), grant_account(player, USD), 100 + number),))
            entry = book.post(command, 1_000 * number + place)
            assert entry.row is not None
            rows.append(entry.row)
            postings += entry.postings
            states[entry.row.seq] = {name: account.posted for name, account in book.ledger.accounts.items()}
        await journal.append(writer.epoch, before, rows, postings)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    data = tmp_path_factory.mktemp("house")
    backups = data / "elsewhere"
    states: dict[int, dict[str, int]] = {}
    book = Book()
    key = key_in(data / "keys", "chain").encode()
    environment = {"WAGERUP_BACKUPS": str(backups)}

    async def fill(dsn: str, first: int, last: int) -> None:
        async with open_database(dsn, as_app=False) as owner:
            await refuse_weak(owner)
            await migrate(owner)
        async with open_database(dsn) as database:
            await write_batches(database, book, first, last, states)
            Heads(data / "heads.log").keep(sign(key, book.last_seq, book.head))

    with running(data, archiving(Config(data=data, backups=backups))) as server:
        trio.run(fill, server.dsn, 0, 4)
        made = wagerup("backup", data=data, **environment)
        assert made.returncode == 0, made.stderr
        trio.run(fill, server.dsn, 4, BATCHES)
        trio.run(_archived, server.dsn, backups / "wal")
    yield Kept(data, backups, states)
    shutil.rmtree(socket_folder(data), ignore_errors=True)


async def _archived(dsn: str, archive: Path) -> None:
    """Until the segment that is being written is in the archive."""
    async with open_database(dsn, as_app=False) as owner:
        segment = (await owner.rows("SELECT pg_walfile_name(pg_current_wal_insert_lsn())"))[0][0]
        await owner.rows("CREATE TABLE something_to_archive ()")
        await owner.rows("SELECT pg_switch_wal()")
        while not (archive / segment).exists():
            await trio.sleep(0.05)


def restored(kept: Kept, to: Path, row: int | None) -> tuple[int, dict[str, int], str]:
    """Restores into a fresh folder: the last row, the balances, what was said."""
    words = ["restore", str(kept.backups / "backup-000001"), "--wal", str(kept.backups / "wal")]
    done = wagerup(*words, *(() if row is None else ("--row", str(row))), data=to)
    assert done.returncode == 0, done.stderr
    assert "the books are right" in done.stdout

    async def look(dsn: str) -> tuple[int, dict[str, int]]:
        async with open_database(dsn) as database:
            last = (await database.rows("SELECT last_seq FROM writers WHERE name = 'journal'"))[0][0]
            rows = await database.rows("SELECT DISTINCT ON (account) account, posted FROM postings ORDER BY account, version DESC")
        return last, {row[0]: row[1] for row in rows}

    with running(to) as server:
        last, balances = trio.run(look, server.dsn)
    shutil.rmtree(socket_folder(to), ignore_errors=True)
    return last, balances, done.stdout


def check_row(kept: Kept, to: Path, row: int | None) -> None:
    last, balances, _words = restored(kept, to, row)
    # The batch that holds the row was committed whole.
    expected = BATCHES * ROWS_A_BATCH if row is None else -(-row // ROWS_A_BATCH) * ROWS_A_BATCH
    assert last == expected
    assert balances == kept.states[expected]


@pytest.mark.parametrize("row", [None, 23, 41])
def test_a_restore_to_a_row_is_the_books_as_they_were(kept: Kept, tmp_path: Path, row: int | None) -> None:
    check_row(kept, tmp_path / "restored", row)


@pytest.mark.soak
def test_ten_rows_at_random(kept: Kept, tmp_path: Path) -> None:
    for number, row in enumerate(random.Random(8).sample(range(21, BATCHES * ROWS_A_BATCH + 1), 10)):
        check_row(kept, tmp_path / f"restored-{number}", row)


def test_a_row_that_is_nowhere_is_one_line_and_leaves_nothing(kept: Kept, tmp_path: Path) -> None:
    to = tmp_path / "restored"
    done = wagerup("restore", str(kept.backups / "backup-000001"), "--wal", str(kept.backups / "wal"), "--row", "9999", data=to)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "Row 9999" in done.stderr
    assert not (to / "postgres").exists()


def test_a_backup_that_was_altered_is_refused(kept: Kept, tmp_path: Path) -> None:
    copy = tmp_path / "backup"
    shutil.copytree(kept.backups / "backup-000001", copy)
    victim = next(path for path in sorted((copy / "base" / "base").rglob("*")) if path.is_file() and path.stat().st_size > 8_192)
    raw = bytearray(victim.read_bytes())
    raw[5_000] ^= 1
    victim.write_bytes(raw)
    done = wagerup("restore", str(copy), data=tmp_path / "restored")
    assert done.returncode == 2
    assert "pg_verifybackup" in done.stderr


def test_a_folder_with_a_database_is_never_restored_over(kept: Kept) -> None:
    done = wagerup("restore", str(kept.backups / "backup-000001"), data=kept.data)
    assert done.returncode == 2
    assert "has a database already" in done.stderr


def test_a_dump_of_a_database_that_is_not_ours_goes_into_an_empty_one(postgres_server: TestServer, tmp_path: Path) -> None:
    source, states = postgres_server.fresh(), dict[int, dict[str, int]]()

    async def fill(dsn: str) -> None:
        async with open_database(dsn) as database:
            await write_batches(database, Book(), 0, 2, states)

    trio.run(fill, source)
    key_in(tmp_path / "house" / "keys", "chain")
    made = wagerup("backup", data=tmp_path / "house", DATABASE_URL=source)
    assert made.returncode == 0, made.stderr
    postgres_server.sql("CREATE DATABASE restored")
    done = wagerup("restore", made.stdout.strip(), data=tmp_path / "other", DATABASE_URL=postgres_server.dsn("restored"))
    assert done.returncode == 0, done.stderr
    assert f"row {2 * ROWS_A_BATCH}" in done.stdout


async def test_a_backup_that_cannot_be_made_says_why_and_leaves_what_was_there(fresh_database: str, tmp_path: Path) -> None:
    config = Config(data=tmp_path / "house", backups=tmp_path / "backups")
    (tmp_path / "backups" / "backup-000001").mkdir(parents=True)
    async with open_database(fresh_database) as database:
        answer = await back_up(config, database)
    assert isinstance(answer, Refused)
    assert answer.code is Code.BACKUP_FAILED
    assert "pg_basebackup failed" in answer.message
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [one.name for one in listed(config).backups] == ["backup-000001"]


@pytest.mark.parametrize(("keep", "backups", "wal"), [(2, 2, ["05", "06", "07"]), (1, 1, ["07"]), (9, 2, ["05", "06", "07"]), (0, 0, [])])
def test_pruning_keeps_the_wal_that_a_kept_backup_needs_and_no_more(tmp_path: Path, keep: int, backups: int, wal: list[str]) -> None:
    config = Config(data=tmp_path, backups=tmp_path / "backups")
    for number, segment in ((1, "05"), (2, "07")):
        base = tmp_path / "backups" / f"backup-{number:06}" / "base"
        base.mkdir(parents=True)
        (base / "backup_label").write_text(f"START WAL LOCATION: 0/0 (file 0000000100000000000000{segment})\n")
    (tmp_path / "backups" / "wal").mkdir()
    for segment in ("04", "05", "06", "07"):
        (tmp_path / "backups" / "wal" / f"0000000100000000000000{segment}").touch()
    prune(config, keep)
    assert len(listed(config).backups) == backups
    assert [path.name[-2:] for path in sorted((tmp_path / "backups" / "wal").iterdir())] == wal


# ── K9 ──


def evidence(rows: int = 60) -> tuple[Evidence, list[SignedHead]]:
    """A journal, its cache, and heads signed outside every seven rows and at the end."""
    book, found, postings = Book(), list[Row](), dict[int, Sequence[Posting]]()
    heads: list[SignedHead] = []
    for number in range(rows):
        player = f"p_{'abcdefgh'[number % 8] * 16}"
        entry = book.post(Command(f"grant/{number}", (Transfer(outside("play_money", USD), grant_account(player, USD), 100 + number),)), number)
        assert entry.row is not None
        found.append(entry.row)
        postings[entry.row.seq] = entry.postings
        if number % 7 == 6 or number == rows - 1:
            heads.append(sign(KEY, entry.row.seq, entry.row.chain))
    return Evidence(found, postings, book.last_seq, book.head, heads, {}), heads


def altered(chance: random.Random, honest: Evidence) -> tuple[str, int, Evidence]:
    """One alteration, the row from which on it can be told, and the evidence with it."""
    rows: list[Row] = list(honest.rows)
    place = chance.randrange(len(rows))
    kind = chance.choice(["byte", "field", "swap", "delete", "insert", "posting", "tail", "rewrite"])
    row = rows[place]
    match kind:
        case "byte":
            body = bytearray(row.body)
            body[chance.randrange(len(body))] ^= 1 << chance.randrange(7)
            rows[place] = row._replace(body=bytes(body))
        case "field":
            field, value = chance.choice([("outcome", row.outcome + 1), ("at_ms", row.at_ms + 1), ("command_id", row.command_id + "x"), ("chain", bytes(32)), ("digest", bytes(32))])
            rows[place] = row._replace(**{field: value})
        case "swap":
            other = (place + 1 + chance.randrange(len(rows) - 1)) % len(rows)
            rows[place], rows[other] = rows[other]._replace(seq=rows[place].seq), rows[place]._replace(seq=rows[other].seq)
            place = min(place, other)
        case "delete":
            del rows[place]
            if place == len(rows):  # the last one: the writer row tells
                return kind, place + 1, attrs.evolve(honest, rows=rows)
        case "insert":
            rows.insert(place, row._replace(command_id=row.command_id + "/again"))
        case "posting":
            kept = dict(honest.postings)
            kept[row.seq] = [posting._replace(posted=posting.posted + 1) for posting in kept[row.seq]]
            return kind, row.seq, attrs.evolve(honest, postings=kept)
        case "tail":
            cut = rows[: max(1, place)]
            kept = {seq: found for seq, found in honest.postings.items() if seq <= cut[-1].seq}
            return kind, cut[-1].seq, attrs.evolve(honest, rows=cut, postings=kept, last_seq=cut[-1].seq, head=cut[-1].chain)
        case _:
            return kind, row.seq, rewritten(honest, place)
    return kind, place + 1, attrs.evolve(honest, rows=rows)


def rewritten(honest: Evidence, place: int) -> Evidence:
    """From one row on a journal of the forger's own, with every hash and posting made to fit: only the heads outside can tell."""
    book, rows, postings = Book(), list[Row](), dict[int, Sequence[Posting]]()
    for number, row in enumerate(honest.rows):
        player = f"p_{'abcdefgh'[number % 8] * 16}"
        minor = 100 + number if number < place else 1_000_000
        entry = book.post(Command(row.command_id, (Transfer(outside("play_money", USD), grant_account(player, USD), minor),)), row.at_ms)
        assert entry.row is not None
        rows.append(entry.row)
        postings[entry.row.seq] = entry.postings
    return attrs.evolve(honest, rows=rows, postings=postings, last_seq=book.last_seq, head=book.head)


def found_out(findings: Findings, kind: str, row: int) -> bool:
    """Wrong, and it says which row, or the first signed one after it."""
    if findings.right or findings.wrong is None:
        return False
    named = [int(word.strip(":,")) for word in findings.wrong.replace("account", "").split() if word.strip(":,").isdigit()]
    near = row + (7 if kind in ("rewrite", "tail") else 1)
    return any(row - 1 <= number <= near or kind == "tail" for number in named)


def alterations(count: int) -> dict[str, int]:
    chance, seen = random.Random(9), dict[str, int]()
    honest, _heads = evidence()
    assert audit(honest).right
    for _ in range(count):
        kind, row, forged = altered(chance, honest)
        findings = audit(forged)
        assert found_out(findings, kind, row), (kind, row, findings.wrong)
        seen[kind] = seen.get(kind, 0) + 1
    return seen


def test_a_thousand_alterations_are_found_and_named() -> None:
    assert set(alterations(1_000)) == {"byte", "field", "swap", "delete", "insert", "posting", "tail", "rewrite"}


@pytest.mark.soak
def test_ten_thousand_alterations_are_found_and_named() -> None:
    assert sum(alterations(10_000).values()) == 10_000


def test_a_head_of_another_key_proves_nothing() -> None:
    honest, heads = evidence(10)
    forged = sign(b"another key", 3, bytes(32))
    path = Path("/dev/null")
    assert forged.signature != sign(KEY, 3, bytes(32)).signature
    assert audit(attrs.evolve(honest, heads=heads)).right
    assert list(Heads(path).kept(KEY)) == []


def test_links_and_digests_are_what_the_audit_follows() -> None:
    honest, _heads = evidence(3)
    first = next(iter(honest.rows))
    assert first.digest == digest_of(first.body)
    assert first.chain == link(Book().head, first.seq, first.command_id, first.digest, first.outcome, first.at_ms)
