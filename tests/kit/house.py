"""A whole house in memory: the tree that the server runs, on a disk that does as it is told."""

from __future__ import annotations

from random import Random

import attrs
import trio

from actors.dead_letters import DeadLetters
from actors.house import House, Limits
from actors.match.terms import Terms
from actors.rates import Allowances
from actors.supervisor import Crash
from actors.switchboard import Switchboard
from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from server.tree import TablePorts, Tree, TreePorts
from tests.kit.clock import VirtualClock
from tests.kit.desk import MemoryDesk
from tests.kit.disk import Disk, DiskEvents, DiskJournal, Faults, Storage
from tests.kit.disk_people import DiskLadder, DiskPeople, DiskRecords, DiskTables, NothingOdd

LOAD_FACTOR = 1_000.0
"""Tests of other things are not slowed down by how often one may ask."""


@attrs.frozen
class TestHouse:
    """A house that runs, what it stands on, and what its actors died of."""

    __test__ = False
    house: House
    tree: Tree
    disk: Disk
    storage: Storage
    crashes: list[Crash]
    clock: VirtualClock

    @property
    def desk(self) -> MemoryDesk:
        assert isinstance(self.house.desk, MemoryDesk)
        return self.house.desk


def house_on(storage: Storage, tree: Tree, clock: VirtualClock, limits: Limits) -> House:
    return House(
        wallet=tree.wallet,
        lobby=lambda: tree.lobby,
        matchmaker=lambda: tree.matchmaker,
        people=tree.people,
        matches=tree.matches,
        rooms=tree.rooms,
        cards=tree.cards,
        records=DiskRecords(storage),
        desk=(desk := MemoryDesk(Wallet(tree.wallet), clock, recall=tree.recall)),
        looks=desk.looks,
        allowances=Allowances(factor=LOAD_FACTOR),
        redeem=lambda _ticket: None,
        clock=clock,
        limits=limits,
        production=False,
        on_bug=lambda error, _whose: repr(error),
        on_answer=lambda _whose, _seconds, _body: None,
        board=Switchboard(),
    )


def tree_on(storage: Storage, clock: VirtualClock, terms: Terms, crashes: list[Crash]) -> Tree:
    said = DiskTables(storage)
    return Tree(
        TreePorts(
            journal=DiskJournal(storage),
            store=DiskEvents(storage),
            ladder=DiskLadder(storage),
            people=DiskPeople(storage),
            integrity=NothingOdd(),
            clock=clock,
            chain_key=b"k",
            keep_head=lambda _head: None,
            terms=lambda: terms,
            on_crash=crashes.append,
            on_unreadable=lambda _match, error: (_ for _ in ()).throw(error),
            dead_letters=DeadLetters(),
            tables=TablePorts(SeedKey(b"seeds"), lambda: "5" * 64, said.names, said.say, said.lines),
        )
    )


async def house_of(nursery: trio.Nursery, terms: Terms | None = None, limits: Limits | None = None) -> TestHouse:
    """A house that never fails, started."""
    storage, clock, crashes = Storage(Disk(), Random(1), Faults()), VirtualClock(), list[Crash]()
    tree = tree_on(storage, clock, terms or Terms(), crashes)

    async def run(task_status: trio.TaskStatus[None]) -> None:
        await tree.root.run(ready=task_status.started)

    await nursery.start(run)
    return TestHouse(house_on(storage, tree, clock, limits or Limits()), tree, storage.disk, storage, crashes, clock)
