"""Operators: who may do what, what waits for a second one, and the trail of everything that was asked."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import INT_MAX, text, whole

NAME_PATTERN = r"^[a-z][a-z0-9_.-]{1,30}$"
KEY_PATTERN = r"^[A-Za-z0-9_-]{43}$"
"""32 bytes in base64url, without padding: an Ed25519 public key."""


class Role(Enum):
    """observer: looks on. support: players, matches and disputes. treasury: money. root: the machine and the operators, and everything else."""

    OBSERVER = "observer"
    SUPPORT = "support"
    TREASURY = "treasury"
    ROOT = "root"


# ── commands ──


@attrs.frozen
class ListOperators:
    """Who may speak here, and in which role; answered with operators."""

    tag: ClassVar[str] = "list_operators"


@attrs.frozen
class AddOperator:
    """Let somebody speak here, by their public key (`wagerup admin key` makes one); or give an operator another role or key."""

    tag: ClassVar[str] = "add_operator"
    role: Role
    name: str = text(2, 31, pattern=NAME_PATTERN)
    key: str = text(43, 43, pattern=KEY_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class RevokeOperator:
    """Let somebody speak here no more; their open connections are refused from the next line on."""

    tag: ClassVar[str] = "revoke_operator"
    name: str = text(2, 31, pattern=NAME_PATTERN)
    reason: str = text(3, 500)


@attrs.frozen
class ListProposals:
    """Commands that wait for a second operator, the oldest first; answered with proposals."""

    tag: ClassVar[str] = "list_proposals"


@attrs.frozen
class ApproveProposal:
    """Let a command that another operator proposed act. Needs a role that could have asked for it; answered as the command is."""

    tag: ClassVar[str] = "approve_proposal"
    number: int = whole(1)
    reason: str = text(3, 500)


@attrs.frozen
class DeclineProposal:
    """Take a proposal off the list; also one's own."""

    tag: ClassVar[str] = "decline_proposal"
    number: int = whole(1)
    reason: str = text(3, 500)


@attrs.frozen
class ReadTrail:
    """What operators asked and what came of it, the newest first, from before a number on; answered with trail."""

    tag: ClassVar[str] = "read_trail"
    before: int | None = whole(1, INT_MAX, default=None)
    most: int = whole(1, 500, default=50)


# ── bodies ──


@attrs.frozen
class Operator:
    """Who, in which role, since when (0: named by the environment), added by whom."""

    name: str
    role: Role
    since_ms: int
    added_by: str


@attrs.frozen
class Operators:
    """Who may speak here."""

    tag: ClassVar[str] = "operators"
    operators: tuple[Operator, ...]


@attrs.frozen
class Proposal:
    """A command that waits for a second operator until a moment: who asked, and what, as JSON."""

    number: int
    at_ms: int
    until_ms: int
    operator: str
    command: str


@attrs.frozen
class Proposals:
    """What waits."""

    tag: ClassVar[str] = "proposals"
    proposals: tuple[Proposal, ...]


@attrs.frozen
class Proposed:
    """Above what one operator may do alone: it waits for another one to approve this number, until a moment. Nothing happened yet."""

    tag: ClassVar[str] = "proposed"
    number: int
    until_ms: int


@attrs.frozen
class TrailLine:
    """A line of the trail: a command as it was asked (JSON), and what came of it: `done`, `proposed`, a refusal's code, or nothing when the server
    ended before it could say."""

    number: int
    at_ms: int
    operator: str
    role: Role
    command: str
    outcome: str | None


@attrs.frozen
class Trail:
    """Lines, the newest first; more: whether there are older ones."""

    tag: ClassVar[str] = "trail"
    lines: tuple[TrailLine, ...]
    more: bool


OperatorCommand = (
    ListOperators | AddOperator | RevokeOperator | ListProposals | ApproveProposal | DeclineProposal | ReadTrail
)
OperatorBody = Operators | Proposals | Proposed | Trail
