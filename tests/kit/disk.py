"""A disk in memory: what PostgreSQL keeps for us, with its fences, and the ways in which it fails. Twin of the two PostgreSQL ports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

import attrs
import trio

from actors.event_store import EventRecord, KeptMatch, MatchRow, Settlement
from actors.ladder.standing import Place, Standing
from actors.ladder.store import Position
from protocol.commands.people import Relation
from protocol.events import Notice, TableSaid
from wallet.chain import GENESIS
from wallet.journal import BadRow, CommitUnknown, DatabaseAway, Fenced, Mark, Posting, Row, Writer


@attrs.define
class Faults:
    """How likely each storage fault is at each commit, from 0 to 1."""

    slow: float = 0.0
    fails_before: float = 0.0
    reply_lost: float = 0.0
    decided_later: float = 0.0
    crash: float = 0.0


@attrs.define
class Disk:
    """Everything durable."""

    rows: list[Row] = attrs.Factory(list)
    postings: list[Posting] = attrs.Factory(list)
    records: list[EventRecord] = attrs.Factory(list)
    of_match: dict[str, list[EventRecord]] = attrs.Factory(dict)
    matches: dict[str, MatchRow] = attrs.Factory(dict)
    journal: Writer = attrs.Factory(lambda: Writer(0, 0, GENESIS))
    events: Writer = attrs.Factory(lambda: Writer(0, 0, b""))
    versions: dict[str, int] = attrs.Factory(dict)
    fence: bool = True
    settlements: list[tuple[int, Settlement]] = attrs.Factory(list)
    ladder: Position = attrs.Factory(lambda: Position(1, 0))
    standings: dict[int, dict[Place, Standing]] = attrs.Factory(dict)
    struck: set[str] = attrs.Factory(set)
    notices: dict[str, dict[str, Notice]] = attrs.Factory(dict)
    read: dict[str, int] = attrs.Factory(dict)
    done_events: set[str] = attrs.Factory(set)
    lines: list[tuple[str, TableSaid]] = attrs.Factory(list)
    relations: set[tuple[str, str, Relation]] = attrs.Factory(set)


class Storage:
    """The disk as a server sees it: reachable or not, slow, lying about commits."""

    def __init__(self, disk: Disk, random: Random, faults: Faults, fired: dict[str, int] | None = None) -> None:
        self.disk = disk
        self.random = random
        self.faults = faults
        self.fired: dict[str, int] = {} if fired is None else fired
        self.away_until = 0.0
        self.crash_server: Callable[[], None] = lambda: None
        self._undecided: dict[str, trio.Event] = {}

    def note(self, fault: str) -> None:
        self.fired[fault] = self.fired.get(fault, 0) + 1

    async def reach(self) -> None:
        await trio.sleep(0.0005)
        if trio.current_time() < self.away_until:
            raise DatabaseAway("down")

    async def commit(self, name: str, apply: object) -> None:
        """Runs one commit through what may happen to it."""
        assert callable(apply)
        await self.reach()
        draw = self.random.random()
        if draw < self.faults.slow:
            self.note("commit slow")
            await trio.sleep(self.random.uniform(0.05, 2.0))
        if self.random.random() < self.faults.crash:
            self.crash_server()
            await trio.sleep(0.1)
        draw = self.random.random()
        if draw < self.faults.fails_before:
            self.note("commit fails before effect")
            raise DatabaseAway("before anything")
        if draw < self.faults.fails_before + self.faults.reply_lost:
            self.note("commit effects, reply lost")
            apply()
            raise CommitUnknown("the answer was lost")
        if draw < self.faults.fails_before + self.faults.reply_lost + self.faults.decided_later:
            self.note("reply lost, visible later")
            self._decide_later(name, apply)
            raise CommitUnknown("the answer was lost, the commit is under way")
        apply()

    def _decide_later(self, name: str, apply: object) -> None:
        """The old transaction holds its row until it is decided; whoever takes over waits for that."""
        decided = self._undecided[name] = trio.Event()
        takes_effect = self.random.random() < 0.5

        async def decide() -> None:
            await trio.sleep(self.random.uniform(0.01, 0.5))
            if takes_effect:
                assert callable(apply)
                with suppress(Fenced):  # Somebody else has the row by now: rolled back.
                    apply()
            decided.set()

        trio.lowlevel.spawn_system_task(decide)

    async def wait_decided(self, name: str) -> None:
        await self.reach()
        undecided = self._undecided.get(name)
        if undecided is not None:
            await undecided.wait()


class DiskJournal:
    """The journal port on a disk in memory."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def take_over(self) -> Writer:
        await self._storage.wait_decided("journal")
        disk = self._storage.disk
        disk.journal = attrs.evolve(disk.journal, epoch=disk.journal.epoch + 1)
        return disk.journal

    async def rows(self, after_seq: int, at_most: int) -> Sequence[Row]:
        await self._storage.reach()
        return self._storage.disk.rows[after_seq : after_seq + at_most]

    async def balances(self) -> Sequence[Posting]:
        await self._storage.reach()
        return list({posting.account: posting for posting in self._storage.disk.postings}.values())

    async def append(self, epoch: int, prev_seq: int, rows: Sequence[Row], postings: Sequence[Posting], marks: Sequence[Mark] = ()) -> None:
        disk = self._storage.disk

        def apply() -> None:
            if disk.fence and (disk.journal.epoch, disk.journal.last_seq) != (epoch, prev_seq):
                raise Fenced("FENCED")
            disk.rows.extend(rows)
            disk.postings.extend(postings)
            disk.done_events.update(mark.event_id for mark in marks)
            disk.journal = Writer(disk.journal.epoch, rows[-1].seq, rows[-1].chain)

        await self._storage.commit("journal", apply)


