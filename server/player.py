"""A player as a program: signs in over HTTP, plays over a WebSocket. For bots, benches and tests; speaks the protocol and knows no rules.

The frames are written by hand (masked with a key of zeros, which RFC 6455 allows): a load generator must cost less than what it measures."""

from __future__ import annotations

import base64
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import attrs
import trio

from actors.supervisor import leaves
from protocol.account import AccountView
from protocol.codec import decode_from_server, encode_request
from protocol.commands import Command, PassGate, ReadAccount, Watch
from protocol.envelope import Body, Push, Reply, Request, Watching
from protocol.ids import Stream
from server.places import PRIVACY_VERSION, TERMS_VERSION

REPLY_SECONDS_MAX = 15.0
BORN, PLACE = "1990-05-17", "US-CO"
READ_BYTES = 65_536


Decode = Callable[[bytes], Reply | Push]
"""From a message to a value; a load generator has a cheaper one than a player."""


class ConnectionLost(Exception):
    """The server closed, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@attrs.frozen
class Account:
    """Who signed in, and the cookie that says so."""

    base: str
    player_id: str
    name: str
    cookie: str


async def http(
    base: str, method: str, path: str, body: dict[str, Any] | None = None, *, raw: bytes = b"", cookie: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """One request on one connection, its body JSON or raw bytes: status, headers, body. Of headers with the same name the last counts."""
    parts = urlsplit(base)
    payload = json.dumps(body).encode() if body is not None else raw
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", f"Origin: {base}", "Connection: close"]
    lines += [f"Content-Length: {len(payload)}", "Content-Type: application/json"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    stream = await trio.open_tcp_stream(parts.hostname or "localhost", parts.port or 80)
    async with stream:
        await _say(stream, "\r\n".join(lines).encode() + b"\r\n\r\n" + payload)
        return await _response(stream)


async def _response(stream: trio.SocketStream) -> tuple[int, dict[str, str], bytes]:
    """The head, then as many bytes as it says."""
    received = bytearray()
    while b"\r\n\r\n" not in received:
        received += await _more(stream)
    head, _, rest = bytes(received).partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    while len(rest) < int(headers.get("content-length", "0")):
        rest += await _more(stream)
    return int(status.split()[1]), headers, rest


async def _more(stream: trio.SocketStream) -> bytes:
    try:
        chunk = await stream.receive_some(READ_BYTES)
    except trio.BrokenResourceError:
        raise ConnectionLost(1006) from None
    if not chunk:
        raise ConnectionLost(1006)
    return bytes(chunk)


async def _say(stream: trio.SocketStream, wire: bytes) -> None:
    try:
        await stream.send_all(wire)
    except trio.BrokenResourceError:
        raise ConnectionLost(1006) from None


async def sign_in(base: str, name: str) -> Account:
    """Signs in by name. Raises ValueError with the server's words when it will not."""
    status, headers, body = await http(base, "POST", "/auth/local", {"name": name})
    answer = json.loads(body)
    if status != 200:
        raise ValueError(answer.get("message", f"HTTP {status}"))
    return Account(base, answer["player_id"], answer["name"], headers["set-cookie"].partition(";")[0])


def frame(text: bytes) -> bytes:
    """A masked text frame, the mask all zeros."""
    size = len(text)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + b"\0\0\0\0" + text
    return b"\x81\xfe" + size.to_bytes(2, "big") + b"\0\0\0\0" + text


