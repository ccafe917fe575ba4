"""Payments as we keep them, the port to where, and the table of how Stripe's word about a checkout is taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

import attrs

from protocol.events.payments import Payment, PaymentKind, PaymentState
from protocol.money import Currency
from webhooks.stripe_events import Hint


@attrs.frozen
class DepositRow:
    """A deposit of ours, or the payment of a package of Gold Coins: stored before Stripe hears of it."""

    deposit_id: str
    player: str
    currency: Currency
    minor: int
    state: PaymentState
    created_ms: int
    why: str | None = None
    session_id: str | None = None
    url: str | None = None
    payment_intent: str | None = None
    returned_minor: int = 0
    package: str | None = None
    updated_ms: int = 0
    next_ms: int | None = None

    def shown(self) -> Payment:
        url = self.url if self.state is PaymentState.OPEN else None
        money = (self.currency, self.minor, self.state, self.created_ms, url, self.returned_minor, self.why)
        return Payment(self.deposit_id, PaymentKind.DEPOSIT, *money)


@attrs.frozen
class WithdrawalRow:
    """A withdrawal of ours, to which account at Stripe, and how far it got there. undoing: why it is being taken back."""

    withdrawal_id: str
    player: str
    currency: Currency
    minor: int
    state: PaymentState
    created_ms: int
    destination: str
    why: str | None = None
    transfer_id: str | None = None
    payout_id: str | None = None
    cooling_ms: int | None = None
    undoing: str | None = None
    updated_ms: int = 0
    next_ms: int | None = None

    def shown(self) -> Payment:
        return Payment(self.withdrawal_id, PaymentKind.WITHDRAWAL, self.currency, self.minor, self.state, self.created_ms, None, 0, self.why)


COMING = (PaymentState.BEGUN, PaymentState.OPEN, PaymentState.PROCESSING)
"""Of a deposit: it is not decided yet."""
CAME = (PaymentState.PAID, PaymentState.REFUNDED, PaymentState.DISPUTED)
"""Of a deposit: it was paid, whatever became of it later."""

RANK = {
    PaymentState.BEGUN: 0,
    PaymentState.REVIEW: 1,
    PaymentState.OPEN: 1,
    PaymentState.PROCESSING: 2,
    PaymentState.FAILED: 3,
    PaymentState.EXPIRED: 3,
    PaymentState.DENIED: 3,
    PaymentState.REFUSED: 3,
    PaymentState.PAID: 4,
    PaymentState.REFUNDED: 4,
    PaymentState.DISPUTED: 4,
}
"""A payment never goes down: what comes late or twice changes nothing. Paid outranks given up, for money that came is money."""


def state_of(status: str, payment_status: str, intent_status: str | None) -> PaymentState:
    """What a checkout's own words say. A complete one that is not paid waits for a slow bank, unless the bank said no."""
    if payment_status == "paid":
        return PaymentState.PAID
    if status == "expired":
        return PaymentState.EXPIRED
    if status == "open":
        return PaymentState.OPEN
    return PaymentState.FAILED if intent_status in ("requires_payment_method", "canceled") else PaymentState.PROCESSING


def wants_a_look(row: DepositRow, state: PaymentState) -> bool:
    """Whether a checkout that stands so in a list says anything that we do not know: the list alone decides whom we ask about."""
    if state is PaymentState.PAID:
        return row.state not in CAME
    if row.state in COMING:
        return row.session_id is None or state is not row.state
    return state is PaymentState.OPEN  # given up by us, and still payable


def state_after(minor: int, returned_minor: int, *, disputed: bool) -> PaymentState:
    """What a paid deposit is called once something of it went back."""
    if disputed:
        return PaymentState.DISPUTED
    return PaymentState.REFUNDED if returned_minor >= minor else PaymentState.PAID


class TroubleKind(Enum):
    """Why a person has to look at a payment."""

    MISMATCH = "checkout"
    STUCK = "withdrawal"
    WON = "dispute won"


