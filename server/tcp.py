"""Raw TCP as a line: one JSON message a line of UTF-8, for bots and native clients. The same protocol, a ticket instead of a cookie."""

from __future__ import annotations

import trio

from actors.line import Caller, LineClosed
from actors.outgoing import Encoded
from protocol.envelope import FRAME_BYTES_MAX
from server.websocket import WRITE_SECONDS_MAX


class TcpLine:
    """One connection."""

    ping: bytes = b""

    def __init__(self, stream: trio.SocketStream, caller: Caller) -> None:
        self._stream = stream
        self._received = bytearray()
        self.caller = caller
        self.last_heard = trio.current_time()

    def wire(self, message: Encoded) -> bytes:
        return message.text + b"\n"

    async def read(self) -> bytes | str:
        while True:
            end = self._received.find(b"\n")
            if end >= 0:
                line = bytes(self._received[:end])
                del self._received[: end + 1]
                return line.rstrip(b"\r")
            if len(self._received) > FRAME_BYTES_MAX:
                raise LineClosed(1009, "line too long")
            await self._receive()

    async def _receive(self) -> None:
        try:
            chunk = await self._stream.receive_some(4_096)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise LineClosed(1006, "broken") from None
        if not chunk:
            raise LineClosed(1000, "end of stream")
        self.last_heard = trio.current_time()
        self._received += chunk

    async def write(self, wire: bytes) -> None:
        try:
            with trio.fail_after(WRITE_SECONDS_MAX):
                await self._stream.send_all(wire)
        except BaseException as error:
            self.cut()
            if isinstance(error, trio.TooSlowError | trio.BrokenResourceError | trio.ClosedResourceError):
                raise LineClosed(1006, "the peer does not read") from error
            raise

    async def close(self, code: int, reason: str) -> None:  # noqa: ARG002  a line of text has no frame to say why
        self.cut()

    def cut(self) -> None:
        self._stream.socket.close()
