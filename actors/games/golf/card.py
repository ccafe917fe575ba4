"""A golf card: the hole being played, carded by both; and the holes played so far."""

from __future__ import annotations

from protocol.games import GolfHole

PICKED_UP = 0
"""On a card in place of strokes: not holed out."""

Carded = tuple[int | None, int | None]
"""Strokes by seat on the hole being played, nothing where that is still to come."""

Holes = tuple[tuple[int, int], ...]
"""Strokes by seat, hole by hole."""


def to_card(carded: Carded) -> tuple[int, ...]:
    """The seats whose strokes are still to come."""
    return tuple(seat for seat in (0, 1) if carded[seat] is None)


def lower(mine: int, theirs: int) -> int | None:
    """Who won a hole: fewer strokes; who picked up cannot."""
    if mine == theirs:
        return None
    if PICKED_UP in (mine, theirs):
        return 0 if theirs == PICKED_UP else 1
    return 0 if mine < theirs else 1


def shown(holes: Holes) -> tuple[GolfHole, ...]:
    return tuple(
        GolfHole(place, tuple(strokes or None for strokes in hole), lower(*hole), decided=True, conceded=False)
        for place, hole in enumerate(holes, 1)
    )
