"""The audit: proves the books from the journal alone, and names the first thing that is wrong and where. Pure; storage is handed in.

It replays every row under the rules, follows the hash chain, sums every currency to zero, compares each posting of the cache, the writer
row, the signed heads kept outside the database, and every open hold with its match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from wallet.book import Book, BooksWrong
from wallet.chain import SignedHead
from wallet.journal import Posting, Row
from wallet.lots import unplayed
from wallet.records import NO_ROUND, Bet
from wallet.transfers import Hold


@attrs.frozen
class Evidence:
    """Everything that is looked at, as of one moment. matches: id to whether it has ended."""

    rows: Iterable[Row]
    postings: Mapping[int, Sequence[Posting]]
    last_seq: int
    head: bytes
    heads: Sequence[SignedHead]
    matches: Mapping[str, bool]


@attrs.frozen
class Findings:
    """What the audit says: right or wrong (and the first wrong thing), and what it looked at."""

    right: bool
    wrong: str | None
    rows: int
    accounts: int
    open_holds: int
    signed_heads: int
    totals: Mapping[str, int]


def audit(evidence: Evidence) -> Findings:
    """Looks at all of it, or up to the first thing that is wrong."""
    book = Book()
    try:
        _replay(book, evidence)
        _check_end(book, evidence)
        _check_holds(book, evidence)
        _check_lots(book)
        wrong = None
    except BooksWrong as error:
        wrong = str(error)
    ledger = book.ledger
    return Findings(
        right=wrong is None,
        wrong=wrong,
        rows=book.last_seq,
        accounts=len(ledger.accounts),
        open_holds=sum(map(len, ledger.open_of.values())),
        signed_heads=len(evidence.heads),
        totals=ledger.totals(),
    )


def _replay(book: Book, evidence: Evidence) -> None:
    heads = {signed.seq: signed.head for signed in evidence.heads}
    for row in evidence.rows:
        entry = book.replay_one(row)
        kept = {posting.account: posting for posting in evidence.postings.get(row.seq, ())}
        if kept != {posting.account: posting for posting in entry.postings}:
            raise BooksWrong(f"journal row {row.seq}: the postings beside it are not what it made")
        if heads.get(row.seq, row.chain) != row.chain:
            raise BooksWrong(f"journal row {row.seq}: a head signed outside the database says that this row was another")
    for currency, total in book.ledger.totals().items():
        if total != 0:
            raise BooksWrong(f"trial balance: all accounts in {currency} add up to {total}, not to zero")


def _check_end(book: Book, evidence: Evidence) -> None:
    if (book.last_seq, book.head) != (evidence.last_seq, evidence.head):
        raise BooksWrong(f"the journal ends at row {book.last_seq}, the writer row says {evidence.last_seq}, or another seal")
    newest = max((signed.seq for signed in evidence.heads), default=0)
    if newest > book.last_seq:
        raise BooksWrong(f"the journal ends at row {book.last_seq}, but row {newest} was signed: its tail is gone")
    strangers = [seq for seq in evidence.postings if seq > book.last_seq or seq < 1]
    if strangers:
        raise BooksWrong(f"postings say row {strangers[0]}, which is not in the journal")


def _check_holds(book: Book, evidence: Evidence) -> None:
    for holds in book.ledger.open_of.values():
        for money in holds.values():
            if money.bet is not None:
                _check_bet(book, money.bet)
            elif money.is_stake:
                _check_match(money.hold, evidence.matches)


def _check_match(hold: Hold, matches: Mapping[str, bool]) -> None:
    if hold.match_id not in matches:
        raise BooksWrong(f"hold {hold.hold_id} is open, and its match is not known")
    if matches[hold.match_id]:
        raise BooksWrong(f"hold {hold.hold_id} is open, and its match has ended")


def _check_bet(book: Book, bet: Bet) -> None:
    """A round is settled before the next one is locked."""
    locked = book.ledger.rounds.get(bet.wager.table, NO_ROUND).number
    if bet.wager.round < locked:
        raise BooksWrong(f"bet {bet.wager.hold_id} is open, and round {locked} of its table is locked already")


def _check_lots(book: Book) -> None:
    """What is not played is the sum of its lots."""
    for player, lots in book.ledger.lots_of.items():
        left = sum(book.ledger.lots[lot_id].left for lot_id in lots)
        account = book.ledger.account(unplayed(player))
        if left != account.posted:
            raise BooksWrong(f"account {account.name} has {account.posted}, its lots add up to {left}")
