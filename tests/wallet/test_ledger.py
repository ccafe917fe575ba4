"""The ledger as a cashier would write it down: one line a command, and how it is answered."""

from __future__ import annotations

import pytest

from protocol.money import Currency
from wallet.book import Book, BooksWrong
from wallet.journal import Posting
from wallet.outcomes import Outcome
from wallet.transfers import Capture, Command, Hold, Op, Release, Transfer, body_of, ops_of

ANN, BOB = "p_" + "a" * 16, "p_" + "b" * 16
CASH = {"ann": f"player:{ANN}:USD:cash", "bob": f"player:{BOB}:USD:cash", "escrow": "house:escrow:USD", "rake": "house:rake:USD", "world": "outside:play_money:USD"}


def op(words: str) -> Op:
    match words.split():
        case [source, "->", target, minor]:
            return Transfer(CASH[source], CASH[target], int(minor))
        case ["hold", name, player, minor]:
            return Hold(f"m_x/{name}", ANN if player == "ann" else BOB, Currency.USD, int(minor), "m_x")
        case ["capture", name, "->", target, minor]:
            return Capture(f"m_x/{name}", CASH[target], int(minor))
        case ["release", name]:
            return Release(f"m_x/{name}")
        case _:
            raise ValueError(words)


def told(book: Book, line: str) -> str:
    """"id: op; op" to its outcome."""
    command, _, ops = line.partition(":")
    return book.post(Command(command.strip(), tuple(op(words.strip()) for words in ops.split(";"))), 1).answer.outcome.name


STORIES = {
    "a retry is not an error, another body is": [
        ("t0: world -> ann 100", "POSTED"),
        ("t1: hold h ann 60", "POSTED"),
        ("t1: hold h ann 60", "EXISTS"),
        ("t1: hold h ann 61", "KEY_REUSED"),
        ("t2: hold g ann 60", "INSUFFICIENT_FUNDS"),
        ("t2: hold g ann 60", "INSUFFICIENT_FUNDS"),
    ],
    "available, not posted, is what counts": [
        ("t0: world -> ann 100", "POSTED"),
        ("t1: hold h ann 100", "POSTED"),
        ("t2: ann -> bob 1", "INSUFFICIENT_FUNDS"),
        ("t3: release h", "POSTED"),
        ("t4: ann -> bob 1", "POSTED"),
    ],
    "a hold ends exactly once": [
        ("t0: world -> ann 100", "POSTED"),
        ("t1: hold h ann 50", "POSTED"),
        ("t2: capture h -> escrow 50", "POSTED"),
        ("t3: release h", "HOLD_ENDED"),
        ("t4: capture h -> escrow 1", "HOLD_ENDED"),
        ("t5: hold h ann 1", "HOLD_EXISTS"),
        ("t6: release never", "NO_SUCH_HOLD"),
    ],
    "a capture takes at most what was held": [
        ("t0: world -> ann 100", "POSTED"),
        ("t1: hold h ann 50", "POSTED"),
        ("t2: capture h -> escrow 51", "CAPTURE_ABOVE_HOLD"),
        ("t3: capture h -> escrow 20", "POSTED"),
        ("t4: ann -> bob 80", "POSTED"),
        ("t5: ann -> bob 1", "INSUFFICIENT_FUNDS"),
    ],
    "a group is all or none": [
        ("t0: world -> ann 100", "POSTED"),
        ("t1: hold a ann 60; hold b bob 60", "INSUFFICIENT_FUNDS"),
        ("t2: hold a ann 100", "POSTED"),
    ],
    "a settlement moves both stakes, the prize and the rake at once": [
        ("t0: world -> ann 100; world -> bob 100", "POSTED"),
        ("t1: hold a ann 60; hold b bob 60", "POSTED"),
        ("t2: capture a -> escrow 60; capture b -> escrow 60; escrow -> bob 114; escrow -> rake 6", "POSTED"),
        ("t3: bob -> ann 155", "INSUFFICIENT_FUNDS"),
        ("t4: bob -> ann 154", "POSTED"),
        ("t5: escrow -> ann 1", "INSUFFICIENT_FUNDS"),
    ],
    "amounts have bounds": [
        ("t0: world -> ann 0", "AMOUNT_OUT_OF_BOUNDS"),
        ("t1: world -> ann -5", "AMOUNT_OUT_OF_BOUNDS"),
        ("t2: world -> ann 9007199254740992", "AMOUNT_OUT_OF_BOUNDS"),
        ("t3: ann -> ann 5", "SAME_ACCOUNT"),
    ],
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.replace(" ", "_"))
def test_the_cashier_answers(story: str) -> None:
    book = Book()
    assert [told(book, line) for line, _ in STORIES[story]] == [answer for _, answer in STORIES[story]]
    assert set(book.ledger.totals().values()) <= {0}


def test_currencies_never_meet_in_one_transfer() -> None:
    answer = Book().post(Command("x", (Transfer("outside:play_money:USD", f"player:{ANN}:GC:coins", 5),)), 1).answer
    assert answer.outcome is Outcome.CURRENCY_MISMATCH


def test_a_refusal_changes_nothing() -> None:
    book = Book()
    told(book, "t0: world -> ann 100")
    before = {name: (account.posted, account.held, account.version) for name, account in book.ledger.accounts.items()}
    told(book, "t1: hold a ann 60; hold b ann 60")
    assert {name: (account.posted, account.held, account.version) for name, account in book.ledger.accounts.items()} == before


def test_the_ops_of_a_row_are_read_back_as_they_were() -> None:
    ops = tuple(op(words) for words in ("world -> ann 5", "hold h ann 5", "capture h -> escrow 5", "release h"))
    assert ops_of(body_of(ops)) == ops


def test_a_replay_notices_a_row_that_was_changed() -> None:
    book, again = Book(), Book()
    row = book.post(Command("a", (op("world -> ann 100"),)), 1).row
    assert row is not None
    for change in ({"at_ms": 2}, {"outcome": 10}, {"body": b"[]"}, {"seq": 2}, {"command_id": "b"}, {"chain": b"x" * 32}):
        with pytest.raises(BooksWrong):
            Book().replay([row._replace(**change)])
    again.replay([row])
    with pytest.raises(BooksWrong, match="the cache says"):
        again.compare([Posting(CASH["ann"], 1, 1, 99, 0), Posting(CASH["world"], 1, 1, -100, 0)])
