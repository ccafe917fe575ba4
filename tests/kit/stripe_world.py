"""Payments in memory: a book that answers at once, a store of dictionaries, and the stand-in's own objects without HTTP in between. Nothing in it
knows real time or chance, so a run is the same again."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import trio

from protocol.events.payments import PaymentState
from protocol.events.wallet import WalletView
from protocol.money import Currency
from server.standins.stripe.connect import Connect
from server.standins.stripe.state import Refusal, StripeState
from tests.kit.clock import VirtualClock
from wallet.accounts import bucket, grant_account, outside, receivable
from wallet.book import Book
from wallet.journal import Row
from wallet.outcomes import POSTED, Answer
from wallet.records import Deposit
from wallet.transfers import Command, Op, Transfer
from wallet.views import Standing, standing_of, wallet_of
from webhooks.cashier import Cashier
from webhooks.deposits import DepositPorts, Deposits
from webhooks.payment_bounds import PaymentBounds
from webhooks.payments import COMING, RANK, DepositRow, TroubleKind, WithdrawalRow
from webhooks.reconcile import Reconciler
from webhooks.stripe import StripeAccess, StripeRefused
from webhooks.stripe_events import Hint
from webhooks.stripe_objects import GONE, CheckoutSession, Disputed, Payout, PayoutAccount, SessionPage, account_of, session_of
from webhooks.watching import PaymentWatchers
from webhooks.withdrawals import WithdrawalPorts, Withdrawals

PLAYER = "p_" + "a" * 16
GOOD_BANK, CLOSED_BANK = "000123456789", "000111111116"
OVER = (PaymentState.FAILED, PaymentState.DENIED, PaymentState.REFUSED)


class BookWallet:
    """The wallet's facade on a book in memory. What it posts marks its events in the same breath, as the journal's statement does."""

    def __init__(self, clock: VirtualClock, store: MemoryPayments) -> None:
        self.book = Book()
        self.rows: list[Row] = []
        self._clock = clock
        self._store = store

    async def post(self, command_id: str, *ops: Op, events: tuple[str, ...] = ()) -> Answer:
        entry = self.book.post(Command(command_id, ops), self._clock.now_ms())
        if entry.row is not None:
            self.rows.append(entry.row)
        if entry.answer is POSTED:
            await self._store.events_done(events, self._clock.now_ms())
        return entry.answer

    async def deposit(self, deposit_id: str) -> Deposit | None:
        return self.book.ledger.deposits.get(deposit_id)

    async def standing(self, player: str) -> Standing:
        return standing_of(self.book.ledger, player, self._clock.now_ms())

    async def view(self, player: str) -> WalletView:
        return wallet_of(self.book.ledger, player)

    async def posted(self, *command_ids: str) -> frozenset[str]:
        return frozenset(one for one in command_ids if self.book.is_posted(one))

    def cash(self, player: str = PLAYER) -> int:
        return self.book.ledger.account(bucket(player, Currency.USD, "cash")).posted

    def available(self, player: str = PLAYER) -> int:
        return self.book.ledger.account(bucket(player, Currency.USD, "cash")).available

    def owed(self, player: str = PLAYER) -> int:
        return -self.book.ledger.account(receivable(player, Currency.USD)).posted


class MemoryPayments:
    """The payments port in dictionaries; as strict as the database about what outranks what."""

    def __init__(self) -> None:
        self.rows: dict[str, DepositRow] = {}
        self.withdrawals: dict[str, WithdrawalRow] = {}
        self.accounts: dict[str, tuple[str, bool]] = {}
        self.events: dict[str, Hint] = {}
        self.done: dict[str, str | None] = {}
        self.marks: dict[str, int] = {}
        self.noted: dict[tuple[str, TroubleKind], tuple[str | None, str]] = {}

    # ── deposits ──

    async def begin_deposit(self, row: DepositRow) -> DepositRow:
        return self.rows.setdefault(row.deposit_id, attrs.evolve(row, updated_ms=row.created_ms))

    async def deposit(self, deposit_id: str) -> DepositRow | None:
        return self.rows.get(deposit_id)

    async def deposits(self, deposit_ids: Sequence[str]) -> Sequence[DepositRow]:
        return [self.rows[name] for name in dict.fromkeys(deposit_ids) if name in self.rows]

    async def deposit_paid_by(self, payment_intent: str) -> DepositRow | None:
        return next((row for row in self.rows.values() if row.payment_intent == payment_intent), None)

    async def move_deposit(self, row: DepositRow, now_ms: int) -> DepositRow:
        kept = self.rows[row.deposit_id]
        if RANK[kept.state] <= RANK[row.state]:
            known = {name: getattr(kept, name) or getattr(row, name) for name in ("session_id", "payment_intent")}
            changed = {"state": row.state, "why": row.why, "returned_minor": row.returned_minor, "updated_ms": now_ms, "url": row.url or kept.url}
            kept = self.rows[row.deposit_id] = attrs.evolve(kept, **changed, **known)
        return kept

    async def look_at_deposit_again(self, deposit_id: str, at_ms: int | None) -> None:
        self.rows[deposit_id] = attrs.evolve(self.rows[deposit_id], next_ms=at_ms)

    async def due_deposits(self, now_ms: int, at_most: int) -> Sequence[DepositRow]:
        return _due(self.rows.values(), now_ms)[:at_most]

    async def coming_since(self) -> int | None:
        return min((row.created_ms for row in self.rows.values() if row.state in COMING), default=None)

    async def coming_deposits(self, player: str) -> Sequence[DepositRow]:
        return [row for row in self.rows.values() if row.player == player and row.state in (PaymentState.BEGUN, PaymentState.OPEN)]

    async def players_paying(self, after: str, at_most: int) -> Sequence[str]:
        paying = {row.player for row in self.rows.values() if row.state in (PaymentState.BEGUN, PaymentState.OPEN)}
        return sorted(player for player in paying if player > after)[:at_most]

    # ── withdrawals ──

    async def begin_withdrawal(self, row: WithdrawalRow) -> WithdrawalRow:
        return self.withdrawals.setdefault(row.withdrawal_id, attrs.evolve(row, updated_ms=row.created_ms))

    async def withdrawal(self, withdrawal_id: str) -> WithdrawalRow | None:
        return self.withdrawals.get(withdrawal_id)

    async def withdrawal_paid_by(self, payout_id: str) -> WithdrawalRow | None:
        return next((row for row in self.withdrawals.values() if row.payout_id == payout_id), None)

    async def move_withdrawal(self, row: WithdrawalRow, now_ms: int) -> WithdrawalRow:
        kept = self.withdrawals[row.withdrawal_id]
        if kept.state not in OVER and (kept.state is not PaymentState.PAID or row.state in (PaymentState.PAID, PaymentState.FAILED)):
            known = {name: getattr(kept, name) or getattr(row, name) for name in ("transfer_id", "payout_id", "undoing")}
            kept = self.withdrawals[row.withdrawal_id] = attrs.evolve(kept, state=row.state, why=row.why, updated_ms=now_ms, **known)
        return kept

    async def decide_withdrawal(self, withdrawal_id: str, state: PaymentState, why: str | None, operator: str, now_ms: int) -> bool:
        kept = self.withdrawals[withdrawal_id]
        if kept.state is not PaymentState.REVIEW:
            return False
        self.withdrawals[withdrawal_id] = attrs.evolve(kept, state=state, why=why, updated_ms=now_ms, next_ms=now_ms)
        return True

    async def look_at_withdrawal_again(self, withdrawal_id: str, at_ms: int | None) -> None:
        self.withdrawals[withdrawal_id] = attrs.evolve(self.withdrawals[withdrawal_id], next_ms=at_ms)

    async def due_withdrawals(self, now_ms: int, at_most: int) -> Sequence[WithdrawalRow]:
        return _due(self.withdrawals.values(), now_ms)[:at_most]

    async def withdrawn_since(self, player: str, since_ms: int) -> int:
        mine = [row for row in self.withdrawals.values() if row.player == player and row.created_ms >= since_ms]
        return sum(row.minor for row in mine if row.state not in OVER)

    async def payments_of(self, player: str, at_most: int) -> Sequence[DepositRow | WithdrawalRow]:
        return [row for row in (*self.rows.values(), *self.withdrawals.values()) if row.player == player]

    # ── accounts, events, marks, troubles ──

    async def payout_account(self, player: str) -> tuple[str, bool] | None:
        return self.accounts.get(player)

    async def keep_payout_account(self, player: str, account: str, now_ms: int, *, ready: bool) -> None:
        self.accounts[player] = (account, ready)

    async def player_paid_at(self, account: str) -> str | None:
        return next((player for player, (known, _ready) in self.accounts.items() if known == account), None)

    async def take_in(self, hint: Hint, raw: bytes, now_ms: int) -> bool:
        fresh = hint.event_id not in self.events
        self.events.setdefault(hint.event_id, hint)
        return fresh

    async def events_waiting(self, at_most: int) -> Sequence[Hint]:
        return [hint for name, hint in self.events.items() if name not in self.done][:at_most]

    async def events_done(self, events: Sequence[str], now_ms: int, trouble: str | None = None) -> None:
        for event in events:
            self.done[event] = trouble or self.done.get(event)

    async def mark(self, name: str) -> int:
        return self.marks.get(name, 0)

    async def set_mark(self, name: str, at_ms: int) -> None:
        self.marks[name] = at_ms

    async def note_trouble(self, subject: str, kind: TroubleKind, player: str | None, now_ms: int, words: str) -> bool:
        fresh = (subject, kind) not in self.noted
        self.noted.setdefault((subject, kind), (player, words))
        return fresh

    async def end_trouble(self, subject: str, kind: TroubleKind) -> None:
        self.noted.pop((subject, kind), None)

    async def troubles(self, kind: TroubleKind, at_most: int) -> Sequence[tuple[str, str | None]]:
        return [(subject, player) for (subject, what), (player, _words) in self.noted.items() if what is kind][:at_most]


def _due(rows: Any, now_ms: int) -> list[Any]:
    return sorted((row for row in rows if row.next_ms is not None and row.next_ms <= now_ms), key=lambda row: row.next_ms)


class MemoryStripe:
    """Stripe's calls on the stand-in's objects. before: called ahead of each with its name; it may raise, as a Stripe that is away does."""

    access = StripeAccess("sk_test_x", ("whsec_x",), None, livemode=False)

    def __init__(self, now: Callable[[], float] = lambda: 1_700_000_000.0, tell: Callable[[dict[str, Any]], None] = lambda _event: None) -> None:
        numbers = itertools.count(1)
        self.state = StripeState(now, tell, lambda: f"{next(numbers):024x}")
        self.connect = Connect(self.state)
        self.before: Callable[[str], None] = lambda _call: None
        self._made: dict[str, Any] = {}

    def snapshot(self) -> dict[str, Any]:
        return copy.deepcopy(self.state.objects)

    async def _asked(self, call: str, work: Callable[[], Any], key: str | None = None) -> Any:
        """What was asked under the same key is answered as before; a refusal is the API's. Others may act before the answer is here."""
        self.before(call)
        try:
            made = self._made[key] if key in self._made else work()
        except Refusal as refusal:
            raise StripeRefused(refusal.body["error"]["code"], str(refusal)) from refusal
        if key is not None:
            self._made[key] = made
        await trio.lowlevel.checkpoint()
        return made

    # ── in ──

    async def create_session(self, deposit_id: str, minor: int, currency: str, back_to: str, name: str) -> CheckoutSession:
        item = {"price_data": {"unit_amount": minor, "currency": currency.lower()}, "quantity": 1}
        asked = {"mode": "payment", "line_items": {"0": item}, "client_reference_id": deposit_id}
        return self._session(await self._asked("create_session", lambda: self.state.create_session(asked)["id"], deposit_id))

    async def session(self, session_id: str) -> CheckoutSession:
        return await self._asked("session", lambda: self._session(session_id))

    def _session(self, session_id: str) -> CheckoutSession:
        plain = dict(self.state.get(session_id, "checkout.session"))
        if plain["payment_intent"]:
            intent = dict(self.state.get(plain["payment_intent"], "payment_intent"))
            intent["latest_charge"] = self.state.objects.get(str(intent["latest_charge"]))
            plain["payment_intent"] = intent
        return session_of(plain)

    async def session_paid_by(self, payment_intent: str) -> str | None:
        sessions = self.state.all("checkout.session")
        return await self._asked("session_paid_by", lambda: next((one["id"] for one in sessions if one["payment_intent"] == payment_intent), None))

    async def expire_session(self, session_id: str, minute: int) -> None:
        await self._asked("expire_session", lambda: self.state.expire_session(session_id))

    async def disputes_of(self, payment_intent: str) -> list[Disputed]:
        mine = [one for one in self.state.all("dispute") if one["payment_intent"] == payment_intent]
        return await self._asked("disputes_of", lambda: [Disputed(one["amount"], one["status"]) for one in mine])

    async def sessions_page(self, since_seconds: int, after: str | None) -> SessionPage:
        lately = [one for one in self.state.all("checkout.session") if one["created"] >= since_seconds]
        return await self._asked("sessions_page", lambda: SessionPage(tuple(self._session(one["id"]) for one in lately), None))

    async def payments_taken_back_since(self, since_seconds: int) -> list[str]:
        lately = [one for kind in ("refund", "dispute") for one in self.state.all(kind) if one["created"] >= since_seconds]
        return await self._asked("payments_taken_back_since", lambda: list(dict.fromkeys(one["payment_intent"] for one in lately)))

    # ── out ──

    async def create_account(self, player: str, instead_of: str | None) -> str:
        asked = {"metadata": {"player_id": player}, "settings": {"payouts": {"schedule": {"interval": "manual"}}}}
        return await self._asked("create_account", lambda: self.connect.create_account(asked)["id"], f"account/{player}/{instead_of}")

    async def account_link(self, account: str, back_to: str) -> str:
        return await self._asked("account_link", lambda: self.state.get(account, "account")["id"])

    async def payout_account(self, account: str) -> PayoutAccount:
        return await self._asked("payout_account", lambda: account_of(self.state.objects[account]) if account in self.state.objects else GONE)

    async def make_manual(self, account: str, minute: int) -> None:
        asked = {"settings": {"payouts": {"schedule": {"interval": "manual"}}}}
        await self._asked("make_manual", lambda: self.connect.update_account(account, asked))

    async def transfer_of(self, withdrawal_id: str) -> str | None:
        made = [one["id"] for one in self.state.all("transfer") if one["transfer_group"] == withdrawal_id]
        return await self._asked("transfer_of", lambda: made[0] if made else None)

    async def create_transfer(self, withdrawal_id: str, minor: int, currency: str, account: str) -> str:
        asked = {"amount": minor, "currency": currency, "destination": account, "transfer_group": withdrawal_id}
        return await self._asked("create_transfer", lambda: self.connect.create_transfer(asked)["id"])

    async def payout_of(self, withdrawal_id: str, account: str) -> str | None:
        made = [one["id"] for one in self.state.all("payout") if one["metadata"].get("withdrawal_id") == withdrawal_id]
        return await self._asked("payout_of", lambda: made[0] if made else None)

    async def create_payout(self, withdrawal_id: str, minor: int, currency: str, account: str) -> str:
        asked = {"amount": minor, "currency": currency, "metadata": {"withdrawal_id": withdrawal_id}}
        return await self._asked("create_payout", lambda: self.connect.create_payout(account, asked)["id"])

    async def read_payout(self, payout_id: str, account: str) -> Payout:
        def read() -> Payout:
            plain = self.state.get(payout_id, "payout")
            return Payout(plain["id"], plain["status"], plain["failure_code"])

        return await self._asked("read_payout", read)

    async def reverse(self, transfer_id: str, hour: int) -> None:
        if not self.state.get(transfer_id, "transfer")["reversed"]:
            await self._asked("reverse", lambda: self.connect.reverse_transfer(transfer_id))


