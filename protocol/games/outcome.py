"""How a game may end, on the wire: the tie rule of an offer, and the result."""

from __future__ import annotations

from enum import Enum

import attrs


class Tie(Enum):
    """What a tie means, fixed before anybody stakes: both stakes go back, play goes on until it is decided, or the match is played again
    (twice at most, then both stakes go back)."""

    SPLIT = "split"
    EXTRA = "extra"
    REPLAY = "replay"


@attrs.frozen
class Result:
    """Who has won (nobody: a tie that splits) and how players say it: "3&2", "2-1 legs", "212-187"."""

    winner: int | None
    words: str
