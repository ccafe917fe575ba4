"""Facts about deposits and withdrawals, on the stream "payments". Every push carries one payment as it now stands."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.money import Currency


class PaymentKind(Enum):
    """In, or out."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


class PaymentState(Enum):
    """A deposit is begun, open (its page waits), processing (a slow bank), then paid, failed or expired; a paid one may be refunded or disputed,
    whole or in part. A withdrawal is in review or begun, processing (on its way), then paid, failed or denied; then the money is back. refused: it
    was never begun, and why says so."""

    BEGUN = "begun"
    OPEN = "open"
    REVIEW = "review"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    DENIED = "denied"
    REFUSED = "refused"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


@attrs.frozen
class Payment:
    """One deposit or withdrawal. url: Stripe's page, while it waits for you. returned_minor: what went back to the payer. why: of a no."""

    payment_id: str
    kind: PaymentKind
    currency: Currency
    minor: int
    state: PaymentState
    at_ms: int
    url: str | None = None
    returned_minor: int = 0
    why: str | None = None


@attrs.frozen
class PaymentsView:
    """Snapshot: the newest payments first, and whether payouts are set up at Stripe."""

    tag: ClassVar[str] = "payments_view"
    payments: tuple[Payment, ...]
    payouts_ready: bool


@attrs.frozen
class PaymentChanged:
    """A payment as it now stands."""

    tag: ClassVar[str] = "payment_changed"
    payment: Payment


@attrs.frozen
class PayoutsReady:
    """Stripe knows where to pay you out, or no longer does."""

    tag: ClassVar[str] = "payouts_ready"
    ready: bool
