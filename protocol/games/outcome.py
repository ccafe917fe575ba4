"""How a game may end, on the wire: the tie rule of an offer, and the result."""

from __future__ import annotations

from enum import Enum

import attrs


class Tie(Enum):
    """What a tie means, fixed before anybody stakes."""

    SPLIT = "split"
    EXTRA = "extra"


@attrs.frozen
class Result:
    """Who has won (nobody: a tie that splits) and how players say it: "3&2", "2-1 legs", "212-187"."""

    winner: int | None
    words: str
