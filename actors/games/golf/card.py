"""A golf card: the hole being played, carded by both; and the holes played so far."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TypeVar

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, illegal, put, wrong_game
from protocol.games import CardHole, GolfHole, Move, PickUp, Result, Tie

PICKED_UP = 0
"""On a card in place of strokes: not holed out."""

Carded = tuple[int | None, int | None]
"""Strokes by seat on the hole being played, nothing where that is still to come."""

Holes = tuple[tuple[int, int], ...]
"""Strokes by seat, hole by hole."""


@attrs.frozen
class CardedRound:
    """A round in which both card every hole: holes carded by both, in order, and what is carded of the hole being played."""

    holes: int
    tie: Tie
    played: Holes = ()
    carded: Carded = (None, None)


R = TypeVar("R", bound=CardedRound)


class BothCard(OneScorer, ABC):
    """A game in which both card their own strokes for the hole being played; until both are in, one's own may be corrected."""

    name: str
    pace = 6
    spectators_late = 60

    @abstractmethod
    def result(self, state: Any) -> Result | None:
        """Who has won, once it is over."""

    @abstractmethod
    def calls(self, before: Any, after: Any) -> tuple[str, ...]:
        """What is said when a hole is in."""

    def play(self, state: R, seat: int, move: Move) -> Played[R] | Illegal:
        if not isinstance(move, CardHole | PickUp):
            return wrong_game(self.name)
        if self.result(state) is not None:
            return ENDED
        hole = len(state.played) + 1
        if move.hole != hole:
            return illegal(f"Hole {hole} is being played; what is carded stands.")
        mine, theirs = carded = put(state.carded, seat, move.strokes if isinstance(move, CardHole) else PICKED_UP)
        if mine is None or theirs is None:
            return Played(attrs.evolve(state, carded=carded), ("carded",))
        after = attrs.evolve(state, played=(*state.played, (mine, theirs)), carded=(None, None))
        return Played(after, self.calls(state, after))

    def turn(self, state: CardedRound) -> tuple[int, ...]:
        return () if self.result(state) is not None else to_card(state.carded)

    def hole(self, state: CardedRound) -> int:
        """The hole being played; the last one once it is over."""
        return len(state.played) + (0 if self.result(state) is not None else 1)


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
