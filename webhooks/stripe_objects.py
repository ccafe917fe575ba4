"""What Stripe's objects say, as values of ours; read from the dictionaries that Stripe writes."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen
class CheckoutSession:
    """A checkout as it is now. intent_status says how a payment stands that is complete and not paid."""

    session_id: str
    deposit_id: str | None
    status: str
    payment_status: str
    minor: int
    currency: str
    livemode: bool
    url: str | None
    payment_intent: str | None
    intent_status: str | None
    refunded_minor: int
    disputed: bool


@attrs.frozen
class Disputed:
    """A dispute: how much, and whether the money is gone for now."""

    minor: int
    status: str

    @property
    def takes(self) -> bool:
        """Stripe takes the money when a dispute opens, and gives it back when it is won; an inquiry takes nothing."""
        return self.status not in ("won", "prevented") and not self.status.startswith("warning")

    @property
    def settled(self) -> bool:
        """Nothing more comes of it. An inquiry may still become a dispute."""
        return self.status in ("won", "lost", "prevented", "warning_closed")


@attrs.frozen
class Payout:
    """A payout as it is now."""

    payout_id: str
    status: str
    failure: str | None


@attrs.frozen
class PayoutAccount:
    """A player's account at Stripe. manual: it pays out when we say so, and not by itself before; gone: it is closed for good."""

    ready: bool
    manual: bool
    gone: bool


GONE = PayoutAccount(ready=False, manual=False, gone=True)


@attrs.frozen
class SessionPage:
    """A page of a list of checkouts, the newest first, and behind which one the next begins."""

    sessions: tuple[CheckoutSession, ...]
    after: str | None


def session_of(plain: dict[str, Any]) -> CheckoutSession:
    """A checkout as Stripe writes it, its payment and charge within it or named."""
    intent: Any = plain.get("payment_intent")
    known: dict[str, Any] = intent if isinstance(intent, dict) else {"id": intent}
    latest: Any = known.get("latest_charge")
    charge: dict[str, Any] = latest if isinstance(latest, dict) else {}
    return CheckoutSession(
        session_id=plain["id"],
        deposit_id=plain.get("client_reference_id"),
        status=plain["status"],
        payment_status=plain["payment_status"],
        minor=plain["amount_total"],
        currency=str(plain["currency"]).upper(),
        livemode=plain["livemode"],
        url=plain.get("url"),
        payment_intent=known.get("id"),
        intent_status=known.get("status"),
        refunded_minor=charge.get("amount_refunded", 0),
        disputed=charge.get("disputed", False),
    )


def account_of(plain: dict[str, Any]) -> PayoutAccount:
    """A connected account as Stripe writes it. One that Stripe rejected is not opened again."""
    schedule: dict[str, Any] = ((plain.get("settings") or {}).get("payouts") or {}).get("schedule") or {}
    reason = (plain.get("requirements") or {}).get("disabled_reason") or ""
    return PayoutAccount(bool(plain.get("payouts_enabled")), schedule.get("interval") == "manual", gone=reason.startswith("rejected"))
