"""Basketball on the wire: twenty-one, HORSE, the three-point contest."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import chosen, whole
from protocol.games.outcome import Tie


@attrs.frozen
class TwentyOneOptions:
    """To exactly 21. With three_pointers a field goal from beyond the arc counts 3."""

    tag: ClassVar[str] = "twenty_one"
    three_pointers: bool = False


@attrs.frozen
class HorseOptions:
    """Out after so many letters: 5 spell HORSE, 3 spell PIG."""

    tag: ClassVar[str] = "horse"
    letters: int = chosen(3, 5, default=5)


@attrs.frozen
class ThreePointOptions:
    """Five racks and two deep balls, 27 balls in 70 seconds; money_rack is the rack whose balls all count 2. Level: split, or once more."""

    tag: ClassVar[str] = "three_point"
    money_rack: int = whole(1, 5, default=5)
    tie: Tie = Tie.EXTRA


class Shot(Enum):
    """What is shot at twenty-one."""

    TWO = "two"
    THREE = "three"
    FREE_THROW = "free_throw"


class Spot(Enum):
    """Where a shot of HORSE is taken from. There are no dunks."""

    LAYUP = "layup"
    FREE_THROW = "free_throw"
    ELBOW = "elbow"
    BASELINE = "baseline"
    CORNER_THREE = "corner_three"
    WING_THREE = "wing_three"
    TOP_THREE = "top_three"
    HALF_COURT = "half_court"


class Style(Enum):
    """How it must go in: as called, or it does not count."""

    ANY = "any"
    SWISH = "swish"
    BANK = "bank"
    OFF_HAND = "off_hand"
    ONE_FOOT = "one_foot"
    EYES_CLOSED = "eyes_closed"


@attrs.frozen
class ShootBall:
    """Twenty-one: one shot of mine."""

    tag: ClassVar[str] = "shoot_ball"
    shot: Shot
    made: bool


@attrs.frozen
class SetShot:
    """HORSE: the shot I set. as_called: it went in the way I called it."""

    tag: ClassVar[str] = "set_shot"
    spot: Spot
    style: Style
    made: bool
    as_called: bool


@attrs.frozen
class MatchShot:
    """HORSE: my try at the shot that was set."""

    tag: ClassVar[str] = "match_shot"
    made: bool


@attrs.frozen
class ShootRackBall:
    """Three-point contest: the next ball, and when it was released, in milliseconds since the start of my round."""

    tag: ClassVar[str] = "shoot_rack_ball"
    made: bool
    released_ms: int = whole(0, 600_000)


@attrs.frozen
class EndRun:
    """My run on the clock is over: what was not thrown counts nothing."""

    tag: ClassVar[str] = "end_run"


@attrs.frozen
class TwentyOneBoard:
    """score by seat; who shoots; what is due; free throws made in a row since the field goal; shots: the last ones, newest last, each as
    (seat, points or 0 for a miss)."""

    tag: ClassVar[str] = "twenty_one"
    score: tuple[int, ...]
    shooter: int
    due: Shot
    free_throws: int
    three_pointers: bool
    shots: tuple[tuple[int, ...], ...]


@attrs.frozen
class HorseBoard:
    """word: "HORSE" or "PIG"; letters taken by seat; who sets; who shoots; the shot to match, or nothing while one is to be set."""

    tag: ClassVar[str] = "horse"
    word: str
    letters: tuple[int, ...]
    setter: int
    shooter: int
    spot: Spot | None
    style: Style | None


@attrs.frozen
class ThreePointSheet:
    """One round of a shooter: each ball's points (0 for a miss or late), their sum, when the last was released, and whether it is over."""

    balls: tuple[int, ...]
    total: int
    released_ms: int
    done: bool


@attrs.frozen
class ThreePointBoard:
    """round 1 and, after a tie, more; who shoots; this round's sheets; the worth of each of the 27 balls in order; rounds tied before;
    the clock in milliseconds."""

    tag: ClassVar[str] = "three_point"
    round: int
    shooter: int
    sheets: tuple[ThreePointSheet, ...]
    worth: tuple[int, ...]
    tied: tuple[int, ...]
    limit_ms: int
