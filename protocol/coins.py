"""Coins: where Sweeps Coins came from, and what a player sees of a lot of them."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.money import Currency


class LotSource(Enum):
    """How a lot was given; never by purchase, never from another player. package: free beside Gold Coins. request, mail: the free ways in."""

    DAILY = "daily"
    PACKAGE = "package"
    REQUEST = "request"
    MAIL = "mail"
    CHALLENGE = "challenge"
    OPERATOR = "operator"


@attrs.frozen
class Lot:
    """Sweeps Coins that were given together and are not played yet, in minor units. left: not played, in a bet or not; to_play: so much must still be
    staked before what is left can be redeemed; expires_ms: when what is left lapses."""

    lot_id: str
    source: LotSource
    granted: int
    left: int
    to_play: int
    expires_ms: int


@attrs.frozen
class Gift:
    """Coins that the house gives: how many, and from when (null: now). refused: the code of the refusal that one would get, null when none."""

    currency: Currency
    minor: int
    from_ms: int | None
    refused: str | None


@attrs.frozen
class Package:
    """Gold Coins for dollars, and the Sweeps Coins that come with them for nothing, in minor units."""

    package: str
    gold: int
    sweeps: int
    cents: int


@attrs.frozen
class CoinsView:
    """What I am given, and how long Sweeps Coins last: playthrough_bp of a lot must be staked (10,000: once), within expires_days."""

    tag: ClassVar[str] = "coins_view"
    daily: tuple[Gift, ...]
    request: Gift
    packages: tuple[Package, ...]
    playthrough_bp: int
    expires_days: int
