"""Three-point contest: 27 balls in 70 seconds, 40 points at most.

Five racks of five: four balls of 1 and a money ball of 2, the money rack all of 2; a deep ball of 3 after the second and the third rack. A ball
released after the clock counts nothing and ends the round. A tie is split, or shot off by another round. Source: NBA release of 2020; the
play-off is ours."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, illegal, not_your_turn, other, put, wrong_game
from protocol.games import EndRun, Move, Result, ShootRackBall, ThreePointBoard, ThreePointOptions, ThreePointSheet, Tie

LIMIT_MS = 70_000
RACK = (1, 1, 1, 1, 2)
MONEY_RACK = (2, 2, 2, 2, 2)
DEEP = (3,)
DEEP_AFTER = (2, 3)


@attrs.frozen
class Round:
    """One shooter's round: what each ball scored, and when the last one was released."""

    balls: tuple[int, ...] = ()
    released_ms: int = 0
    done: bool = False

    @property
    def total(self) -> int:
        return sum(self.balls)


FRESH = (Round(), Round())


@attrs.frozen
class ThreePointState:
    """The rounds being shot, by seat; totals of rounds that were tied."""

    worth: tuple[int, ...]
    tie: Tie
    rounds: tuple[Round, Round] = FRESH
    tied: tuple[int, ...] = ()


class ThreePoint(OneScorer):
    """The rules."""

    tag = "three_point"
    name = "Three-point contest"
    category = "basketball"
    summary = "27 balls in 70 seconds."
    how_to_play = (
        "Five racks: four balls of 1 and a money ball of 2 in each, your money rack all of 2, and two deep balls of 3 between the racks. You have 70 "
        "seconds; a ball released later counts nothing. One shoots, then the other. 40 is perfect. Level totals are shot off, or split."
    )
    source = "NBA three-point contest, 2020 format"
    options = ThreePointOptions

    def start(self, options: ThreePointOptions) -> ThreePointState:
        return ThreePointState(worth_of(options.money_rack), options.tie)

    def play(self, state: ThreePointState, seat: int, move: Move) -> Played[ThreePointState] | Illegal:
        if not isinstance(move, ShootRackBall | EndRun):
            return wrong_game("the three-point contest")
        if self.result(state) is not None:
            return ENDED
        if seat != _shooter(state):
            return not_your_turn()
        round_ = state.rounds[seat]
        if isinstance(move, EndRun):
            return _after(state, seat, attrs.evolve(round_, done=True), "time")
        if move.released_ms < round_.released_ms:
            return illegal(f"The ball before was released at {round_.released_ms} ms.")
        return _shoot(state, seat, move)

    def turn(self, state: ThreePointState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (_shooter(state),)

    def board(self, state: ThreePointState) -> ThreePointBoard:
        sheets = tuple(ThreePointSheet(one.balls, one.total, one.released_ms, one.done) for one in state.rounds)
        return ThreePointBoard(len(state.tied) + 1, _shooter(state), sheets, state.worth, state.tied, LIMIT_MS)

    def result(self, state: ThreePointState) -> Result | None:
        if not all(one.done for one in state.rounds):
            return None
        mine, theirs = (one.total for one in state.rounds)
        words = f"{max(mine, theirs)}-{min(mine, theirs)}"
        return Result(ahead(mine, theirs), f"{words}, after {len(state.tied) + 1} rounds" if state.tied else words)


THREE_POINT = ThreePoint()


def worth_of(money_rack: int) -> tuple[int, ...]:
    """What each of the 27 balls counts, in their order."""
    balls: tuple[int, ...] = ()
    for rack in range(1, 6):
        balls += MONEY_RACK if rack == money_rack else RACK
        balls += DEEP if rack in DEEP_AFTER else ()
    return balls


def _shooter(state: ThreePointState) -> int:
    return 1 if state.rounds[0].done else 0


def _shoot(state: ThreePointState, seat: int, move: ShootRackBall) -> Played[ThreePointState]:
    round_ = state.rounds[seat]
    late = move.released_ms > LIMIT_MS
    made = state.worth[len(round_.balls)] if move.made and not late else 0
    balls = (*round_.balls, made)
    done = late or len(balls) == len(state.worth)
    return _after(state, seat, Round(balls, move.released_ms, done), "late" if late else str(made) if made else "missed")


def _after(state: ThreePointState, seat: int, round_: Round, call: str) -> Played[ThreePointState]:
    rounds = put(state.rounds, seat, round_)
    level = round_.done and rounds[other(seat)].done and rounds[0].total == rounds[1].total
    if level and state.tie is Tie.EXTRA:
        return Played(attrs.evolve(state, rounds=FRESH, tied=(*state.tied, round_.total)), (call, "level, once more"))
    return Played(attrs.evolve(state, rounds=rounds), (call, f"{round_.total} in all") if round_.done else (call,))
