"""The journal port: what the wallet needs of durable storage, and the words in which storage fails.

Rows are appended in order and never changed. The writer row (epoch, last sequence) is compared and set in the same transaction: it is
the fence against a second writer, and it alone tells whether a commit of unknown fate took place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import attrs

from wallet.broken import Broken


class DatabaseAway(Broken):
    """The database cannot be reached, or gave up before it did anything: nothing was committed."""


class CommitUnknown(Broken):
    """The commit was sent and no answer came. Only take_over can tell."""


class Fenced(SystemExit):
    """Another writer has taken over. This process must not write any more: it ends, and nobody restarts from it."""


class BadRow(Exception):
    """The database refused a row that we should never have sent: a bug of ours."""


@attrs.frozen
class Writer:
    """The writer row after a take-over: our epoch, the last row committed, the seal of that row."""

    epoch: int
    last_seq: int
    head: bytes


class Row(NamedTuple):
    """One command in the journal, posted or refused."""

    seq: int
    command_id: str
    digest: bytes
    outcome: int
    body: bytes
    at_ms: int
    chain: bytes


class Posting(NamedTuple):
    """An account after a row: the cache beside the journal, with the database's own checks on it."""

    account: str
    version: int
    seq: int
    posted: int
    held: int


class Mark(NamedTuple):
    """An event of Stripe's that a row of the journal took care of: written in the same transaction as the row."""

    event_id: str
    at_ms: int


class Journal(Protocol):
    """Where the wallet writes."""

    async def take_over(self) -> Writer:
        """Raises the epoch, on a fresh connection; waits until an older transaction is decided. Raises DatabaseAway."""
        ...

    async def rows(self, after_seq: int, at_most: int) -> Sequence[Row]:
        """Rows in order."""
        ...

    async def balances(self) -> Sequence[Posting]:
        """The last posting of each account."""
        ...

    async def append(
        self, epoch: int, prev_seq: int, rows: Sequence[Row], postings: Sequence[Posting], marks: Sequence[Mark] = ()
    ) -> None:
        """All of it, durably, or none. Returning means committed. Raises Fenced, CommitUnknown, DatabaseAway, BadRow."""
        ...
