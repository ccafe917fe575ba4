"""What the stand-in knows: its objects as Stripe writes them, and what happens to them. Time is an argument, events go to a listener.

Only what Wager Up asks for is here; an unknown parameter is ignored, as Stripe's own older versions do not."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

Object = dict[str, Any]
SESSION_SECONDS = 86_400
PLATFORM_CENTS = 100_000_000

CARDS: Mapping[str, str] = {
    "4242424242424242": "paid",
    "4000000000000002": "declined",
    "4000000000000259": "disputed",
    "4000002760003184": "challenge",
    "authenticated": "paid",
    "not authenticated": "declined",
    "000123456789": "delayed",
    "000111111116": "delayed_failure",
}
"""Stripe's own test numbers, and what comes of each: a card that pays, one that is declined, one whose owner disputes, one whose bank asks its owner
first (3-D Secure, and the two answers); two bank accounts that take their time, and one of them then fails."""
FAILING_BANK = "000111111116"
IDENTITY = "identity.verification_session"


class Refusal(Exception):
    """What the API answers instead: HTTP status, type, code, words."""

    def __init__(self, status: int, kind: str, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": words}}


def invalid(words: str, code: str = "parameter_invalid") -> Refusal:
    return Refusal(400, "invalid_request_error", code, words)


class StripeState:
    """All objects by id, newest last."""

    def __init__(self, now: Callable[[], float], tell: Callable[[Object], None], fresh: Callable[[], str] = lambda: secrets.token_hex(12)) -> None:
        self._now = now
        self._tell = tell
        self._fresh = fresh
        self.objects: dict[str, Object] = {}
        self.address = ""

    def make(self, prefix: str, kind: str, **fields: Any) -> Object:
        name = f"{prefix}_{self._fresh()}"
        made = {"id": name, "object": kind, "created": int(self._now()), "livemode": False, **fields}
        self.objects[name] = made
        return made

    def get(self, name: str, kind: str) -> Object:
        found = self.objects.get(name)
        if found is None or found["object"] != kind:
            raise Refusal(404, "invalid_request_error", "resource_missing", f"No such {kind}: '{name}'")
        return found

    def all(self, kind: str) -> list[Object]:
        """The newest first."""
        return [one for one in reversed(self.objects.values()) if one["object"] == kind]

    def happened(self, kind: str, what: Object, account: str | None = None) -> Object:
        """An event about an object as it is now; it is told to whoever listens."""
        event = self.make("evt", "event", type=kind, api_version="2026-01-28", pending_webhooks=1, data={"object": dict(what)})
        if account is not None:
            event["account"] = account
        self._tell(event)
        return event

    # ── Checkout ──

    def create_session(self, asked: Mapping[str, Any]) -> Object:
        if asked.get("mode") != "payment":
            raise invalid("mode must be payment")
        try:
            items = list(asked["line_items"].values())
            amount = sum(int(one["price_data"]["unit_amount"]) * int(one.get("quantity", 1)) for one in items)
            currency = str(items[0]["price_data"]["currency"])
        except (KeyError, ValueError, AttributeError, IndexError):
            raise invalid("line_items needs price_data with unit_amount and currency") from None
        if amount < 50:
            raise invalid("The amount is too small", "amount_too_small")
        session = self.make(
            "cs_test",
            "checkout.session",
            mode="payment",
            status="open",
            payment_status="unpaid",
            amount_subtotal=amount,
            amount_total=amount,
            currency=currency,
            client_reference_id=asked.get("client_reference_id"),
            metadata=dict(asked.get("metadata") or {}),
            success_url=asked.get("success_url"),
            cancel_url=asked.get("cancel_url"),
            expires_at=int(self._now()) + SESSION_SECONDS,
            payment_intent=None,
        )
        session["url"] = f"{self.address}/c/pay/{session['id']}"
        return session

    def expire_session(self, name: str) -> Object:
        session = self.get(name, "checkout.session")
        if session["status"] != "open":
            raise invalid(f"Only open sessions can be expired; this one is {session['status']}")
        session.update(status="expired", url=None)
        self.happened("checkout.session.expired", session)
        return session

    def expire_old(self) -> None:
        for session in self.all("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= self._now():
                self.expire_session(session["id"])

    def pay(self, name: str, number: str) -> str:
        """Somebody pays with a card or from a bank account; answers with what came of it, as in CARDS."""
        session = self.get(name, "checkout.session")
        if session["status"] != "open":
            raise invalid(f"This session is {session['status']}")
        what = CARDS.get(number.replace(" ", ""), "declined")
        if what in ("declined", "challenge"):
            return what
        intent = self.make("pi", "payment_intent", amount=session["amount_total"], currency=session["currency"], latest_charge=None)
        session.update(status="complete", payment_intent=intent["id"], url=None)
        if what.startswith("delayed"):
            intent.update(status="processing", fails=what == "delayed_failure")
            self.happened("checkout.session.completed", session)
            return what
        self._succeed(session, intent)
        self.happened("checkout.session.completed", session)
        if what == "disputed":
            self.dispute(intent["id"])
        return what

    def _succeed(self, session: Object, intent: Object) -> None:
        charge = self.make("ch", "charge", amount=intent["amount"], amount_refunded=0, disputed=False, payment_intent=intent["id"])
        intent.update(status="succeeded", latest_charge=charge["id"])
        session.update(payment_status="paid")

    def bank_answers(self) -> int:
        """The slow banks answer: each delayed payment comes in, or fails. How many."""
        waiting = [one for one in self.all("checkout.session") if one["status"] == "complete" and one["payment_status"] == "unpaid"]
        waiting = [one for one in waiting if self.get(one["payment_intent"], "payment_intent")["status"] == "processing"]
        for session in waiting:
            intent = self.get(session["payment_intent"], "payment_intent")
            if intent["fails"]:
                intent["status"] = "requires_payment_method"
                self.happened("checkout.session.async_payment_failed", session)
            else:
                self._succeed(session, intent)
                self.happened("checkout.session.async_payment_succeeded", session)
        return len(waiting)

    # ── money that goes back ──

    def refund(self, intent_id: str, amount: int | None = None) -> Object:
        intent = self.get(intent_id, "payment_intent")
        charge = self.get(str(intent["latest_charge"]), "charge")
        left = int(charge["amount"] - charge["amount_refunded"])
        amount = left if amount is None else amount
        if not 0 < amount <= left:
            raise invalid("The refund is larger than what is left of the charge", "charge_already_refunded")
        refund = self.make("re", "refund", amount=amount, payment_intent=intent_id, charge=charge["id"], status="succeeded")
        charge["amount_refunded"] += amount
        self.happened("charge.refunded", charge)
        return refund

    def fail_refund(self, name: str) -> Object:
        """The payer's bank sends a refund back: it is ours again."""
        refund = self.get(name, "refund")
        refund["status"] = "failed"
        self.get(refund["charge"], "charge")["amount_refunded"] -= refund["amount"]
        self.happened("refund.failed", refund)
        return refund

    def dispute(self, intent_id: str, *, inquiry: bool = False) -> Object:
        charge = self.get(str(self.get(intent_id, "payment_intent")["latest_charge"]), "charge")
        left = charge["amount"] - charge["amount_refunded"]
        status = "warning_needs_response" if inquiry else "needs_response"
        dispute = self.make("du", "dispute", amount=left, payment_intent=intent_id, charge=charge["id"], status=status)
        charge["disputed"] = True
        self.happened("charge.dispute.created", dispute)
        return dispute

    def escalate(self, name: str) -> Object:
        """An inquiry becomes a dispute: the money is taken now."""
        dispute = self.get(name, "dispute")
        dispute["status"] = "needs_response"
        self.happened("charge.dispute.updated", dispute)
        return dispute

    def close_dispute(self, name: str, *, won: bool) -> Object:
        dispute = self.get(name, "dispute")
        dispute["status"] = "won" if won else "lost"
        self.happened("charge.dispute.closed", dispute)
        return dispute

    # ── identity ──

    def create_identity(self, asked: Mapping[str, Any]) -> Object:
        kept = {name: asked.get(name) for name in ("type", "client_reference_id", "metadata", "return_url")}
        made = self.make("vs", IDENTITY, status="requires_input", last_error=None, **kept)
        made["url"] = f"{self.address}/identity/{made['id']}"
        return made

    def show_identity(self, name: str, *, passes: bool) -> Object:
        """A document is shown: it does, or it does not."""
        found = self.get(name, IDENTITY)
        found["status"] = "verified" if passes else "requires_input"
        found["last_error"] = None if passes else {"code": "document_expired", "reason": "The document is expired."}
        if passes:
            found["url"] = None
        self.happened(f"{IDENTITY}.{found['status']}", found)
        return found
