"""Papers: a statement that a spreadsheet and a tax office can read."""

from __future__ import annotations

import csv
import io
import time

import httpx2
import pytest
import trio
from starlette.applications import Starlette

from actors.line import Identity
from protocol.events.wallet import Cause, StatementLine
from protocol.money import Currency
from server import paper_routes
from server.paper_routes import PaperPorts, PaperRoutes
from server.papers import HEADS, WORDS, Statement, amount, grouped, heading, rows_of, statement_csv, statement_pdf, words_of
from tests.kit.clock import VirtualClock

MOMENT_MS = 1_790_000_000_000


def line(seq: int, cause: Cause, minor: int, match: str | None = None) -> StatementLine:
    return StatementLine(seq, MOMENT_MS + seq, cause, match, None, Currency.USD, minor, 0, 10_000 + minor, 0)


LINES = [line(3, Cause.PAYOUT, 1_900, "m_" + "a" * 16), line(2, Cause.HOLD, -1_000, "m_" + "a" * 16), line(1, Cause.DEPOSIT, 5_000)]


class ALongStatement:
    """What stands in for the reads."""

    async def statement(self, *_asked: object) -> Statement:
        return Statement(LINES)

    async def everything(self, _player: str) -> dict[str, object]:
        return {}


@pytest.mark.parametrize(("path", "made_by"), [("statement.csv", "statement_csv"), ("statement.pdf", "statement_pdf"), ("everything.json", "rows_of")])
async def test_nobody_waits_for_the_paper_of_another(path: str, made_by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of two thousand lines takes seconds to set."""

    async def identify(_cookie: str | None) -> Identity:
        return Identity(b"a" * 32, "p_" + "a" * 16, "Ann")

    moves = 0

    async def play() -> None:
        nonlocal moves
        while True:
            await trio.sleep(0.01)
            moves += 1

    make = getattr(paper_routes, made_by)
    monkeypatch.setattr(paper_routes, made_by, lambda *asked: (time.sleep(0.5), make(*asked))[1])
    routes = PaperRoutes(PaperPorts(identify, ALongStatement(), VirtualClock())).routes()  # type: ignore[arg-type]
    async with (
        trio.open_nursery() as nursery,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(Starlette(routes=routes)), base_url="http://x") as http,  # type: ignore[arg-type]
    ):
        nursery.start_soon(play)
        assert (await http.get(f"/papers/{path}")).status_code == 200
        nursery.cancel_scope.cancel()
    assert moves >= 5


@pytest.mark.parametrize(
    ("minor", "shown"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"), (-123_456, "-1234.56"), (10**15 + 1, "10000000000000.01")]
)
def test_an_amount_keeps_every_cent(minor: int, shown: str) -> None:
    assert amount(minor) == shown


def test_every_cause_has_its_words() -> None:
    assert set(WORDS) == set(Cause)


def test_a_csv_is_read_back_as_it_was() -> None:
    heads, *rows = list(csv.reader(io.StringIO(statement_csv(Statement(LINES)).decode())))
    assert tuple(heads) == HEADS
    assert [tuple(row) for row in rows] == rows_of(LINES)
    assert [row[5] for row in rows] == ["19.00", "-10.00", "50.00"]
    assert rows[0][0] == "2026-09-21 14:13:20"


def test_what_is_lost_was_held_before_and_changes_nothing_that_is_available() -> None:
    lost = StatementLine(4, MOMENT_MS, Cause.CAPTURE, "m_x", None, Currency.USD, 0, -1_000, 9_000, 0)
    (row,) = rows_of([lost])
    assert row[2:] == ("Lost, from what was held", "m_x", "USD", "0.00", "-10.00", "90.00", "0.00")


def test_a_dispute_that_was_won_gives_back() -> None:
    assert [words_of(line(1, Cause.TAKEN_BACK, minor)) for minor in (-5_000, 5_000)] == ["Deposit taken back", "Deposit given back"]


def test_a_pdf_groups_its_thousands() -> None:
    assert [grouped(minor) for minor in (5, -123_456_789)] == ["0.05", "-1,234,567.89"]


def test_a_pdf_says_whose_it_is_of_which_time_and_what_is_not_in_it() -> None:
    assert heading(Statement(LINES, 17), "p_x", MOMENT_MS, "Ann Dollar") == [
        "Ann Dollar, account p_x. Made 2026-09-21 14:13:20 UTC.",
        "3 lines, the newest first, from 2026-09-21 14:13:20 to 2026-09-21 14:13:20 UTC.",
        "There are older lines: statement.csv?before=17",
    ]
    assert heading(Statement([]), "p_x", MOMENT_MS, "Ann")[1] == "0 lines, the newest first, no lines yet."


def test_a_name_that_no_font_of_a_pdf_has_does_not_break_it() -> None:
    assert statement_pdf(Statement(LINES), "p_x", MOMENT_MS, "\u0141ukasz \u5f35").startswith(b"%PDF")


def test_a_pdf_has_as_many_pages_as_it_needs() -> None:
    short, long = statement_pdf(Statement(LINES), "p_x", MOMENT_MS), statement_pdf(Statement(LINES * 100), "p_x", MOMENT_MS)
    assert short.startswith(b"%PDF")
    assert (short.count(b"/Type /Page\n"), long.count(b"/Type /Page\n") > 5) == (1, True)


def test_the_same_lines_at_the_same_moment_are_the_same_paper() -> None:
    assert statement_pdf(Statement(LINES), "p_x", MOMENT_MS) == statement_pdf(Statement(LINES), "p_x", MOMENT_MS)


def test_a_paper_that_does_not_hold_all_says_so_and_where_the_rest_is() -> None:
    whole, part = Statement(LINES), Statement(LINES, 17)
    *_lines, last = csv.reader(io.StringIO(statement_csv(part).decode()))
    assert (last[2], len(last)) == ("There are older lines: statement.csv?before=17", len(HEADS))
    assert b"older lines" not in statement_csv(whole)
    assert len(statement_pdf(part, "p_x", MOMENT_MS)) > len(statement_pdf(whole, "p_x", MOMENT_MS))
