"""The switchboard: what operators have set for the whole house. Sessions and rooms look at it; only the operators' desk writes it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from protocol.commands import (
    Command,
    CreateMatch,
    JoinMatch,
    OfferRematch,
    PlaceBet,
    SeekOpponent,
)
from protocol.money import Currency
from protocol.refusals import Code, Refused, refused
from protocol.tables import TableLimit

BEGINS = (CreateMatch, JoinMatch, SeekOpponent, PlaceBet, OfferRematch)
"""Commands by which something new begins."""


@attrs.define
class Announcement:
    """A word to everybody, until a moment."""

    words: str
    until_ms: int


@attrs.define
class Switchboard:
    """draining: why nothing new begins. closed: why a table takes no bets. limits: of tables, where they are not the published ones."""

    draining: str | None = None
    closed: Mapping[str, str] = attrs.field(factory=dict[str, str])
    limits: Mapping[tuple[str, Currency], TableLimit] = attrs.field(factory=dict[tuple[str, Currency], TableLimit])
    announcement: Announcement | None = None

    def refusal(self, command: Command) -> Refused | None:
        """Why this does not begin now, or nothing."""
        if not isinstance(command, BEGINS):
            return None
        if self.draining is not None:
            return refused(Code.DRAINING, retry_after_ms=2_000)
        if isinstance(command, PlaceBet) and (why := self.closed.get(command.table)) is not None:
            return refused(Code.TABLE_CLOSED, f"This table takes no bets just now: {why}")
        return None
