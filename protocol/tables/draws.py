"""Dice and plinko on the wire: everybody's own draw, from seeds of their own, shown to all."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import chosen, whole
from protocol.money import AMOUNT_MINOR_MAX


class Risk(Enum):
    """How far apart the multipliers of a plinko board are."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@attrs.frozen
class DiceBet:
    """A roll from 0.00 to 100.00, over or under a target in hundredths, never equal to it. Pays 99 divided by the chance of winning in per cent."""

    tag: ClassVar[str] = "dice_bet"
    over: bool
    minor: int = whole(1, AMOUNT_MINOR_MAX)
    target: int = whole(0, 10_000)


@attrs.frozen
class PlinkoBet:
    """A ball through 8, 12 or 16 rows of pins."""

    tag: ClassVar[str] = "plinko_bet"
    risk: Risk
    minor: int = whole(1, AMOUNT_MINOR_MAX)
    rows: int = chosen(8, 12, 16)


@attrs.frozen
class DiceDraw:
    """What was rolled, in hundredths, and from which seeds: the nonce-th bet of this pair."""

    tag: ClassVar[str] = "dice_draw"
    player: str
    roll: int
    client_seed: str
    number: int
    nonce: int


@attrs.frozen
class PlinkoDraw:
    """The way of the ball, a letter a row (L, R), the bucket, its multiplier in hundredths, and the seeds."""

    tag: ClassVar[str] = "plinko_draw"
    player: str
    path: str
    bucket: int
    multiplier: int
    client_seed: str
    number: int
    nonce: int


Draw = DiceDraw | PlinkoDraw


@attrs.frozen
class PersonalDraws:
    """All draws of a round, and when they have been shown."""

    tag: ClassVar[str] = "personal_draws"
    draws: tuple[Draw, ...]
    shown_ms: int
