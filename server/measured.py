"""The two writers, measured: how long a batch takes to be durable, how often the database was away, whether a commit's fate is still unknown."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from actors import tracing
from actors.event_store import EventRecord, MatchRow
from actors.postgres_events import PostgresEvents
from wallet.database import Database
from wallet.journal import CommitUnknown, DatabaseAway, Mark, Posting, Row, Writer
from wallet.postgres_journal import PostgresJournal


class Commits:
    """What one writer's commits came to. unresolved: 1 from a commit of unknown fate to the take-over that tells."""

    def __init__(self) -> None:
        self.observe: Callable[[float], None] = lambda _seconds: None
        self.counts: Counter[str] = Counter()
        self.unresolved = 0
        self.away = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        except CommitUnknown:
            self.counts["unknown"] += 1
            self.unresolved = self.away = 1
            raise
        except DatabaseAway:
            self.counts["away"] += 1
            self.away = 1
            raise
        self.observe(time.perf_counter() - began)

    @contextmanager
    def take_over(self) -> Iterator[None]:
        try:
            yield
        except DatabaseAway:
            self.counts["away"] += 1
            self.away = 1
            raise
        self.unresolved = self.away = 0
        self.counts["take_overs"] += 1


class MeasuredJournal(PostgresJournal):
    """The journal on a database, and its commits."""

    def __init__(self, database: Database, commits: Commits) -> None:
        super().__init__(database)
        self._commits = commits

    async def take_over(self) -> Writer:
        with self._commits.take_over():
            return await super().take_over()

    async def append(
        self, epoch: int, prev_seq: int, rows: Sequence[Row], postings: Sequence[Posting], marks: Sequence[Mark] = ()
    ) -> None:
        with self._commits.one(), tracing.part("journal commit", rows=len(rows)):
            await super().append(epoch, prev_seq, rows, postings, marks)


class MeasuredEvents(PostgresEvents):
    """The event log on a database, and its commits."""

    def __init__(self, database: Database, commits: Commits) -> None:
        super().__init__(database)
        self._commits = commits

    async def take_over(self) -> Writer:
        with self._commits.take_over():
            return await super().take_over()

    async def append(self, epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]) -> None:
        with self._commits.one(), tracing.part("event log commit", records=len(records)):
            await super().append(epoch, prev_seq, records, matches)
