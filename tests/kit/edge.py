"""A real listener on a free port, with an echo behind its socket and accounts in memory; and the libraries alone, for comparison."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import attrs
import trio
import trio.testing
import trio_websocket
from hypercorn.config import Config as HypercornConfig
from hypercorn.trio import serve as hypercorn_serve
from starlette.routing import Route

from actors.line import Identity, Line, LineClosed
from actors.outgoing import Encoded
from server.accounts import Player, WebSession
from server.cookies import Cookies, Tickets
from server.guard import Guard
from server.listener import EdgePorts, Listener
from server.origins import Origins
from server.proxies import Proxies
from server.routes import RoutePorts, Routes
from server.trouble import bug_reference
from tests.kit.clock import VirtualClock
from tests.kit.desk import MemoryRates

KEYS = ("k" * 40,)


class MemoryAccounts:
    """Twin of the PostgreSQL accounts."""

    def __init__(self) -> None:
        self.players: dict[str, Player] = {}
        self.sessions: dict[bytes, WebSession] = {}
        self.looks: set[str] = set()
        self.devices: dict[bytes, set[str]] = {}

    async def player_named(self, name: str, name_key: str, look_key: str, fresh_id: str, now_ms: int) -> Player | None:
        if name_key not in self.players and look_key in self.looks:
            return None
        self.looks.add(look_key)
        return self.players.setdefault(name_key, Player(fresh_id, name))

    async def open_session(self, id_hash: bytes, player_id: str, now_ms: int, agent: str) -> None:
        player = next(player for player in self.players.values() if player.player_id == player_id)
        self.sessions[id_hash] = WebSession(id_hash, player, now_ms, now_ms, agent)

    async def session(self, id_hash: bytes, now_ms: int) -> WebSession | None:
        found = self.sessions.get(id_hash)
        return found if found is not None and now_ms < found.until_ms else None

    async def sessions_of(self, player_id: str, now_ms: int) -> list[WebSession]:
        return [one for one in self.sessions.values() if one.player.player_id == player_id and now_ms < one.until_ms]

    async def end_session(self, id_hash: bytes, now_ms: int) -> None:
        self.sessions.pop(id_hash, None)

    async def end_all(self, player_id: str, now_ms: int) -> list[bytes]:
        return await self.forget_sessions(player_id)

    async def forget_sessions(self, player_id: str) -> list[bytes]:
        mine = [one.id_hash for one in self.sessions.values() if one.player.player_id == player_id]
        for one in mine:
            del self.sessions[one]
        return mine

    async def alive(self, sessions: Sequence[bytes], used: Sequence[bytes], now_ms: int) -> set[bytes]:
        return {one for one in sessions if await self.session(one, now_ms) is not None}

    async def note_device(self, player_id: str, device_hash: bytes, now_ms: int) -> None:
        self.devices.setdefault(device_hash, set()).add(player_id)


@attrs.define
class Edge:
    """What a test looks at."""

    port: int
    tcp_port: int
    guard: Guard
    listener: Listener
    accounts: MemoryAccounts
    lines: list[Line]
    ended: list[bytes]
    bugs: list[str]
    routes: list[Route]
    clock: VirtualClock

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def raw(self, sent: bytes, *, then: bytes | None = None, tcp: bool = False) -> bytes:
        """Sends bytes, reads until the peer closes or falls silent for a moment that it decides."""
        stream = await trio.open_tcp_stream("127.0.0.1", self.tcp_port if tcp else self.port)
        async with stream:
            return await exchange(stream, sent, then)

    def handshake(self, *lines: str, host: str | None = None, origin: str | None = "") -> bytes:
        head = [f"GET /ws HTTP/1.1\r\nHost: {host or f'127.0.0.1:{self.port}'}", *([f"Origin: {origin or self.origin}"] if origin is not None else [])]
        head += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", *lines]
        return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"

    async def alive(self) -> bool:
        answer = await self.raw(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return b" 200 " in answer.splitlines()[0]


async def exchange(stream: trio.SocketStream, sent: bytes, then: bytes | None = None) -> bytes:
    received = bytearray()
    try:
        await stream.send_all(sent)
        if then is not None:
            while b"\r\n\r\n" not in received:
                chunk = await stream.receive_some()
                if not chunk:
                    return bytes(received)
                received += chunk
            await stream.send_all(then)
        with trio.move_on_after(6):
            async for chunk in stream:
                received += chunk
    except (trio.BrokenResourceError, OSError):
        pass
    return bytes(received)


async def echo(line: Line, _identity: Identity | None) -> None:
    """Sends back what it gets; falls over when it is told to."""
    try:
        while True:
            message = await line.read()
            text = message if isinstance(message, bytes) else message.encode()
            if text == b"boom":
                raise RuntimeError("boom")
            if text == b"close":
                await line.close(1000, "asked")
            await line.write(line.wire(Encoded(text)))
    except LineClosed:
        return


@asynccontextmanager
async def edge(
    serve: Callable[[Line, Identity | None], Awaitable[None]] = echo,
    *,
    origins: tuple[str, ...] = (),
    production: bool = False,
    proxies: Proxies | None = None,
    more: Callable[[Routes], Sequence[Route]] = lambda _routes: (),
    on_ended: Callable[[bytes], None] | None = None,
) -> AsyncIterator[Edge]:
    """A listener that runs as long as the block. An exception that left a connection would end the block. more: routes beside the usual ones."""
    accounts, guard, lines, ended, bugs = MemoryAccounts(), Guard(), list[Line](), list[bytes](), list[str]()
    proxies, clock = proxies or Proxies(), VirtualClock()

    def session_ended(id_hash: bytes) -> None:
        ended.append(id_hash)
        if on_ended is not None:
            on_ended(id_hash)

    def on_bug(error: BaseException, whose: str) -> str:
        bugs.append(f"{whose}: {error!r}")
        return bug_reference(error)

    routes = Routes(
        RoutePorts(
            accounts=accounts,
            cookies=Cookies(KEYS, secure=production),
            tickets=Tickets(KEYS),
            origins=Origins(origins),
            clock=clock,
            production=production,
            stand_in=not production,
            ready=lambda: (True, "takes bets"),
            session_ended=session_ended,
            rates=MemoryRates(),
            proxies=proxies,
            on_bug=on_bug,
            contact="desk@example.com",
            documents={"terms": 1, "privacy": 1},
        )
    )

    async def noted(line: Line, identity: Identity | None) -> None:
        lines.append(line)
        await serve(line, identity)

    table = more(routes)
    ports = EdgePorts(routes.app(*table), noted, routes.identify, Origins(origins), proxies, production, routes.turnstile.wait)  # type: ignore[arg-type]
    listener = Listener(ports, guard)
    async with trio.open_nursery() as nursery:
        http = await trio.open_tcp_listeners(0, host="127.0.0.1")
        tcp = await trio.open_tcp_listeners(0, host="127.0.0.1")
        nursery.start_soon(listener.serve_http, http)
        nursery.start_soon(listener.serve_tcp, tcp)
        ports = [one[0].socket.getsockname()[1] for one in (http, tcp)]
        yield Edge(ports[0], ports[1], guard, listener, accounts, lines, ended, bugs, routes.table(*table), clock)
        nursery.cancel_scope.cancel()


# ── the libraries alone ──


async def bare_trio_websocket(task_status: trio.TaskStatus[int]) -> None:
    """trio-websocket's own server, with nothing around it."""

    async def handler(request: trio_websocket.WebSocketRequest) -> None:
        socket = await request.accept()
        try:
            while True:
                message = await socket.get_message()
                if message == "boom":
                    raise RuntimeError("boom")
                if message == "close":
                    await socket.aclose()
                await socket.send_message(message)
        except trio_websocket.ConnectionClosed:
            return

    async with trio.open_nursery() as nursery:
        server = await nursery.start(partial(trio_websocket.serve_websocket, handler, "127.0.0.1", 0, ssl_context=None, connect_timeout=5))
        task_status.started(server.port)


async def bare_hypercorn(task_status: trio.TaskStatus[int]) -> None:
    """hypercorn's own server, with nothing around it."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    config = HypercornConfig()
    config.bind = ["127.0.0.1:0"]
    config.errorlog = None
    binds: list[str] = []

    async def run(task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED) -> None:
        await hypercorn_serve(app, config, task_status=task_status)  # type: ignore[arg-type]

    async with trio.open_nursery() as nursery:
        binds = await nursery.start(run)
        task_status.started(int(binds[0].rsplit(":", 1)[1]))


async def falls(server: Callable[..., Awaitable[None]], sent: bytes, then: bytes | None = None) -> bool:
    """Whether the library's own server ends when it is sent this."""
    try:
        async with trio.open_nursery() as nursery:
            port = await nursery.start(server)
            stream = await trio.open_tcp_stream("127.0.0.1", port)
            with trio.move_on_after(2):
                async with stream:
                    await exchange(stream, sent, then)
            await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()
    except BaseExceptionGroup:
        return True
    return False
