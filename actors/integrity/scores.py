"""Scores that hardly anybody has ever made. Pure: a board at the end of a match to a line of evidence, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from protocol.games import (
    Board,
    CurrentFrameBoard,
    DartsBoard,
    FieldGoalsBoard,
    KillRaceBoard,
    NoTapBoard,
    PuntPassKickBoard,
    QbBoard,
    StrokePlayBoard,
    TenPinBoard,
    ThreePointBoard,
)

DARTS_AVERAGE_X100 = 11_000
TEN_PIN_PINS = 280
THREE_POINT_POINTS = 35
FIELD_GOAL_POINTS = 290
KILLS_A_ROUND = 25
PUNT_PASS_KICK_INCHES = 12 * 420
STROKES_A_HOLE = 3


def _darts(board: Any, seat: int) -> str | None:
    average = board.average_x100[seat]
    return f"a three-dart average of {average / 100:.2f}" if average >= DARTS_AVERAGE_X100 else None


def _bowling(board: Any, seat: int) -> str | None:
    total = board.sheets[seat].total
    return f"a game of {total}" if total is not None and total >= TEN_PIN_PINS else None


def _three_point(board: Any, seat: int) -> str | None:
    total = board.sheets[seat].total
    return f"{total} of 40 points" if total >= THREE_POINT_POINTS else None


def _field_goals(board: Any, seat: int) -> str | None:
    return f"{board.totals[seat]} points from the ladder" if board.totals[seat] >= FIELD_GOAL_POINTS else None


def _qb(board: Any, seat: int) -> str | None:
    sheet = board.sheets[seat]
    return f"every target, for {sheet.total}" if len(set(sheet.hits)) >= len(board.worth) else None


def _punt_pass_kick(board: Any, seat: int) -> str | None:
    feet = board.totals_in[seat] / 12
    return f"{feet:.0f} ft in three tries" if board.totals_in[seat] >= PUNT_PASS_KICK_INCHES else None


def _stroke_play(board: Any, seat: int) -> str | None:
    played = len(board.played)
    strokes = board.gross[seat]
    return f"{strokes} strokes for {played} holes" if played >= board.holes and 0 < strokes <= STROKES_A_HOLE * played else None


def _kill_race(board: Any, seat: int) -> str | None:
    most = max((one.kills[seat] for one in board.played), default=0)
    return f"{most} eliminations in one round" if most >= KILLS_A_ROUND else None


HARDLY: dict[type[Board], Callable[[Any, int], str | None]] = {
    DartsBoard: _darts,
    TenPinBoard: _bowling,
    CurrentFrameBoard: _bowling,
    NoTapBoard: _bowling,
    ThreePointBoard: _three_point,
    FieldGoalsBoard: _field_goals,
    QbBoard: _qb,
    PuntPassKickBoard: _punt_pass_kick,
    StrokePlayBoard: _stroke_play,
    KillRaceBoard: _kill_race,
}
"""Per game, what few people on earth have done. Games without a number that says so are not in it."""


def improbable(board: Board | None, names: tuple[str, ...]) -> str | None:
    """Who made which score that hardly anybody makes."""
    look = None if board is None else HARDLY.get(type(board))
    if look is None:
        return None
    found = [f"{name}: {words}" for seat, name in enumerate(names) if (words := look(board, seat)) is not None]
    return "; ".join(found) or None
