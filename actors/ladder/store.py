"""The ladder store port: settlements in, standings out. A position is how far the standings of a generation have been counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import attrs

from actors.event_store import Settlement
from actors.ladder.standing import Place, Standing


@attrs.frozen
class Position:
    """Standings of this generation, counted up to and with this settlement."""

    generation: int
    seq: int


@attrs.frozen
class Struck:
    """A result that an operator took off the ladders."""

    match_id: str
    operator: str
    reason: str
    at_ms: int


class Displaced(Exception):
    """Somebody else has counted on from the same position: another server is at work."""


class LadderStore(Protocol):
    """Where the ladder reads and writes."""

    async def position(self) -> Position: ...

    async def settlements(self, after_seq: int, at_most: int) -> Sequence[tuple[int, Settlement]]:
        """The next ones in the order in which they were settled, without those that were struck."""
        ...

    async def standings(self, generation: int, places: Sequence[Place]) -> Mapping[Place, Standing]:
        """Those rows that exist."""
        ...

    async def count(
        self, before: Position, seq: int, old: Mapping[Place, Standing], standings: Mapping[Place, Standing]
    ) -> None:
        """Writes the rows, which were the old ones or were not, and moves the position, all or nothing. Raises Displaced when the position is
        another by now."""
        ...

    async def lay(self, generation: int, standings: Mapping[Place, Standing]) -> None:
        """Writes rows of a generation that nobody reads yet."""
        ...

    async def turn_to(self, before: Position, after: Position) -> None:
        """Reads another generation from now on, and forgets the others. Raises Displaced."""
        ...

    async def strike(self, struck: Struck) -> bool:
        """Takes a settled match off the ladders; false when there is no such settlement. Twice is once."""
        ...
