"""Money: a whole number of minor units with its currency beside it. No float, no ambient currency."""

from __future__ import annotations

from enum import Enum

import attrs

from protocol.fields import whole

AMOUNT_MINOR_MAX = 100_000_000
"""No single amount above a million dollars: far below 2^53, so that no sum of a match can leave it."""


class Currency(Enum):
    """USD in cents; GC (Gold Coins, social) and SC (Sweeps Coins, promotional) in hundredths."""

    USD = "USD"
    GC = "GC"
    SC = "SC"


@attrs.frozen
class Amount:
    """An amount of money above zero, in minor units (cents) of its currency."""

    currency: Currency
    minor: int = whole(1, AMOUNT_MINOR_MAX)


def rake_of(pot_minor: int, rake_bp: int) -> int:
    """The house's share of a pot in basis points, rounded down: a fraction of a cent stays with the winner."""
    return pot_minor * rake_bp // 10_000
