"""The world: the tree that the server runs, over all its lives, on a disk that fails; who is connected to it, and what its clock says.

One seed decides everything: all chance comes from its one Random, in order. It knows nobody who lives in it."""

from __future__ import annotations

from random import Random

import attrs
import trio

from actors.crashes import Escalated
from actors.dead_letters import DeadLetters
from actors.house import House, Limits
from actors.line import Identity
from actors.match.terms import Terms
from actors.rates import Allowances
from actors.sessions import Sessions
from actors.supervisor import Crash, leaves
from actors.switchboard import Switchboard
from actors.tables.seeds import SeedKey
from actors.wallet import Wallet
from server.tree import TablePorts, Tree, TreePorts
from tests.kit.clock import VirtualClock
from tests.kit.desk import MemoryDesk
from tests.kit.disk import Disk, DiskEvents, DiskJournal, Faults, Storage
from tests.kit.disk_people import DiskLadder, DiskPeople, DiskRecords, DiskTables, NothingOdd
from tests.kit.house import LOAD_FACTOR
from tests.kit.lines import MemoryLine
from tests.simulation import oracle
from tests.simulation.bank import Bank
from wallet.journal import CommitUnknown, DatabaseAway, Fenced

TERMS = Terms(
    rake_bp=333, turn_seconds=120, confirm_seconds=60, dispute_seconds=600, ready_seconds=60, evidence_seconds=200, appeal_seconds=150, away_seconds=20
)


@attrs.frozen
class Options:
    """Everything that a run depends on besides its seed; printed with it."""

    players: int = 6
    matches_each: int = 3
    direct_users: int = 3
    direct_ops: int = 120
    faults: bool = True
    careful: int = 0
    payers: int = 0
    rounds_each: int = 12


def ends_a_process(error: BaseException) -> bool:
    """Another writer took over; or the storage failed more often than a supervisor may restart, and an init system starts all of it anew."""
    found = list(leaves(error))
    causes = [leaf for one in found if isinstance(one, Escalated) and one.__cause__ is not None for leaf in leaves(one.__cause__)]
    return any(isinstance(one, Fenced) for one in found) or (bool(causes) and all(isinstance(one, (CommitUnknown, DatabaseAway)) for one in causes))


class World:
    """One run."""

    def __init__(self, seed: int, options: Options) -> None:
        self.random = Random(seed)
        self.options = options
        self.clock = VirtualClock()
        self.disk = Disk()
        self.fired: dict[str, int] = {}
        faults = Faults(slow=0.01, fails_before=0.004, reply_lost=0.004, decided_later=0.004, crash=0.004) if options.faults else Faults()
        self.storage = Storage(self.disk, self.random, faults, self.fired)
        self.storage.crash_server = self.crash_server
        self.healed = not options.faults
        self.house: House | None = None
        self.tree: Tree | None = None
        self.life: trio.CancelScope | None = None
        self.sessions = Sessions()
        self.lines: list[MemoryLine] = []
        self.crashes: list[Crash] = []
        self._letters = DeadLetters()
        self._serving: trio.Nursery | None = None
        self.bank = Bank(Random(self.random.random()), self.clock, self.storage, self.note) if options.payers else None

    def note(self, fault: str) -> None:
        self.fired[fault] = self.fired.get(fault, 0) + 1

    # ── the server, over its lives ──

    async def serve_for_ever(self) -> None:
        """Starts the server again whenever it ends, as an init system would."""
        while True:
            try:
                with trio.CancelScope() as self.life:
                    await self._one_life()
            except BaseException as error:
                if not ends_a_process(error):
                    raise
            self.house = None
            for line in self.lines:
                line.cut()
            self.lines.clear()
            await trio.sleep(self.random.uniform(0.1, 1.0))

    async def _one_life(self) -> None:
        tree = self._make_tree()
        async with trio.open_nursery() as nursery:
            self._serving = nursery

            async def run(task_status: trio.TaskStatus[None]) -> None:
                await tree.root.run(ready=task_status.started)

            if self._dies_in_recovery():
                nursery.start_soon(self._kill_soon, nursery.cancel_scope)
            await nursery.start(run)
            self.tree, self.house = tree, self._make_house(tree)
            nursery.start_soon(self.sessions.beat_for_ever, self.house.limits)
            if self.bank is not None:
                nursery.start_soon(self.bank.serve, Wallet(tree.wallet), nursery)
            await trio.sleep_forever()

    def _dies_in_recovery(self) -> bool:
        return not self.healed and self.random.random() < 0.1

    async def _kill_soon(self, scope: trio.CancelScope) -> None:
        await trio.sleep(self.random.uniform(0.0, 0.02))
        self.note("crash in recovery")
        scope.cancel()

    def crash_server(self) -> None:
        if self.life is not None:
            self.note("server crash")
            self.life.cancel()

    def _make_tree(self) -> Tree:
        said = DiskTables(self.storage)
        ports = TreePorts(
            journal=DiskJournal(self.storage),
            store=DiskEvents(self.storage),
            ladder=DiskLadder(self.storage),
            people=DiskPeople(self.storage),
            integrity=NothingOdd(),
            clock=self.clock,
            chain_key=b"simulated",
            keep_head=lambda _head: None,
            terms=lambda: TERMS,
            on_crash=self.crashes.append,
            on_unreadable=self._unreadable,
            dead_letters=self._letters,
            tables=TablePorts(SeedKey(b"simulated"), lambda: "5" * 64, said.names, said.say, said.lines),
        )
        return Tree(ports)

    def _unreadable(self, match_id: str, error: Exception) -> None:
        raise oracle.Violation(f"{match_id} cannot be read: {error!r}")

    def _make_house(self, tree: Tree) -> House:
        return House(
            wallet=tree.wallet,
            lobby=lambda: tree.lobby,
            matchmaker=lambda: tree.matchmaker,
            people=tree.people,
            matches=tree.matches,
            rooms=tree.rooms,
            cards=tree.cards,
            records=DiskRecords(self.storage),
            desk=(desk := MemoryDesk(Wallet(tree.wallet), self.clock, recall=tree.recall)),
            looks=desk.looks,
            allowances=Allowances(factor=LOAD_FACTOR),
            redeem=lambda _ticket: None,
            clock=self.clock,
            limits=Limits(outbox_bytes_max=64 * 1024, play_money_minor=5_000, commands_per_second=1000, commands_at_once=1000),
            production=False,
            on_bug=self._bug,
            on_answer=lambda _whose, _seconds, _body: None,
            board=Switchboard(),
        )

    def _bug(self, error: BaseException, _whose: str) -> str:
        raise oracle.Violation(f"a bug in a session: {error!r}") from error

    # ── connections ──

    def connect(self, identity: Identity) -> MemoryLine:
        line = MemoryLine()
        if self.house is None or self._serving is None:
            line.cut()
            return line
        self.lines.append(line)
        self._serving.start_soon(self.sessions.serve, line, identity, self.house)
        return line

    # ── the end of all faults ──

    def heal(self) -> None:
        self.healed = True
        self.storage.faults = Faults()
        self.storage.away_until = 0.0
        if self.bank is not None:
            self.bank.heal()
        for line in self.lines:
            if line.half_open or line.read_seconds:
                line.cut()
