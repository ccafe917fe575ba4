"""The world: the tree that the server runs, on a disk that fails, with players on bad lines and direct users of the wallet.

One seed decides everything. `simulate(seed)` plays until its players are done, heals all faults, waits for quiet, and asks the oracle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from random import Random
from typing import Any

import attrs
import trio
import trio._core._run as trio_run
from trio.testing import MockClock

from actors.dead_letters import DeadLetters
from actors.games.catalogue import GAMES
from actors.house import House, Limits
from actors.ladder.actor import StrikeResult
from actors.ladder.standing import EVER
from actors.ladder.store import Displaced
from actors.line import Identity
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.match.messages import GiveVerdict, ReadMatch, ReportToLobby, StopMatch
from actors.match.terms import Terms
from actors.rates import Allowances
from actors.ref import AskTimeout
from actors.sessions import Sessions
from actors.supervisor import Crash, leaves
from actors.switchboard import Switchboard
from actors.tables.seeds import SeedKey
from actors.wallet import Post, Wallet
from protocol.events.match import Phase
from protocol.limits import AccountState
from protocol.money import Currency
from server.tree import TablePorts, Tree, TreePorts
from tests.kit.clock import VirtualClock
from tests.kit.desk import MemoryDesk
from tests.kit.disk import Disk, DiskEvents, DiskJournal, Faults, Storage
from tests.kit.disk_people import DiskLadder, DiskPeople, DiskRecords, DiskTables, NothingOdd
from tests.kit.house import LOAD_FACTOR
from tests.kit.lines import MemoryLine
from tests.simulation import bank_oracle, oracle
from tests.simulation.bank import Bank, Payer
from tests.simulation.careful import Careful
from tests.simulation.faults import Planted
from tests.simulation.limits_oracle import LimitsOracle
from tests.simulation.player import SimPlayer
from wallet.failpoints import at_failpoints
from wallet.gate_transfers import SetAccount
from wallet.journal import CommitUnknown, DatabaseAway, Fenced
from wallet.outcomes import Answer
from wallet.transfers import Capture, Hold, Op, Release, Transfer, body_of
from wallet.transfers import Command as WalletCommand

VIRTUAL_SECONDS_MAX = 6_000.0


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


@attrs.define
class Report:
    """What a run did."""

    seed: int
    operations: int
    matches: int
    virtual_seconds: float
    fired: dict[str, int]
    trace: str
    endings: dict[str, int]
    limits: dict[str, int]
    """How often a limit was asked, by the answer's number."""
    payments: dict[str, int]
    """How many deposits came in, and went back; how many withdrawals ended how."""