class PaymentStore(Protocol):
    """Where payments and events are kept. Raises DatabaseAway."""

    async def begin_deposit(self, row: DepositRow) -> DepositRow:
        """Keeps a new deposit; answers with the one that is kept, which may be older."""
        ...

    async def deposit(self, deposit_id: str) -> DepositRow | None: ...

    async def deposits(self, deposit_ids: Sequence[str]) -> Sequence[DepositRow]: ...

    async def deposit_paid_by(self, payment_intent: str) -> DepositRow | None: ...

    async def move_deposit(self, row: DepositRow, now_ms: int) -> DepositRow:
        """Keeps its state and what is known at Stripe, unless what is kept ranks higher; answers with what is kept then."""
        ...

    async def look_at_deposit_again(self, deposit_id: str, at_ms: int | None) -> None: ...

    async def due_deposits(self, now_ms: int, at_most: int) -> Sequence[DepositRow]: ...

    async def coming_since(self) -> int | None:
        """When the oldest deposit was begun that is not decided yet."""
        ...

    async def coming_deposits(self, player: str) -> Sequence[DepositRow]:
        """Those of a player that may still be paid."""
        ...

    async def players_paying(self, after: str, at_most: int) -> Sequence[str]:
        """Players with a checkout that may still be paid, in order, from behind one on."""
        ...

    async def begin_withdrawal(self, row: WithdrawalRow) -> WithdrawalRow: ...

    async def withdrawal(self, withdrawal_id: str) -> WithdrawalRow | None: ...

    async def withdrawal_paid_by(self, payout_id: str) -> WithdrawalRow | None: ...

    async def move_withdrawal(self, row: WithdrawalRow, now_ms: int) -> WithdrawalRow: ...

    async def decide_withdrawal(self, withdrawal_id: str, state: PaymentState, why: str | None, operator: str, now_ms: int) -> bool:
        """Out of review, once, and due at once: of two decisions at the same time one counts. Whether it was this one."""
        ...

    async def look_at_withdrawal_again(self, withdrawal_id: str, at_ms: int | None) -> None: ...

    async def due_withdrawals(self, now_ms: int, at_most: int) -> Sequence[WithdrawalRow]: ...

    async def withdrawn_since(self, player: str, since_ms: int) -> int:
        """Minor units asked for and not refused since a moment."""
        ...

    async def payments_of(self, player: str, at_most: int) -> Sequence[DepositRow | WithdrawalRow]: ...

    async def payout_account(self, player: str) -> tuple[str, bool] | None: ...

    async def keep_payout_account(self, player: str, account: str, now_ms: int, *, ready: bool) -> None:
        """The one account of a player; what was theirs before is forgotten."""
        ...

    async def player_paid_at(self, account: str) -> str | None: ...

    async def take_in(self, hint: Hint, raw: bytes, now_ms: int) -> bool:
        """Keeps an event as it came, durably; whether it is new."""
        ...

    async def events_waiting(self, at_most: int) -> Sequence[Hint]: ...

    async def events_done(self, events: Sequence[str], now_ms: int, trouble: str | None = None) -> None:
        """Done, unless they were before; a trouble is kept in either case."""
        ...

    async def mark(self, name: str) -> int:
        """Up to when something was looked through, in ms; 0 for never."""
        ...

    async def set_mark(self, name: str, at_ms: int) -> None: ...

    async def note_trouble(self, subject: str, kind: TroubleKind, player: str | None, now_ms: int, words: str) -> bool:
        """Puts something before an operator; whether it was not there yet."""
        ...

    async def end_trouble(self, subject: str, kind: TroubleKind) -> None: ...

    async def troubles(self, kind: TroubleKind, at_most: int) -> Sequence[tuple[str, str | None]]:
        """Subject and player of each, the oldest first."""
        ...
