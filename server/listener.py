"""The listener: one port for HTTP and WebSocket, one for raw TCP. Each connection within the guard, its head bounded in bytes and time."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import attrs
import trio
from hypercorn.typing import ASGIFramework
from hypercorn.utils import wrap_app  # pyright: ignore[reportUnknownVariableType]

from actors.line import Caller, Identity, Line
from server.guard import Guard
from server.head import HEAD_BYTES_MAX, BadHead, Head, end_of_head, parse_head, response
from server.http import HttpConnection, http_config
from server.origins import Origins
from server.proxies import Lines, Proxies
from server.streams import ReplayStream
from server.tcp import TcpLine
from server.turns import EndTurns, Turns
from server.websocket import upgrade
from wallet.journal import DatabaseAway

HEAD_SECONDS_MAX = 5.0
HANDSHAKES_MAX = 1_000
CONNECTIONS_MAX = 20_000
CONNECTIONS_OF_AN_ADDRESS_MAX = 15_000
SOCKET_PATH = "/ws"
_BUSY_ERRORS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS)

Serve = Callable[[Line, Identity | None], Awaitable[None]]


async def _at_once(_path: str, _peer: str, _lines: Lines) -> float:
    return 0.0


@attrs.frozen
class EdgePorts:
    """What the listener needs of the house."""

    app: ASGIFramework
    serve: Serve
    identify: Callable[[str | None], Awaitable[Identity | None]]
    """From a Cookie header to who it is."""
    origins: Origins
    proxies: Proxies = attrs.Factory(Proxies)
    secure: bool = False
    """Whether browsers reach us over TLS alone."""
    wait: Callable[[str, str, Lines], Awaitable[float]] = _at_once
    """From a path, a peer and its headers to the seconds that it has to wait."""


class Listener:
    """Both ports."""

    def __init__(self, ports: EdgePorts, guard: Guard) -> None:
        self._listeners: list[trio.SocketListener] = []
        self._ports = ports
        self._guard = guard
        self._config = http_config()
        self._app = wrap_app(EndTurns(ports.app), 16_384, "asgi")
        self._turns = Turns()
        self._handshakes = 0
        self._of_address: Counter[str] = Counter()
        self.turned_away = 0

    async def serve_http(self, listeners: list[trio.SocketListener]) -> None:
        await self._accept_all(listeners, self._http)

    async def serve_tcp(self, listeners: list[trio.SocketListener]) -> None:
        await self._accept_all(listeners, self._tcp)

    # ── accepting ──

    async def _accept_all(
        self, listeners: list[trio.SocketListener], connection: Callable[[trio.SocketStream, str], Awaitable[None]]
    ) -> None:
        self._listeners += listeners
        async with trio.open_nursery() as nursery:
            for listener in listeners:
                nursery.start_soon(self._accept_for_ever, nursery, listener, connection)

    async def stop_listening(self) -> None:
        """Nobody comes in any more; who is in stays."""
        for listener in self._listeners:
            await listener.aclose()

    async def _accept_for_ever(
        self,
        nursery: trio.Nursery,
        listener: trio.SocketListener,
        connection: Callable[[trio.SocketStream, str], Awaitable[None]],
    ) -> None:
        while True:
            try:
                stream = await listener.accept()
            except trio.ClosedResourceError:
                return  # we stopped listening
            except OSError as error:
                if error.errno not in _BUSY_ERRORS:
                    raise
                await trio.sleep(0.1)
                continue
            nursery.start_soon(self._hold, stream, connection)

    async def _hold(
        self, stream: trio.SocketStream, connection: Callable[[trio.SocketStream, str], Awaitable[None]]
    ) -> None:
        peer = _address_of(stream)
        full = self._of_address.total() >= CONNECTIONS_MAX
        if full or self._of_address[peer] >= CONNECTIONS_OF_AN_ADDRESS_MAX:
            self.turned_away += 1
            stream.socket.close()
            return
        self._of_address[peer] += 1
        try:
            await self._guard.hold(partial(connection, stream, peer))
        finally:
            stream.socket.close()
            self._of_address[peer] -= 1
            if not self._of_address[peer]:
                del self._of_address[peer]

    # ── one HTTP or WebSocket connection ──

    async def _http(self, stream: trio.SocketStream, peer: str) -> None:
        if self._handshakes >= HANDSHAKES_MAX:
            self.turned_away += 1
            return
        self._handshakes += 1
        try:
            head, received = await self._read_head(stream)
        finally:
            self._handshakes -= 1
        if isinstance(head, Head):
            head = self._judge(head)
        if isinstance(head, Head) and not head.wants_websocket:
            head, received = await self._serve_app(stream, received)
        if isinstance(head, BadHead):
            await self._refuse(stream, head)
        elif head is not None:
            await self._websocket(stream, peer, head, received)

    async def _serve_app(self, stream: trio.SocketStream, received: bytes) -> tuple[Head | BadHead | None, bytes]:
        """Requests, one after the other. Returns a head that is not for the app, with what was received from it on."""
        connection = HttpConnection(self._app, self._config, ReplayStream(stream, received), self._judge)
        async with self._turns.one():
            await connection.run()
        unserved = connection.unserved
        return (None, b"") if unserved is None else (unserved.head, unserved.received)

    def _judge(self, head: Head) -> Head | BadHead:
        """What is asked of every head, also of those that come later on a connection which a proxy keeps for many."""
        if head.target == "*":
            return BadHead(400, "There is nothing behind an asterisk.")
        if self._ports.proxies.says_place_twice(head.all):
            return BadHead(400, "The place stands twice.")
        return head

    async def _read_head(self, stream: trio.SocketStream) -> tuple[Head | BadHead, bytes]:
        received = bytearray()
        with trio.move_on_after(HEAD_SECONDS_MAX):
            while (end := end_of_head(received)) is None:
                if len(received) > HEAD_BYTES_MAX:
                    return BadHead(431, "The head is longer than 16 KiB."), b""
                chunk = await stream.receive_some(HEAD_BYTES_MAX)
                if not chunk:
                    return BadHead(400, "The request ended in its head."), b""
                received += chunk
            if end > HEAD_BYTES_MAX:
                return BadHead(431, "The head is longer than 16 KiB."), b""
            return parse_head(bytes(received[:end])), bytes(received)
        return BadHead(408, "No whole head in five seconds."), b""

    async def _websocket(self, stream: trio.SocketStream, peer: str, head: Head, received: bytes) -> None:
        refusal = self._refuse_upgrade(head, received)
        identity = None
        if refusal is None:
            try:
                refusal = await self._refuse_often(peer, head)
                identity = await self._ports.identify(head.get("cookie")) if refusal is None else None
            except DatabaseAway:
                refusal = BadHead(503, "Nobody can be looked up just now. Come again.", retry_after=1)
        if refusal is not None:
            await self._refuse(stream, refusal)
            return
        async with trio.open_nursery() as nursery:
            line = await upgrade(nursery, ReplayStream(stream, received), self._ports.proxies.caller(peer, head.all))
            await self._ports.serve(line, identity)
            line.cut()
            nursery.cancel_scope.cancel()

    def _refuse_upgrade(self, head: Head, received: bytes) -> BadHead | None:
        if head.method != "GET" or head.path != SOCKET_PATH:
            return BadHead(404, "The WebSocket is at /ws.")
        if len(received) != head.bytes_long:
            return BadHead(400, "Bytes before the upgrade was answered.")
        if not self._ports.origins.allow(head.get("origin"), head.get("host")):
            return BadHead(403, "This origin may not open a WebSocket here.")
        return None

    async def _refuse_often(self, peer: str, head: Head) -> BadHead | None:
        wait = await self._ports.wait(SOCKET_PATH, peer, head.all)
        return BadHead(429, "More sockets than the house takes. Come again later.", retry_after=int(wait) + 1) if wait else None

    async def _refuse(self, stream: trio.SocketStream, refusal: BadHead) -> None:
        with trio.move_on_after(HEAD_SECONDS_MAX):
            await stream.send_all(response(refusal, secure=self._ports.secure))

    # ── one raw TCP connection ──

    async def _tcp(self, stream: trio.SocketStream, peer: str) -> None:
        line = TcpLine(stream, Caller(peer))
        await self._ports.serve(line, None)
        line.cut()

    def statistics(self) -> Mapping[str, object]:
        return {
            "connections": self._of_address.total(),
            "connections_max": CONNECTIONS_MAX,
            "handshakes": self._handshakes,
            "handshakes_max": HANDSHAKES_MAX,
            "turned_away": self.turned_away,
            "when_full": "closed at once",
            "caught": self._guard.statistics(),
        }


def _address_of(stream: trio.SocketStream) -> str:
    try:
        return str(stream.socket.getpeername()[0])
    except OSError:
        return "gone"
