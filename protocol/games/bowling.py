"""Bowling on the wire: ten-pin, current frame, nine-pin no-tap."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.games.outcome import Tie


@attrs.frozen
class TenPinOptions:
    """Ten frames each, frame by frame in turn. A tie is split, or played off by one extra frame at a time."""

    tag: ClassVar[str] = "ten_pin"
    tie: Tie = Tie.SPLIT


@attrs.frozen
class CurrentFrameOptions:
    """Ten frames, each worth what falls in it: a strike 30, a spare 10 and its first ball. A tie is split, or played off frame by frame."""

    tag: ClassVar[str] = "current_frame"
    tie: Tie = Tie.SPLIT


@attrs.frozen
class NoTapOptions:
    """Ten-pin, but nine or more with the first ball is a strike. A tie is split, or played off frame by frame."""

    tag: ClassVar[str] = "no_tap"
    tie: Tie = Tie.SPLIT


@attrs.frozen
class RollBall:
    """One ball: how many of the standing pins fell."""

    tag: ClassVar[str] = "roll_ball"
    pins: int = whole(0, 10)


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
class CurrentFrameBoard(TenPinBoard):
    """As for ten-pin."""

    tag: ClassVar[str] = "current_frame"


@attrs.frozen
class NoTapBoard(TenPinBoard):
    """As for ten-pin; nine with a first ball is written as the strike it counts for."""

    tag: ClassVar[str] = "no_tap"
