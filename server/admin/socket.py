"""The admin socket: a Unix socket that only its owner may open, one JSON message a line. The kernel says whose process it is, a signature who."""

from __future__ import annotations

import os
import secrets
import socket
import struct
from pathlib import Path

import msgspec
import trio

from actors.clock import Clock
from protocol.admin import AdminBody, AdminHello, AdminReply, AdminRequest
from protocol.codec import CONVERTER, explain, parse
from protocol.envelope import FRAME_BYTES_MAX
from protocol.refusals import Code, Refused, refused
from server.admin.authority import Conversation
from server.admin.desk import AdminDesk
from server.guard import Guard
from wallet.embedded import socket_folder

PATH_BYTES_MAX = 100
CREDENTIALS = struct.Struct("3i")
CONVERSATIONS_MAX = 32
IDLE_SECONDS_MAX = 900.0
SEND_SECONDS_MAX = 30.0


def admin_path(data: Path) -> Path:
    """Where the socket of a data folder is: in it, or where WAGERUP_ADMIN_SOCKET says (a network's file system holds no sockets), or in a short
    place when the folder's path is too long for one."""
    if named := os.environ.get("WAGERUP_ADMIN_SOCKET"):
        return Path(named)
    path = data.resolve() / "admin.sock"
    return path if len(os.fsencode(path)) <= PATH_BYTES_MAX else socket_folder(data) / "admin.sock"


class AdminSocket:
    """Accepts, reads lines, answers lines. What goes wrong on one connection stays there."""

    def __init__(self, path: Path, desk: AdminDesk, guard: Guard, clock: Clock) -> None:
        self._path = path
        self._desk = desk
        self._guard = guard
        self._clock = clock
        self._open = 0

    async def serve(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Until cancelled; then the socket's file is gone."""
        path = self._path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            listening = trio.socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            await listening.bind(str(path))
        finally:
            os.umask(before)
        listening.listen(16)
        try:
            await trio.serve_listeners(self._hold, [trio.SocketListener(listening)], task_status=task_status)  # type: ignore[arg-type]
        finally:
            path.unlink(missing_ok=True)

    async def _hold(self, stream: trio.SocketStream) -> None:
        async def talk() -> None:
            async with stream:
                await self._talk(stream)

        self._open += 1
        try:
            await self._guard.hold(talk)
        finally:
            self._open -= 1

    async def _talk(self, stream: trio.SocketStream) -> None:
        if not is_ours(stream):
            return
        if self._open > CONVERSATIONS_MAX:
            await _send(stream, encode(AdminReply(None, refused(Code.BUSY, retry_after_ms=1_000))))
            return
        talk = Conversation(secrets.token_hex(32))
        await _send(stream, msgspec.json.encode(CONVERTER.unstructure(AdminHello(talk.nonce, self._clock.now_ms()))) + b"\n")
        received = bytearray()
        while len(received) <= FRAME_BYTES_MAX:
            line, found, rest = received.partition(b"\n")
            if found:
                received = rest
                await _send(stream, await self._answer(bytes(line), talk))
                continue
            chunk = b""
            with trio.move_on_after(IDLE_SECONDS_MAX):
                chunk = await stream.receive_some(4_096)
            if not chunk:
                return
            received += chunk

    async def _answer(self, line: bytes, talk: Conversation) -> bytes:
        request = _read(line)
        if isinstance(request, Refused):
            return encode(AdminReply(None, request))
        return encode(AdminReply(request.ref, await self._desk.obey(talk, request)))


def is_ours(stream: trio.SocketStream) -> bool:
    """Whether the kernel says that the other end is the server's own user, or root."""
    credentials = stream.socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _pid, uid, _gid = CREDENTIALS.unpack(credentials)
    return uid in (0, os.getuid())


def _read(line: bytes) -> AdminRequest | Refused:
    parsed = parse(line)
    if isinstance(parsed, Refused):
        return parsed
    try:
        return CONVERTER.structure(parsed, AdminRequest)
    except Exception as error:  # every way in which structuring can fail is the peer's fault, and says so
        return explain(error)


async def _send(stream: trio.SocketStream, line: bytes) -> None:
    with trio.fail_after(SEND_SECONDS_MAX):
        await stream.send_all(line)


def encode(reply: AdminReply) -> bytes:
    body = CONVERTER.unstructure(reply.reply, unstructure_as=AdminBody)
    return msgspec.json.encode({"ref": reply.ref, "reply": body}) + b"\n"
