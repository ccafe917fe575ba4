"""Twenty-One: field goals and free throws, to exactly 21.

A field goal counts 2 (3 beyond the arc, where agreed) and earns up to three free throws of 1 each, until one misses; who makes all three keeps the
ball. Over 21 goes back to 11, and the ball to the opponent. Source: Wikipedia, "21 (basketball)"; what follows a score above 21 is ours."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, illegal, not_your_turn, other, put, wrong_game
from protocol.games import Move, Result, ShootBall, Shot, TwentyOneBoard, TwentyOneOptions

TARGET = 21
BACK_TO = 11
FREE_THROWS = 3
SHOTS_SHOWN = 12
WORTH = {Shot.TWO: 2, Shot.THREE: 3, Shot.FREE_THROW: 1}


@attrs.frozen
class TwentyOneState:
    """By seat: the score. free_throws: how many were made since the field goal; nothing while a field goal is due."""

    three_pointers: bool
    score: tuple[int, int] = (0, 0)
    shooter: int = 0
    free_throws: int | None = None
    shots: tuple[tuple[int, int], ...] = ()


class TwentyOne(OneScorer):
    """The rules."""

    tag = "twenty_one"
    name = "Twenty-One"
    category = "basketball"
    summary = "To exactly 21; over it is back to 11."
    how_to_play = (
        "Shoot from the field: a make counts 2, or 3 from beyond the arc if you agreed on it, and takes you to the line for up to three free throws "
        "of 1 each, until you miss. Make all three and you keep the ball; miss anything and it is your opponent's. You need exactly 21: go over and "
        "you are back to 11 and the ball is your opponent's."
    )
    source = "Wikipedia, 21 (basketball)"
    options = TwentyOneOptions

    def start(self, options: TwentyOneOptions) -> TwentyOneState:
        return TwentyOneState(options.three_pointers)

    def play(self, state: TwentyOneState, seat: int, move: Move) -> Played[TwentyOneState] | Illegal:
        if not isinstance(move, ShootBall):
            return wrong_game("twenty-one")
        if self.result(state) is not None:
            return ENDED
        if seat != state.shooter:
            return not_your_turn()
        at_the_line = state.free_throws is not None
        if at_the_line != (move.shot is Shot.FREE_THROW):
            return illegal("A free throw is due." if at_the_line else "A field goal is due, not a free throw.")
        if move.shot is Shot.THREE and not state.three_pointers:
            return illegal("You agreed that every field goal counts 2.")
        return _shoot(state, move)

    def turn(self, state: TwentyOneState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (state.shooter,)

    def board(self, state: TwentyOneState) -> TwentyOneBoard:
        due = Shot.TWO if state.free_throws is None else Shot.FREE_THROW
        return TwentyOneBoard(state.score, state.shooter, due, state.free_throws or 0, state.three_pointers, state.shots)

    def result(self, state: TwentyOneState) -> Result | None:
        if TARGET not in state.score:
            return None
        return Result(state.score.index(TARGET), f"{TARGET}-{min(state.score)}")


TWENTY_ONE = TwentyOne()


def _shoot(state: TwentyOneState, move: ShootBall) -> Played[TwentyOneState]:
    seat, worth = state.shooter, WORTH[move.shot] if move.made else 0
    state = attrs.evolve(state, shots=(*state.shots[-SHOTS_SHOWN + 1 :], (seat, worth)))
    if not move.made:
        return _hand_over(state, "missed")
    now = state.score[seat] + worth
    if now > TARGET:
        return _hand_over(attrs.evolve(state, score=put(state.score, seat, BACK_TO)), f"over, back to {BACK_TO}")
    state = attrs.evolve(state, score=put(state.score, seat, now))
    if now == TARGET:
        return Played(state, ("twenty-one",))
    made = 0 if state.free_throws is None else state.free_throws + 1
    keeps = made == FREE_THROWS
    return Played(attrs.evolve(state, free_throws=None if keeps else made), ("keeps the ball",) if keeps else (str(now),))


def _hand_over(state: TwentyOneState, call: str) -> Played[TwentyOneState]:
    return Played(attrs.evolve(state, shooter=other(state.shooter), free_throws=None), (call,))
