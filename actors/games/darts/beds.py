"""Beds: what there is to hit on a dart board, how it is called and what it is worth."""

from __future__ import annotations

from actors.games.rules import illegal
from protocol.games import Ring, ThrowDart

TIMES = {Ring.MISS: 0, Ring.SINGLE: 1, Ring.DOUBLE: 2, Ring.TREBLE: 3}
_MARKS = {Ring.SINGLE: "", Ring.DOUBLE: "D", Ring.TREBLE: "T"}

CLOCKWISE = (20, 1, 18, 4, 13, 6, 10, 15, 2, 17, 3, 19, 7, 16, 8, 11, 14, 9, 12, 5)
"""The numbers from the top. Every second one, from 20 on, has black singles and red rings; the others white and green."""

NO_SUCH_BED = illegal("There is no such bed on a dart board.")


def is_a_bed(dart: ThrowDart) -> bool:
    """1 to 20 in three rings, 25 single and double, and nothing at all."""
    if dart.ring is Ring.MISS:
        return dart.number == 0
    if dart.number == 25:
        return dart.ring is not Ring.TREBLE
    return 1 <= dart.number <= 20


def worth(dart: ThrowDart) -> int:
    return dart.number * TIMES[dart.ring]


def mark(dart: ThrowDart) -> str:
    """As it is called: "T20", "D16", "5", "25", "Bull", and "0" for a miss."""
    if dart.ring is Ring.MISS:
        return "0"
    if dart.number == 25 and dart.ring is Ring.DOUBLE:
        return "Bull"
    return f"{_MARKS[dart.ring]}{dart.number}"


def colour(dart: ThrowDart) -> str | None:
    """The colour that it stands in; nothing off the board."""
    if dart.ring is Ring.MISS:
        return None
    if dart.number == 25:
        return "red" if dart.ring is Ring.DOUBLE else "green"
    dark = CLOCKWISE.index(dart.number) % 2 == 0
    if dart.ring is Ring.SINGLE:
        return "black" if dark else "white"
    return "red" if dark else "green"
