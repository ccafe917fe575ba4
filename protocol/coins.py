"""Coins: where Sweeps Coins came from, and what a player sees of a lot of them."""

from __future__ import annotations

from enum import Enum

import attrs


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
