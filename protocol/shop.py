"""The shop: things to wear, drawn by the house. They change how one looks, and nothing else."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs


class Slot(Enum):
    """Where a thing is worn; one in each."""

    FRAME = "frame"
    TITLE = "title"
    CHAT = "chat"
    CARD_BACK = "card_back"
    FLIGHT = "flight"
    BALL = "ball"
    FELT = "felt"
    EFFECT = "effect"


@attrs.frozen
class ShopItem:
    """A thing. price: Gold Coins in minor units, null for what is only earned. edition: how many there will ever be, null without a bound; left: of
    them."""

    item: str
    slot: Slot
    name: str
    price: int | None
    edition: int | None
    left: int | None


@attrs.frozen
class OwnedItem:
    """A thing of mine. bought: by me or by who gave it to me; only then may I give it away."""

    item: str
    bought: bool


@attrs.frozen
class WornItem:
    """A thing in its slot."""

    slot: Slot
    item: str


@attrs.frozen
class ShopView:
    """What there is, what of it is mine, and what I wear."""

    tag: ClassVar[str] = "shop_view"
    items: tuple[ShopItem, ...]
    owned: tuple[OwnedItem, ...]
    worn: tuple[WornItem, ...]


@attrs.frozen
class Looks:
    """What a player wears."""

    player: str
    worn: tuple[WornItem, ...]


@attrs.frozen
class LooksList:
    """What these players wear."""

    tag: ClassVar[str] = "looks_list"
    looks: tuple[Looks, ...]
