"""Particulars: what the house knows of a person beside their play, apart from the books. The port, and how an age follows from a date."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date
from typing import Protocol

import attrs

from protocol.limits import LimitKind, LimitPeriod
from protocol.money import Currency

AGES = (18, 19, 20, 21)
"""The ages that a place may ask for: no more than these is ever said of anybody."""


@attrs.frozen
class KeptLimit:
    """A limit that was in force when a person left, in minor units (session: minutes)."""

    currency: Currency
    kind: LimitKind
    period: LimitPeriod
    most: int


@attrs.frozen
class Known:
    """What is known of a player: their date of birth, as it was told first, and who they are at their identity providers."""

    born: str | None = None
    subjects: tuple[str, ...] = ()


@attrs.frozen
class Kept:
    """What is remembered of persons by hash, their accounts aside: until when they are excluded (0: they are not), and limits, the tightest of
    each kind."""

    excluded_until_ms: int = 0
    limits: tuple[KeptLimit, ...] = ()


class Particulars(Protocol):
    """Where they are kept."""

    async def known(self, player: str) -> Known: ...

    async def tell_born(self, player: str, born: str, now_ms: int) -> str:
        """Keeps the date when none is known; answers with the one that is."""
        ...

    async def accept(self, player: str, versions: dict[str, int], place: str, now_ms: int, *, declared: bool) -> None:
        """Writes down what was accepted, from where; what was accepted before stays as it was."""
        ...

    async def forget(self, player: str, name: str) -> None:
        """The date of birth, the identities, the devices and the name of who left."""
        ...

    # ── of persons, by hash; for good ──

    async def kept(self, persons: Sequence[bytes]) -> Kept: ...

    async def exclude(self, persons: Sequence[bytes], until_ms: int) -> None:
        """Remembers an exclusion; a later end wins."""
        ...

    async def keep_limits(self, persons: Sequence[bytes], limits: Sequence[KeptLimit]) -> None:
        """In place of those that were kept before: these were in force when they left the last time."""
        ...

    async def tell_birth(self, persons: Sequence[bytes], birth: bytes) -> bool:
        """Remembers which birthday a person told first; answers whether this is it."""
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


def birth_hash(key: bytes, born: str) -> bytes:
    """By which a birthday can be compared with one that was told before."""
    return hmac.digest(key, b"born " + born.encode(), hashlib.sha256)
