"""The admin socket: a Unix socket that only its owner may open, one JSON message a line. Who speaks is who the kernel says they are."""

from __future__ import annotations

import os
import pwd
import socket
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import trio

from actors.event_log import EventLog
from actors.lobby import Matches
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.match.actor import GiveVerdict, ReadMatch
from actors.ref import AskTimeout
from protocol.admin import AdminBody, AdminCommand, AdminReply, AdminRequest, DecideDispute, Dispute, Disputes, ListDisputes, MatchStory, ShowMatch
from protocol.codec import CONVERTER, event_of, explain, parse
from protocol.envelope import FRAME_BYTES_MAX
from protocol.events import MatchEvent, MatchView, ReportsContradicted, ResultContested
from protocol.events.match import Phase
from protocol.refusals import Code, Refused, refused
from server.telemetry import log
from wallet.embedded import socket_folder

REPLY_SECONDS = 10.0
PATH_BYTES_MAX = 100
CREDENTIALS = struct.Struct("3i")


def admin_path(data: Path) -> Path:
    """Where the socket of a data folder is; in a short place when the folder's path is too long for one."""
    path = data.resolve() / "admin.sock"
    return path if len(os.fsencode(path)) <= PATH_BYTES_MAX else socket_folder(data) / "admin.sock"


class AdminDesk:
    """What operators may do, on the actors themselves: no operator goes around a mailbox."""

    def __init__(self, matches: Matches, facts: EventLog) -> None:
        self._matches = matches
        self._facts = facts

    async def obey(self, operator: str, command: AdminCommand) -> AdminBody:
        """Every command is written down with who gave it, before it acts."""
        log().info("operator", operator=operator, command=command)
        try:
            match command:
                case ListDisputes():
                    return Disputes(tuple(sorted(await self._disputes(), key=lambda one: one.deadline_ms)))
                case ShowMatch(match_id=match_id):
                    return await self._story(match_id)
                case DecideDispute(match_id=match_id):
                    return await self._ask(match_id, GiveVerdict(operator, command.winner, command.reason)) or refused(Code.NO_SUCH_MATCH)
        except (ActorDead, ActorCrashed, MailboxFull):
            return refused(Code.UNAVAILABLE)
        except AskTimeout:
            return refused(Code.UNKNOWN_OUTCOME)

    async def _ask(self, match_id: str, message: ReadMatch | GiveVerdict) -> Any:
        match = self._matches.find(match_id)
        return None if match is None else await match.ask(message, seconds=REPLY_SECONDS)

    async def _disputes(self) -> Sequence[Dispute]:
        found: list[Dispute] = []
        for match_id in self._matches:
            view = cast("MatchView | None", await self._ask(match_id, ReadMatch()))
            if view is not None and view.phase is Phase.DISPUTED:
                found.append(_dispute(view, await self._facts_of(match_id)))
        return found

    async def _story(self, match_id: str) -> AdminBody:
        view = cast("MatchView | None", await self._ask(match_id, ReadMatch()))
        return refused(Code.NO_SUCH_MATCH) if view is None else MatchStory(view, await self._facts_of(match_id))

    async def _facts_of(self, match_id: str) -> tuple[MatchEvent, ...]:
        return tuple(event_of(record.body) for record in await self._facts.events(match_id))


def _dispute(view: MatchView, facts: Sequence[MatchEvent]) -> Dispute:
    reasons = [fact.reason for fact in facts if isinstance(fact, ResultContested | ReportsContradicted)]
    offer = view.offer
    return Dispute(
        offer.match_id, offer.options.tag, view.names, offer.stake.minor, offer.stake.currency.value, view.deadline_ms or 0, reasons[-1]
    )


# ── the socket ──


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
