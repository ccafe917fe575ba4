"""Stripe and its payers in the simulator: the stand-in's own objects outside the house, whose events come late, twice, out of order, forged or never,
and whose API answers late, fails, or does what it was asked and says nothing. Payers click through checkouts, dispute, and take their money out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, TypeVar

import attrs
import trio

from actors.wallet import Wallet
from protocol.events.payments import Payment, PaymentState
from protocol.money import Currency
from server.standins.stripe.hooks import signed
from server.standins.stripe.state import Refusal
from tests.kit.clock import VirtualClock
from tests.kit.disk import Storage
from tests.kit.stripe_world import CLOSED_BANK, GOOD_BANK, MemoryPayments, MemoryStripe, nobody_plays
from tests.simulation.faults import OUTSIDE, Planted
from wallet.accounts import house
from wallet.journal import DatabaseAway
from wallet.transfers import Capture, Hold
from webhooks.cashier import Cashier
from webhooks.deposits import DepositPorts, Deposits
from webhooks.inbound import Inbound, Intake, TooMany
from webhooks.not_now import NOT_NOW
from webhooks.payment_bounds import PaymentBounds
from webhooks.payments import COMING
from webhooks.reconcile import Reconciler
from webhooks.stripe import StripeAway
from webhooks.stripe_events import Hint
from webhooks.watching import PaymentWatchers
from webhooks.withdrawals import WithdrawalPorts, Withdrawals

T = TypeVar("T")
SECRET = "whsec_simulated"
BOUNDS = PaymentBounds(cooling_hours=0, review_minor=8_000)
TRIES_MAX = 40
CARDS = ("4242424242424242",) * 8 + ("4000000000000002", "4000000000000259", "000123456789", "000123456789", "000111111116")


class Lost(Exception):
    """The house died, or is away: nobody knows what came of it."""


class SimStripe(MemoryStripe):
    """Stripe, at the other end of a bad line. healed: everything is answered."""

    def __init__(self, random: Random, clock: VirtualClock, tell: Callable[[dict[str, Any]], None], note: Callable[[str], None]) -> None:
        super().__init__(lambda: clock.now_ms() / 1000, tell)
        self._random, self._note = random, note
        self.healed = False

    async def _asked(self, call: str, work: Callable[[], Any], key: str | None = None) -> Any:
        draw = 1.0 if self.healed else self._random.random()
        await trio.sleep(self._random.uniform(0.01, 0.4))
        if draw < 0.04:
            self._note("payments API away")
            raise StripeAway("before anything")
        answer = await super()._asked(call, work, key)
        if draw < 0.08:
            self._note("payments API answers nothing")
            raise StripeAway("it was done, and the answer is lost")
        return answer


class FailingPayments:
    """The payments port, kept beside the disk and reached as badly as it."""

    def __init__(self, kept: MemoryPayments, storage: Storage) -> None:
        self._kept, self._storage = kept, storage

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        work = getattr(self._kept, name)

        async def reached(*args: Any, **words: Any) -> Any:
            await self._storage.reach()
            draw = self._storage.random.random()
            if draw < self._storage.faults.fails_before:
                raise DatabaseAway("before anything")
            answer = await work(*args, **words)
            if draw < self._storage.faults.fails_before + self._storage.faults.reply_lost:
                raise DatabaseAway("the answer was lost")
            return answer

        return reached


class DiskPayments(MemoryPayments):
    """What a batch of the journal marked as done is done."""

    def __init__(self, storage: Storage) -> None:
        super().__init__()
        self._storage = storage

    async def events_waiting(self, at_most: int) -> list[Hint]:
        return [hint for name, hint in self.events.items() if name not in self.done and not self.is_marked(name)][:at_most]

    def is_marked(self, event: str) -> bool:
        return event in self._storage.disk.done_events


@attrs.frozen
class Counter:
    """The house's side of one life: built anew after each crash, as the server builds it."""

    cashier: Cashier
    reconciler: Reconciler
    inbound: Inbound


def counter_of(store: FailingPayments, stripe: SimStripe, wallet: Wallet, clock: VirtualClock, alarm: Callable[[str, str], None]) -> Counter:
    parts: tuple[Any, ...] = (store, stripe, wallet, clock, PaymentWatchers(), lambda: "http://here")
    built: list[Reconciler] = []

    def wake() -> None:
        built[0].wake()

    deposits = Deposits(DepositPorts(*parts, lambda _place: 10_000, nobody_plays))
    withdrawals = Withdrawals(WithdrawalPorts(*parts, lambda: BOUNDS, wake))
    cashier = Cashier(store, deposits, withdrawals, parts[4], lambda: BOUNDS)  # type: ignore[arg-type]
    built.append(Reconciler(store, stripe, cashier, clock, alarm))  # type: ignore[arg-type]
    return Counter(cashier, built[0], Inbound(store, lambda: (SECRET,), clock, wake))  # type: ignore[arg-type]


