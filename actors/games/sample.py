"""A believable player: what somebody of a given skill would do next, from the board that a client sees. For bots, benches and tests."""

from __future__ import annotations

import math
from collections.abc import Callable

from protocol.games import (
    Board,
    CardHole,
    DartsBoard,
    GolfBoard,
    Move,
    Ring,
    RollBall,
    TenPinBoard,
    ThrowDart,
)

Chance = Callable[[], float]
"""Draws from 0 up to 1."""

NUMBERS = (20, 1, 18, 4, 13, 6, 10, 15, 2, 17, 3, 19, 7, 16, 8, 11, 14, 9, 12, 5)
"""Clockwise from the top."""

RADII_MM = (6.35, 15.9, 99.0, 107.0, 162.0, 170.0)
"""Bull, outer bull, inside and outside of the treble ring, inside and outside of the double ring."""


def next_move(board: Board, turn: tuple[int, ...], seat: int, skill: float, chance: Chance) -> Move | None:
    """A move for this seat, skill from 0 (a beginner) to 1 (a professional); nothing when it is not its turn."""
    if seat not in turn:
        return None
    match board:
        case DartsBoard():
            return _dart(board, seat, skill, chance)
        case TenPinBoard():
            return RollBall(_pins(board.standing, skill, chance))
        case GolfBoard():
            return CardHole(board.hole, _strokes(skill, chance))


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
    return ThrowDart(NUMBERS[sector], ring)


def aim_of(bed: str) -> tuple[float, float]:
    """The middle of a bed by its mark, "T20", "D16", "7", "25", "Bull"."""
    if bed in ("Bull", "25"):
        return (0.0, 0.0 if bed == "Bull" else 11.0)
    radius = {"T": 103.0, "D": 166.0}.get(bed[0], 135.0)
    angle = math.radians(18 * NUMBERS.index(int(bed.lstrip("TD"))))
    return (radius * math.sin(angle), radius * math.cos(angle))


def _dart(board: DartsBoard, seat: int, skill: float, chance: Chance) -> Move:
    left = board.remaining[seat]
    target = board.checkout[0] if board.checkout else _leave(left)
    x, y = aim_of(target)
    scatter = 42.0 - 34.0 * skill
    return bed_at(x + scatter * _normal(chance), y + scatter * _normal(chance))


def _leave(left: int) -> str:
    """Score while the finish is far, then leave a double."""
    if left > 62:
        return "T20"
    odd = left % 2
    return str(min(20, max(1, left - 40 if left > 41 else odd or 1)))


def _normal(chance: Chance) -> float:
    """Box and Muller's draw from the normal distribution."""
    return math.sqrt(-2 * math.log(1 - chance())) * math.cos(2 * math.pi * chance())


def _pins(standing: int, skill: float, chance: Chance) -> int:
    fell = standing * (0.62 + 0.3 * skill) + (2.6 - 1.2 * skill) * _normal(chance)
    return max(0, min(standing, round(fell)))


def _strokes(skill: float, chance: Chance) -> int:
    return max(1, round(5.6 - 1.4 * skill + 0.9 * _normal(chance)))
