"""The audit: right books are right, and of wrong ones the first wrong thing is named with its place."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from protocol.money import Currency
from wallet.audit import Evidence, audit
from wallet.book import Book
from wallet.chain import sign
from wallet.journal import Posting, Row
from wallet.transfers import Command, Hold, Release, Transfer

ANN = "p_" + "a" * 16
ACCOUNT = f"player:{ANN}:USD:cash"
KEY = b"key"


def books() -> Evidence:
    book, rows, postings = Book(), list[Row](), dict[int, list[Posting]]()
    for command in (
        Command("fund", (Transfer("outside:play_money:USD", ACCOUNT, 1_000),)),
        Command("hold", (Hold("m_x/0/1", ANN, Currency.USD, 300, "m_x"),)),
        Command("broke", (Hold("m_y/0/1", ANN, Currency.USD, 5_000, "m_y"),)),
        Command("more", (Hold("m_z/0/1", ANN, Currency.USD, 100, "m_z"),)),
        Command("back", (Release("m_z/0/1"),)),
    ):
        entry = book.post(command, 1)
        assert entry.row is not None
        rows.append(entry.row)
        postings[entry.row.seq] = list(entry.postings)
    heads = [sign(KEY, 2, rows[1].chain), sign(KEY, 5, rows[4].chain)]
    return Evidence(rows, postings, book.last_seq, book.head, heads, {"m_x": False, "m_z": True})


def rows_of(evidence: Evidence) -> list[Row]:
    return list(evidence.rows)


def with_row(place: int, **change: object) -> Callable[[Evidence], Evidence]:
    def altered(evidence: Evidence) -> Evidence:
        rows = rows_of(evidence)
        rows[place] = rows[place]._replace(**change)
        return attrs.evolve(evidence, rows=rows)

    return altered


def cut_tail(evidence: Evidence) -> Evidence:
    """The last rows are gone, and the writer row was set back to match."""
    rows = rows_of(evidence)[:3]
    return attrs.evolve(evidence, rows=rows, last_seq=3, head=rows[-1].chain, postings={seq: evidence.postings[seq] for seq in (1, 2, 3)})


def rewritten(evidence: Evidence) -> Evidence:
    """The whole journal written anew with other amounts, hashes and all; only the heads outside tell."""
    book, rows, postings = Book(), list[Row](), dict[int, list[Posting]]()
    for place in range(5):
        entry = book.post(Command(f"new/{place}", (Transfer("outside:play_money:USD", ACCOUNT, 9_999),)), 1)
        assert entry.row is not None
        rows.append(entry.row)
        postings[entry.row.seq] = list(entry.postings)
    return attrs.evolve(evidence, rows=rows, postings=postings, head=book.head)


def test_right_books_are_right() -> None:
    findings = audit(books())
    assert (findings.right, findings.wrong, findings.rows, findings.open_holds, findings.totals) == (True, None, 5, 1, {"USD": 0})


WRONGS: dict[str, tuple[Callable[[Evidence], Evidence], str]] = {
    "a row's time": (with_row(1, at_ms=9), "row 2: the hash chain"),
    "a row's body": (with_row(1, body=b'[["release","m_x/0/1"]]'), "row 2: its body"),
    "a row's outcome": (with_row(2, outcome=0), "row 3: says"),
    "a row's seal": (with_row(3, chain=b"x" * 32), "row 4: the hash chain"),
    "a row is missing": (lambda evidence: attrs.evolve(evidence, rows=rows_of(evidence)[1:]), "row 1 is missing"),
    "two rows swapped": (lambda evidence: attrs.evolve(evidence, rows=[rows_of(evidence)[place] for place in (0, 2, 1, 3, 4)]), "row 2 is missing"),
    "the tail cut": (cut_tail, "row 5 was signed"),
    "the journal rewritten": (rewritten, "row 2: a head signed outside"),
    "a balance": (lambda evidence: attrs.evolve(evidence, postings={**evidence.postings, 2: [evidence.postings[2][0]._replace(held=1)]}), "row 2: the postings"),
    "the writer row": (lambda evidence: attrs.evolve(evidence, last_seq=6), "the writer row says 6"),
    "a hold whose match has ended": (lambda evidence: attrs.evolve(evidence, matches={"m_x": True}), "its match has ended"),
    "a hold whose match is unknown": (lambda evidence: attrs.evolve(evidence, matches={}), "is not known"),
}


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: wrong.replace(" ", "_"))
def test_the_first_wrong_thing_is_named_with_its_place(wrong: str) -> None:
    alter, words = WRONGS[wrong]
    findings = audit(alter(books()))
    assert not findings.right
    assert words in (findings.wrong or "")
