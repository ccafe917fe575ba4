"""Authority: whether a line is an operator's own, and whether that operator may ask for it. Pure."""

from __future__ import annotations

import attrs

from protocol.admin import AdminCommand, AdminRequest, signed_text
from protocol.admin.house import ChangeSetting
from protocol.admin.operators import AddOperator, Role
from protocol.admin.registry import ROLES
from protocol.codec import command_text
from protocol.refusals import Code, Refused, refused
from server.admin.keys import is_signed
from server.admin.trail import KnownOperator, Standing
from server.settings import MONEY

READING = ("list_", "read_", "show_", "find_", "inspect_", "audit_")


ROOT_GONE_MS = 7 * 24 * 3_600_000


@attrs.define
class Conversation:
    """One connection: the nonce that its signatures cover, the last ref, and what was asked on it before."""

    nonce: str
    last_ref: int = 0
    read: set[bytes] = attrs.field(factory=set[bytes])


def known(standing: Standing, talk: Conversation, request: AdminRequest) -> KnownOperator | Refused:
    """Who asked this; or why it is nobody's. A ref counts only once its signature holds: a stranger cannot use one up."""
    operator = standing.operators.get(request.operator)
    words = signed_text(talk.nonce, request.ref, request.operator, command_text(request.command))
    if operator is None or not is_signed(operator.key, words, request.signature):
        return refused(Code.BAD_SIGNATURE)
    if request.ref <= talk.last_ref:
        return refused(Code.REPLAYED)
    talk.last_ref = request.ref
    return operator


def may(role: Role, command: AdminCommand) -> Refused | None:
    """Why this role may not ask for this, or nothing."""
    roles = ROLES[command.tag]
    if role in roles:
        return None
    others = ", ".join(one.value for one in Role if one in roles)
    return refused(Code.ROLE_NEEDED, f"You are here as {role.value}; this is for {others}.")


def is_reading(command: AdminCommand) -> bool:
    return command.tag.startswith(READING)


def always_needs_two(standing: Standing, command: AdminCommand, now_ms: int) -> bool:
    """What would let one operator pass for two, or change what two are needed for: once there is a second root who could approve it; and for a week
    after there was one, or whoever revokes the other would be free to. (The environment can name another root meanwhile.)"""
    if standing.roots() < 2 and now_ms - standing.root_left_ms > ROOT_GONE_MS:
        return False
    if isinstance(command, AddOperator):
        return command.role in (Role.ROOT, Role.TREASURY)
    return isinstance(command, ChangeSetting) and command.name in MONEY
