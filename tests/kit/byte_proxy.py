"""A proxy between a client and PostgreSQL that cuts the stream after an exact number of bytes, in either direction, in three ways."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import attrs
import trio


@attrs.define
class Cut:
    """After so many bytes of a direction: reset, fin, or blackhole (nothing passes any more, nobody is told)."""

    towards_server: bool
    after_bytes: int
    how: str


class ByteProxy:
    """Listens on TCP, forwards to a Unix socket. Armed, it counts, and cuts."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._cut: Cut | None = None
        self.passed = {True: 0, False: 0}
        self.port = 0

    def arm(self, cut: Cut | None) -> None:
        """Counts from here."""
        self._cut = cut
        self.passed = {True: 0, False: 0}

    async def run(self, task_status: trio.TaskStatus[int]) -> None:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self.port = listeners[0].socket.getsockname()[1]
        async with trio.open_nursery() as nursery:
            task_status.started(self.port)
            await trio.serve_listeners(self._connection, listeners, handler_nursery=nursery)

    async def _connection(self, client: trio.SocketStream) -> None:
        server = await trio.open_unix_socket(str(self._target))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._pump, client, server, True, nursery.cancel_scope)
            nursery.start_soon(self._pump, server, client, False, nursery.cancel_scope)
        for stream in (client, server):
            stream.socket.close()

    async def _pump(self, source: trio.SocketStream, sink: trio.SocketStream, towards_server: bool, scope: trio.CancelScope) -> None:
        try:
            async for chunk in source:
                cut = self._cut
                if cut is None or cut.towards_server is not towards_server:
                    self.passed[towards_server] += len(chunk)
                    await sink.send_all(chunk)
                    continue
                room = cut.after_bytes - self.passed[towards_server]
                self.passed[towards_server] += min(room, len(chunk))
                await sink.send_all(chunk[:room]) if room > 0 else None
                if len(chunk) > room:
                    await self._end(cut, source, sink)
                    break
        except (trio.BrokenResourceError, trio.ClosedResourceError, OSError):
            pass
        scope.cancel()

    async def _end(self, cut: Cut, source: trio.SocketStream, sink: trio.SocketStream) -> None:
        if cut.how == "blackhole":
            await trio.sleep_forever()
        if cut.how == "reset":
            for stream in (source, sink):
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)) if stream.socket.family == socket.AF_INET else None
