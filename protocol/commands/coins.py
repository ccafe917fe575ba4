"""Commands about coins: what I am given every day, and the free way in."""

from __future__ import annotations

from typing import ClassVar

import attrs


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
