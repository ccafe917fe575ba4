"""Challenges: something to do over both products, and what it brings."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs


class Period(Enum):
    """How often it can be done: between midnight and midnight UTC, from Monday on, or once."""

    DAY = "day"
    WEEK = "week"
    ONCE = "once"


@attrs.frozen
class Challenge:
    """done of goal; gold: Gold Coins in minor units, item: a thing that nobody can buy. ends_ms: null for what has no end. claimed: it is paid."""

    challenge: str
    name: str
    period: Period
    goal: int
    done: int
    gold: int
    item: str | None
    ends_ms: int | None
    claimed: bool


@attrs.frozen
class ChallengesView:
    """All of them, as I stand now."""

    tag: ClassVar[str] = "challenges_view"
    challenges: tuple[Challenge, ...]
