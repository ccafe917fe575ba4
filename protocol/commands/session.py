"""Commands about the connection itself: who I am, am I heard, what I want to see."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import STREAM_PATTERN


@attrs.frozen
class Authenticate:
    """Says who this connection is, with a ticket from POST /auth/ticket. Browsers need it not: their cookie speaks."""

    tag: ClassVar[str] = "authenticate"
    ticket: str = text(16, 512, pattern=r"^[A-Za-z0-9_.:-]+$")


@attrs.frozen
class Ping:
    """Are you there? Answered with pong and the server's clock."""

    tag: ClassVar[str] = "ping"


@attrs.frozen
class Watch:
    """Follow a stream: "lobby", "wallet" (one's own) or "match:<id>". With since = the last version seen, what was missed
    is sent again, in order, without gap or duplicate; without it, or when that is too long ago, a snapshot comes."""

    tag: ClassVar[str] = "watch"
    stream: str = text(5, 64, pattern=STREAM_PATTERN)
    since: int | None = whole(default=None)


@attrs.frozen
class Unwatch:
    """Follow a stream no more."""

    tag: ClassVar[str] = "unwatch"
    stream: str = text(5, 64, pattern=STREAM_PATTERN)
