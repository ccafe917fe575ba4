"""Cricket: 20 down to 15 and the bull.

Three marks close a number: a single is one, a double two, a treble three; the outer bull one, the bull two. Marks beyond the third score
the number while the opponent has not closed it. The leg is won by who has closed all and has at least as many points. Source: ADO rules."""

from __future__ import annotations

import attrs

from actors.games.darts.beds import NO_SUCH_BED, TIMES, is_a_bed, mark
from actors.games.rules import ENDED, Illegal, OneScorer, Played, not_your_turn, other, put, wrong_game
from protocol.games import CricketBoard, CricketOptions, Move, Result, ThrowDart

NUMBERS = (20, 19, 18, 17, 16, 15, 25)
TO_CLOSE = 3
DARTS_A_THROW = 3
OPEN = (0,) * len(NUMBERS)


@attrs.frozen
class CricketState:
    """By seat: legs won, marks on each of NUMBERS (0 to 3), points; dart marks of the throw in hand."""

    legs_to_win: int
    legs: tuple[int, int] = (0, 0)
    marks: tuple[tuple[int, ...], tuple[int, ...]] = (OPEN, OPEN)
    points: tuple[int, int] = (0, 0)
    thrower: int = 0
    darts: tuple[str, ...] = ()


class Cricket(OneScorer):
    """The rules."""

    tag = "darts_cricket"
    name = "Cricket"
    category = "darts"
    summary = "Close 20 to 15 and the bull, and lead."
    how_to_play = (
        "Three marks close a number: a single is one mark, a double two, a treble three; the outer bull one, the bull two. "
        "While a number is yours and your opponent has not closed it, each further mark scores it. "
        "You win the leg when you have closed everything and have at least as many points. The throw alternates leg by leg."
    )
    source = "ADO tournament rules, cricket"
    options = CricketOptions

    def start(self, options: CricketOptions) -> CricketState:
        return CricketState(options.legs)

    def play(self, state: CricketState, seat: int, move: Move) -> Played[CricketState] | Illegal:
        if not isinstance(move, ThrowDart):
            return wrong_game("cricket")
        if self.result(state) is not None:
            return ENDED
        if seat != state.thrower:
            return not_your_turn()
        return _throw(state, move) if is_a_bed(move) else NO_SUCH_BED

    def turn(self, state: CricketState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.thrower,)

    def board(self, state: CricketState) -> CricketBoard:
        return CricketBoard(state.legs_to_win, state.legs, state.thrower, state.darts, NUMBERS, state.marks, state.points)

    def result(self, state: CricketState) -> Result | None:
        for seat in (0, 1):
            if state.legs[seat] == state.legs_to_win:
                return Result(seat, f"{max(state.legs)}-{min(state.legs)} legs")
        return None


CRICKET = Cricket()


def _throw(state: CricketState, dart: ThrowDart) -> Played[CricketState]:
    seat = state.thrower
    state = attrs.evolve(state, darts=(*state.darts, mark(dart)))
    calls: tuple[str, ...] = (mark(dart),)
    if dart.number in NUMBERS:
        state, calls = _mark(state, seat, dart)
    if all(marks == TO_CLOSE for marks in state.marks[seat]) and state.points[seat] >= state.points[other(seat)]:
        return _win_leg(state)
    if len(state.darts) == DARTS_A_THROW:
        state = attrs.evolve(state, thrower=other(seat), darts=())
    return Played(state, calls)


def _mark(state: CricketState, seat: int, dart: ThrowDart) -> tuple[CricketState, tuple[str, ...]]:
    place = NUMBERS.index(dart.number)
    before, hits = state.marks[seat][place], TIMES[dart.ring]
    now = min(TO_CLOSE, before + hits)
    mine = (*state.marks[seat][:place], now, *state.marks[seat][place + 1 :])
    state = attrs.evolve(state, marks=put(state.marks, seat, mine))
    beyond = before + hits - now
    if beyond and state.marks[other(seat)][place] < TO_CLOSE:
        scored = beyond * dart.number
        return attrs.evolve(state, points=put(state.points, seat, state.points[seat] + scored)), (f"{scored} on {dart.number}",)
    return state, ("closed" if now == TO_CLOSE > before else mark(dart),)


def _win_leg(state: CricketState) -> Played[CricketState]:
    seat = state.thrower
    legs = put(state.legs, seat, state.legs[seat] + 1)
    if legs[seat] == state.legs_to_win:
        return Played(attrs.evolve(state, legs=legs), ("game shot, and the match",))
    fresh = CricketState(state.legs_to_win, legs, thrower=sum(legs) % 2)
    return Played(fresh, ("game shot",))
