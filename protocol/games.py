"""Games on the wire: what may be agreed before the stake (options), done in play (moves) and shown (boards). Knows no rule of any game."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import whole


class Tie(Enum):
    """What a tie means, fixed before anybody stakes."""

    SPLIT = "split"
    EXTRA = "extra"


# ── Options: fixed in the offer ──────────────────────────────────────────────


@attrs.frozen
class Darts501Options:
    """501, straight start, double out; first to so many legs; the throw alternates leg by leg."""

    tag: ClassVar[str] = "darts_501"
    legs: int = whole(1, 7, default=1)


@attrs.frozen
class TenPinOptions:
    """Ten frames each, frame by frame in turn. A tie is split, or played off by one extra frame at a time."""

    tag: ClassVar[str] = "ten_pin"
    tie: Tie = Tie.SPLIT


@attrs.frozen
class GolfMatchPlayOptions:
    """9 or 18 holes. All square at the end: halved (split), or on to extra holes until one is won."""

    tag: ClassVar[str] = "golf_match_play"
    holes: int = whole(9, 18, default=18)
    tie: Tie = Tie.EXTRA


GameOptions = Darts501Options | TenPinOptions | GolfMatchPlayOptions

# ── Moves ────────────────────────────────────────────────────────────────────


class Ring(Enum):
    """Where on the number a dart stands. The bull's outer ring is single 25, the bull itself double 25."""

    MISS = "miss"
    SINGLE = "single"
    DOUBLE = "double"
    TREBLE = "treble"


@attrs.frozen
class ThrowDart:
    """One dart: number 1 to 20 or 25 with its ring; a dart outside the doubles is number 0, ring miss."""

    tag: ClassVar[str] = "throw_dart"
    number: int = whole(0, 25)
    ring: Ring  # pyright: ignore[reportGeneralTypeIssues]  the field before has no default, only bounds


@attrs.frozen
class RollBall:
    """One ball: how many of the standing pins fell."""

    tag: ClassVar[str] = "roll_ball"
    pins: int = whole(0, 10)


@attrs.frozen
class CardHole:
    """My strokes on the hole being played, penalties included; needed from both."""

    tag: ClassVar[str] = "card_hole"
    hole: int = whole(1, 99)
    strokes: int = whole(1, 30)


@attrs.frozen
class ConcedeHole:
    """I give my opponent the hole being played. It cannot be withdrawn (Rule 3.2b)."""

    tag: ClassVar[str] = "concede_hole"
    hole: int = whole(1, 99)


Move = ThrowDart | RollBall | CardHole | ConcedeHole

# ── Boards: what the scoreboard shows, seats 0 (creator) and 1 ────────────────


@attrs.frozen
class DartsBoard:
    """remaining and legs by seat; this throw's darts (at most 3, as "T20", "D16", "25", "Bull", "0"); what is left
    before this throw; a way to check out from here with the darts left in hand, or nothing; three-dart averages in
    hundredths by seat; the last throws, newest last, as (seat, scored, bust)."""

    tag: ClassVar[str] = "darts_501"
    legs_to_win: int
    legs: tuple[int, ...]
    remaining: tuple[int, ...]
    thrower: int
    darts: tuple[str, ...]
    throw_start: int
    checkout: tuple[str, ...]
    average_x100: tuple[int, ...]
    throws: tuple[DartsThrow, ...]


@attrs.frozen
class DartsThrow:
    """One finished throw of up to three darts."""

    seat: int
    scored: int
    bust: bool
    left: int


@attrs.frozen
class PinsFrame:
    """One frame: its marks as written on a sheet ("X", "/", "-", "1".."9") and the running total once it is known."""

    marks: tuple[str, ...]
    total: int | None


@attrs.frozen
class PinsSheet:
    """One bowler's sheet: frames begun so far, total so far (of known frames), the best total still possible."""

    frames: tuple[PinsFrame, ...]
    total: int
    best: int


@attrs.frozen
class TenPinBoard:
    """Both sheets by seat; whose ball it is; frame being played (above 10: extra frames); pins still standing."""

    tag: ClassVar[str] = "ten_pin"
    sheets: tuple[PinsSheet, ...]
    bowler: int
    frame: int
    standing: int


@attrs.frozen
class GolfHole:
    """One hole begun: strokes by seat (nothing = not carded, or hidden until both are in; or conceded), winner seat, or nothing
    while open or halved, and whether it is decided."""

    hole: int
    strokes: tuple[int | None, ...]
    winner: int | None
    decided: bool
    conceded: bool


@attrs.frozen
class GolfBoard:
    """holes of the round; the hole being played; holes begun; lead above zero = seat 0 is up; holes to play; dormie;
    the state in players' words for seat 0 and seat 1 ("2 up", "1 down", "All square")."""

    tag: ClassVar[str] = "golf_match_play"
    holes: int
    hole: int
    played: tuple[GolfHole, ...]
    lead: int
    to_play: int
    dormie: bool
    words: tuple[str, ...]


Board = DartsBoard | TenPinBoard | GolfBoard


@attrs.frozen
class Result:
    """Who has won (nobody: a tie that splits) and how players say it: "3&2", "2-1 legs", "212-187"."""

    winner: int | None
    words: str


