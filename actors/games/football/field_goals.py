"""Field-goal ladder: two rounds from five marks, then a kick-off.

10, 15, 20, 25 and 30 yards for 10, 20, 30, 40 and 50 points: 300 at most. Over the bar and between the posts is good, off a post and through as well.
A tie is split, or kicked off from 35 yards and five further back each time, until one makes it and the other does not. Source: miniaturefootball.org
kicking contest."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, not_your_turn, other, put, wrong_game
from protocol.games import FieldGoalsBoard, FieldGoalsOptions, Kick, KickBall, KickOutcome, Move, Result, Tie

LADDER = ((10, 10), (15, 20), (20, 30), (25, 40), (30, 50))
"""Yards and points of one round."""
ROUNDS = 2
KICKS = ROUNDS * len(LADDER)
FIRST_KICK_OFF, STEP = 35, 5
THROUGH = (KickOutcome.GOOD, KickOutcome.POST_IN)


@attrs.frozen
class FieldGoalsState:
    """Kicks by seat, in order; the creator kicks first from every mark."""

    tie: Tie
    kicks: tuple[tuple[Kick, ...], tuple[Kick, ...]] = ((), ())


class FieldGoals(OneScorer):
    """The rules."""

    tag = "field_goals"
    name = "Field-goal ladder"
    category = "football"
    summary = "Five marks, two rounds, then a kick-off."
    how_to_play = (
        "Kick from 10, 15, 20, 25 and 30 yards for 10 to 50 points, in turn, twice. Good is over the bar and between the posts; off a post "
        "and through counts, off a post and out does not. Level totals go to a kick-off from 35 yards and back, until one misses what the other "
        "makes, or are split."
    )
    source = "miniaturefootball.org kicking contest"
    options = FieldGoalsOptions

    def start(self, options: FieldGoalsOptions) -> FieldGoalsState:
        return FieldGoalsState(options.tie)

    def play(self, state: FieldGoalsState, seat: int, move: Move) -> Played[FieldGoalsState] | Illegal:
        if not isinstance(move, KickBall):
            return wrong_game("the field-goal ladder")
        if self.result(state) is not None:
            return ENDED
        if seat != _kicker(state):
            return not_your_turn()
        yards, worth = mark_of(len(state.kicks[seat]))
        good = move.outcome in THROUGH
        kick = Kick(yards, move.outcome, worth if good else 0)
        return Played(attrs.evolve(state, kicks=put(state.kicks, seat, (*state.kicks[seat], kick))), ("good" if good else "no good",))

    def turn(self, state: FieldGoalsState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (_kicker(state),)

    def board(self, state: FieldGoalsState) -> FieldGoalsBoard:
        place = len(state.kicks[_kicker(state)])
        yards, worth = mark_of(place)
        return FieldGoalsBoard(min(place // len(LADDER), ROUNDS) + 1, _kicker(state), yards, worth, _totals(state), state.kicks)

    def result(self, state: FieldGoalsState) -> Result | None:
        mine, theirs = state.kicks
        if len(mine) < KICKS or len(mine) != len(theirs):
            return None
        totals = _totals(state)
        words = f"{max(totals)}-{min(totals)}"
        winner = ahead(*totals)
        if winner is not None or state.tie is not Tie.EXTRA:
            return Result(winner, words)
        made = (mine[-1].outcome in THROUGH, theirs[-1].outcome in THROUGH)
        if len(mine) == KICKS or made[0] == made[1]:
            return None
        return Result(0 if made[0] else 1, f"{words}, kick-off from {mine[-1].yards}")


FIELD_GOALS = FieldGoals()


def mark_of(place: int) -> tuple[int, int]:
    """Yards and points of somebody's kick number `place`, from 0; in the kick-off for no points."""
    if place < KICKS:
        return LADDER[place % len(LADDER)]
    return FIRST_KICK_OFF + STEP * (place - KICKS), 0


def _kicker(state: FieldGoalsState) -> int:
    return 0 if len(state.kicks[0]) == len(state.kicks[1]) else other(0)


def _totals(state: FieldGoalsState) -> tuple[int, int]:
    return sum(kick.points for kick in state.kicks[0]), sum(kick.points for kick in state.kicks[1])
