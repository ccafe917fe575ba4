"""The event log over a crash of its own: a fact whose commit was not answered is kept exactly once, and its writer is told."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
import trio

from actors.event_log import EventLog, EventLogActor
from actors.event_store import EventRecord, MatchRow
from actors.supervisor import ChildSpec, Supervisor
from tests.kit.disk import Disk, DiskEvents, Faults, Storage
from wallet.journal import CommitUnknown

MATCH = "m_" + "a" * 16


class Unlucky(DiskEvents):
    """Loses its first answer, before or after the effect."""

    def __init__(self, storage: Storage, *, took_effect: bool) -> None:
        super().__init__(storage)
        self.took_effect = took_effect
        self.appends = 0

    async def append(self, epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]) -> None:
        self.appends += 1
        if self.appends > 1 or self.took_effect:
            await super().append(epoch, prev_seq, records, matches)
        if self.appends == 1:
            raise CommitUnknown("the answer was lost")


@pytest.mark.parametrize(("took_effect", "appends"), [(True, 1), (False, 2)])
async def test_a_fact_whose_answer_was_lost_is_kept_once(took_effect: bool, appends: int, autojump_clock: Any) -> None:
    disk = Disk()
    store = Unlucky(Storage(disk, Random(0), Faults()), took_effect=took_effect)
    supervisor = Supervisor("top", ChildSpec("log", lambda: EventLogActor(store)))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(supervisor.run)
        fact = EventRecord(MATCH, 1, 0, "{}")

        await EventLog(supervisor.ref("log")).append((fact,))

        assert disk.records == [fact]
        assert store.appends == appends
        nursery.cancel_scope.cancel()
