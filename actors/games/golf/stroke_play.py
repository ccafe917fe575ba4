"""Stroke play: every stroke counts, the lowest total wins.

Both card their own strokes hole by hole, penalties included, with no cap. Who does not hole out has no valid card and loses. Source: R&A and USGA
Rule 3.3. A tie is split, or played off hole by hole; earlier holes never decide it."""

from __future__ import annotations

import attrs

from actors.games.golf.card import PICKED_UP, BothCard, CardedRound, lower, shown
from actors.games.rules import ahead
from protocol.games import GolfStrokePlayOptions, Result, StrokePlayBoard, Tie


@attrs.frozen
class StrokePlayState(CardedRound):
    """A round, and the strokes that the creator gives."""

    given: int = 0


class StrokePlay(BothCard):
    """The rules."""

    tag = "golf_stroke_play"
    name = "Stroke play"
    category = "golf"
    summary = "Every stroke counts, the lowest total wins."
    how_to_play = (
        "After each hole you both card your own strokes, penalties included; there is no cap on a hole. You must hole out on every hole: who picks "
        "up has no valid card and loses. The lowest total wins, less the strokes that were given before. Level totals go to extra holes or are split."
    )
    source = "Rules of Golf, Rule 3.3"
    options = GolfStrokePlayOptions

    def start(self, options: GolfStrokePlayOptions) -> StrokePlayState:
        return StrokePlayState(options.holes, options.tie, given=options.strokes_given)

    def calls(self, before: StrokePlayState, after: StrokePlayState) -> tuple[str, ...]:
        gap = _net(after)[0] - _net(after)[1]
        return ("level" if gap == 0 else f"{abs(gap)} shot{'s' if abs(gap) > 1 else ''} in it",)

    def board(self, state: StrokePlayState) -> StrokePlayBoard:
        to_play = max(0, state.holes - len(state.played))
        return StrokePlayBoard(state.holes, self.hole(state), shown(state.played), _gross(state), _net(state), to_play)

    def result(self, state: StrokePlayState) -> Result | None:
        if state.played and PICKED_UP in state.played[-1]:
            winner = lower(*state.played[-1])
            return Result(winner, f"not holed out at {len(state.played)}")
        if len(state.played) < state.holes:
            return None
        mine, theirs = _net(state)
        winner = ahead(theirs, mine)
        words = f"{min(mine, theirs)}-{max(mine, theirs)}"
        if winner is not None or state.tie is not Tie.EXTRA:
            return Result(winner, words)
        extra = lower(*state.played[-1]) if len(state.played) > state.holes else None
        return None if extra is None else Result(extra, f"{words}, at hole {len(state.played)}")


STROKE_PLAY = StrokePlay()



def _gross(state: StrokePlayState) -> tuple[int, int]:
    """Of the round: extra holes only break the tie."""
    round_ = state.played[: state.holes]
    return sum(hole[0] for hole in round_), sum(hole[1] for hole in round_)


def _net(state: StrokePlayState) -> tuple[int, int]:
    mine, theirs = _gross(state)
    return mine - max(0, -state.given), theirs - max(0, state.given)
