"""What the house tells a player, on the stream "inbox", and what it knows of players."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.events.match import Ending
from protocol.money import Amount


class NoticeKind(Enum):
    """What a notice is about. taken: somebody took my offer. settled: a match of mine is over and paid. disputed, judged, appealed: a dispute
    of mine moves. rematch: my opponent wants another. struck: an operator gave me a strike. followed: somebody follows me."""

    TAKEN = "taken"
    SETTLED = "settled"
    DISPUTED = "disputed"
    JUDGED = "judged"
    APPEALED = "appealed"
    REMATCH = "rematch"
    STRUCK = "struck"
    FOLLOWED = "followed"


@attrs.frozen
class Notice:
    """One line of the inbox. number counts up per player; who: the other player; ending, paid and stake where a match was settled."""

    number: int
    at_ms: int
    kind: NoticeKind
    match_id: str | None
    game: str | None
    who: str | None
    who_name: str | None
    ending: Ending | None = None
    won: bool | None = None
    paid: Amount | None = None
    words: str | None = None


@attrs.frozen
class InboxView:
    """Snapshot of the inbox: the newest notices first, and the number up to which they are read."""

    tag: ClassVar[str] = "inbox_view"
    notices: tuple[Notice, ...]
    read: int


@attrs.frozen
class NoticeCame:
    """A new notice."""

    tag: ClassVar[str] = "notice_came"
    notice: Notice


@attrs.frozen
class InboxRead:
    """Read up to and with this notice, here or on another connection."""

    tag: ClassVar[str] = "inbox_read"
    read: int


@attrs.frozen
class RatingChanged:
    """What a settled match did to my rating in its game; provisional while the house is not sure of it yet. On the stream "inbox", not kept."""

    tag: ClassVar[str] = "rating_changed"
    match_id: str
    game: str
    before: int
    after: int
    deviation: int
    provisional: bool
