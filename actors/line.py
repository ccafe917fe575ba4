"""The line: one connection, whatever carries it. The port between sessions and the edge."""

from __future__ import annotations

from typing import Protocol

import attrs

from actors.outgoing import Encoded


class LineClosed(Exception):
    """The connection is over; code and reason are the peer's or ours."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code
        self.reason = reason


@attrs.frozen
class Identity:
    """Who a connection belongs to, by which session (only the hash of its id is known here), and when that ends by itself."""

    session: bytes
    player: str
    name: str
    until_ms: int = 2**53


@attrs.frozen
class Caller:
    """Where a connection comes from: the address that the nearest trusted proxy saw, and the place it says that is in, where one says so."""

    address: str
    place: str | None = None


class Line(Protocol):
    """Reads whole messages, writes encoded ones."""

    caller: Caller
    @property
    def last_heard(self) -> float:
        """Trio time of the last bytes from the peer, pongs included."""
        ...

    async def read(self) -> bytes | str:
        """The next message. Raises LineClosed at the end, also when the message is longer than the cap."""
        ...

    async def write(self, wire: bytes) -> None:
        """One send with a deadline. A send that was cancelled or timed out leaves half a frame: the line is dead then, never reused."""
        ...

    def wire(self, message: Encoded) -> bytes:
        """The message as this line carries it."""
        ...

    ping: bytes
    """What asks the peer for a sign of life; nothing where only the peer may speak first."""

    async def close(self, code: int, reason: str) -> None:
        """Bounded; forceful when the peer does not answer."""
        ...

    def cut(self) -> None:
        """At once, without a word."""
        ...


CLOSE_SIGNED_OUT = 4001
CLOSE_SILENT = 4002
CLOSE_TOO_SLOW = 4008
CLOSE_MOVING = 1012
