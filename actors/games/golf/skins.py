"""Skins: every hole is worth one, and all that was carried; only a sole low score takes it.

Most skins win. What is carried after the last hole is played off by sudden death, or split. Source: club and tour rule sheets; there is no
R&A rule."""

from __future__ import annotations

import attrs

from actors.games.golf.card import PICKED_UP, Carded, Holes, lower, shown, to_card
from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, illegal, put, wrong_game
from protocol.games import CardHole, GolfSkinsOptions, Move, PickUp, Result, SkinsBoard, Tie


@attrs.frozen
class SkinsState:
    """Holes carded by both, in order; what is carded of the hole being played."""

    holes: int
    tie: Tie
    played: Holes = ()
    carded: Carded = (None, None)


class Skins(OneScorer):
    """The rules."""

    tag = "golf_skins"
    name = "Skins"
    category = "golf"
    summary = "The sole low score takes the hole and all that was carried."
    how_to_play = (
        "Every hole is worth one skin. The lower score takes it, with all skins carried before; a tied hole carries on. Most skins win. If skins "
        "are still carried after the last hole and could decide it, or you are level, you play on until a hole is won, or split."
    )
    source = "Club and tour rule sheets (the Rules of Golf do not know skins)"
    options = GolfSkinsOptions
    pace = 6

    def start(self, options: GolfSkinsOptions) -> SkinsState:
        return SkinsState(options.holes, options.tie)

    def play(self, state: SkinsState, seat: int, move: Move) -> Played[SkinsState] | Illegal:
        if not isinstance(move, CardHole | PickUp):
            return wrong_game("skins")
        if self.result(state) is not None:
            return ENDED
        hole = len(state.played) + 1
        if move.hole != hole:
            return illegal(f"Hole {hole} is being played; what is carded stands.")
        return _card(state, seat, move.strokes if isinstance(move, CardHole) else PICKED_UP)

    def turn(self, state: SkinsState) -> tuple[int, ...]:
        return () if self.result(state) is not None else to_card(state.carded)

    def board(self, state: SkinsState) -> SkinsBoard:
        hole = len(state.played) + (0 if self.result(state) is not None else 1)
        skins, carried = count(state)
        return SkinsBoard(state.holes, hole, shown(state.played), skins, carried, max(0, state.holes - len(state.played)))

    def result(self, state: SkinsState) -> Result | None:
        if len(state.played) < state.holes:
            return None
        (mine, theirs), carried = count(state)
        settled = abs(mine - theirs) > carried
        if settled or state.tie is Tie.SPLIT:
            return Result(ahead(mine, theirs), f"{max(mine, theirs)}-{min(mine, theirs)} skins")
        return None


SKINS = Skins()


def count(state: SkinsState) -> tuple[tuple[int, int], int]:
    """Skins by seat, and what is carried. In sudden death no new skins are added, except one to play for while all are level."""
    skins, carried = (0, 0), 0
    for place, hole in enumerate(state.played):
        if place < state.holes:
            carried += 1
        elif not carried:
            carried = 1
        winner = lower(*hole)
        if winner is not None:
            skins, carried = put(skins, winner, skins[winner] + carried), 0
    return skins, carried


def _card(state: SkinsState, seat: int, strokes: int) -> Played[SkinsState]:
    """Until both are in, one's own card may be corrected."""
    mine, theirs = carded = put(state.carded, seat, strokes)
    if mine is None or theirs is None:
        return Played(attrs.evolve(state, carded=carded), ("carded",))
    before = count(state)[0]
    after = attrs.evolve(state, played=(*state.played, (mine, theirs)), carded=(None, None))
    now, carry = count(after)
    won = sum(now) - sum(before)
    return Played(after, (f"{won} skin{'s' if won > 1 else ''}" if won else f"{carry} carried",))
