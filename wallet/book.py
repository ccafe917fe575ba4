"""The book: ledger, stored answers and chain in memory, as one value that is right or thrown away.

`post` turns a command into a journal row and postings. `replay` rebuilds the book from rows and asserts that each says what we would say:
the same check and apply, so that memory and journal cannot drift apart unseen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wallet.chain import GENESIS, link
from wallet.check import check
from wallet.journal import Posting, Row
from wallet.ledger import Change, Ledger, apply
from wallet.outcomes import KEY_REUSED, POSTED, Answer
from wallet.records import Account
from wallet.transfers import Command, body_of, digest_of, ops_of


class BooksWrong(Exception):
    """The journal does not add up. Nobody is served until a person has looked: run wagerup audit."""


class Entry(NamedTuple):
    """What posting a command made: its answer; the row and postings, unless it was answered before; the change, if posted."""

    answer: Answer
    row: Row | None = None
    postings: tuple[Posting, ...] = ()
    change: Change | None = None


class Book:
    """The wallet's memory."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.answers: dict[str, tuple[bytes, int]] = {}
        self.last_seq = 0
        self.head = GENESIS

    def post(self, command: Command, at_ms: int) -> Entry:
        """Checks, applies and seals; what was asked before is answered as before."""
        body = body_of(command.ops)
        digest = digest_of(body)
        before = self.answers.get(command.id)
        if before is not None:
            return Entry(Answer.of(before[1]).again() if before[0] == digest else KEY_REUSED)

        answer, draft = check(self.ledger, command, at_ms)
        seq, stored = self.last_seq + 1, answer.stored()
        chain = link(self.head, seq, command.id, digest, stored, at_ms)
        row = Row(seq, command.id, digest, stored, body, at_ms, chain)
        self._keep(row)
        if answer is not POSTED:
            return Entry(answer, row)
        change = apply(self.ledger, draft)
        return Entry(answer, row, tuple(_posting(moved.after, seq) for moved in change.moves), change)

    def is_posted(self, command_id: str) -> bool:
        """Whether a command of this id changed the books."""
        told = self.answers.get(command_id)
        return told is not None and Answer.of(told[1]) == POSTED

    def _keep(self, row: Row) -> None:
        self.answers[row.command_id] = (row.digest, row.outcome)
        self.last_seq, self.head = row.seq, row.chain

    def replay(self, rows: Iterable[Row]) -> None:
        """Posts the rows again. Raises BooksWrong at the first that is not what the rules make of it."""
        for row in rows:
            self.replay_one(row)

    def replay_one(self, row: Row) -> Entry:
        if row.seq != self.last_seq + 1:
            raise BooksWrong(f"journal row {self.last_seq + 1} is missing: the next is {row.seq}")
        try:
            ops = ops_of(row.body)
        except ValueError as error:
            raise BooksWrong(f"journal row {row.seq}: its body cannot be read: {error}") from error
        if digest_of(row.body) != row.digest:
            raise BooksWrong(f"journal row {row.seq}: its body is not the one that was sealed")
        if row.command_id in self.answers:
            raise BooksWrong(f"journal row {row.seq}: command {row.command_id} stands in the journal twice")
        entry = self.post(Command(row.command_id, ops), row.at_ms)
        assert entry.row is not None
        if entry.row.outcome != row.outcome:
            raise BooksWrong(f"journal row {row.seq}: says {Answer.of(row.outcome)}, the rules say {entry.answer}")
        if entry.row.chain != row.chain:
            raise BooksWrong(f"journal row {row.seq}: the hash chain is broken")
        return entry

    def compare(self, cache: Sequence[Posting]) -> None:
        """The balances beside the journal must be the ones it adds up to."""
        kept = {posting.account: posting for posting in cache}
        for name, account in self.ledger.accounts.items():
            posting = kept.pop(name, None)
            if posting is None or (posting.posted, posting.held, posting.version) != (
                account.posted,
                account.held,
                account.version,
            ):
                raise BooksWrong(f"account {name}: the cache says {posting}, the journal adds up to {_posting(account, 0)}")
        if kept:
            raise BooksWrong(f"account {next(iter(kept))}: in the cache, but no journal row made it")


def _posting(account: Account, seq: int) -> Posting:
    return Posting(account.name, account.version, seq, account.posted, account.held)