class DiskEvents:
    """The event store port on a disk in memory."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def take_over(self) -> Writer:
        await self._storage.wait_decided("events")
        disk = self._storage.disk
        disk.events = attrs.evolve(disk.events, epoch=disk.events.epoch + 1)
        return disk.events

    async def append(self, epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]) -> None:
        disk = self._storage.disk

        def apply() -> None:
            if disk.fence and (disk.events.epoch, disk.events.last_seq) != (epoch, prev_seq):
                raise Fenced("FENCED")
            fresh: dict[str, int] = {}
            for record in records:
                if record.version != fresh.get(record.match_id, disk.versions.get(record.match_id, 0)) + 1:
                    raise BadRow(f"{record.match_id} version {record.version}")
                fresh[record.match_id] = record.version
            disk.versions.update(fresh)
            disk.records.extend(records)
            for record in records:
                disk.of_match.setdefault(record.match_id, []).append(record)
            disk.matches.update({row.match_id: row for row in matches})
            last = {record.match_id: prev_seq + place for place, record in enumerate(records, 1)}
            fresh_ones = [(last[row.match_id], row.settlement) for row in matches if row.settlement is not None]
            disk.settlements.extend(sorted(fresh_ones, key=lambda one: one[0]))
            disk.events = Writer(disk.events.epoch, prev_seq + len(records), b"")

        await self._storage.commit("events", apply)

    async def events(self, match_id: str) -> Sequence[EventRecord]:
        await self._storage.reach()
        return list(self._storage.disk.of_match.get(match_id, ()))

    async def live_matches(self) -> Sequence[str]:
        await self._storage.reach()
        return [row.match_id for row in self._storage.disk.matches.values() if not row.ended]

    async def matches_of(self, player_id: str, at_most: int) -> Sequence[KeptMatch]:
        await self._storage.reach()
        mine = [row for row in self._storage.disk.matches.values() if player_id in (row.creator, row.opponent)]
        first = {record.match_id: record.body for record in self._storage.disk.records if record.version == 1}
        return [KeptMatch(row, first[row.match_id]) for row in mine[-at_most:]]
