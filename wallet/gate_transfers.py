"""Transfers that decide who may play: places, documents, admissions, accounts, exclusions, limits. Data only.

They stand in the same journal as the stakes, so that a stake is always checked against what was true in its own place of the order."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.limits import AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency


@attrs.frozen
class SetPlace:
    """From a moment on, a place allows so much in a product, to people of at least this age. The first one closes what it does not name."""

    tag: ClassVar[str] = "place"
    currency: Currency
    place: str
    from_ms: int
    state: PlaceState
    age: int


@attrs.frozen
class SetTerms:
    """From now on these versions of the terms and of the privacy notice must have been accepted."""

    tag: ClassVar[str] = "terms"
    terms: int
    privacy: int


@attrs.frozen
class SetLaw:
    """From the next row on, use is counted, and accounts are frozen, by this edition of the rules (wallet/holders.py). It only goes up."""

    tag: ClassVar[str] = "law"
    law: int


@attrs.frozen
class Admit:
    """The gate let a player through: where they are, an age that they have reached (18 to 21; never a date), what they accepted."""

    tag: ClassVar[str] = "admit"
    player: str
    place: str
    age: int
    terms: int
    privacy: int


@attrs.frozen
class SetAccount:
    """Opens, freezes or closes an account. Closing needs it to be empty of real money."""

    tag: ClassVar[str] = "account"
    player: str
    state: AccountState


@attrs.frozen
class Join:
    """Two accounts are one person's: what the duplicate used of its limits, what it paid in so lately that it cools, and what may still be asked back
    of that, is the other's from now on. Not of one that is frozen or owes: an operator looks first."""

    tag: ClassVar[str] = "join"
    duplicate: str
    player: str


@attrs.frozen
class Exclude:
    """No stake and no deposit before until_ms. Only ever moves it later."""

    tag: ClassVar[str] = "exclude"
    player: str
    until_ms: int


@attrs.frozen
class SetLimit:
    """A limit in minor units (session: minutes); None takes it away. What tightens acts at once, what loosens waits to be confirmed."""

    tag: ClassVar[str] = "limit"
    player: str
    currency: Currency
    kind: LimitKind
    period: LimitPeriod
    most: int | None


@attrs.frozen
class Leave:
    """A player closes their account, for good. Not one that is frozen: an operator looks first; and not over money of theirs that is here."""

    tag: ClassVar[str] = "leave"
    player: str


@attrs.frozen
class Loosen:
    """The looser limit that was asked for is still wanted: wait_ms after it was asked for, and no later than lapse_ms after that. Who asks and comes
    back in a year has not slept on it."""

    tag: ClassVar[str] = "loosen"
    player: str
    currency: Currency
    kind: LimitKind
    period: LimitPeriod
    wait_ms: int
    lapse_ms: int


@attrs.frozen
class ConfirmLimit:
    """As Loosen, for ever after. No longer sent: it stands in journals."""

    tag: ClassVar[str] = "confirm_limit"
    player: str
    currency: Currency
    kind: LimitKind
    period: LimitPeriod
    wait_ms: int


@attrs.frozen
class SpendTime:
    """So many minutes were spent signed in."""

    tag: ClassVar[str] = "spend_time"
    player: str
    currency: Currency
    minutes: int


Gate = SetPlace | SetTerms | SetLaw | Admit | SetAccount | Leave | Join | Exclude | SetLimit | Loosen | ConfirmLimit | SpendTime
