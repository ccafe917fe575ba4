"""Darts on the wire: 501, cricket, Halve-It."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.games.outcome import Tie


@attrs.frozen
class Darts501Options:
    """501, straight start, double out; first to so many legs; the throw alternates leg by leg."""

    tag: ClassVar[str] = "darts_501"
    legs: int = whole(1, 7, default=1)


@attrs.frozen
class CricketOptions:
    """20 to 15 and the bull, three marks close; first to so many legs; the throw alternates leg by leg."""

    tag: ClassVar[str] = "darts_cricket"
    legs: int = whole(1, 7, default=1)


@attrs.frozen
class HalveItOptions:
    """Twelve targets, three darts at each. Level at the end: split, or the bull again until one leads."""

    tag: ClassVar[str] = "darts_halve_it"
    tie: Tie = Tie.EXTRA


class Ring(Enum):
    """Where on the number a dart stands. The bull's outer ring is single 25, the bull itself double 25."""

    MISS = "miss"
    SINGLE = "single"
    DOUBLE = "double"
    TREBLE = "treble"


@attrs.frozen
class ThrowDart:
    """One dart: number 1 to 20 or 25 with its ring; a dart outside the doubles is number 0, ring miss."""

    tag: ClassVar[str] = "throw_dart"
    number: int = whole(0, 25)
    ring: Ring  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class DartsThrow:
    """One finished throw of up to three darts."""

    seat: int
    scored: int
    bust: bool
    left: int


@attrs.frozen
class DartsBoard:
    """remaining and legs by seat; this throw's darts (at most 3, as "T20", "D16", "25", "Bull", "0"); what is left
    before this throw; a way to check out from here with the darts left in hand, or nothing; three-dart averages in
    hundredths by seat; the last throws, newest last, as (seat, scored, bust)."""

    tag: ClassVar[str] = "darts_501"
    legs_to_win: int
    legs: tuple[int, ...]
    remaining: tuple[int, ...]
    thrower: int
    darts: tuple[str, ...]
    throw_start: int
    checkout: tuple[str, ...]
    average_x100: tuple[int, ...]
    throws: tuple[DartsThrow, ...]


@attrs.frozen
class CricketBoard:
    """legs by seat; this throw's darts; numbers in play; marks by seat and number (0 to 3, 3 is closed); points by seat."""

    tag: ClassVar[str] = "darts_cricket"
    legs_to_win: int
    legs: tuple[int, ...]
    thrower: int
    darts: tuple[str, ...]
    numbers: tuple[int, ...]
    marks: tuple[tuple[int, ...], ...]
    points: tuple[int, ...]


@attrs.frozen
class HalveItBoard:
    """targets in order ("20", "T", "3C", "H", "B" …); the round being thrown, from 1; this throw's darts; score by seat; running: the score
    after each round, by seat."""

    tag: ClassVar[str] = "darts_halve_it"
    targets: tuple[str, ...]
    round: int
    target: str
    thrower: int
    darts: tuple[str, ...]
    score: tuple[int, ...]
    running: tuple[tuple[int, ...], ...]
