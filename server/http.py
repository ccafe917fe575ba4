"""HTTP/1.1 as hypercorn speaks it, but every head of a connection is judged as the first one was, and it changes to no other protocol.

hypercorn alone answers 101 to h2c, and then each stream brings headers that nobody looked at. The privates this needs are pinned, and a test looks
for them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from socket import SHUT_WR
from typing import Any

import h11
import trio
from hypercorn.config import Config
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.trio.task_group import TaskGroup
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import AppWrapper, ConnectionState
from hypercorn.utils import parse_socket_addr  # pyright: ignore[reportUnknownVariableType]

from server.head import HEAD_BYTES_MAX, BadHead, Head, parse_head
from server.streams import ReplayStream

KEEP_ALIVE_SECONDS = 15
Judge = Callable[[Head], Head | BadHead]


class Unserved(Exception):
    """A head that is not for the app: it is refused, or wants a WebSocket. received: its bytes, and what came after them."""

    def __init__(self, head: Head | BadHead, received: bytes = b"") -> None:
        super().__init__(head)
        self.head = head
        self.received = received


def http_config() -> Config:
    config = Config()
    config.h11_max_incomplete_size = HEAD_BYTES_MAX
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.include_server_header = False
    config.accesslog = None
    config.errorlog = None
    return config


class JudgedHttp(H11Protocol):
    """Of one connection. The first head was judged before."""

    judge: Judge

    async def _check_protocol(self, event: h11.Request) -> None:
        if self.keep_alive_requests == 0:
            return
        received = _bytes_of(event)
        head = parse_head(received)
        judged = self.judge(head) if isinstance(head, Head) else head
        if isinstance(judged, BadHead) or judged.wants_websocket:
            raise Unserved(judged, received + self.connection.trailing_data[0])

    async def _send_error_response(self, status_code: int) -> None:
        raise Unserved(BadHead(status_code, "This is not plain HTTP/1.1."))


class HttpConnection(TCPServer):
    """One connection, request after request, until its end or a head that is not for the app."""

    def __init__(self, app: AppWrapper, config: Config, stream: ReplayStream, judge: Judge) -> None:
        super().__init__(app, config, WorkerContext(None), {}, stream)  # type: ignore[arg-type]
        self._judge = judge
        self.unserved: Unserved | None = None

    async def run(self) -> None:
        try:
            with trio.CancelScope() as scope:
                async with TaskGroup() as group:
                    self._task_group = group
                    self.protocol = self._protocol(group)  # type: ignore[assignment]
                    await self.idle_task.restart(group, self._idle_timeout)  # pyright: ignore[reportUnknownMemberType]
                    await self._read_until_unserved()
                    if self.unserved is not None:
                        scope.cancel()  # a body that breaks off has an app behind it, and one of us answers
                    await self.idle_task.stop()
        finally:
            if self.unserved is None:
                await self._close()

    async def _close(self) -> None:
        """Without a checkpoint: an app that sends a file is cancelled by the end of its own answer, and the connection would stay open."""
        sock: Any = self.stream.socket  # type: ignore[attr-defined]
        with suppress(OSError):
            sock.shutdown(SHUT_WR)
        sock.close()

    async def _read_until_unserved(self) -> None:
        try:
            await self._read_data()
        except Unserved as unserved:
            self.unserved = unserved

    def _protocol(self, group: TaskGroup) -> JudgedHttp:
        sock: Any = self.stream.socket  # type: ignore[attr-defined]
        ends = (parse_socket_addr(sock.family, sock.getpeername()), parse_socket_addr(sock.family, sock.getsockname()))
        state, ssl = ConnectionState({}), False
        protocol = JudgedHttp(self.app, self.config, self.context, group, state, ssl, *ends, self.protocol_send)  # type: ignore[arg-type]
        protocol.judge = self._judge
        return protocol


def _bytes_of(request: h11.Request) -> bytes:
    """A head as our own parser reads it."""
    first = b"%s %s HTTP/%s\r\n" % (request.method, request.target, request.http_version)
    return first + b"".join(b"%s: %s\r\n" % pair for pair in request.headers.raw_items()) + b"\r\n"
