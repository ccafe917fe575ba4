"""Redemptions, identity and entries by mail, as a player sees them."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs


class IdentityState(Enum):
    """Whether the house knows who somebody is. pending: it is being looked at, or not shown yet; failed: what was shown did not do, try again."""

    NONE = "none"
    PENDING = "pending"
    VERIFIED = "verified"
    FAILED = "failed"


class RedemptionState(Enum):
    """asked: the coins are held, and an operator looks. granted: exchanged, the prize is in the wallet. denied: the coins are back. refused: nothing
    was held."""

    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"
    REFUSED = "refused"


@attrs.frozen
class Redemption:
    """Sweeps Coins to be exchanged for a prize of as many dollars, in minor units."""

    redemption_id: str
    at_ms: int
    minor: int
    state: RedemptionState
    why: str | None


@attrs.frozen
class EntryCode:
    """A code of mine for an entry by mail, good for one card until expires_ms."""

    code: str
    expires_ms: int


@attrs.frozen
class RedemptionsView:
    """How I stand with redemptions: from least_minor on, up to day_most a day. year_minor: what was granted this calendar year; reported: so
    much that the house has to report it. entry: my open code for an entry by mail, which brings entry_minor."""

    tag: ClassVar[str] = "redemptions_view"
    identity: IdentityState
    least_minor: int
    day_most: int
    year_minor: int
    reported: bool
    redemptions: tuple[Redemption, ...]
    entry: EntryCode | None
    entry_minor: int


@attrs.frozen
class IdentityLink:
    """The page at Stripe where I show who I am. It lasts for a day."""

    tag: ClassVar[str] = "identity_link"
    url: str