class Frames:
    """A stream of frames: messages come out, pings are answered, a close is raised. Any task may write."""

    def __init__(self, stream: trio.SocketStream, ahead: bytes) -> None:
        self._stream = stream
        self._received = bytearray(ahead)
        self._lock = trio.Lock()

    async def write(self, wire: bytes) -> None:
        async with self._lock:
            await self._stream.send_all(wire)

    async def next(self) -> bytes:
        while True:
            whole = self._take()
            if whole is None:
                chunk = await self._stream.receive_some(READ_BYTES)
                if not chunk:
                    raise ConnectionLost(1006)
                self._received += chunk
                continue
            opcode, payload = whole
            if opcode == 1:
                return payload
            if opcode == 8:
                raise ConnectionLost(int.from_bytes(payload[:2], "big") if payload else 1005)
            if opcode == 9:
                await self.write(bytes((0x8A, 0x80 | len(payload))) + b"\0\0\0\0" + payload)

    def _take(self) -> tuple[int, bytes] | None:
        received = self._received
        if len(received) < 2:
            return None
        size, start = received[1], 2
        if size == 126:
            size, start = int.from_bytes(received[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(received[2:10], "big"), 10
        if len(received) < start + size:
            return None
        opcode, payload = received[0] & 15, bytes(received[start : start + size])
        del received[: start + size]
        return opcode, payload


class Player:
    """One connection: requests with answers, pushes in order."""

    def __init__(self, account: Account, stream: trio.SocketStream, frames: Frames, decode: Decode) -> None:
        self.account = account
        self._decode = decode
        self._stream = stream
        self._frames = frames
        self._ref = 0
        self._waiting: dict[int, Callable[[Body | None], None]] = {}
        self._pushes: deque[Push] = deque()
        self._push_came = trio.Event()
        self.lost: ConnectionLost | None = None

    async def ask(self, command: Command) -> Body:
        """Sends a command and waits for its answer. Raises ConnectionLost or trio.TooSlowError."""
        answer = await self.begin(command)
        return await answer()

    async def begin(self, command: Command) -> Callable[[], Awaitable[Any]]:
        """Sends a command; what comes back waits for its answer."""
        answered = trio.Event()
        answers: list[Body | None] = []
        ref = self._ref = self._ref + 1

        def take(body: Body | None) -> None:
            answers.append(body)
            answered.set()

        async def answer() -> Body:
            with trio.fail_after(REPLY_SECONDS_MAX):
                await answered.wait()
            if answers[0] is None:
                raise self.lost or ConnectionLost(1006)
            return answers[0]

        if self.lost is not None:
            raise self.lost
        self._waiting[ref] = take
        await self.send_raw(frame(encode_request(Request(ref, command))))
        return answer

    async def pass_gate(self) -> None:
        """Born long ago, in a place where everything is open, with the terms of today read; when the house asks for it."""
        account = await self.ask(ReadAccount())
        if not isinstance(account, AccountView) or account.may_stake in ("GATE_NOT_PASSED", "TERMS_CHANGED"):
            await self.ask(PassGate(BORN, PLACE, TERMS_VERSION, PRIVACY_VERSION))

    async def watch(self, stream: Stream | str, since: int | None = None) -> Watching:
        """Follows a stream. Raises ValueError when the server will not let us."""
        body = await self.ask(Watch(str(stream), since))
        if not isinstance(body, Watching):
            raise ValueError(str(body))
        return body

    async def push(self) -> Push:
        """The next push of any stream. Raises ConnectionLost at the end."""
        while not self._pushes:
            if self.lost is not None:
                raise self.lost
            self._push_came = trio.Event()
            await self._push_came.wait()
        return self._pushes.popleft()

    async def send_raw(self, wire: bytes) -> None:
        try:
            await self._frames.write(wire)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            raise self.lost or ConnectionLost(1006) from None

    async def read_for_ever(self) -> None:
        """Hands out replies and pushes until the connection is lost."""
        try:
            while True:
                self._take(self._decode(await self._frames.next()))
        except ConnectionLost as lost:
            self.lost = lost
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self.lost = ConnectionLost(1006)
        self._push_came.set()
        for answer in self._waiting.values():
            answer(None)

    def _take(self, message: Reply | Push) -> None:
        if isinstance(message, Push):
            self._pushes.append(message)
            self._push_came.set()
        elif message.ref is not None and message.ref in self._waiting:
            self._waiting.pop(message.ref)(message.body)

    async def hang_up(self) -> None:
        await trio.aclose_forcefully(self._stream)


@asynccontextmanager
async def connected(
    account: Account, decode: Decode = decode_from_server, *, grown_up: bool = True, headers: Sequence[str] = ()
) -> AsyncIterator[Player]:
    """An open connection, through the gate unless it is not wanted; headers: more lines of its head. Raises ConnectionLost with the HTTP status
    when it is refused."""
    parts = urlsplit(account.base)
    stream = await trio.open_tcp_stream(parts.hostname or "localhost", parts.port or 80)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    await _say(
        stream,
        (
            f"GET /ws HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {account.base}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {account.cookie}\r\n"
            + "".join(f"{line}\r\n" for line in headers)
            + "\r\n"
        ).encode(),
    )
    received = bytearray()
    while b"\r\n\r\n" not in received:
        received += await _more(stream)
    head, _, ahead = bytes(received).partition(b"\r\n\r\n")
    status = int(head.split()[1])
    if status != 101:
        raise ConnectionLost(status)
    player = Player(account, stream, Frames(stream, ahead), decode)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(player.read_for_ever)
            if grown_up:
                await player.pass_gate()
            yield player
            nursery.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        found = list(leaves(group))
        if len(found) == 1:
            raise found[0] from None  # what the caller raised, as the caller raised it
        raise
    finally:
        stream.socket.close()
