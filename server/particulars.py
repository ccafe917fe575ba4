"""Particulars: what the house knows of a person beside their play, apart from the books. The port, and how an age follows from a date."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Protocol

AGES = (18, 19, 20, 21)
"""The ages that a place may ask for: no more than these is ever said of anybody."""


class Particulars(Protocol):
    """Where they are kept."""

    async def born(self, player: str) -> str | None:
        """The date of birth, as it was told first."""
        ...

    async def tell_born(self, player: str, born: str, now_ms: int) -> str:
        """Keeps the date when none is known; answers with the one that is."""
        ...

    async def accept(self, player: str, versions: dict[str, int], place: str, now_ms: int, *, declared: bool) -> None:
        """Writes down what was accepted, from where; what was accepted before stays as it was."""
        ...

    async def subjects(self, player: str) -> tuple[str, ...]:
        """Who the player is at their identity providers."""
        ...

    async def exclude(self, person: bytes, until_ms: int) -> None:
        """Remembers an exclusion of a person, by hash; a later end wins."""
        ...

    async def excluded_until(self, person: bytes) -> int: ...

    async def forget(self, player: str, name: str) -> None:
        """The date of birth, the identities, the devices and the name of who left."""
        ...


def age_on(born: str, today: date) -> int:
    """Whole years. Who was born on 29 February has their birthday on 1 March of other years."""
    birth = date.fromisoformat(born)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def reached(born: str, today: date) -> int:
    """The highest age of those that count which a person has reached; 0 for a child."""
    years = age_on(born, today)
    return max((age for age in AGES if age <= years), default=0)


def person_hash(key: bytes, subject: str) -> bytes:
    """By which somebody is known again who has left: a keyed hash, of no use to anybody without the key."""
    return hmac.digest(key, subject.encode(), hashlib.sha256)
