"""The oracle of limits: reads a journal, row by row, and adds every fact up anew: what each player had used when they were let through, and when they
were not. Written from the specification; imports nothing of ours.

It is given plain values: the time of a row, the number of its outcome, and its ops as lists, as the journal has them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DAY = 86_400_000
PERIODS = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
MINUTE = 60_000
"""A period begins with the minute in which it begins: that is published."""
KEPT = 40 * DAY
POSTED, SELF_EXCLUDED, LIMIT_REACHED = 0, 14, 19


class Overshoot(AssertionError):
    """A limit did not hold, or held back who was within it."""


@dataclass
class Part:
    """So much, since then; what was given back is nothing any more."""

    at: int
    minor: int


@dataclass
class Used:
    """What one player used of one currency."""

    stakes: list[Part] = field(default_factory=list)
    moved: list[Part] = field(default_factory=list)
    deposits: list[Part] = field(default_factory=list)
    open: dict[str, int] = field(default_factory=dict)

    def of(self, kind: str, since: int) -> int:
        parts = {"stake": self.stakes, "deposit": self.deposits, "loss": self.moved}[kind]
        total = sum(part.minor for part in parts if part.at >= since)
        return total + sum(self.open.values()) if kind == "loss" else total

    def forget(self, before: int) -> None:
        for parts in (self.stakes, self.moved, self.deposits):
            parts[:] = [part for part in parts if part.at >= before]


@dataclass
class Player:
    """limits: by currency, kind and period, with what was asked for instead, and when."""

    used: dict[str, Used] = field(default_factory=dict)
    minutes: list[Part] = field(default_factory=list)
    limits: dict[tuple[str, str, str], int] = field(default_factory=dict)
    asked: dict[tuple[str, str, str], tuple[int | None, int]] = field(default_factory=dict)
    excluded_until: int = 0

    def in_currency(self, currency: str) -> Used:
        return self.used.setdefault(currency, Used())

    def over(self, currency: str, kind: str, minor: int, at: int) -> bool:
        """Whether so much more is more than a limit allows."""
        for period, length in PERIODS.items():
            most = self.limits.get(("USD" if kind == "session" else currency, kind, period))
            if most is None:
                continue
            since = (at - length) // MINUTE * MINUTE
            used = sum(part.minor for part in self.minutes if part.at >= since) if kind == "session" else self.in_currency(currency).of(kind, since)
            if used + minor > most:
                return True
        return False


class LimitsOracle:
    """attempts: how often a limit was asked; told: with which answers."""

    def __init__(self) -> None:
        self.players: dict[str, Player] = {}
        self.holds: dict[str, tuple[str, str, Part]] = {}
        self.deposits: dict[str, tuple[Part, int]] = {}
        self.attempts = 0
        self.told: dict[str, int] = {}
        self._undo: list[Callable[[], None]] = []

    def read(self, at: int, outcome: int, ops: list[list[Any]]) -> None:
        """One row. Raises Overshoot."""
        self._undo = []
        why, stopped = outcome & 0xFF, outcome >> 8
        for op in ops if why == POSTED else ops[:stopped]:
            self._judge(at, op, POSTED)
            self._apply(at, op)
        if why != POSTED:
            self._judge(at, ops[stopped], why)
            for undo in reversed(self._undo):
                undo()

    def player(self, name: str) -> Player:
        return self.players.setdefault(name, Player())

    # ── was it right? ──

    def _judge(self, at: int, op: list[Any], why: int) -> None:
        if op[0] == "hold":
            asked = [(op[2], op[3], "stake", op[4]), (op[2], op[3], "loss", op[4]), (op[2], op[3], "session", 1)]
        elif op[0] in ("expect", "expect_sale"):
            asked = [(op[2], op[3], "deposit", op[4])]
        else:
            return
        self.attempts += 1
        self.told[str(why)] = self.told.get(str(why), 0) + 1
        player = self.player(op[2])
        if why == POSTED and at < player.excluded_until:
            raise Overshoot(f"{op} at {at}: excluded until {player.excluded_until}")
        if why == SELF_EXCLUDED and at >= player.excluded_until:
            raise Overshoot(f"{op} at {at}: not excluded any more since {player.excluded_until}")
        over = [kind for name, currency, kind, minor in asked if self.player(name).over(currency, kind, minor, at)]
        if why == POSTED and over:
            raise Overshoot(f"{op} at {at}: over the limit of {', '.join(over)}, and let through")
        if why == LIMIT_REACHED and not over:
            raise Overshoot(f"{op} at {at}: within every limit, and held back")

    # ── what it changes ──

    def _apply(self, at: int, op: list[Any]) -> None:
        match op:
            case ["hold", hold, name, currency, minor, *_]:
                used, part = self.player(name).in_currency(currency), Part(at, minor)
                used.forget(at - KEPT)
                self._add(used.stakes, part)
                used.open[hold] = minor
                self.holds[hold] = (name, currency, part)
                self._undo.append(lambda: (used.open.pop(hold), self.holds.pop(hold)))  # type: ignore[func-returns-value]
            case ["capture", hold, _target, minor] if hold in self.holds:
                name, currency, part = self._end(hold)
                self._set(part, minor)
                self._add(self.player(name).in_currency(currency).moved, Part(at, minor))
            case ["release", hold] if hold in self.holds:
                _name, _currency, part = self._end(hold)
                self._set(part, 0)
            case ["transfer", source, target, minor] if source.startswith("house:escrow") and target.startswith("player:"):
                _, name, currency, _ = target.split(":")
                self._add(self.player(name).in_currency(currency).moved, Part(at, -minor))
            case ["pay", _hold, name, source, minor]:
                self._add(self.player(name).in_currency(source.split(":")[2]).moved, Part(at, -minor))
            case ["expect" | "expect_sale", deposit, name, currency, minor, *_]:
                part = Part(at, minor)
                self._add(self.player(name).in_currency(currency).deposits, part)
                self.deposits[deposit] = (part, minor)
            case ["drop", deposit]:
                self._set(self.deposits[deposit][0], 0)
            case ["credit" | "sell", deposit]:
                self._set(*self.deposits[deposit])
            case ["join", duplicate, name]:
                self._join(self.player(duplicate), self.player(name))
            case ["spend_time", name, _currency, minutes]:
                self._add(self.player(name).minutes, Part(at, minutes))
            case ["exclude", name, until]:
                self.player(name).excluded_until = max(until, self.player(name).excluded_until)
            case ["limit", name, currency, kind, period, most]:
                self._limit(self.player(name), ("USD" if kind == "session" else currency, kind, period), most, at)
            case ["loosen" | "confirm_limit", name, currency, kind, period, *_]:
                player, key = self.player(name), ("USD" if kind == "session" else currency, kind, period)
                self._put(player, key, player.asked.pop(key)[0])
            case _:
                return

    def _join(self, theirs: Player, mine: Player) -> None:
        """What was used counts here as well; what becomes of a deposit is the other's from now on, what becomes of a stake stays where it is."""
        for currency, used in theirs.used.items():
            into = mine.in_currency(currency)
            for parts, more in ((into.stakes, used.stakes), (into.moved, used.moved)):
                for part in more:
                    self._add(parts, Part(part.at, part.minor))
            for part in used.deposits:
                copy = Part(part.at, part.minor)
                self._add(into.deposits, copy)
                for deposit, (known, minor) in tuple(self.deposits.items()):
                    if known is part:
                        self.deposits[deposit] = (copy, minor)
                        self._undo.append(functools.partial(self.deposits.__setitem__, deposit, (known, minor)))
        for part in theirs.minutes:
            self._add(mine.minutes, Part(part.at, part.minor))

    def _limit(self, player: Player, key: tuple[str, str, str], most: int | None, at: int) -> None:
        before = player.limits.get(key)
        if before is not None and (most is None or most > before):
            player.asked[key] = (most, at)
        else:
            player.asked.pop(key, None)
            self._put(player, key, most)

    def _put(self, player: Player, key: tuple[str, str, str], most: int | None) -> None:
        if most is None:
            player.limits.pop(key, None)
        else:
            player.limits[key] = most

    def _end(self, hold: str) -> tuple[str, str, Part]:
        ended = self.holds.pop(hold)
        used = self.player(ended[0]).in_currency(ended[1])
        minor = used.open.pop(hold)
        self._undo.append(lambda: (self.holds.__setitem__(hold, ended), used.open.__setitem__(hold, minor)))  # type: ignore[func-returns-value]
        return ended

    def _add(self, parts: list[Part], part: Part) -> None:
        parts.append(part)
        self._undo.append(lambda: parts.remove(part))

    def _set(self, part: Part, minor: int) -> None:
        before, part.minor = part.minor, minor
        self._undo.append(lambda: setattr(part, "minor", before))
