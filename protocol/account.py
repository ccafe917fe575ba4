"""What is answered about an account: the gate, limits, and where the house may be played."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.events.payments import Payment
from protocol.limits import AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency


@attrs.frozen
class PlayLimit:
    """most: minor units (session: minutes), null: none; used: of it now. asked: what was asked for instead (null: no limit), since asked_ms;
    asked_ms null: nothing was asked for. may_confirm_ms: from when it may be confirmed."""

    kind: LimitKind
    period: LimitPeriod
    currency: Currency
    most: int | None
    used: int
    asked: int | None
    asked_ms: int | None
    may_confirm_ms: int | None


@attrs.frozen
class Place:
    """Where one may be, from which age one may play there for real money, and what is allowed there today."""

    code: str
    name: str
    age: int
    state: PlaceState


@attrs.frozen
class AccountView:
    """How I stand. may_stake and may_deposit: null when I may, else the code of the refusal that I would get. place and terms: as accepted,
    null before. place_by_header: where the house sees me to be, which counts instead of what I say. loosen_hours: how long a looser limit waits
    for its confirmation; cooling_hours: a deposit for its withdrawal. withdrawable_minor: so many cents may be withdrawn now."""

    tag: ClassVar[str] = "account_view"
    state: AccountState
    may_stake: str | None
    may_deposit: str | None
    excluded_until_ms: int | None
    born_known: bool
    place: str | None
    place_by_header: str | None
    terms: int | None
    privacy: int | None
    terms_now: int
    privacy_now: int
    owed_minor: int
    withdrawable_minor: int
    cooling_hours: int
    loosen_hours: int
    review_minor: int
    limits: tuple[PlayLimit, ...]
    places: tuple[Place, ...]


@attrs.frozen
class PaymentBegun:
    """The payment as it now stands; for a deposit with the address of Stripe's page."""

    tag: ClassVar[str] = "payment_begun"
    payment: Payment


@attrs.frozen
class PayoutLink:
    """The page at Stripe where you say to which account you are paid out. It lasts for a few minutes."""

    tag: ClassVar[str] = "payout_link"
    url: str
