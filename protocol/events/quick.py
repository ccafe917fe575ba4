"""Facts about a quick match, on the stream "quick" of the connection that seeks."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.refusals import Refused


@attrs.frozen
class SeekProgress:
    """Still looking: for how long, how many seek the same, and how many points of rating away an opponent may be by now. Sent every few
    seconds."""

    tag: ClassVar[str] = "seek_progress"
    waiting_seconds: int
    seeking: int
    window_points: int
    rating: int
    provisional: bool


@attrs.frozen
class OpponentFound:
    """Both stakes are held, the match is live."""

    tag: ClassVar[str] = "opponent_found"
    match_id: str
    opponent: str
    opponent_name: str
    opponent_rating: int


@attrs.frozen
class SeekEnded:
    """You are not looking any more, and why."""

    tag: ClassVar[str] = "seek_ended"
    why: Refused
