"""Punt, Pass & Kick: distance along the line, less how far off it, for a punt, a pass and a place kick, summed.

Measured to the first ground contact, never below nothing; overstepping the line costs five feet. A ball missed completely may be taken again, once an
event. A tie is split, or all three are done once more. Source: NFL Punt, Pass & Kick sheets; one retake and the tie rule are ours."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, not_your_turn, other, put, wrong_game
from protocol.games import Measure, MeasuredTry, Move, PuntPassKickBoard, PuntPassKickOptions, Result, Tie, Whiff

EVENTS = ("punt", "pass", "kick")
FAULT_IN = 60
FOOT_IN = 12


@attrs.frozen
class PuntPassKickState:
    """Tries by seat, in order; whether who is up has missed the ball once in this event."""

    tie: Tie
    tries: tuple[tuple[MeasuredTry, ...], tuple[MeasuredTry, ...]] = ((), ())
    whiffed: bool = False


class PuntPassKick(OneScorer):
    """The rules."""

    tag = "punt_pass_kick"
    name = "Punt, Pass & Kick"
    category = "football"
    summary = "Far and straight: a punt, a pass, a kick."
    how_to_play = (
        "One punt, one pass and one place kick each, in turn. What counts is the distance along the line to the first bounce, less how far off the "
        "line it was, and never below nothing. Overstepping costs five feet. If you miss the ball completely you may try again, once an event. "
        "The three are summed."
    )
    source = "NFL Punt, Pass & Kick rules"
    options = PuntPassKickOptions

    def start(self, options: PuntPassKickOptions) -> PuntPassKickState:
        return PuntPassKickState(options.tie)

    def play(self, state: PuntPassKickState, seat: int, move: Move) -> Played[PuntPassKickState] | Illegal:
        if not isinstance(move, Measure | Whiff):
            return wrong_game("Punt, Pass & Kick")
        if self.result(state) is not None:
            return ENDED
        if seat != _up(state):
            return not_your_turn()
        if isinstance(move, Whiff) and not state.whiffed:
            return Played(attrs.evolve(state, whiffed=True), ("missed the ball, once more",))
        return _measure(state, seat, move if isinstance(move, Measure) else Measure(0, 0))

    def turn(self, state: PuntPassKickState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (_up(state),)

    def board(self, state: PuntPassKickState) -> PuntPassKickBoard:
        place = len(state.tries[_up(state)])
        return PuntPassKickBoard(
            round=place // len(EVENTS) + 1,
            event=EVENTS[place % len(EVENTS)],
            up=_up(state),
            retake_left=not state.whiffed,
            totals_in=_totals(state),
            tries=state.tries,
        )

    def result(self, state: PuntPassKickState) -> Result | None:
        done = len(state.tries[0])
        if not done or done % len(EVENTS) or done != len(state.tries[1]):
            return None
        mine, theirs = _totals(state)
        if mine == theirs and state.tie is Tie.EXTRA:
            return None
        return Result(ahead(mine, theirs), f"{feet(max(mine, theirs))} to {feet(min(mine, theirs))}")


PUNT_PASS_KICK = PuntPassKick()


def counts(move: Measure) -> int:
    """What a try is worth, in inches."""
    return max(0, move.distance_in - move.offset_in - (FAULT_IN if move.line_fault else 0))


def feet(inches: int) -> str:
    """As it is read out: 212' 4″, or 212'."""
    whole, rest = divmod(inches, FOOT_IN)
    return f"{whole}' {rest}″" if rest else f"{whole}'"


def _up(state: PuntPassKickState) -> int:
    return 0 if len(state.tries[0]) == len(state.tries[1]) else other(0)


def _totals(state: PuntPassKickState) -> tuple[int, int]:
    return sum(one.points_in for one in state.tries[0]), sum(one.points_in for one in state.tries[1])


def _measure(state: PuntPassKickState, seat: int, move: Measure) -> Played[PuntPassKickState]:
    event = EVENTS[len(state.tries[seat]) % len(EVENTS)]
    made = MeasuredTry(event, move.distance_in, move.offset_in, move.line_fault, counts(move))
    after = attrs.evolve(state, tries=put(state.tries, seat, (*state.tries[seat], made)), whiffed=False)
    return Played(after, (f"{event}: {feet(made.points_in)}",))
