"""A note: something that a player should know. Its key says what it is about, so that telling it twice tells it once."""

from __future__ import annotations

import attrs

from protocol.events import NoticeKind
from protocol.events.match import Ending
from protocol.money import Amount


@attrs.frozen
class Note:
    """For whom, what, and of which match; who is the other player."""

    key: str
    player: str
    at_ms: int
    kind: NoticeKind
    match_id: str | None = None
    game: str | None = None
    who: str | None = None
    who_name: str | None = None
    ending: Ending | None = None
    won: bool | None = None
    paid: Amount | None = None
    words: str | None = None