class Bank:
    """Everything outside, and the way from there into whichever life of the house there is now. note counts what went wrong."""

    def __init__(self, random: Random, clock: VirtualClock, storage: Storage, note: Callable[[str], None]) -> None:
        self.random, self.clock = random, clock
        self._note = note
        self.kept = DiskPayments(storage)
        self.store = FailingPayments(self.kept, storage)
        self.stripe = SimStripe(Random(random.random()), clock, self._happened, note)
        self.counter: Counter | None = None
        self.alarms: list[str] = []
        self.paid_from: dict[str, int] = {}
        """For each checkout how long the journal was when Stripe had the money: no credit may stand before that."""
        self._rows = lambda: len(storage.disk.rows)
        self._serving: trio.Nursery | None = None
        self._out: list[tuple[float, dict[str, Any]]] = []
        self._something = trio.Event()
        self.healed = False

    # ── the house's lives ──

    async def serve(self, wallet: Wallet, serving: trio.Nursery) -> None:
        """One life; ends with it."""
        self.counter, self._serving = counter_of(self.store, self.stripe, wallet, self.clock, self._alarm), serving
        try:
            await self.counter.reconciler.run()
        finally:
            self.counter = self._serving = None

    def _alarm(self, what: str, words: str) -> None:
        self.alarms.append(f"{what}: {words}")

    async def ask(self, work: Callable[[Counter], Awaitable[T]]) -> T:
        """In the house, so that it dies with it. Raises Lost."""
        if self.counter is None or self._serving is None:
            raise Lost
        counter, done, answers = self.counter, trio.Event(), list[T]()

        async def run() -> None:
            try:
                answers.append(await work(counter))
            except (*NOT_NOW, TooMany, Planted):
                return
            finally:
                done.set()

        self._serving.start_soon(run)
        with trio.move_on_after(60):
            await done.wait()
        if not answers:
            raise Lost
        return answers[0]

    # ── events ──

    def _happened(self, event: dict[str, Any]) -> None:
        what = event["data"]["object"]
        if what["object"] == "checkout.session" and what["payment_status"] == "paid":
            self.paid_from.setdefault(what["client_reference_id"], self._rows())
        draw = 1.0 if self.healed else self.random.random()
        copies = 0 if draw < 0.12 else 2 if draw < 0.25 else 1
        if copies != 1:
            self._note(OUTSIDE)
        for _ in range(copies):
            late = self.random.uniform(0, 200) if self.random.random() < 0.2 else self.random.uniform(0, 2)
            self._out.append((trio.current_time() + late, event))
        self._something.set()

    async def deliver_for_ever(self) -> None:
        """At most one at a time, in the order of their times; what is not answered is sent again."""
        async with trio.open_nursery() as nursery:
            while True:
                self._something = trio.Event()
                due = sorted(self._out, key=lambda one: one[0])
                with trio.move_on_at(due[0][0] if due else float("inf")):
                    await self._something.wait()
                now = trio.current_time()
                for at, event in [one for one in due if one[0] <= now]:
                    self._out.remove((at, event))
                    nursery.start_soon(self._deliver, event)

    async def _deliver(self, event: dict[str, Any]) -> None:
        for _ in range(TRIES_MAX):
            raw = json.dumps({**event, "lost": False}).encode()
            if not self.healed and self.random.random() < 0.05:
                await self._forge(raw)
            header = signed(SECRET, raw, self.clock.now_ms() // 1000)
            try:
                if await self.ask(lambda counter, raw=raw, header=header: counter.inbound.take(raw, header)) in (Intake.KEPT, Intake.KNOWN):
                    return
            except Lost:
                pass
            await trio.sleep(self.random.uniform(1, 20))

    async def _forge(self, raw: bytes) -> None:
        """Somebody else's signature, or one that was good once."""
        self._note(OUTSIDE)
        old = self.random.random() < 0.5
        header = signed(SECRET, raw, self.clock.now_ms() // 1000 - 400) if old else signed("whsec_guessed", raw, self.clock.now_ms() // 1000)
        try:
            came = await self.ask(lambda counter: counter.inbound.take(raw, header))
        except Lost:
            return
        assert came in (Intake.BAD_SIGNATURE, Intake.WRONG_TIME), came

    # ── what else happens there ──

    async def banks_for_ever(self) -> None:
        """Slow banks answer, payouts arrive or come back, old checkouts end, payers want their money back, disputes are decided."""
        while True:
            await trio.sleep(self.random.uniform(2, 20))
            self.stripe.state.bank_answers()
            self.stripe.connect.payouts_arrive()
            self.stripe.state.expire_old()
            if not self.healed:
                self._something_goes_back()

    def _something_goes_back(self) -> None:
        state, draw = self.stripe.state, self.random.random()
        charges = [one for one in state.all("charge") if one["amount_refunded"] < one["amount"]]
        disputes = [one for one in state.all("dispute") if one["status"] == "needs_response"]
        payouts = [one for one in state.all("payout") if one["status"] == "paid"]
        try:
            if draw < 0.08 and charges:
                state.refund(self.random.choice(charges)["payment_intent"], 1_000)
            elif draw < 0.11 and charges:
                state.dispute(self.random.choice(charges)["payment_intent"])
            elif draw < 0.5 and disputes:
                state.close_dispute(self.random.choice(disputes)["id"], won=self.random.random() < 0.7)
            elif draw < 0.505 and payouts:
                self.stripe.connect.send_back(self.random.choice(payouts)["id"], "account_closed")
        except Refusal:
            return

    def heal(self) -> None:
        """From now on everything is answered and told, and who has not paid will not."""
        self.healed = self.stripe.healed = True
        for session in self.stripe.state.all("checkout.session"):
            if session["status"] == "open":
                self.stripe.state.expire_session(session["id"])

    def unsettled(self) -> list[str]:
        rows = [f"{name} {row.state.value}" for name, row in {**self.kept.rows, **self.kept.withdrawals}.items() if row.state in (*COMING, PaymentState.REVIEW)]
        return [*rows, *(f"event {one.event_id}" for one in self.kept.events.values() if one.event_id not in self.kept.done and not self.kept.is_marked(one.event_id))]

    def is_quiet(self) -> bool:
        return not self._out and not self.unsettled()

    # ── an operator ──

    async def operate_for_ever(self, thaw: Callable[[], Awaitable[None]]) -> None:
        """Lets most withdrawals go that wait for a person, and denies some; opens again who was frozen by a dispute."""
        while True:
            await trio.sleep(self.random.uniform(5, 40))
            await thaw()
            for name, row in list(self.kept.withdrawals.items()):
                if row.state is PaymentState.REVIEW:
                    approve = self.random.random() < 0.7
                    try:
                        await self.ask(lambda counter, name=name, approve=approve: counter.cashier.withdrawals.decide(name, "operator", approve=approve, reason="simulated"))
                    except Lost:
                        continue


class Payer:
    """One player who pays in, plays it away or does not, and takes out. play: posts straight to the wallet, until there is an answer."""

    def __init__(self, player: str, random: Random, bank: Bank, play: Callable[..., Awaitable[None]]) -> None:
        self.player, self.random, self.bank = player, random, bank
        self._play = play
        self._key = 0

    async def live(self, rounds: int) -> None:
        for _ in range(rounds):
            draw = self.random.random()
            if draw < 0.45:
                await self._pay_in()
            elif draw < 0.6:
                await self._lose()
            else:
                await self._take_out()
            await trio.sleep(self.random.uniform(0.5, 15))

    async def _again(self, work: Callable[[Counter], Awaitable[T]]) -> T | None:
        """Under the same key until there is an answer, or patience ends."""
        for _ in range(12):
            try:
                answer = await self.bank.ask(work)
            except Lost:
                await trio.sleep(self.random.uniform(0.2, 5))
                continue
            return answer
        return None

    def _fresh_key(self) -> str:
        self._key += 1
        return f"{self.player[-8:]}-{self._key:08d}"

    async def _pay_in(self) -> None:
        key, minor = self._fresh_key(), 100 * self.random.randrange(10, 60)
        begun = await self._again(lambda counter: counter.cashier.begin_deposit(self.player, key, minor))
        row = self.bank.kept.rows.get(begun.payment_id) if isinstance(begun, Payment) else None
        if row is None or row.session_id is None or self.random.random() < 0.15:
            return  # refused, or not wanted after all
        await trio.sleep(self.random.uniform(0.2, 30))
        try:
            for _ in range(2):  # who is declined tries another card
                self.bank.stripe.state.pay(row.session_id, self.random.choice(CARDS))
        except Refusal:
            return

    async def _lose(self) -> None:
        key = self._fresh_key()
        hold = f"payer-{key}"
        await self._play(f"payer:{key}/hold", (Hold(hold, self.player, Currency.USD, 100 * self.random.randrange(1, 40), f"payer-{self.player}"),))
        await self._play(f"payer:{key}/lose", (Capture(hold, house("bank", Currency.USD), 100),))

    async def _take_out(self) -> None:
        account = self.bank.kept.accounts.get(self.player)
        if account is None:
            link = await self._again(lambda counter: counter.cashier.payout_link(self.player))
            if not isinstance(link, str):
                return
            self.bank.stripe.connect.onboard(link, GOOD_BANK if self.random.random() < 0.8 else CLOSED_BANK)
            await trio.sleep(self.random.uniform(0.5, 5))
        key, minor = self._fresh_key(), 100 * self.random.randrange(5, 50)
        await self._again(lambda counter: counter.cashier.begin_withdrawal(self.player, key, minor))
