"""The outbox: what goes out on one connection, in order and bounded. Whoever has something to show sends here; one writer takes it to the line.

Who does not read is closed (4008), and resumes from the version they saw."""

from __future__ import annotations

from collections import deque

import trio

from actors.house import Limits
from actors.line import CLOSE_TOO_SLOW, Line, LineClosed
from actors.outgoing import Encoded


class Outbox:
    """Of one connection. It is the Watcher that matches, lobby and wallet send to."""

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line = line
        self._limits = limits
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._something_to_write = trio.Event()
        self.closing: tuple[int, str] | None = None
        """The goodbye, once there is one: nothing is taken after it."""

    def send(self, message: Encoded) -> None:
        """Queues it, or closes a connection that does not read. Never waits, never raises."""
        self.put(self._line.wire(message))

    def put(self, wire: bytes) -> None:
        """As send, of what is on the wire as it is."""
        if self.closing is not None:
            return
        self._waiting.append(wire)
        self._bytes += len(wire)
        if self._bytes > self._limits.outbox_bytes_max:
            self._waiting.clear()
            self.close(CLOSE_TOO_SLOW, "too slow")
        self._something_to_write.set()

    def close(self, code: int, reason: str) -> None:
        """Writes what waits, says goodbye, and ends. A reader that is too slow gets no more than the goodbye."""
        if self.closing is None:
            self.closing = (code, reason)
            self._something_to_write.set()

    async def write_for_ever(self, scope: trio.CancelScope) -> None:
        """Until the goodbye or the end of the line; then the scope ends, too."""
        try:
            while True:
                await self._something_to_write.wait()
                self._something_to_write = trio.Event()
                await self._write_all()
                if self.closing is not None:
                    await self._line.close(*self.closing)
                    return
        except LineClosed:
            return
        finally:
            scope.cancel()

    async def _write_all(self) -> None:
        while self._waiting:
            wire = b"".join(self._waiting)
            self._waiting.clear()
            await self._line.write(wire)
            # Counted until it is on its way: what the kernel has not taken is still ours.
            self._bytes -= len(wire)

    @property
    def share(self) -> float:
        """How full it is, from 0 to 1."""
        return self._bytes / self._limits.outbox_bytes_max
