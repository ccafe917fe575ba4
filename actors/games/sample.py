"""A believable player: what somebody of a given skill would do next, from the board that a client sees. For bots, benches and tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actors.games.darts.aim import Chance, normal, thrown_at
from actors.games.darts.beds import CLOCKWISE
from actors.games.video.fighting_set import DRAW, NOT_YET
from protocol.games import (
    Board,
    CardHole,
    CricketBoard,
    CurrentFrameBoard,
    DartsBoard,
    EndRun,
    FieldGoalsBoard,
    FightingBoard,
    GameOutcome,
    GolfBoard,
    HalveItBoard,
    HorseBoard,
    KickBall,
    KickOutcome,
    KillRaceBoard,
    MatchShot,
    Measure,
    Move,
    NoTapBoard,
    PuntPassKickBoard,
    QbBoard,
    ReportGame,
    ReportRound,
    ReportScore,
    RollBall,
    SeriesBoard,
    SetShot,
    ShootBall,
    ShootRackBall,
    SkinsBoard,
    Spot,
    StrokePlayBoard,
    Style,
    TenPinBoard,
    ThreePointBoard,
    ThrowPass,
    TwentyOneBoard,
)


def next_move(board: Board, turn: tuple[int, ...], seat: int, skill: float, chance: Chance) -> Move | None:
    """A move for this seat, skill from 0 (a beginner) to 1 (a professional); nothing when it is not its turn."""
    return _SAMPLES[type(board)](board, seat, skill, chance) if seat in turn else None


# ── darts ──


def _darts_501(board: DartsBoard, seat: int, skill: float, chance: Chance) -> Move:
    return thrown_at(board.checkout[0] if board.checkout else _leave(board.remaining[seat]), skill, chance)


def _leave(left: int) -> str:
    """Score while the finish is far, then leave a double."""
    if left > 62:
        return "T20"
    odd = left % 2
    return str(min(20, max(1, left - 40 if left > 41 else odd or 1)))


def _cricket(board: CricketBoard, seat: int, skill: float, chance: Chance) -> Move:
    """Behind: score on what is still open for scoring. Else close the highest."""
    mine, theirs = board.marks[seat], board.marks[1 - seat]
    behind = board.points[seat] < board.points[1 - seat]
    pays = [number for number, marks, other in zip(board.numbers, mine, theirs, strict=True) if marks == 3 and other < 3]
    wanted = [number for number, marks in zip(board.numbers, mine, strict=True) if marks < 3]
    number = pays[0] if behind and pays else wanted[0] if wanted else (pays or list(board.numbers))[0]
    return thrown_at("25" if number == 25 else f"T{number}", skill, chance)


def _halve_it(board: HalveItBoard, _seat: int, skill: float, chance: Chance) -> Move:
    aims = {"T": "T20", "D": "D20", "B": "25", "3C": ("20", "T19", "1")[len(board.darts)], "H": _hurdle(board.darts)}
    return thrown_at(aims.get(board.target, board.target), skill, chance)


def _hurdle(darts: tuple[str, ...]) -> str:
    first = darts[0].lstrip("TD") if darts else "20"
    start = CLOCKWISE.index(int(first)) if first.isdigit() and int(first) in CLOCKWISE else 0
    return str(CLOCKWISE[(start + 2 * len(darts)) % 20])


# ── bowling ──


def _bowl(board: TenPinBoard, _seat: int, skill: float, chance: Chance) -> Move:
    fell = board.standing * (0.62 + 0.3 * skill) + (2.6 - 1.2 * skill) * normal(chance)
    return RollBall(max(0, min(board.standing, round(fell))))


# ── golf ──


def _golf(board: GolfBoard | StrokePlayBoard | SkinsBoard, _seat: int, skill: float, chance: Chance) -> Move:
    return CardHole(board.hole, max(1, round(5.6 - 1.4 * skill + 0.9 * normal(chance))))


# ── video games: the first to report says what happened, the other agrees ──


def _series(board: SeriesBoard, seat: int, skill: float, chance: Chance) -> Move:
    said = board.reports[1 - seat]
    if said:
        return ReportScore(board.game_number, said[seat], said[1 - seat])
    return ReportScore(board.game_number, round(7 * chance() * (0.6 + skill)), round(7 * chance()))


def _set(board: FightingBoard, seat: int, skill: float, chance: Chance) -> Move:
    said = board.reports[1 - seat]
    if said == NOT_YET:
        return ReportGame(board.game_number, GameOutcome.WON if chance() < 0.25 + 0.5 * skill else GameOutcome.LOST)
    return ReportGame(board.game_number, GameOutcome.DRAW if said == DRAW else GameOutcome.WON if said == seat else GameOutcome.LOST)


def _kill_race(board: KillRaceBoard, _seat: int, skill: float, chance: Chance) -> Move:
    kills = round(9 * chance() * (0.4 + skill))
    return ReportRound(board.round, kills, 1 + round(40 * chance() * (1.2 - skill)), 180 * kills + round(400 * chance()))


# ── basketball ──


def _twenty_one(board: TwentyOneBoard, _seat: int, skill: float, chance: Chance) -> Move:
    return ShootBall(board.due, chance() < 0.35 + 0.4 * skill)


def _horse(board: HorseBoard, _seat: int, skill: float, chance: Chance) -> Move:
    if board.spot is not None:
        return MatchShot(chance() < 0.3 + 0.45 * skill)
    spots, styles = list(Spot), (Style.ANY, Style.ANY, Style.SWISH, Style.BANK)
    made = chance() < 0.35 + 0.4 * skill
    return SetShot(spots[int(chance() * len(spots))], styles[int(chance() * len(styles))], made, made and chance() < 0.85)


def _three_point(board: ThreePointBoard, seat: int, skill: float, chance: Chance) -> Move:
    released = board.sheets[seat].released_ms + round(2_100 + 900 * chance())
    return EndRun() if released > board.limit_ms else ShootRackBall(chance() < 0.3 + 0.45 * skill, released)


# ── football ──


def _kick(board: FieldGoalsBoard, _seat: int, skill: float, chance: Chance) -> Move:
    through = chance() < 1.05 - board.yards * (0.028 - 0.012 * skill)
    misses = (KickOutcome.WIDE, KickOutcome.SHORT, KickOutcome.POST_OUT)
    good = KickOutcome.POST_IN if chance() < 0.08 else KickOutcome.GOOD
    return KickBall(good if through else misses[int(chance() * len(misses))])


def _pass(board: QbBoard, seat: int, skill: float, chance: Chance) -> Move:
    sheet = board.sheets[seat]
    released = sheet.released_ms + round(2_600 + 1_800 * chance())
    if released > board.limit_ms:
        return EndRun()
    left = [target for target in range(1, len(board.worth) + 1) if target not in sheet.hits]
    return ThrowPass(left[int(chance() * len(left))] if chance() < 0.35 + 0.4 * skill else 0, released)


def _measure(board: PuntPassKickBoard, _seat: int, skill: float, chance: Chance) -> Move:
    feet = {"punt": 70, "pass": 75, "kick": 65}[board.event] * (0.6 + 0.7 * skill) + 9 * normal(chance)
    return Measure(max(0, round(12 * feet)), abs(round(12 * (9 - 5 * skill) * normal(chance))), chance() < 0.03)


_SAMPLES: dict[type[Board], Callable[[Any, int, float, Chance], Move]] = {
    DartsBoard: _darts_501,
    CricketBoard: _cricket,
    HalveItBoard: _halve_it,
    TenPinBoard: _bowl,
    CurrentFrameBoard: _bowl,
    NoTapBoard: _bowl,
    GolfBoard: _golf,
    StrokePlayBoard: _golf,
    SkinsBoard: _golf,
    SeriesBoard: _series,
    FightingBoard: _set,
    KillRaceBoard: _kill_race,
    TwentyOneBoard: _twenty_one,
    HorseBoard: _horse,
    ThreePointBoard: _three_point,
    FieldGoalsBoard: _kick,
    QbBoard: _pass,
    PuntPassKickBoard: _measure,
}