QUIET_STEP_SECONDS, QUIET_STEPS_MAX = 500, 30
BANK_HOURS = 27
TERMS = Terms(
    rake_bp=333, turn_seconds=120, confirm_seconds=60, dispute_seconds=600, ready_seconds=60, evidence_seconds=200, appeal_seconds=150, away_seconds=20
)


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
        self.storage.crash_server = self._crash_server
        self.healed = not options.faults
        self.house: House | None = None
        self.tree: Tree | None = None
        self.sessions = Sessions()
        self.lines: list[MemoryLine] = []
        self.acknowledged: list[tuple[str, str, list[list[Any]]]] = []
        self.direct: set[str] = set()
        self.players: list[SimPlayer] = []
        self._serving: trio.Nursery | None = None
        self._scope: trio.CancelScope | None = None
        self._operator = trio.CancelScope()
        self.crashes: list[Crash] = []
        self.letters = DeadLetters()
        self.limits = LimitsOracle()
        self.payments: dict[str, int] = {}
        self._thaws = 0
        self.bank = Bank(Random(self.random.random()), self.clock, self.storage, self.note) if options.payers else None

    def note(self, fault: str) -> None:
        self.fired[fault] = self.fired.get(fault, 0) + 1

    # ── the server, over its lives ──

    async def serve_for_ever(self) -> None:
        """Starts the server again whenever it ends, as an init system would."""
        while True:
            try:
                with trio.CancelScope() as self._scope:
                    await self._one_life()
            except BaseException as error:
                if not any(isinstance(leaf, Fenced) for leaf in leaves(error)):
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
            dead_letters=self.letters,
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
            on_answer=lambda _seconds, _body: None,
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

    # ── what goes wrong ──

    async def trouble(self) -> None:
        """Until healed, something happens every few seconds."""
        troubles: list[Callable[[], None]] = [
            self._crash_server,
            self._database_down,
            self._second_writer,
            self._paused_writer,
            self._clock_jump,
            self._drop_client,
            self._half_open,
            self._slow_reader,
            self._actor_exception,
            self._flood,
            self._drain,
            self._reorder,
        ]
        while not self.healed:
            await trio.sleep(self.random.uniform(1.0, 12.0))
            if not self.healed:
                self.random.choice(troubles)()

    def _crash_server(self) -> None:
        if self._scope is not None:
            self.note("server crash")
            self._scope.cancel()

    def _drain(self) -> None:
        if self._scope is not None and self.house is not None:
            self.note("drain during play")
            self.sessions.move_all(1000, 1012)
            self._scope.deadline = trio.current_time() + 0.5

    def _database_down(self) -> None:
        self.note("database down")
        self.storage.away_until = trio.current_time() + self.random.uniform(0.1, 6.0)

    def _second_writer(self) -> None:
        """Somebody else takes the journal: we are fenced, end, and start again."""
        self.note("second writer started")
        self.disk.journal = attrs.evolve(self.disk.journal, epoch=self.disk.journal.epoch + 1)

    def _paused_writer(self) -> None:
        """The event log's writer wakes up after another took over."""
        self.note("old writer paused, then resumed")
        self.disk.events = attrs.evolve(self.disk.events, epoch=self.disk.events.epoch + 1)

    def _clock_jump(self) -> None:
        self.note("wall clock jumps")
        self.clock.step_ms += self.random.choice((-3_600_000, -5_000, 5_000, 30_000))

    def _some_line(self) -> MemoryLine | None:
        open_lines = [line for line in self.lines if line.closed is None]
        return self.random.choice(open_lines) if open_lines else None

    def _drop_client(self) -> None:
        if (line := self._some_line()) is not None:
            self.note("client drops")
            line.cut()

    def _half_open(self) -> None:
        if (line := self._some_line()) is not None:
            self.note("half-open socket")
            line.half_open = True

    def _slow_reader(self) -> None:
        if (line := self._some_line()) is not None:
            self.note("slow reader")
            line.read_seconds = self.random.uniform(0.5, 5.0)

    def _actor_exception(self) -> None:
        """An actor meets a message that it cannot take: it crashes, twice, and the message is parked."""
        if self.tree is None or self.house is None:
            return
        self.note("actor exception at a random place")
        refs: list[Any] = [self.tree.wallet, self.tree.log.ref, self.tree.ladder, self.tree.people]
        for match in self.tree.matches:
            found = self.tree.matches.find(match)
            if found is not None:
                refs.append(found)
        self._try_tell(self.random.choice(refs), Poison())

    def come_past(self, failpoint: str) -> None:
        """An actor meets a bug of its own between two steps."""
        if not self.healed and not failpoint.startswith("session.") and self.random.random() < 0.002:
            self.note("actor exception at a random place")
            raise Planted(failpoint)

    def _flood(self) -> None:
        if self.tree is not None and self.house is not None:
            self.note("mailbox full")
            for match in list(self.tree.matches)[:1]:
                ref = self.tree.matches.find(match)
                for _ in range(400):
                    self._try_tell(ref, None)

    def _try_tell(self, ref: Any, message: object) -> None:
        try:
            ref.tell(ReportToLobby() if message is None else message)
        except (MailboxFull, ActorDead):
            return

    def _reorder(self) -> None:
        """A player opens a second socket; what both say arrives in any order."""
        self.note("client reorders across sockets")
        player = self.random.choice(self.players)
        if player.busy:
            old = player._line
            player._line = self.connect(player.identity)
            old_left = list(old._inbox)
            self.random.shuffle(old_left)
            old._inbox.clear()
            old._inbox.extend(old_left)
            player._line.cut()

    def heal(self) -> None:
        self.healed = True
        self.storage.faults = Faults()
        self.storage.away_until = 0.0
        if self.bank is not None:
            self.bank.heal()
        for line in self.lines:
            if line.half_open or line.read_seconds:
                line.cut()

    # ── direct users of the wallet ──

    async def use_wallet(self, number: int) -> None:
        """Holds, captures, releases and transfers under ids that are now and then repeated, with the same or another body."""
        random, player = Random(self.random.random()), f"p_direct{number:010d}"
        account = f"player:{player}:USD:cash"
        done: list[tuple[str, tuple[Op, ...]]] = []
        holds: list[str] = []
        await self._post(f"fund/{number}", (Transfer("outside:play_money:USD", account, 2_000),))
        for place in range(self.options.direct_ops):
            command, ops = f"direct/{number}/{place}", self._some_ops(random, player, account, place, holds)
            if done and random.random() < 0.1:
                command, ops = random.choice(done)
            elif done and random.random() < 0.05:
                command = random.choice(done)[0]
            await self._post(command, ops)
            done.append((command, ops))

    def _some_ops(self, random: Random, player: str, account: str, place: int, holds: list[str]) -> tuple[Op, ...]:
        draw = random.random()
        if draw < 0.45 or not holds:
            hold = random.choice(holds) if holds and random.random() < 0.1 else f"direct-{player}/{place}"
            holds.append(hold)
            self.direct.add(f"direct-{player}")
            return (Hold(hold, player, Currency.USD, random.randint(1, 900), f"direct-{player}"),)
        if draw < 0.65:
            return (Capture(random.choice(holds), "house:bank:USD", random.randint(1, 900)),)
        if draw < 0.9:
            return (Release(random.choice(holds)),)
        if draw < 0.95:
            return (Transfer("house:bank:USD", account, random.randint(1, 500)), Release(random.choice(holds)))
        return (Transfer(account, "house:bank:USD", random.randint(1, 1_500)),)

    async def _thaw(self) -> None:
        self._thaws += 1
        player = f"p_payer{self.random.randrange(self.options.payers):011d}"
        await self._post(f"thaw/{self._thaws}", (SetAccount(player, AccountState.OPEN),))

    def _payer(self, number: int) -> Payer:
        assert self.bank is not None
        player = f"p_payer{number:011d}"
        self.direct.add(f"payer-{player}")
        return Payer(player, Random(self.random.random()), self.bank, self._post)

    def _careful(self, number: int) -> Careful:
        player = f"p_careful{number:09d}"
        self.direct.add(f"careful-{player}")
        return Careful(player, Random(self.random.random()), self._post)

    async def _post(self, command: str, ops: tuple[Op, ...]) -> None:
        """Until there is an answer: the id makes it safe."""
        while True:
            if self.house is not None:
                try:
                    answer: Answer = await self.house.wallet.ask(Post(WalletCommand(command, ops)), seconds=3)
                except (MailboxFull, AskTimeout, ActorDead, ActorCrashed):
                    pass
                else:
                    self.acknowledged.append((command, answer.outcome.name, json.loads(body_of(ops))))
                    return
            await trio.sleep(self.random.uniform(0.05, 0.5))

    # ── the whole run ──

    async def run(self) -> None:
        options = self.options
        for number in range(options.players):
            identity = Identity(bytes([number]) * 32, f"p_{number:016d}".replace("0", "a").replace("1", "b"), f"Player {number}")
            identity = Identity(identity.session, "p_" + "".join("abcdefghij"[int(figure)] for figure in f"{number:016d}"), identity.name)
            self.players.append(SimPlayer(identity, Random(self.random.random()), self.connect, self.note))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.serve_for_ever)
            if self.bank is not None:
                nursery.start_soon(self.bank.deliver_for_ever)
                nursery.start_soon(self.bank.banks_for_ever)
                nursery.start_soon(self.bank.operate_for_ever, self._thaw)
            async with trio.open_nursery() as work:
                trouble = trio.CancelScope()

                async def troubled() -> None:
                    with trouble:
                        await self.trouble()

                work.start_soon(troubled)
                work.start_soon(self._operate)
                async with trio.open_nursery() as busy:
                    for player in self.players:
                        busy.start_soon(self._bounded, player)
                    for number in range(options.direct_users):
                        busy.start_soon(self.use_wallet, number)
                    for number in range(options.payers):
                        busy.start_soon(self._payer(number).live, options.rounds_each)
                    for number in range(options.careful):
                        busy.start_soon(self._careful(number).live)
                trouble.cancel()
                self._operator.cancel()
            self.heal()
            async with trio.open_nursery() as resting:
                for player in self.players:
                    resting.start_soon(player.rest)
                await self._quiet()
                if self.bank is not None:
                    await self._settle_up(self.bank)
                resting.cancel_scope.cancel()
            nursery.cancel_scope.cancel()

    async def _operate(self) -> None:
        """An operator: decides most disputes, stops a match now and then, takes a result off the ladders; asks again when there was no answer."""
        with trio.CancelScope() as scope:
            self._operator = scope
            while True:
                await trio.sleep(self.random.uniform(10, 60))
                if self.tree is not None and self.house is not None:
                    await self._operate_once(self.tree)

    async def _operate_once(self, tree: Tree) -> None:
        for match in tree.matches:
            ref = tree.matches.find(match)
            try:
                view = None if ref is None else await ref.ask(ReadMatch(), seconds=5)
                if ref is None or view is None:
                    continue
                if view.phase is Phase.DISPUTED and self.random.random() < 0.5:
                    await ref.ask(self._verdict(), seconds=5)
                elif view.phase is Phase.LIVE and self.random.random() < 0.01:
                    await ref.ask(StopMatch("operator", "stopped by the simulator"), seconds=5)
            except (MailboxFull, AskTimeout, ActorDead, ActorCrashed):
                continue
        settled = [one.match_id for _seq, one in self.disk.settlements if one.match_id not in self.disk.struck]
        if settled and self.random.random() < 0.05:
            try:
                await tree.ladder.ask(StrikeResult(self.random.choice(settled), "operator", "struck by the simulator"), seconds=30)
            except (MailboxFull, AskTimeout, ActorDead, ActorCrashed):
                return

    def _verdict(self) -> GiveVerdict:
        winner = self.random.choice((0, 1, None))
        return GiveVerdict("operator", winner, "decided by the simulator", self.random.choice((None, None, 0, 1)))

    async def _bounded(self, player: SimPlayer) -> None:
        """A player that found nobody to play with goes home after a quarter of an hour."""
        with trio.move_on_after(900):
            await player.live(self.options.matches_each)

    async def _quiet(self) -> None:
        """Until the last deadline of the last match is over: a game that one has left lasts as long as its reports lapse, one by one."""
        for _ in range(QUIET_STEPS_MAX):
            await trio.sleep(QUIET_STEP_SECONDS)
            if all(match.ended or match.opponent is None for match in self.disk.matches.values()) and self._all_counted():
                return

    async def _settle_up(self, bank: Bank) -> None:
        """What was open at Stripe is over; a day and more passes, in which the house looks again at whatever nobody told it of."""
        for hour in range(BANK_HOURS):
            self.clock.step_ms += 3_600_000
            await trio.sleep(130)
            if hour > BANK_HOURS - 2 and not bank.is_quiet():
                raise oracle.Violation(f"payments do not come to rest: {bank.unsettled()}")

    def _all_counted(self) -> bool:
        left = [seq for seq, one in self.disk.settlements if seq > self.disk.ladder.seq and one.match_id not in self.disk.struck]
        return not left

    # ── judgement ──

    def facts(self) -> dict[str, list[dict[str, Any]]]:
        stories: dict[str, list[dict[str, Any]]] = {}
        for record in self.disk.records:
            stories.setdefault(record.match_id, []).append(json.loads(record.body))
        return stories

    def judge(self) -> None:
        rows = [(row.seq, row.command_id, row.outcome, json.loads(row.body)) for row in self.disk.rows]
        postings = [(one.account, one.version, one.seq, one.posted, one.held) for one in self.disk.postings]
        facts = self.facts()
        books = oracle.check_books(rows, postings)
        if self.bank is not None:
            payments = bank_oracle.Payments(rows)
            self.payments = payments.count()
            bank_oracle.check_deposits(payments, self.bank.stripe.state.objects, self.bank.paid_from)
            bank_oracle.check_withdrawals(payments, self.bank.stripe.state.objects)
            oracle.check_crashes([words for words in self.bank.alarms if words.startswith("payments failed") and "Planted" not in words])
        for row in self.disk.rows:
            self.limits.read(row.at_ms, row.outcome, json.loads(row.body))
        oracle.check_matches(books, facts)
        oracle.check_acknowledged(rows, self.acknowledged)
        oracle.check_quiet(books, facts, self.direct)
        oracle.check_disputes(facts)
        oracle.check_crashes([repr(leaf) for crash in self.crashes for leaf in leaves(crash.error) if not _was_done_to_it(leaf)])
        played, won = self._ladder()
        oracle.check_ladder({match: story for match, story in facts.items() if match not in self.disk.struck}, played, won)
        for player in self.players:
            oracle.check_client(player.identity.name, player.log.seen, facts)
            oracle.check_wallet_pushes(player.identity.player, player.log.seen, postings)

    def _ladder(self) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """Matches played and won on the ladders of single games, as the standings have them."""
        standings = self.disk.standings.get(self.disk.ladder.generation, {})
        mine = {(place.scope, place.player): one for place, one in standings.items() if place.period == EVER and place.scope in GAMES}
        return {place: one.played for place, one in mine.items()}, {place: one.won for place, one in mine.items()}

    def endings(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for _seq, one in self.disk.settlements:
            found[one.ending.value] = found.get(one.ending.value, 0) + 1
        return found

    def trace(self) -> str:
        """A hash of all that became durable, in order."""
        total = hashlib.sha256()
        for row in self.disk.rows:
            total.update(row.chain)
        for record in self.disk.records:
            total.update(record.body)
        return total.hexdigest()


EXPECTED = (Planted, DatabaseAway, CommitUnknown, Fenced, Displaced, AskTimeout, ActorDead, ActorCrashed, MailboxFull)
"""What an actor may die of here; anything else is a bug of ours."""


def _was_done_to_it(error: BaseException) -> bool:
    return isinstance(error, EXPECTED) or "Poison" in repr(error)


@attrs.frozen
class Poison:
    """A message that no actor knows."""


def simulate(seed: int, options: Options | None = None) -> Report:
    """One run of one seed. Raises oracle.Violation with what went wrong; the same seed does the same again."""
    options = options or Options()
    worlds: list[World] = []

    async def main() -> float:
        world = World(seed, options)
        worlds.append(world)
        with trio.move_on_after(VIRTUAL_SECONDS_MAX) as whole, at_failpoints(world.come_past):
            await world.run()
        if whole.cancelled_caught:
            raise oracle.Violation("it does not come to rest")
        return trio.current_time()

    assert hasattr(trio_run, "_ALLOW_DETERMINISTIC_SCHEDULING"), "this Trio cannot be made deterministic"
    before = trio_run._ALLOW_DETERMINISTIC_SCHEDULING
    trio_run._ALLOW_DETERMINISTIC_SCHEDULING = True
    trio_run._r.seed(seed)
    try:
        seconds = trio.run(main, clock=MockClock(autojump_threshold=0))
        worlds[0].judge()
    except BaseException as error:
        violations = [leaf for leaf in leaves(error) if isinstance(leaf, oracle.Violation)]
        if violations:
            raise oracle.Violation(f"seed {seed}, {options}: {violations[0]}") from error
        raise
    finally:
        trio_run._ALLOW_DETERMINISTIC_SCHEDULING = before
    world = worlds[0]
    operations = sum(len(json.loads(row.body)) for row in world.disk.rows)
    return Report(seed, operations, len(world.disk.matches), seconds, world.fired, world.trace(), world.endings(), world.limits.told, world.payments)
