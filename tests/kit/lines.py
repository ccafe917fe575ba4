"""A line in memory: one end is the server's, the other a client's. It can be cut, go half-open, or be read slowly."""

from __future__ import annotations

from collections import deque

import trio

from actors.line import Caller, LineClosed
from actors.outgoing import Encoded


class MemoryLine:
    """The server's end; `say` and `heard` are the client's."""

    ping = b""
    caller = Caller("memory")

    def __init__(self) -> None:
        self._inbox: deque[bytes] = deque()
        self._came = trio.Event()
        self.outbox: deque[bytes] = deque()
        self.spoke = trio.Event()
        self.closed: tuple[int, str] | None = None
        self.half_open = False
        self.read_seconds = 0.0
        self.last_heard = trio.current_time()

    # ── the server's end ──

    def wire(self, message: Encoded) -> bytes:
        return message.text + b"\n"

    async def read(self) -> bytes:
        while not self._inbox:
            if self.closed is not None:
                raise LineClosed(*self.closed)
            self._came = trio.Event()
            await self._came.wait()
        await trio.lowlevel.checkpoint()
        self.last_heard = trio.current_time()
        return self._inbox.popleft()

    async def write(self, wire: bytes) -> None:
        if self.closed is not None:
            raise LineClosed(*self.closed)
        try:
            await trio.sleep(self.read_seconds)
        except trio.Cancelled:
            self.cut()
            raise
        if not self.half_open:
            self.outbox.extend(wire.splitlines())
            self.spoke.set()

    async def close(self, code: int, reason: str) -> None:
        await trio.lowlevel.checkpoint()
        self.cut(code, reason)

    def cut(self, code: int = 1006, reason: str = "cut") -> None:
        if self.closed is None:
            self.closed = (code, reason)
        self._came.set()
        self.spoke.set()

    # ── the client's end ──

    def say(self, message: bytes) -> None:
        if not self.half_open and self.closed is None:
            self._inbox.append(message)
            self._came.set()

    async def heard(self) -> bytes:
        """The next message from the server. Raises LineClosed at the end."""
        while not self.outbox:
            if self.closed is not None:
                raise LineClosed(*self.closed)
            self.spoke = trio.Event()
            await self.spoke.wait()
        return self.outbox.popleft()
