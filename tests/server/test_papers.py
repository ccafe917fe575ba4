"""Papers: a statement that a spreadsheet and a tax office can read."""

from __future__ import annotations

import csv
import io

import pytest

from protocol.events.wallet import Cause, StatementLine
from protocol.money import Currency
from server.papers import HEADS, WORDS, Statement, amount, rows_of, statement_csv, statement_pdf

MOMENT_MS = 1_790_000_000_000


def line(seq: int, cause: Cause, minor: int, match: str | None = None) -> StatementLine:
    return StatementLine(seq, MOMENT_MS + seq, cause, match, None, Currency.USD, minor, 10_000 + minor, 0)


LINES = [line(3, Cause.PAYOUT, 1_900, "m_" + "a" * 16), line(2, Cause.HOLD, -1_000, "m_" + "a" * 16), line(1, Cause.DEPOSIT, 5_000)]


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
