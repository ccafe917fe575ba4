"""Transfers of the shop: things that are bought, earned, given, worn. In the journal: no edition is oversold, nothing is paid for twice."""

from __future__ import annotations

from typing import ClassVar

import attrs


@attrs.frozen
class BuyThing:
    """So many minor units of Gold Coins for a thing of which there will be edition (0: no bound)."""

    tag: ClassVar[str] = "buy_thing"
    player: str
    item: str
    minor: int
    edition: int


@attrs.frozen
class EarnThing:
    """A thing that nobody can buy."""

    tag: ClassVar[str] = "earn_thing"
    player: str
    item: str


@attrs.frozen
class GiveThing:
    """A thing that was bought goes to somebody else, and is worn by its giver no more."""

    tag: ClassVar[str] = "give_thing"
    player: str
    target: str
    item: str


@attrs.frozen
class WearThing:
    """A thing in its slot; an empty name takes off what is there."""

    tag: ClassVar[str] = "wear_thing"
    player: str
    slot: str
    item: str


Things = BuyThing | EarnThing | GiveThing | WearThing