async def nobody_plays(_player: str) -> None:
    """There is no queue to take anybody out of."""


class World:
    """Payments of one player, and everything they stand on. The same ports as the house's, without HTTP, SQL or actors."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.store, self.stripe = MemoryPayments(), MemoryStripe(lambda: self.clock.now_ms() / 1000)
        self.wallet = BookWallet(self.clock, self.store)
        self.watchers = PaymentWatchers()
        self.bounds = PaymentBounds(cooling_hours=0)
        self.alarms: list[str] = []
        back_to, parts = (lambda: "http://here"), (self.store, self.stripe, self.wallet, self.clock, self.watchers)
        self.deposits = Deposits(DepositPorts(*parts, back_to, lambda _place: 10_000, nobody_plays))  # type: ignore[arg-type]
        self.withdrawals = Withdrawals(WithdrawalPorts(*parts, back_to, lambda: self.bounds, self._wake))  # type: ignore[arg-type]
        self.cashier = Cashier(self.store, self.deposits, self.withdrawals, self.watchers, lambda: self.bounds)
        self.reconciler = Reconciler(self.store, self.stripe, self.cashier, self.clock, self._alarm)  # type: ignore[arg-type]

    def _wake(self) -> None:
        self.reconciler.wake()

    def _alarm(self, what: str, words: str) -> None:
        self.alarms.append(f"{what}: {words}")

    async def fund(self, minor: int = 100_000, bank: str = GOOD_BANK) -> str:
        """A player with money, whose payouts are set up; at which account."""
        await self.wallet.post("fund", Transfer(outside("play_money", Currency.USD), grant_account(PLAYER, Currency.USD), minor))
        account = await self.cashier.payout_link(PLAYER)
        assert isinstance(account, str)
        self.stripe.connect.onboard(account, bank)
        return account

    async def advance(self) -> None:
        """Everything that is under way a step further, whenever it is due."""
        for name, row in list(self.store.withdrawals.items()):
            if row.state is not PaymentState.REVIEW:
                await self.withdrawals.advance(name)
