"""Typed: moves as a person writes them down, game by game. One word is one move of one player; the board tells what it is a move of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs

from actors.games.bowling.marks import PINS
from protocol.games import (
    CardHole,
    ConcedeHole,
    EndRun,
    GameOutcome,
    KickBall,
    KickOutcome,
    MatchShot,
    Measure,
    Move,
    PickUp,
    ReportGame,
    ReportRound,
    ReportScore,
    Ring,
    RollBall,
    SetShot,
    ShootBall,
    ShootRackBall,
    Shot,
    Spot,
    Style,
    ThrowDart,
    ThrowPass,
    Whiff,
)

FOOT_IN = 12


@attrs.frozen
class Notation:
    """How moves are written: in words for a person, and the reader. It raises ValueError on a word that it does not know."""

    words: str
    read: Callable[[str, Any, int], Move]


def _match(pattern: str, word: str) -> re.Match[str]:
    found = re.fullmatch(pattern, word, re.IGNORECASE)
    if found is None:
        raise ValueError(word)
    return found


# ── golf ──


def _golf(word: str, board: Any, _seat: int) -> Move:
    if word.upper() == "P":
        return PickUp(board.hole)
    return CardHole(board.hole, int(_match(r"\d{1,2}", word)[0]))


def _match_play(word: str, board: Any, seat: int) -> Move:
    return ConcedeHole(board.hole) if word.upper() == "C" else CardHole(board.hole, int(_match(r"\d{1,2}", word)[0]))


# ── video games ──


def _score(word: str, board: Any, _seat: int) -> Move:
    found = _match(r"(\d{1,3})-(\d{1,3})", word)
    return ReportScore(board.game_number, int(found[1]), int(found[2]))


def _outcome(word: str, board: Any, _seat: int) -> Move:
    outcomes = {"W": GameOutcome.WON, "L": GameOutcome.LOST, "D": GameOutcome.DRAW}
    return ReportGame(board.game_number, outcomes[_match("[WLD]", word)[0].upper()])


def _round(word: str, board: Any, _seat: int) -> Move:
    found = _match(r"(\d{1,2})/(\d{1,3})(?:/(\d{1,5}))?", word)
    return ReportRound(board.round, int(found[1]), int(found[2]), int(found[3] or 0))


# ── basketball ──


def _shot(word: str, board: Any, _seat: int) -> Move:
    made = {"1": Shot.FREE_THROW, "2": Shot.TWO, "3": Shot.THREE}
    mark = _match("[123xX]", word)[0].lower()
    return ShootBall(board.due, made=False) if mark == "x" else ShootBall(made[mark], made=True)


def _horse(word: str, board: Any, _seat: int) -> Move:
    if board.spot is not None:
        return MatchShot(_match("[ox]", word)[0].lower() == "o")
    found = _match(r"([a-z_]+)(?:/([a-z_]+))?([-+~])", word)
    return SetShot(Spot(found[1].lower()), Style((found[2] or "any").lower()), made=found[3] != "-", as_called=found[3] == "+")


def _milliseconds(seconds: str | None, before: int) -> int:
    return round(float(seconds) * 1000) if seconds else before


def _rack_ball(word: str, board: Any, seat: int) -> Move:
    if word.lower() == "end":
        return EndRun()
    found = _match(r"([ox])(?:@(\d{1,3}(?:\.\d{1,3})?))?", word)
    return ShootRackBall(found[1].lower() == "o", _milliseconds(found[2], board.sheets[seat].released_ms))


# ── football ──


def _kick(word: str, _board: Any, _seat: int) -> Move:
    short = {"o": KickOutcome.GOOD, "x": KickOutcome.WIDE}
    return KickBall(short.get(word.lower()) or KickOutcome(word.lower()))


def _pass(word: str, board: Any, seat: int) -> Move:
    if word.lower() == "end":
        return EndRun()
    found = _match(r"(x|\d{1,2})(?:@(\d{1,3}(?:\.\d{1,3})?))?", word)
    target = 0 if found[1].lower() == "x" else int(found[1])
    return ThrowPass(target, _milliseconds(found[2], board.sheets[seat].released_ms))


def _measure(word: str, _board: Any, _seat: int) -> Move:
    if word.lower() == "whiff":
        return Whiff()
    found = _match(r"(\d{1,3})(?:'(\d{1,2}))?(?:/(\d{1,3})(?:'(\d{1,2}))?)?(!?)", word)
    feet, inches, off, off_inches = (int(part or 0) for part in found.groups()[:4])
    return Measure(FOOT_IN * feet + inches, FOOT_IN * off + off_inches, line_fault=bool(found[5]))


# ── darts ──

_RINGS = {"": Ring.SINGLE, "S": Ring.SINGLE, "D": Ring.DOUBLE, "T": Ring.TREBLE}


def _dart(word: str, _board: Any, _seat: int) -> Move:
    if word.lower() in ("bull", "d25"):
        return ThrowDart(25, Ring.DOUBLE)
    if word.lower() in ("0", "miss"):
        return ThrowDart(0, Ring.MISS)
    found = _match(r"([SDT]?)(\d{1,2})", word)
    return ThrowDart(int(found[2]), _RINGS[found[1].upper()])


# ── bowling ──


def _ball(word: str, board: Any, _seat: int) -> Move:
    marks = {"x": PINS, "/": board.standing, "-": 0}
    return RollBall(marks[word.lower()]) if word.lower() in marks else RollBall(int(_match(r"\d{1,2}", word)[0]))


_GOLF = Notation("strokes on the hole (4); P for picked up", _golf)
_DART = Notation("T20, D16, 5 or S5, 25, Bull, 0 for a miss", _dart)
_BALL = Notation("pins that fell (0 to 10); X for all ten, / for all that stood, - for none", _ball)

NOTATIONS: dict[str, Notation] = {
    "golf_stroke_play": _GOLF,
    "golf_match_play": Notation("strokes on the hole (4); C to concede it", _match_play),
    "golf_skins": _GOLF,
    "sports_series": Notation("the score as this player saw it, their own first (21-14)", _score),
    "fighting_set": Notation("W, L or D (double knock-out), as this player saw it", _outcome),
    "kill_race": Notation("kills/place, or kills/place/damage (4/1/850)", _round),
    "twenty_one": Notation("2 or 3 for a field goal made, 1 for a free throw made, x for a miss", _shot),
    "horse": Notation(
        "to set: spot or spot/style and + (made as called), ~ (made otherwise) or - (missed), as corner_three/bank+; to match: o or x. "
        f"Spots: {', '.join(spot.value for spot in Spot)}. Styles: {', '.join(style.value for style in Style)}",
        _horse,
    ),
    "three_point": Notation("o or x, with @seconds of the release where it matters (o@69.8); end", _rack_ball),
    "field_goals": Notation("good, post_in, post_out, wide, short; or o and x", _kick),
    "qb_accuracy": Notation("the target that was hit, 1 to 11, or x; with @seconds of the release where it matters (7@12.5); end", _pass),
    "punt_pass_kick": Notation("feet along the line/feet off it (100/30, 98'6/2'3), ! for a line fault; whiff", _measure),
    "darts_501": _DART,
    "darts_cricket": _DART,
    "darts_halve_it": _DART,
    "ten_pin": _BALL,
    "current_frame": _BALL,
    "no_tap": _BALL,
}
