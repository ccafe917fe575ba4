"""The operators' desk: every command is judged, written to the trail, done, and what came of it is written, too. In that order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import attrs
import trio

from actors.clock import Clock
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.ref import AskTimeout
from protocol.admin import AdminBody, AdminCommand, AdminRequest
from protocol.admin.operators import ApproveProposal, Proposed, Role
from protocol.admin.registry import MACHINE
from protocol.codec import command_text
from protocol.refusals import Code, Refused, refused
from server.admin.asker import Asker
from server.admin.authority import Conversation, always_needs_two, is_reading, known, may
from server.admin.postgres_trail import PostgresTrail
from server.admin.trail import DONE, PROPOSAL_MS, PROPOSED, KnownOperator, TrailWrong
from server.telemetry import log
from wallet.journal import DatabaseAway

LATE_MAX = 1_000
"""Commands that wait for the trail to come back."""


class Room(Protocol):
    """A part of the desk, for commands of some kinds."""

    commands: Any

    async def obey(self, asker: Asker, command: Any, /) -> AdminBody: ...


@attrs.frozen
class DeskPorts:
    """What the desk needs. weight: how many dollars in cents a command moves, if it moves any. alone: how many one operator may move alone.
    applied: something that is read from the trail may have changed."""

    trail: PostgresTrail
    rooms: Sequence[Room]
    clock: Clock
    weight: Callable[[AdminCommand], Awaitable[int]]
    alone_minor: Callable[[], int]
    applied: Callable[[], None]
    bug: Callable[[BaseException], str]


@attrs.define
class Late:
    """A command that was obeyed while the trail was away, and has to be written there."""

    at_ms: int
    name: str
    role: Role
    text: bytes
    outcome: str | None = None


def outcome_of(body: AdminBody) -> str:
    """As the trail has it."""
    return body.code.value if isinstance(body, Refused) else PROPOSED if isinstance(body, Proposed) else DONE


class AdminDesk:
    """Whatever the connection, every line comes through here."""

    def __init__(self, ports: DeskPorts) -> None:
        self._ports = ports
        self._in_hand: set[int] = set()
        self._late: list[Late] = []
        self._late_turn = trio.Lock()

    async def obey(self, talk: Conversation, request: AdminRequest) -> AdminBody:
        """One line of one connection."""
        machine = request.command.tag in MACHINE
        try:
            await self._catch_up(machine)
            operator = known(self._ports.trail.standing, talk, request)
            if isinstance(operator, Refused):
                log().warning("operator refused", operator=request.operator, code=operator.code.value, command=request.command.tag)
                return operator
            refusal = may(operator.operator.role, request.command)
            return refusal or await self._recorded(talk, operator, request.command, machine=machine)
        except DatabaseAway:
            return refused(Code.UNAVAILABLE, "The database is away, and nothing is done that cannot be written down first.")
        except TrailWrong as error:
            log().error("trail wrong", words=str(error))
            return refused(Code.UNAVAILABLE, f"The trail is not the one that was written: {error}. Nobody is obeyed until a person has looked.")

    async def _catch_up(self, machine: bool) -> None:  # noqa: FBT001  one of two ways
        try:
            await self._ports.trail.catch_up()
            await self._write_late()
        except DatabaseAway:
            if not machine:
                raise

    async def _recorded(self, talk: Conversation, operator: KnownOperator, command: AdminCommand, *, machine: bool) -> AdminBody:
        """What is only read is written down once a connection: a screen that asks each second is one line."""
        text, name, role = command_text(command), operator.operator.name, operator.operator.role
        reading = is_reading(command)
        if reading and text in talk.read:
            return await self._act(Asker(name, 0), command)
        try:
            number = await self._write(name, role, text)
        except DatabaseAway:
            if not machine:
                raise
            return await self._without_trail(talk, operator, text, command)
        log().info("operator", operator=name, number=number, command=command.tag)
        body = await self._decide(operator, number, command)
        await self._came(name, role, number, body)
        if reading:
            talk.read.add(text)
        return body

    async def _without_trail(self, talk: Conversation, operator: KnownOperator, text: bytes, command: AdminCommand) -> AdminBody:
        """The log has it before it acts; the trail as soon as there is one again."""
        if len(self._late) >= LATE_MAX:
            return refused(Code.BUSY, "More was asked while the trail is away than can be kept for it.")
        name = operator.operator.name
        log().warning("operator, with the trail away", operator=name, command=text.decode())
        talk.read.add(text)
        late = Late(self._ports.clock.now_ms(), name, operator.operator.role, text)
        self._late.append(late)
        body = await self._act(Asker(name, 0), command)
        late.outcome = outcome_of(body)
        return body

    async def _write_late(self) -> None:
        async with self._late_turn:
            while self._late and self._late[0].outcome is not None:
                late = self._late[0]
                number = await self._ports.trail.append(late.at_ms, late.name, late.role, late.text)
                self._late.pop(0)
                await self._write(late.name, late.role, b"", number, late.outcome)
                self._ports.applied()

    async def _write(self, name: str, role: Role, text: bytes, about: int | None = None, outcome: str | None = None) -> int:
        return await self._ports.trail.append(self._ports.clock.now_ms(), name, role, text, about=about, outcome=outcome)

    async def _came(self, name: str, role: Role, number: int, body: AdminBody) -> None:
        """Also when the caller no longer waits; when it cannot be written, the row stands without an outcome, and the trail shows it so."""
        outcome = outcome_of(body)
        try:
            await self._write(name, role, b"", number, outcome)
        except DatabaseAway:
            log().error("outcome not written", number=number, outcome=outcome)
        self._ports.applied()

    # ── one, or two ──

    async def _decide(self, operator: KnownOperator, number: int, command: AdminCommand) -> AdminBody:
        name = operator.operator.name
        if isinstance(command, ApproveProposal):
            return await self._approve(operator, command.number)
        if not is_reading(command) and await self._needs_two(command):
            return Proposed(number, self._ports.clock.now_ms() + PROPOSAL_MS)
        return await self._act(Asker(name, number), command)

    async def _needs_two(self, command: AdminCommand) -> bool:
        standing = self._ports.trail.standing
        return always_needs_two(standing, command, self._ports.clock.now_ms()) or await self._ports.weight(command) > self._ports.alone_minor()

    async def _approve(self, operator: KnownOperator, number: int) -> AdminBody:
        proposal = self._ports.trail.standing.proposal(number, self._ports.clock.now_ms())
        if proposal is None or number in self._in_hand:
            return refused(Code.NOTHING_OPEN)
        if proposal.operator == operator.operator.name:
            return refused(Code.ANOTHER_OPERATOR)
        if refusal := may(operator.operator.role, proposal.command):
            return refusal
        self._in_hand.add(number)
        try:
            return await self._act(Asker(f"{proposal.operator} and {operator.operator.name}", number), proposal.command)
        finally:
            self._in_hand.discard(number)

    # ── done ──

    async def _act(self, asker: Asker, command: AdminCommand) -> AdminBody:
        room = next(room for room in self._ports.rooms if isinstance(command, room.commands))
        try:
            return await room.obey(asker, command)
        except (ActorDead, ActorCrashed, MailboxFull, DatabaseAway):
            return refused(Code.UNAVAILABLE)
        except (AskTimeout, trio.TooSlowError):
            return refused(Code.UNKNOWN_OUTCOME)
        except Exception as error:
            return refused(Code.INTERNAL, f"Our bug, on record as {self._ports.bug(error)}.")
