"""The event store port: where the facts of matches are kept. Fenced by a writer row of its own, like the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import attrs

from protocol.events.match import Ending
from protocol.money import Amount
from wallet.journal import Writer


@attrs.frozen
class EventRecord:
    """One fact of a match, as JSON text; versions count from 1 without gaps. words: what was said, where the fact is that something was."""

    match_id: str
    version: int
    at_ms: int
    body: bytes
    words: str | None = None


@attrs.frozen
class Settlement:
    """What a match came to; players, paid_minor and winner by seat. remark: a score in it that hardly anybody makes."""

    match_id: str
    game: str
    at_ms: int
    players: tuple[str, str]
    winner: int | None
    ending: Ending
    stake: Amount
    paid_minor: tuple[int, int]
    plies: int = 0
    remark: str | None = None


@attrs.frozen
class MatchRow:
    """A match in the index: who plays what, and whether it is over. With its last fact of money comes what it came to."""

    match_id: str
    game: str
    creator: str
    opponent: str | None
    opponent_name: str | None
    ended: bool
    at_ms: int
    settlement: Settlement | None = None


@attrs.frozen
class KeptMatch:
    """A match in the index, with its first fact: the offer."""

    row: MatchRow
    offered: bytes


class EventStore(Protocol):
    """Where the event log writes and reads."""

    async def take_over(self) -> Writer:
        """As Journal.take_over; last_seq counts records."""
        ...

    async def append(
        self, epoch: int, prev_seq: int, records: Sequence[EventRecord], matches: Sequence[MatchRow]
    ) -> None:
        """All of it, durably, or none. Raises as Journal.append."""
        ...

    async def events(self, match_id: str) -> Sequence[EventRecord]:
        """All facts of a match in order; none when there is no such match."""
        ...

    async def live_matches(self) -> Sequence[str]:
        """The ids of all matches that have not ended."""
        ...

    async def matches_of(self, player_id: str, at_most: int) -> Sequence[KeptMatch]:
        """A player's matches, newest first."""
        ...
