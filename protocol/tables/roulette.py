"""European roulette on the wire: one zero, 37 pockets."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import several, text, whole
from protocol.money import AMOUNT_MINOR_MAX

SPOT_PATTERN = r"^[a-z0-9-]{1,20}$"


@attrs.frozen
class Chip:
    """So much on a spot: "17" pays 35 to 1; "17-20" (split) 17; "16-17-18" (street, and with zero "0-1-2", "0-2-3") 11; "16-17-19-20" (corner, and
    "0-1-2-3") 8; "13-14-15-16-17-18" (line) 5; "dozen-1" to 3 and "column-1" to 3 pay 2; "red", "black", "odd", "even", "low", "high" pay 1."""

    spot: str = text(1, 20, pattern=SPOT_PATTERN)
    minor: int = whole(1, AMOUNT_MINOR_MAX)


@attrs.frozen
class RouletteBet:
    """All one's chips of a round, each spot once. Put again, they replace the ones before."""

    tag: ClassVar[str] = "roulette_bet"
    chips: tuple[Chip, ...] = several(1, 40)


@attrs.frozen
class RouletteSpin:
    """The pocket, 0 to 36, and when the ball lies in it."""

    tag: ClassVar[str] = "roulette_spin"
    pocket: int
    stops_ms: int
