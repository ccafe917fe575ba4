"""What operators do about operators: who may speak here, what waits for a second one, and the trail. All of it follows from the trail itself."""

from __future__ import annotations

from typing import get_args

import attrs

from actors.clock import Clock
from protocol.admin import AdminBody
from protocol.admin.operators import (
    AddOperator,
    ApproveProposal,
    DeclineProposal,
    ListOperators,
    ListProposals,
    OperatorCommand,
    Operators,
    Proposal,
    Proposals,
    ReadTrail,
    RevokeOperator,
    Role,
    Trail,
)
from protocol.codec import command_text
from protocol.envelope import Accepted
from protocol.refusals import Code, refused
from server.admin.asker import Asker
from server.admin.postgres_trail import PostgresTrail
from server.admin.trail import OpenProposal


@attrs.frozen
class TeamRoom:
    """Says whether a change can be; that it was made is the row of the trail with its outcome."""

    trail: PostgresTrail
    clock: Clock

    commands = tuple(kind for kind in get_args(OperatorCommand) if kind is not ApproveProposal)

    async def obey(self, _asker: Asker, command: OperatorCommand) -> AdminBody:
        standing, now = self.trail.standing, self.clock.now_ms()
        match command:
            case ListOperators():
                return Operators(tuple(known.operator for known in standing.operators.values()))
            case AddOperator(name=name, role=role):
                return self._keeps_a_root(name) if role is not Role.ROOT else Accepted()
            case RevokeOperator(name=name):
                return self._keeps_a_root(name) if name in standing.operators else refused(Code.NOTHING_OPEN, "There is no such operator.")
            case ListProposals():
                return Proposals(tuple(map(_shown, standing.proposals(now))))
            case DeclineProposal(number=number):
                return Accepted() if standing.proposal(number, now) else refused(Code.NOTHING_OPEN)
            case ReadTrail(before=before, most=most):
                lines = await self.trail.lines(before, most + 1)
                return Trail(tuple(lines[:most]), len(lines) > most)
            case ApproveProposal():
                raise AssertionError("the desk itself sees to approvals")

    def _keeps_a_root(self, name: str) -> AdminBody:
        known = self.trail.standing.operators.get(name)
        last = known is not None and known.operator.role is Role.ROOT and self.trail.standing.roots() < 2
        return refused(Code.LAST_ROOT) if last else Accepted()


def _shown(one: OpenProposal) -> Proposal:
    return Proposal(one.number, one.at_ms, one.until_ms, one.operator, command_text(one.command).decode())
