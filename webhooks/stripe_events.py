"""Stripe's events, as hints: what each is about. An event never says what is so; it says what to look at."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, cast

import attrs
import msgspec

EVENT_ID = re.compile(r"evt_[A-Za-z0-9_]{6,120}")
OBJECT_ID = re.compile(r"[a-z]{2,6}_[A-Za-z0-9_]{6,120}")
_read = msgspec.json.Decoder().decode


class About(Enum):
    """What to look at."""

    SESSION = "session"
    PAYMENT = "payment"
    ACCOUNT = "account"
    PAYOUT = "payout"
    NOTHING = "nothing"


@attrs.frozen
class Hint:
    """An event: its id, its type, what it is about, on which connected account, when it was made, and whether with real money."""

    event_id: str
    kind: str
    about: About
    object_id: str
    account: str | None
    created_ms: int
    livemode: bool


class NotAnEvent(ValueError):
    """The body bears our signature and is no event of Stripe's."""


_ABOUT = {"checkout.session": About.SESSION, "account": About.ACCOUNT, "payout": About.PAYOUT, "payment_intent": About.PAYMENT}
_OF_A_PAYMENT = ("charge", "refund", "dispute")


def read_event(raw: bytes) -> Hint:
    """The hint in a body. Raises NotAnEvent."""
    try:
        event = _read(raw)
        what = event["data"]["object"]
        kind, event_id, created = event["type"], event["id"], event["created"]
        account, livemode = event.get("account"), event["livemode"]
        about, object_id = _look_at(cast("dict[str, Any]", what))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAnEvent(f"not an event: {type(error).__name__}") from None
    names = (event_id, kind, object_id, *([] if account is None else [account]))
    if not all(type(name) is str and len(name) <= 130 for name in names) or type(created) is not int or type(livemode) is not bool:
        raise NotAnEvent("a field is of another type")
    if not EVENT_ID.fullmatch(event_id) or (about is not About.NOTHING and not OBJECT_ID.fullmatch(object_id)):
        raise NotAnEvent("an id has another shape")
    if account is not None and not OBJECT_ID.fullmatch(account):
        raise NotAnEvent("an account has another shape")
    return Hint(event_id, kind[:100], about, object_id, account, created * 1000, livemode)


def _look_at(what: dict[str, Any]) -> tuple[About, str]:
    kind = what["object"]
    if kind in _OF_A_PAYMENT:
        payment = what.get("payment_intent")
        return (About.PAYMENT, payment) if payment else (About.NOTHING, str(what.get("id", "")))
    return _ABOUT.get(kind, About.NOTHING), what["id"] if kind in _ABOUT else str(what.get("id", ""))
