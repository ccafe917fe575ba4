"""Commands in the shop and at the wardrobe."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import several, text
from protocol.ids import KEY_PATTERN, PLAYER_PATTERN
from protocol.shop import Slot

ITEM_PATTERN = r"^[a-z0-9_]{3,40}$"


@attrs.frozen
class ReadShop:
    """What is there to wear, what is mine, what do I wear?"""

    tag: ClassVar[str] = "read_shop"


@attrs.frozen
class BuyItem:
    """I buy a thing with Gold Coins. It is mine at once, or nothing was taken."""

    tag: ClassVar[str] = "buy_item"
    item: str = text(3, 40, pattern=ITEM_PATTERN)
    key: str = text(8, 64, pattern=KEY_PATTERN)


@attrs.frozen
class WearItem:
    """I wear a thing of mine, or, with null, nothing in this slot. Everybody who sees me sees it."""

    tag: ClassVar[str] = "wear_item"
    slot: Slot
    key: str = text(8, 64, pattern=KEY_PATTERN)
    item: str | None = text(3, 40, pattern=ITEM_PATTERN, default=None)


@attrs.frozen
class GiveItem:
    """I give a thing that was bought to a friend: somebody whom I follow, and who follows me."""

    tag: ClassVar[str] = "give_item"
    item: str = text(3, 40, pattern=ITEM_PATTERN)
    player_id: str = text(18, 18, pattern=PLAYER_PATTERN)
    key: str = text(8, 64, pattern=KEY_PATTERN)


@attrs.frozen
class ReadLooks:
    """What do these players wear? What changes is pushed to who watches the stream "looks"."""

    tag: ClassVar[str] = "read_looks"
    players: tuple[str, ...] = several(1, 100, pattern=PLAYER_PATTERN)


CHALLENGE_PATTERN = r"^[a-z0-9_]{3,40}$"


@attrs.frozen
class ReadChallenges:
    """What is there to be done, and how far am I?"""

    tag: ClassVar[str] = "read_challenges"


@attrs.frozen
class ClaimReward:
    """I have done it: what it brings is mine, once."""

    tag: ClassVar[str] = "claim_reward"
    challenge: str = text(3, 40, pattern=CHALLENGE_PATTERN)
