"""Account holders: what the ledger knows of a player that is not money, and the rules they are measured by. Values only.

No name, no date of birth: an age that was reached, a place, versions that were accepted, limits. Everything is in the journal's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import attrs

from protocol.limits import DAY_MS, PERIOD_MS, AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency

MINUTE_MS = 60_000
MINUTES = 60
HOUR_MS = MINUTES * MINUTE_MS
FOREVER_MS = 2**53 - 1
KEPT_MS = max(PERIOD_MS.values()) + DAY_MS
"""A day more than is looked at: a clock may be set back."""
NEWEST_LAW = 1
"""How use is counted, and what freezes, has editions: old rows of a journal are judged by the one of their time, or they could not be replayed.
0: what a group itself gives back counts by the millisecond, what is remembered is a day more than the longest period, to the minute.
1: all counts by whole minutes, and a minute more is remembered, so that the day is whole; what is disputed after its payer left freezes nothing: an
account that was closed stays so."""

UsageKind = LimitKind | Literal["redeemed"]
USAGE_KINDS: tuple[UsageKind, ...] = (*LimitKind, "redeemed")
UsageKey = tuple[str, Currency, UsageKind]
LimitKey = tuple[Currency, LimitKind, LimitPeriod]


class Admission(NamedTuple):
    """What the gate saw when it let somebody through."""

    place: str
    age: int
    terms: int
    privacy: int


class Limit(NamedTuple):
    """most: what may be used, in minor units (session: minutes), None when there is no limit. asked_ms: when a loosening was asked for, 0
    when none was; asked: what to."""

    most: int | None
    asked: int | None = None
    asked_ms: int = 0


NO_LIMIT = Limit(None)


@attrs.frozen
class Holder:
    """Who may do what, and with which of the two coins they play. Replaced as a whole, never changed; changes: how often."""

    admission: Admission | None = None
    state: AccountState = AccountState.OPEN
    excluded_until_ms: int = 0
    limits: Mapping[LimitKey, Limit] = attrs.Factory(dict[LimitKey, Limit])
    mode: Currency = Currency.GC
    changes: int = 0


NOBODY = Holder()


class PlaceLine(NamedTuple):
    """From a moment on: what a place allows, and from which age."""

    from_ms: int
    state: PlaceState
    age: int


@attrs.frozen
class Rules:
    """The house's own: which versions are in force, and what each place allows in each product. A product is known by its currency. Where
    nothing is said of any place, nobody is asked; as soon as one is named, all others are closed. law: how use is counted."""

    law: int = 0
    terms: int = 0
    privacy: int = 0
    places: Mapping[tuple[Currency, str], tuple[PlaceLine, ...]] = attrs.Factory(dict[tuple[Currency, str], tuple[PlaceLine, ...]])
    gated: frozenset[Currency] = frozenset()

    def at(self, currency: Currency, place: str, now: int) -> PlaceLine | None:
        """The line in force; nothing where none is. Of two that begin at one moment, the one that was said later."""
        lines = [line for line in self.places.get((currency, place), ()) if line.from_ms <= now]
        return sorted(lines, key=lambda line: line.from_ms)[-1] if lines else None


class Usage:
    """How much was used when, to the minute, for as long as the longest period; by_hour adds up the same, so that a month of minutes is not walked
    through for each stake."""

    __slots__ = ("by_hour", "by_minute")

    def __init__(self) -> None:
        self.by_minute: dict[int, int] = {}
        self.by_hour: dict[int, int] = {}

    def add(self, at_ms: int, minor: int, now: int, law: int) -> None:
        minute, hour = at_ms // MINUTE_MS, at_ms // HOUR_MS
        self.by_minute[minute] = self.by_minute.get(minute, 0) + minor
        self.by_hour[hour] = self.by_hour.get(hour, 0) + minor
        forgotten = now - KEPT_MS - (MINUTE_MS if law else 0)
        while (oldest := next(iter(self.by_minute))) * MINUTE_MS < forgotten:
            self._forget(oldest)
            if not self.by_minute:
                break

    def _forget(self, minute: int) -> None:
        hour = minute // MINUTES
        self.by_hour[hour] -= self.by_minute.pop(minute)
        if not any(one in self.by_minute for one in range(hour * MINUTES, (hour + 1) * MINUTES)):
            del self.by_hour[hour]


def minute_of(ms: int) -> int:
    """The moment in which that minute began."""
    return ms // MINUTE_MS * MINUTE_MS


def used_at(usage: Usage | None, since_ms: int) -> int:
    """What was used since a moment; the minute of that moment counts whole."""
    if usage is None:
        return 0
    first, hour = since_ms // MINUTE_MS, since_ms // HOUR_MS
    begun = sum(usage.by_minute.get(minute, 0) for minute in range(first, (hour + 1) * MINUTES))
    return begun + sum(minor for one, minor in usage.by_hour.items() if one > hour)
