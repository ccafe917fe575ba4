"""Commands about quick match: let the house find somebody of my strength."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.games import GameOptions
from protocol.money import Amount


@attrs.frozen
class SeekOpponent:
    """Find me an opponent of my strength for exactly this game, format and stake. What comes of it is pushed on the stream "quick" of this
    connection. It ends when somebody is found, with stop_seeking, with the connection, or when I seek something else."""

    tag: ClassVar[str] = "seek_opponent"
    options: GameOptions
    stake: Amount


@attrs.frozen
class StopSeeking:
    """I do not seek any more."""

    tag: ClassVar[str] = "stop_seeking"


@attrs.frozen
class ListPools:
    """What others seek now."""

    tag: ClassVar[str] = "list_pools"
