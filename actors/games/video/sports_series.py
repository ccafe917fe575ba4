"""Sports simulation, best of N: both report the score of each game; the series ends at more than half the wins.

Mirrored reports agree (21-14 and 14-21). The same score from both sides, or any other contradiction, is a dispute. A draw is replayed and does not
count. The home side alternates game by game. Source: UMG and Drop-In Gaming rule sheets."""

from __future__ import annotations

import attrs

from actors.games.rules import ENDED, Illegal, Played, ahead, illegal, other, put, wrong_game
from protocol.games import Move, ReportScore, Result, SeriesBoard, SeriesGame, SportsSeriesOptions

Score = tuple[int, int]
"""By seat, as one of them says it."""


@attrs.frozen
class SeriesState:
    """Games decided; each seat's report of the game being played; draws replayed so far."""

    best_of: int
    games: tuple[Score, ...] = ()
    reports: tuple[Score | None, Score | None] = (None, None)


class SportsSeries:
    """The rules."""

    tag = "sports_series"
    name = "Sports series"
    category = "video"
    summary = "Best of one, three or five on your own consoles."
    how_to_play = (
        "Play each game on your consoles, then both report the final score. Reports that agree count at once; a lone report stands when the time "
        "to report is over; reports that contradict each other open a dispute. A draw is replayed. The home side alternates, the creator first. "
        "A connection lost early and without a score: start again; else go on from the same score and time."
    )
    source = "UMG Madden and Drop-In Gaming rule sheets"
    options = SportsSeriesOptions
    pace = 12
    spectators_late = 120

    def start(self, options: SportsSeriesOptions) -> SeriesState:
        return SeriesState(options.best_of)

    def play(self, state: SeriesState, seat: int, move: Move) -> Played[SeriesState] | Illegal:
        if not isinstance(move, ReportScore):
            return wrong_game("a sports series")
        if self.result(state) is not None:
            return ENDED
        if self.contradiction(state) is not None:
            return illegal("Your reports contradict each other: the game is in dispute.")
        game = len(state.games) + 1
        if move.number != game:
            return illegal(f"Game {game} is being played.")
        said = (move.mine, move.theirs) if seat == 0 else (move.theirs, move.mine)
        return _report(attrs.evolve(state, reports=put(state.reports, seat, said)))

    def turn(self, state: SeriesState) -> tuple[int, ...]:
        if self.result(state) is not None or self.contradiction(state) is not None:
            return ()
        return tuple(seat for seat in (0, 1) if state.reports[seat] is None)

    def board(self, state: SeriesState) -> SeriesBoard:
        game = len(state.games) + (0 if self.result(state) is not None else 1)
        return SeriesBoard(
            to_win=_to_win(state),
            wins=_wins(state),
            game_number=game,
            home=(game - 1) % 2,
            reports=tuple(report or () for report in state.reports),
            games=tuple(
                SeriesGame(place, score, 0 if score[0] > score[1] else 1) for place, score in enumerate(state.games, 1)
            ),
            contradicted=self.contradiction(state) is not None,
        )

    def result(self, state: SeriesState) -> Result | None:
        wins = _wins(state)
        if max(wins) < _to_win(state):
            return None
        return Result(ahead(*wins), f"{max(wins)}-{min(wins)} games")

    def contradiction(self, state: SeriesState) -> str | None:
        mine, theirs = state.reports
        if mine is None or theirs is None:
            return None
        return f"Game {len(state.games) + 1}: {mine[0]}-{mine[1]} says one, {theirs[0]}-{theirs[1]} the other."

    def lapse(self, state: SeriesState) -> Played[SeriesState] | None:
        """A lone report stands."""
        for seat in (0, 1):
            said = state.reports[seat]
            if said is not None and state.reports[other(seat)] is None:
                return _report(attrs.evolve(state, reports=(said, said)))
        return None


SPORTS_SERIES = SportsSeries()


def _to_win(state: SeriesState) -> int:
    return state.best_of // 2 + 1


def _wins(state: SeriesState) -> tuple[int, int]:
    mine = sum(score[0] > score[1] for score in state.games)
    return mine, len(state.games) - mine


def _report(state: SeriesState) -> Played[SeriesState]:
    """Agreed reports decide the game; a draw clears them; contradictory ones stay, for all to see."""
    mine, theirs = state.reports
    if mine is None or theirs is None:
        return Played(state, ("reported",))
    if mine != theirs:
        return Played(state, ("contradicted",))
    clear = attrs.evolve(state, reports=(None, None))
    if mine[0] == mine[1]:
        return Played(clear, ("draw, replayed",))
    return Played(attrs.evolve(clear, games=(*state.games, mine)), (f"{max(mine)}-{min(mine)}",))
