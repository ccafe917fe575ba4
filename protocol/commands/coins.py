"""Commands about coins: what I am given every day, and the free way in."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import KEY_PATTERN
from protocol.money import AMOUNT_MINOR_MAX

PACKAGE_PATTERN = r"^[a-z]{3,20}$"


@attrs.frozen
class ReadCoins:
    """What can I have now, and what not, and why?"""

    tag: ClassVar[str] = "read_coins"


@attrs.frozen
class ClaimDaily:
    """Today's Gold Coins and Sweeps Coins, once between midnight and midnight UTC. Claiming again is no error, and gives nothing more."""

    tag: ClassVar[str] = "claim_daily"


@attrs.frozen
class RequestCoins:
    """Sweeps Coins on request, without any purchase, once between midnight and midnight UTC. They play and redeem like all others."""

    tag: ClassVar[str] = "request_coins"


@attrs.frozen
class BuyCoins:
    """A package of Gold Coins; answered with where it is paid. The same key again names the same purchase. Sweeps Coins are never bought: those of a
    package are a gift, and to be had without it (request_coins, ask_entry_code)."""

    tag: ClassVar[str] = "buy_coins"
    key: str = text(8, 64, pattern=KEY_PATTERN)
    package: str = text(3, 20, pattern=PACKAGE_PATTERN)


@attrs.frozen
class ReadRedemptions:
    """What may I redeem, what did I, and does the house know who I am?"""

    tag: ClassVar[str] = "read_redemptions"


@attrs.frozen
class VerifyIdentity:
    """Where do I show who I am? Answered with an address at Stripe. Needed once, before the first redemption."""

    tag: ClassVar[str] = "verify_identity"


@attrs.frozen
class RedeemCoins:
    """Exchange so many redeemable Sweeps Coins for a prize of as many dollars. They are held until an operator has looked. The same key again
    names the same redemption."""

    tag: ClassVar[str] = "redeem_coins"
    key: str = text(8, 64, pattern=KEY_PATTERN)
    minor: int = whole(1, AMOUNT_MINOR_MAX)


@attrs.frozen
class AskEntryCode:
    """A code for an entry by mail: write it on a card with your name, and send it. One open code at a time. No purchase necessary."""

    tag: ClassVar[str] = "ask_entry_code"
