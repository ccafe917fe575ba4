"""Deposits in memory: a book that answers at once, a store of dictionaries, and the stand-in's own objects without HTTP in between."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import attrs

from protocol.events.payments import PaymentState
from protocol.money import Currency
from server.standins.stripe.state import StripeState
from tests.kit.clock import VirtualClock
from wallet.accounts import bucket, receivable
from wallet.book import Book
from wallet.journal import Row
from wallet.outcomes import Answer
from wallet.records import Deposit
from wallet.transfers import Command, Op
from wallet.views import Standing, standing_of
from webhooks.deposits import DepositPorts, Deposits
from webhooks.payments import RANK, WAITING, DepositRow, WithdrawalRow
from webhooks.stripe import CheckoutSession, Disputed, StripeAccess, session_of
from webhooks.stripe_events import Hint
from webhooks.watching import PaymentWatchers

PLAYER = "p_" + "a" * 16


class BookWallet:
    """The wallet's facade on a book in memory."""

    def __init__(self, clock: VirtualClock) -> None:
        self.book = Book()
        self.rows: list[Row] = []
        self.marked: list[str] = []
        self._clock = clock

    async def post(self, command_id: str, *ops: Op, events: tuple[str, ...] = ()) -> Answer:
        entry = self.book.post(Command(command_id, ops), self._clock.now_ms())
        if entry.row is not None:
            self.rows.append(entry.row)
        self.marked.extend(events)
        return entry.answer

    async def deposit(self, deposit_id: str) -> Deposit | None:
        return self.book.ledger.deposits.get(deposit_id)

    async def standing(self, player: str) -> Standing:
        return standing_of(self.book.ledger, player, self._clock.now_ms())

    def cash(self, player: str = PLAYER) -> int:
        return self.book.ledger.account(bucket(player, Currency.USD, "cash")).posted

    def owed(self, player: str = PLAYER) -> int:
        return -self.book.ledger.account(receivable(player, Currency.USD)).posted


class MemoryPayments:
    """The payments port in dictionaries; as strict as the database about what outranks what."""

    def __init__(self) -> None:
        self.deposits: dict[str, DepositRow] = {}
        self.withdrawals: dict[str, WithdrawalRow] = {}
        self.accounts: dict[str, tuple[str, bool]] = {}
        self.events: dict[str, Hint] = {}
        self.done: dict[str, str | None] = {}
        self.marks: dict[str, int] = {}

    async def begin_deposit(self, row: DepositRow) -> DepositRow:
        return self.deposits.setdefault(row.deposit_id, row)

    async def deposit(self, deposit_id: str) -> DepositRow | None:
        return self.deposits.get(deposit_id)

    async def deposit_paid_by(self, payment_intent: str) -> DepositRow | None:
        return next((row for row in self.deposits.values() if row.payment_intent == payment_intent), None)

    async def move_deposit(self, row: DepositRow, now_ms: int) -> DepositRow:
        kept = self.deposits[row.deposit_id]
        if RANK[kept.state] <= RANK[row.state]:
            known = {name: getattr(kept, name) or getattr(row, name) for name in ("session_id", "payment_intent")}
            kept = self.deposits[row.deposit_id] = attrs.evolve(row, url=row.url or kept.url, **known)
        return kept

    async def waiting_deposits(self, before_ms: int) -> Sequence[DepositRow]:
        return [row for row in self.deposits.values() if row.state in WAITING and row.created_ms < before_ms]

    async def begin_withdrawal(self, row: WithdrawalRow) -> WithdrawalRow:
        return self.withdrawals.setdefault(row.withdrawal_id, row)

    async def withdrawal(self, withdrawal_id: str) -> WithdrawalRow | None:
        return self.withdrawals.get(withdrawal_id)

    async def withdrawal_paid_by(self, payout_id: str) -> WithdrawalRow | None:
        return next((row for row in self.withdrawals.values() if row.payout_id == payout_id), None)

    async def move_withdrawal(self, row: WithdrawalRow, now_ms: int) -> WithdrawalRow:
        kept = self.withdrawals[row.withdrawal_id]
        over = kept.state in (PaymentState.FAILED, PaymentState.DENIED, PaymentState.REFUSED)
        if not over and (kept.state is not PaymentState.PAID or row.state in (PaymentState.PAID, PaymentState.FAILED)):
            kept = self.withdrawals[row.withdrawal_id] = row
        return kept

    async def decide_withdrawal(self, withdrawal_id: str, state: PaymentState, why: str | None, operator: str, now_ms: int) -> bool:
        kept = self.withdrawals[withdrawal_id]
        if kept.state is not PaymentState.REVIEW:
            return False
        self.withdrawals[withdrawal_id] = attrs.evolve(kept, state=state, why=why)
        return True

    async def denied_since(self, since_ms: int) -> Sequence[WithdrawalRow]:
        return [row for row in self.withdrawals.values() if row.state is PaymentState.DENIED]

    async def waiting_withdrawals(self) -> Sequence[WithdrawalRow]:
        return [row for row in self.withdrawals.values() if row.state in WAITING]

    async def withdrawn_since(self, player: str, since_ms: int) -> int:
        lost = (PaymentState.FAILED, PaymentState.DENIED, PaymentState.REFUSED)
        return sum(row.minor for row in self.withdrawals.values() if row.player == player and row.created_ms >= since_ms and row.state not in lost)

    async def payments_of(self, player: str, at_most: int) -> Sequence[DepositRow | WithdrawalRow]:
        return [row for row in (*self.deposits.values(), *self.withdrawals.values()) if row.player == player]

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
            self.done.setdefault(event, trouble)

    async def mark(self, name: str) -> int:
        return self.marks.get(name, 0)

    async def set_mark(self, name: str, at_ms: int) -> None:
        self.marks[name] = at_ms


