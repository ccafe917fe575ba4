"""Quarterback accuracy: 60 seconds at ten targets and the long bucket.

Targets count 1 to 5 by distance, the bucket 10, each once; a pass released at 60.000 s counts, later ones do not and end the run. A tie is split, or
goes to sudden runs of 15 seconds at fresh targets. Source: Pro Bowl "Precision Passing", 2023; that a target counts once and the tie
rule are ours."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, OneScorer, Played, ahead, illegal, not_your_turn, other, put, wrong_game
from protocol.games import EndRun, Move, QbAccuracyOptions, QbBoard, QbSheet, Result, ThrowPass, Tie

LIMIT_MS = 60_000
SUDDEN_MS = 15_000
WORTH = (1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 10)


@attrs.frozen
class Run:
    """One passer's run: targets hit, in order, and when the last pass was released."""

    hits: tuple[int, ...] = ()
    released_ms: int = 0
    done: bool = False

    @property
    def total(self) -> int:
        return sum(WORTH[target - 1] for target in self.hits)


FRESH = (Run(), Run())


@attrs.frozen
class QbState:
    """The runs under way, by seat; totals of runs that were tied."""

    tie: Tie
    runs: tuple[Run, Run] = FRESH
    tied: tuple[int, ...] = ()


class QbAccuracy(OneScorer):
    """The rules."""

    tag = "qb_accuracy"
    name = "QB accuracy"
    category = "football"
    summary = "A minute, ten targets and the long bucket."
    how_to_play = (
        "You have 60 seconds of passes at ten targets worth 1 to 5 by distance, and the long bucket for 10. Each target counts once. A pass "
        "released when the clock shows 60.0 still counts, a later one does not. One passes, then the other. Level totals go to runs of 15 "
        "seconds, or are split."
    )
    source = "Pro Bowl Precision Passing, 2023"
    options = QbAccuracyOptions

    def start(self, options: QbAccuracyOptions) -> QbState:
        return QbState(options.tie)

    def play(self, state: QbState, seat: int, move: Move) -> Played[QbState] | Illegal:
        if not isinstance(move, ThrowPass | EndRun):
            return wrong_game("quarterback accuracy")
        if self.result(state) is not None:
            return ENDED
        if seat != _passer(state):
            return not_your_turn()
        run = state.runs[seat]
        if isinstance(move, EndRun):
            return _after(state, seat, attrs.evolve(run, done=True), "time")
        if move.released_ms < run.released_ms:
            return illegal(f"The pass before was released at {run.released_ms} ms.")
        return _pass(state, seat, move)

    def turn(self, state: QbState) -> tuple[int, ...]:
        return () if self.result(state) is not None else (_passer(state),)

    def board(self, state: QbState) -> QbBoard:
        sheets = tuple(QbSheet(run.hits, run.total, run.released_ms, run.done) for run in state.runs)
        return QbBoard(len(state.tied) + 1, _passer(state), sheets, WORTH, state.tied, _limit(state))

    def result(self, state: QbState) -> Result | None:
        if not all(run.done for run in state.runs):
            return None
        mine, theirs = (run.total for run in state.runs)
        words = f"{max(mine, theirs)}-{min(mine, theirs)}"
        return Result(ahead(mine, theirs), f"{words}, in a sudden run" if state.tied else words)


QB_ACCURACY = QbAccuracy()


def _limit(state: QbState) -> int:
    return SUDDEN_MS if state.tied else LIMIT_MS


def _passer(state: QbState) -> int:
    return 1 if state.runs[0].done else 0


def _pass(state: QbState, seat: int, move: ThrowPass) -> Played[QbState]:
    run = state.runs[seat]
    if move.released_ms > _limit(state):
        return _after(state, seat, Run(run.hits, move.released_ms, done=True), "late")
    if move.target == 0 or move.target in run.hits:
        call = "hit before" if move.target else "missed"
        return _after(state, seat, Run(run.hits, move.released_ms), call)
    hits = (*run.hits, move.target)
    return _after(state, seat, Run(hits, move.released_ms, done=len(hits) == len(WORTH)), str(WORTH[move.target - 1]))


def _after(state: QbState, seat: int, run: Run, call: str) -> Played[QbState]:
    runs = put(state.runs, seat, run)
    level = run.done and runs[other(seat)].done and runs[0].total == runs[1].total
    if level and state.tie is Tie.EXTRA:
        return Played(attrs.evolve(state, runs=FRESH, tied=(*state.tied, run.total)), (call, "level, a sudden run"))
    return Played(attrs.evolve(state, runs=runs), (call, f"{run.total} in all") if run.done else (call,))
