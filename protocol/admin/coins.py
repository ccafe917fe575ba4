"""What operators may ask about coins: the queue of redemptions, and entries that came by mail."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text
from protocol.people import Person

REDEMPTION_PATTERN = r"^r_[a-z0-9]{16}$"
ENTRY_PATTERN = r"^[A-Z2-7]{10}$"


@attrs.frozen
class ListRedemptions:
    """Redemptions that wait for an operator, the oldest first; answered with redemptions."""

    tag: ClassVar[str] = "list_redemptions"


@attrs.frozen
class DecideRedemption:
    """Grant a redemption: the coins are exchanged for a prize in the player's wallet. Or deny it: the coins are back, and the player reads the
    reason."""

    tag: ClassVar[str] = "decide_redemption"
    grant: bool
    redemption_id: str = text(18, 18, pattern=REDEMPTION_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class ListEntries:
    """Codes for entries by mail that are open, the oldest first; answered with entries."""

    tag: ClassVar[str] = "list_entries"


@attrs.frozen
class AcceptEntry:
    """A card came with this code and this name on it: the player is given their Sweeps Coins, once."""

    tag: ClassVar[str] = "accept_entry"
    code: str = text(10, 10, pattern=ENTRY_PATTERN)
    name: str = text(1, 60)


@attrs.frozen
class WaitingRedemption:
    """A redemption that waits: who, how many coins since when, what was granted them before in all and this year, in minor units."""

    redemption_id: str
    at_ms: int
    player: Person
    minor: int
    granted_minor: int
    year_minor: int


@attrs.frozen
class WaitingRedemptions:
    """The queue of redemptions."""

    tag: ClassVar[str] = "redemptions"
    redemptions: tuple[WaitingRedemption, ...]


@attrs.frozen
class OpenEntry:
    """An open code, and whose it is."""

    code: str
    at_ms: int
    expires_ms: int
    player: Person


@attrs.frozen
class OpenEntries:
    """The codes that are open."""

    tag: ClassVar[str] = "entries"
    entries: tuple[OpenEntry, ...]


CoinCommand = ListRedemptions | DecideRedemption | ListEntries | AcceptEntry
CoinBody = WaitingRedemptions | OpenEntries
