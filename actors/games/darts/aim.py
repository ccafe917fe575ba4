"""Aim: where a dart that is meant for a bed comes down, and where it stands. For bots, benches and tests."""

from __future__ import annotations

import math
from collections.abc import Callable

from actors.games.darts.beds import CLOCKWISE
from protocol.games import Ring, ThrowDart

Chance = Callable[[], float]
"""Draws from 0 up to 1."""

RADII_MM = (6.35, 15.9, 99.0, 107.0, 162.0, 170.0)
"""Bull, outer bull, inside and outside of the treble ring, inside and outside of the double ring."""


def bed_at(x_mm: float, y_mm: float) -> ThrowDart:
    """Where a dart stands that came down here; x to the right, y up, from the middle."""
    radius = math.hypot(x_mm, y_mm)
    bull, outer, treble_in, treble_out, double_in, double_out = RADII_MM
    if radius <= bull:
        return ThrowDart(25, Ring.DOUBLE)
    if radius <= outer:
        return ThrowDart(25, Ring.SINGLE)
    if radius > double_out:
        return ThrowDart(0, Ring.MISS)
    sector = round(math.degrees(math.atan2(x_mm, y_mm)) / 18) % 20
    ring = Ring.TREBLE if treble_in <= radius <= treble_out else Ring.DOUBLE if radius >= double_in else Ring.SINGLE
    return ThrowDart(CLOCKWISE[sector], ring)


def aim_of(bed: str) -> tuple[float, float]:
    """The middle of a bed by its mark, "T20", "D16", "7", "25", "Bull"."""
    if bed in ("Bull", "25"):
        return (0.0, 0.0 if bed == "Bull" else 11.0)
    radius = {"T": 103.0, "D": 166.0}.get(bed[0], 135.0)
    angle = math.radians(18 * CLOCKWISE.index(int(bed.lstrip("TD"))))
    return (radius * math.sin(angle), radius * math.cos(angle))


def thrown_at(target: str, skill: float, chance: Chance) -> ThrowDart:
    """A dart at a bed, skill from 0 (a beginner) to 1 (a professional)."""
    x, y = aim_of(target)
    scatter = 42.0 - 34.0 * skill
    return bed_at(x + scatter * normal(chance), y + scatter * normal(chance))


def normal(chance: Chance) -> float:
    """Box and Muller's draw from the normal distribution."""
    return math.sqrt(-2 * math.log(1 - chance())) * math.cos(2 * math.pi * chance())
