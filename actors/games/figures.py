"""Figures: the score of each seat in a word, as a caller would say it from the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actors.games.football.punt_pass_kick import feet
from protocol.games import (
    Board,
    CricketBoard,
    CurrentFrameBoard,
    DartsBoard,
    FieldGoalsBoard,
    FightingBoard,
    GolfBoard,
    HalveItBoard,
    HorseBoard,
    KillRaceBoard,
    NoTapBoard,
    PuntPassKickBoard,
    QbBoard,
    SeriesBoard,
    SkinsBoard,
    StrokePlayBoard,
    TenPinBoard,
    ThreePointBoard,
    TwentyOneBoard,
)


def figures(board: Board) -> tuple[str, str]:
    """By seat."""
    figure = _FIGURES[type(board)]
    return figure(board, 0), figure(board, 1)


def _total(board: TenPinBoard | ThreePointBoard | QbBoard, seat: int) -> str:
    return str(board.sheets[seat].total)


_FIGURES: dict[type[Board], Callable[[Any, int], str]] = {
    StrokePlayBoard: lambda board, seat: str(board.net[seat]),
    GolfBoard: lambda board, seat: board.words[seat],
    SkinsBoard: lambda board, seat: str(board.skins[seat]),
    SeriesBoard: lambda board, seat: str(board.wins[seat]),
    FightingBoard: lambda board, seat: str(board.wins[seat]),
    KillRaceBoard: lambda board, seat: str(board.points[seat]),
    TwentyOneBoard: lambda board, seat: str(board.score[seat]),
    HorseBoard: lambda board, seat: board.word[: board.letters[seat]] or "–",
    ThreePointBoard: _total,
    FieldGoalsBoard: lambda board, seat: str(board.totals[seat]),
    QbBoard: _total,
    PuntPassKickBoard: lambda board, seat: feet(board.totals_in[seat]),
    DartsBoard: lambda board, seat: str(board.remaining[seat]),
    CricketBoard: lambda board, seat: str(board.points[seat]),
    HalveItBoard: lambda board, seat: str(board.score[seat]),
    TenPinBoard: _total,
    CurrentFrameBoard: _total,
    NoTapBoard: _total,
}
