"""The admin socket: a Unix socket that only its owner may open, one JSON message a line. Who speaks is who the kernel says they are."""

from __future__ import annotations

import os
import pwd
import socket
import struct
from pathlib import Path

import msgspec
import trio

from protocol.admin import AdminBody, AdminCommand, AdminReply, AdminRequest
from protocol.codec import CONVERTER, explain, parse
from protocol.envelope import FRAME_BYTES_MAX
from protocol.refusals import Refused
from server.admin_desk import AdminDesk
from wallet.embedded import socket_folder

PATH_BYTES_MAX = 100
CREDENTIALS = struct.Struct("3i")


def admin_path(data: Path) -> Path:
    """Where the socket of a data folder is; in a short place when the folder's path is too long for one."""
    path = data.resolve() / "admin.sock"
    return path if len(os.fsencode(path)) <= PATH_BYTES_MAX else socket_folder(data) / "admin.sock"


async def serve_admin(path: Path, desk: AdminDesk, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
    """Until cancelled; then the socket's file is gone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        listening = trio.socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        await listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(16)

    async def hold(stream: trio.SocketStream) -> None:
        try:
            await _hold(stream, desk)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return  # they hung up

    try:
        await trio.serve_listeners(hold, [trio.SocketListener(listening)], task_status=task_status)  # type: ignore[arg-type]
    finally:
        path.unlink(missing_ok=True)


async def _hold(stream: trio.SocketStream, desk: AdminDesk) -> None:
    operator = operator_of(stream)
    received = bytearray()
    async with stream:
        while operator is not None and len(received) <= FRAME_BYTES_MAX:
            line, found, rest = received.partition(b"\n")
            if found:
                received = rest
                await stream.send_all(await _answer(bytes(line), operator, desk))
                continue
            chunk = await stream.receive_some(4_096)
            if not chunk:
                return
            received += chunk


def operator_of(stream: trio.SocketStream) -> str | None:
    """The name of who is at the other end, by the kernel's word; nobody but the server's own user and root."""
    credentials = stream.socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _pid, uid, _gid = CREDENTIALS.unpack(credentials)
    if uid not in (0, os.getuid()):
        return None
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


async def _answer(line: bytes, operator: str, desk: AdminDesk) -> bytes:
    ref, request = _read(line)
    body = request if isinstance(request, Refused) else await desk.obey(operator, request)
    return encode(AdminReply(ref, body))


def _read(line: bytes) -> tuple[int | None, AdminCommand | Refused]:
    parsed = parse(line)
    if isinstance(parsed, Refused):
        return None, parsed
    try:
        request = CONVERTER.structure(parsed, AdminRequest)
    except Exception as error:
        return None, explain(error)
    return request.ref, request.command


def encode(reply: AdminReply) -> bytes:
    body = CONVERTER.unstructure(reply.reply, unstructure_as=AdminBody)
    return msgspec.json.encode({"ref": reply.ref, "reply": body}) + b"\n"
