"""Football on the wire: the field-goal ladder, quarterback accuracy, punt, pass and kick."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.games.outcome import Tie


@attrs.frozen
class FieldGoalsOptions:
    """Two rounds from 10, 15, 20, 25 and 30 yards. Level: split, or a kick-off from 35 yards and back until one misses."""

    tag: ClassVar[str] = "field_goals"
    tie: Tie = Tie.EXTRA


@attrs.frozen
class QbAccuracyOptions:
    """60 seconds at ten targets and the long bucket. Level: split, or sudden runs of 15 seconds."""

    tag: ClassVar[str] = "qb_accuracy"
    tie: Tie = Tie.EXTRA


@attrs.frozen
class PuntPassKickOptions:
    """A punt, a pass and a place kick each, measured. Level: split, or all three once more."""

    tag: ClassVar[str] = "punt_pass_kick"
    tie: Tie = Tie.EXTRA


class KickOutcome(Enum):
    """Where a kick went. Off a post and through is good."""

    GOOD = "good"
    POST_IN = "post_in"
    POST_OUT = "post_out"
    WIDE = "wide"
    SHORT = "short"


@attrs.frozen
class KickBall:
    """One kick at the posts."""

    tag: ClassVar[str] = "kick_ball"
    outcome: KickOutcome


@attrs.frozen
class ThrowPass:
    """One pass: the target it hit (1 to 10, 11 the long bucket, 0 none), and when it was released, in milliseconds since the start of my run."""

    tag: ClassVar[str] = "throw_pass"
    target: int = whole(0, 11)
    released_ms: int = whole(0, 600_000)


@attrs.frozen
class Measure:
    """One punt, pass or kick as measured, in inches: along the line to the first ground contact, off the line, and whether the line was
    overstepped."""

    tag: ClassVar[str] = "measure"
    distance_in: int = whole(0, 7_200)
    offset_in: int = whole(0, 7_200)
    line_fault: bool = False


@attrs.frozen
class Whiff:
    """I missed the ball completely: once an event it may be taken again."""

    tag: ClassVar[str] = "whiff"


@attrs.frozen
class Kick:
    """One kick: from where, how it went, what it scored."""

    yards: int
    outcome: KickOutcome
    points: int


@attrs.frozen
class FieldGoalsBoard:
    """round 1 or 2, above that the kick-off; who kicks, from how many yards, for how much (0 in the kick-off); totals; kicks by seat."""

    tag: ClassVar[str] = "field_goals"
    round: int
    kicker: int
    yards: int
    worth: int
    totals: tuple[int, ...]
    kicks: tuple[tuple[Kick, ...], ...]


@attrs.frozen
class QbSheet:
    """One run: targets hit, points, when the last pass was released, whether it is over."""

    hits: tuple[int, ...]
    total: int
    released_ms: int
    done: bool


@attrs.frozen
class QbBoard:
    """run 1 and, after a tie, sudden ones; who passes; this run's sheets; what the targets 1 to 11 are worth; totals that were tied; the
    clock in milliseconds."""

    tag: ClassVar[str] = "qb_accuracy"
    run: int
    passer: int
    sheets: tuple[QbSheet, ...]
    worth: tuple[int, ...]
    tied: tuple[int, ...]
    limit_ms: int


@attrs.frozen
class MeasuredTry:
    """One event of one player: distance, offset and what counts, in inches; whether the line was overstepped."""

    event: str
    distance_in: int
    offset_in: int
    line_fault: bool
    points_in: int


@attrs.frozen
class PuntPassKickBoard:
    """round 1 and, after a tie, more; the event ("punt", "pass" or "kick"); who is up; whether a retake is left; totals in inches by seat;
    tries by seat."""

    tag: ClassVar[str] = "punt_pass_kick"
    round: int
    event: str
    up: int
    retake_left: bool
    totals_in: tuple[int, ...]
    tries: tuple[tuple[MeasuredTry, ...], ...]
