"""Darts 501: straight start, double out.

Three darts a throw. A throw that would leave less than 0, exactly 1, or 0 not on a double is bust: the score goes back to what it was before the
throw, and the throw ends. Source: DRA rules 5.11 and 5.12."""

from __future__ import annotations

import attrs

from actors.games.darts.beds import NO_SUCH_BED, is_a_bed, mark, worth
from actors.games.darts.checkouts import checkout
from actors.games.rules import ENDED, Illegal, OneScorer, Played, not_your_turn, put, wrong_game
from protocol.games import Darts501Options, DartsBoard, DartsThrow, Move, Result, Ring, ThrowDart

START = 501
DARTS_A_THROW = 3
THROWS_SHOWN = 10


@attrs.frozen
class Darts501State:
    """By seat: legs won, score left, darts thrown and points scored with them over the match. dart marks of the throw in hand."""

    legs_to_win: int
    legs: tuple[int, int] = (0, 0)
    left: tuple[int, int] = (START, START)
    thrower: int = 0
    darts: tuple[str, ...] = ()
    before: int = START
    thrown: tuple[int, int] = (0, 0)
    scored: tuple[int, int] = (0, 0)
    throws: tuple[DartsThrow, ...] = ()


class Darts501(OneScorer):
    """The rules."""

    tag = "darts_501"
    name = "501"
    category = "darts"
    summary = "From 501 down to zero, out on a double."
    how_to_play = (
        "Throw three darts a turn and take what they score from 501. You must finish on a double, or the bull, with exactly nothing left. "
        "Leaving one, going below zero or reaching zero without a double is bust: your score goes back and your turn ends. "
        "The creator throws first in the first leg; then the throw alternates leg by leg. First to the agreed legs wins."
    )
    source = "DRA rules 5.11, 5.12"
    options = Darts501Options

    def start(self, options: Darts501Options) -> Darts501State:
        return Darts501State(options.legs)

    def play(self, state: Darts501State, seat: int, move: Move) -> Played[Darts501State] | Illegal:
        if not isinstance(move, ThrowDart):
            return wrong_game("501")
        if self.result(state) is not None:
            return ENDED
        if seat != state.thrower:
            return not_your_turn()
        if not is_a_bed(move):
            return NO_SUCH_BED
        return _throw(state, move)

    def turn(self, state: Darts501State) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.thrower,)

    def board(self, state: Darts501State) -> DartsBoard:
        in_hand = DARTS_A_THROW - len(state.darts)
        over = self.result(state) is not None
        return DartsBoard(
            legs_to_win=state.legs_to_win,
            legs=state.legs,
            remaining=state.left,
            thrower=state.thrower,
            darts=state.darts,
            throw_start=state.before,
            checkout=() if over else checkout(state.left[state.thrower], in_hand),
            average_x100=(_average(state, 0), _average(state, 1)),
            throws=state.throws,
        )

    def result(self, state: Darts501State) -> Result | None:
        for seat in (0, 1):
            if state.legs[seat] == state.legs_to_win:
                return Result(seat, f"{max(state.legs)}-{min(state.legs)} legs")
        return None


DARTS_501 = Darts501()


def _throw(state: Darts501State, dart: ThrowDart) -> Played[Darts501State]:
    seat = state.thrower
    left = state.left[seat] - worth(dart)
    state = attrs.evolve(state, darts=(*state.darts, mark(dart)), thrown=put(state.thrown, seat, state.thrown[seat] + 1))
    if left < 0 or left == 1 or (left == 0 and dart.ring is not Ring.DOUBLE):
        return _end_throw(state, state.before, bust=True)
    state = attrs.evolve(state, left=put(state.left, seat, left))
    if left == 0:
        return _win_leg(state)
    if len(state.darts) == DARTS_A_THROW:
        return _end_throw(state, left, bust=False)
    return Played(state)


def _end_throw(state: Darts501State, left: int, *, bust: bool) -> Played[Darts501State]:
    seat, scored = state.thrower, state.before - left
    after = attrs.evolve(
        state,
        left=put(state.left, seat, left),
        thrower=1 - seat,
        darts=(),
        before=state.left[1 - seat],
        scored=put(state.scored, seat, state.scored[seat] + scored),
        throws=_noted(state, scored, left, bust=bust),
    )
    return Played(after, ("bust",) if bust else (("180",) if scored == 180 else (str(scored),)))


def _win_leg(state: Darts501State) -> Played[Darts501State]:
    seat = state.thrower
    legs = put(state.legs, seat, state.legs[seat] + 1)
    throws = _noted(state, state.before, 0, bust=False)
    scored = put(state.scored, seat, state.scored[seat] + state.before)
    state = attrs.evolve(state, legs=legs, throws=throws, scored=scored)
    if legs[seat] == state.legs_to_win:
        return Played(state, ("game shot, and the match",))
    fresh = attrs.evolve(state, left=(START, START), thrower=sum(legs) % 2, darts=(), before=START)
    return Played(fresh, ("game shot",))


def _noted(state: Darts501State, scored: int, left: int, *, bust: bool) -> tuple[DartsThrow, ...]:
    return (*state.throws[-THROWS_SHOWN + 1 :], DartsThrow(state.thrower, scored, bust, left))


def _average(state: Darts501State, seat: int) -> int:
    """Three-dart average in hundredths, over finished throws."""
    running = len(state.darts) if seat == state.thrower and state.left[seat] != 0 else 0
    thrown = state.thrown[seat] - running
    return state.scored[seat] * 300 // thrown if thrown else 0

