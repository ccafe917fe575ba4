"""The people store port: relations, inboxes, reports, and the images that players uploaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actors.people.note import Note
from protocol.commands import ReportPlayer
from protocol.commands.people import Relation
from protocol.events import EvidenceImage, Notice


class PeopleStore(Protocol):
    """Where what the house knows of people is kept."""

    async def keep_note(self, note: Note) -> Notice | None:
        """The note as the next line of its player's inbox, or nothing when it stands there already."""
        ...

    async def inbox(self, player: str, at_most: int) -> tuple[Sequence[Notice], int]:
        """The newest notices first, and the number up to which they are read."""
        ...

    async def mark_read(self, player: str, number: int) -> int:
        """Up to where the inbox is read now; it never goes back."""
        ...

    async def set_relation(self, player: str, other: str, relation: Relation, at_ms: int) -> bool:
        """From now on. Blocking ends following, both ways. False when there is no such player; twice is once."""
        ...

    async def end_relation(self, player: str, other: str, relation: Relation) -> None: ...

    async def report(self, reporter: str, report: ReportPlayer, at_ms: int) -> bool:
        """False when there is no such player."""
        ...

    async def blocked(self, one: str, two: str) -> bool:
        """Whether either has blocked the other."""
        ...

    async def images(self, player: str, hashes: tuple[str, ...]) -> tuple[EvidenceImage, ...] | None:
        """The images that this player uploaded, in the order of their hashes; nothing when one is missing."""
        ...
