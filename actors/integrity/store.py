"""The integrity store port: what to look at, and where flags go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from actors.event_store import Settlement
from actors.integrity.patterns import Flag


class IntegrityStore(Protocol):
    """Reads settlements by pair, keeps flags."""

    async def newest(self) -> int:
        """The number of the newest settlement."""
        ...

    async def remarkable(self, after_seq: int, up_to_seq: int) -> Sequence[Settlement]:
        """Settled matches with a remarkable score."""
        ...

    async def busy_pairs(self, after_seq: int, up_to_seq: int, since_ms: int, at_least: int) -> Sequence[tuple[str, str]]:
        """Pairs that played in this range, and at least so often since then."""
        ...

    async def pairs_on_one_device(self, after_seq: int, up_to_seq: int) -> Sequence[tuple[str, str]]: ...

    async def between(self, pair: tuple[str, str], since_ms: int) -> Sequence[Settlement]:
        """Their matches against each other, oldest first."""
        ...

    async def played(self, pair: tuple[str, str], since_ms: int) -> Mapping[str, int]:
        """How many matches each has played."""
        ...

    async def flag(self, flags: Sequence[Flag], at_ms: int) -> int:
        """Keeps those that are new; how many."""
        ...
