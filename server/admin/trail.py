"""The trail: what operators asked, and what came of it, chained row by row. Pure.

Who may speak, what waits for a second operator and what was set live is nowhere else: it follows from the trail, folded from its first row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import attrs

from protocol.admin import AdminCommand
from protocol.admin.house import ChangeSetting
from protocol.admin.operators import AddOperator, ApproveProposal, DeclineProposal, Operator, RevokeOperator, Role
from protocol.admin.tables import CloseTable, OpenTable, SetTableLimits
from protocol.codec import command_of
from protocol.money import Currency
from protocol.tables import TableLimit

GENESIS = hashlib.sha256(b"wager up trail").digest()
DONE, PROPOSED = "done", "proposed"
PROPOSAL_MS = 24 * 3_600_000


class TrailWrong(Exception):
    """A row of the trail is not the one that was written."""


@attrs.frozen
class Entry:
    """A row. about: the row that this is the outcome of; then body is empty."""

    seq: int
    at_ms: int
    operator: str
    role: Role
    about: int | None
    body: bytes
    outcome: str | None
    chain: bytes


def link(before: bytes, entry: Entry) -> bytes:
    """The seal of a row: over the seal before it and all that the row says."""
    words = f"{entry.seq}/{entry.at_ms}/{entry.about}/{entry.outcome}/{entry.role.value}/{len(entry.operator)}/{entry.operator}/"
    return hashlib.sha256(before + words.encode() + entry.body).digest()


@attrs.frozen
class KnownOperator:
    """An operator, and the key that they sign with."""

    operator: Operator
    key: str


@attrs.frozen
class OpenProposal:
    """A command that waits for a second operator."""

    number: int
    at_ms: int
    operator: str
    command: AdminCommand

    @property
    def until_ms(self) -> int:
        return self.at_ms + PROPOSAL_MS


class Standing:
    """What follows from the trail so far. named: operators that the environment names, all of them root; what the trail says of a name comes
    after."""

    def __init__(self, named: Mapping[str, str]) -> None:
        self.last_seq = 0
        self.head = GENESIS
        self.operators: dict[str, KnownOperator] = {
            name: KnownOperator(Operator(name, Role.ROOT, 0, "the environment"), key) for name, key in named.items()
        }
        self.settings: dict[str, int] = {}
        self.closed: dict[str, str] = {}
        self.limits: dict[tuple[str, Currency], TableLimit] = {}
        self.root_left_ms = -(10**15)
        """When a root was revoked, or made less, the last time."""
        self._proposals: dict[int, OpenProposal] = {}
        self._asked: dict[int, Entry] = {}

    def follow(self, entries: Iterable[Entry]) -> None:
        """Takes in the next rows. Raises TrailWrong at the first that is out of its place or does not bear its seal."""
        for entry in entries:
            if entry.seq != self.last_seq + 1:
                raise TrailWrong(f"trail row {self.last_seq + 1} is missing: the next is {entry.seq}")
            if link(self.head, entry) != entry.chain:
                raise TrailWrong(f"trail row {entry.seq}: the hash chain is broken")
            self.last_seq, self.head = entry.seq, entry.chain
            if entry.about is None:
                self._asked[entry.seq] = entry
            elif asked := self._asked.pop(entry.about, None):
                self._came(asked, entry)

    def _came(self, asked: Entry, entry: Entry) -> None:
        if entry.outcome not in (DONE, PROPOSED):
            return
        try:
            command = command_of(asked.body)
        except Exception:
            return  # of an older house: what this one does not know changes nothing here
        if entry.outcome == PROPOSED:
            self._proposals[asked.seq] = OpenProposal(asked.seq, entry.at_ms, asked.operator, command)
        else:
            self._done(asked, command)

    def _done(self, asked: Entry, command: AdminCommand) -> None:
        before = self.roots()
        self._apply(asked, command)
        if self.roots() < before:
            self.root_left_ms = asked.at_ms

    def _apply(self, asked: Entry, command: AdminCommand) -> None:
        match command:
            case AddOperator(name=name, role=role, key=key):
                self.operators[name] = KnownOperator(Operator(name, role, asked.at_ms, asked.operator), key)
            case RevokeOperator(name=name):
                self.operators.pop(name, None)
            case DeclineProposal(number=number):
                self._proposals.pop(number, None)
            case ApproveProposal(number=number):
                proposal = self._proposals.pop(number, None)
                if proposal is not None:
                    self._done(attrs.evolve(asked, operator=f"{proposal.operator} and {asked.operator}"), proposal.command)
            case ChangeSetting(name=name, value=value):
                self.settings.pop(name, None)
                if value is not None:
                    self.settings[name] = value
            case CloseTable(table=table, reason=reason):
                self.closed[table] = reason
            case OpenTable(table=table):
                self.closed.pop(table, None)
            case SetTableLimits(table=table, currency=currency):
                self.limits[table, currency] = TableLimit(currency, command.least, command.most, command.win_most)
            case _:
                pass

    def proposals(self, now_ms: int) -> tuple[OpenProposal, ...]:
        """Those whose time is not over, the oldest first."""
        return tuple(one for one in self._proposals.values() if now_ms < one.until_ms)

    def proposal(self, number: int, now_ms: int) -> OpenProposal | None:
        return next((one for one in self.proposals(now_ms) if one.number == number), None)

    def roots(self) -> int:
        return sum(one.operator.role is Role.ROOT for one in self.operators.values())
