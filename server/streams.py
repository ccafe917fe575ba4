"""Streams: a connection whose first bytes were read already, and that counts what the libraries above it do not."""

from __future__ import annotations

import os

import trio

BYTES_BETWEEN_MESSAGES_MAX = 65_536
"""Raw bytes without one complete message: empty continuation frames are counted by nobody else (F6)."""
RECEIVE_BYTES = 65_536


class ReplayStream(trio.abc.Stream):
    """Hands out what was read ahead, then the stream itself. Offers .socket, which hypercorn looks at."""

    def __init__(self, stream: trio.SocketStream, ahead: bytes) -> None:
        self.stream = stream
        self.socket = stream.socket
        self._ahead = ahead
        self.last_heard = trio.current_time()
        self.unfinished = 0
        self.capped = False

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        if self._ahead:
            size = len(self._ahead) if max_bytes is None else max_bytes
            chunk, self._ahead = self._ahead[:size], self._ahead[size:]
            await trio.lowlevel.checkpoint()
            return chunk
        if self.capped and self.unfinished > BYTES_BETWEEN_MESSAGES_MAX:
            raise trio.BrokenResourceError("too much without one message")
        chunk = await self._receive(max_bytes or RECEIVE_BYTES)
        self.last_heard = trio.current_time()
        self.unfinished += len(chunk)
        return chunk

    async def _receive(self, at_most: int) -> bytes:
        """Waits first, then reads: a conversation has nothing to read yet, and a read that fails costs as much as one that does not."""
        while True:
            if self.socket.fileno() < 0:
                raise trio.ClosedResourceError("closed")
            await trio.lowlevel.wait_readable(self.socket)
            try:
                return os.read(self.socket.fileno(), at_most)
            except BlockingIOError:
                continue
            except OSError as error:
                raise trio.BrokenResourceError("lost") from error

    def send_nowait(self, data: bytes) -> bytes:
        """Gives the kernel what it takes without a wait; returns the rest. Raises trio.BrokenResourceError."""
        try:
            return data[os.write(self.socket.fileno(), data) :]
        except BlockingIOError:
            return data
        except OSError as error:
            raise trio.BrokenResourceError("closed") from error

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self.stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self.stream.wait_send_all_might_not_block()

    async def send_eof(self) -> None:
        await self.stream.send_eof()

    async def aclose(self) -> None:
        await self.stream.aclose()