class MemoryStripe:
    """Stripe's calls on the stand-in's objects; `at` is a whole state of them, so that time can be set."""

    access = StripeAccess("sk_test_x", ("whsec_x",), None, livemode=False)

    def __init__(self) -> None:
        self.state = StripeState(lambda: 1_700_000_000.0, lambda _event: None)
        self._made: dict[str, str] = {}

    def snapshot(self) -> dict[str, Any]:
        return copy.deepcopy(self.state.objects)

    async def create_session(self, deposit_id: str, minor: int, currency: str, back_to: str, name: str) -> CheckoutSession:
        if deposit_id not in self._made:
            item = {"price_data": {"unit_amount": minor, "currency": currency.lower()}, "quantity": 1}
            self._made[deposit_id] = self.state.create_session({"mode": "payment", "line_items": {"0": item}, "client_reference_id": deposit_id})["id"]
        return await self.session(self._made[deposit_id])

    async def session(self, session_id: str) -> CheckoutSession:
        plain = dict(self.state.get(session_id, "checkout.session"))
        if plain["payment_intent"]:
            intent = dict(self.state.get(plain["payment_intent"], "payment_intent"))
            intent["latest_charge"] = self.state.objects.get(str(intent["latest_charge"]))
            plain["payment_intent"] = intent
        return session_of(plain)

    async def session_paid_by(self, payment_intent: str) -> str | None:
        return next((one["id"] for one in self.state.all("checkout.session") if one["payment_intent"] == payment_intent), None)

    async def disputes_of(self, payment_intent: str) -> list[Disputed]:
        return [Disputed(one["amount"], one["status"]) for one in self.state.all("dispute") if one["payment_intent"] == payment_intent]

    async def sessions_since(self, since_seconds: int) -> list[CheckoutSession]:
        return [await self.session(one["id"]) for one in self.state.all("checkout.session")]

    async def payments_taken_back_since(self, since_seconds: int) -> set[str]:
        return {one["payment_intent"] for kind in ("refund", "dispute") for one in self.state.all(kind)}


class World:
    """Deposits of one player, and everything they stand on."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.wallet, self.store, self.stripe = BookWallet(self.clock), MemoryPayments(), MemoryStripe()
        self.watchers = PaymentWatchers()
        ports = DepositPorts(self.store, self.stripe, self.wallet, self.clock, self.watchers, lambda: "http://here", lambda _place: 10_000)  # type: ignore[arg-type]
        self.deposits = Deposits(ports)
