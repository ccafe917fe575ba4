"""A WebSocket as a line, on trio-websocket. Reads through the library; writes finished frames to its stream, under its own lock,
so that a broadcast is encoded once for everybody. The two privates this needs are pinned, and a test looks for them."""

from __future__ import annotations

import trio
import trio_websocket

from actors.line import Caller, LineClosed
from actors.outgoing import Encoded
from protocol.envelope import FRAME_BYTES_MAX
from server.streams import ReplayStream

WRITE_SECONDS_MAX = 10.0
CLOSE_SECONDS_MAX = 2.0
HANDSHAKE_SECONDS_MAX = 5.0
RECEIVE_BYTES = 4_096
PING_FRAME = b"\x89\x00"


class WebSocketLine:
    """One WebSocket."""

    ping: bytes = PING_FRAME

    def __init__(self, socket: trio_websocket.WebSocketConnection, stream: ReplayStream, caller: Caller) -> None:
        self._socket = socket
        self._stream = stream
        self._lock: trio.StrictFIFOLock = socket._stream_lock  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._dead = False
        self.caller = caller

    @property
    def last_heard(self) -> float:
        return self._stream.last_heard

    def wire(self, message: Encoded) -> bytes:
        return message.frame

    async def read(self) -> bytes | str:
        try:
            message = await self._socket.get_message()
        except trio_websocket.ConnectionClosed as closed:
            reason = closed.reason
            raise LineClosed(reason.code if reason else 1006, (reason.reason or "") if reason else "") from None
        self._stream.unfinished = 0
        if isinstance(message, bytes):
            await self.close(1003, "text only")
            raise LineClosed(1003, "text only")
        return message

    async def write(self, wire: bytes) -> None:
        if self._dead or self._socket.closed is not None:
            raise LineClosed(1006, "closed")
        try:
            # Nearly always the kernel takes it at once: then there is no deadline to set and nobody to wait for.
            left = wire if self._lock.locked() else self._stream.send_nowait(wire)
            if left:
                with trio.fail_after(WRITE_SECONDS_MAX):
                    async with self._lock:
                        await self._stream.send_all(left)
        except BaseException as error:
            # Half a frame may be on its way: nothing that comes after it would be understood (F4).
            self.cut()
            if isinstance(error, trio.TooSlowError | trio.BrokenResourceError | trio.ClosedResourceError):
                raise LineClosed(1006, "the peer does not read") from error
            raise

    async def close(self, code: int, reason: str) -> None:
        if not self._dead:
            with trio.move_on_after(CLOSE_SECONDS_MAX):
                await self._socket.aclose(code, reason)
        self.cut()

    def cut(self) -> None:
        self._dead = True
        self._stream.stream.socket.close()


async def upgrade(nursery: trio.Nursery, stream: ReplayStream, caller: Caller) -> WebSocketLine:
    """The handshake, with a deadline; its head was checked before. Raises LineClosed when it fails."""
    with trio.move_on_after(HANDSHAKE_SECONDS_MAX):
        request = await trio_websocket.wrap_server_stream(nursery, stream, max_message_size=FRAME_BYTES_MAX)
        socket = await request.accept()
        stream.capped, stream.unfinished = True, 0
        return WebSocketLine(socket, stream, caller)
    raise LineClosed(1006, "no handshake in time")
