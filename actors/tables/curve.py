"""Crash: a curve that rises until it ends. Who leaves it before is paid by where they left; at the same moment still counts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actors.tables.fairness import crash_point
from actors.tables.rules import Ended, Locked, Placed, Source, Step, Times
from protocol.refusals import Code, Refused, refused
from protocol.tables import CrashBet, CrashFlight, TableKind, TableLimit
from protocol.tables.crash import CashedOut

GROWTH = 0.00006
"""Per ms: twice as high every 11.6 seconds (rules.md 3.3)."""


def multiplier_at(ms: int) -> int:
    """In hundredths, so many ms after the start."""
    return math.floor(100 * math.exp(GROWTH * max(0, ms)) + 1e-9)


def time_of(multiplier: int) -> int:
    """The first ms at which the curve is that high."""
    ms = max(0, math.floor(math.log(multiplier / 100) / GROWTH) - 1)
    while multiplier_at(ms) < multiplier:
        ms += 1
    return ms


class Crash:
    """The table."""

    kind = TableKind.CRASH
    return_bp = 9_900
    times = Times(bets=7_000, show=0, pause=4_000, idle=True)
    personal = False

    def refuse(self, _bet: CrashBet, _others: Sequence[Placed]) -> Refused | None:
        return None

    def cover(self, bet: CrashBet, limit: TableLimit) -> int:
        """Without a mark of its own a bet leaves the curve where it has won the most that one bet may."""
        return limit.win_most if bet.auto is None else bet.minor * bet.auto // 100 - bet.minor

    def begin(self, locked: Locked) -> Flight:
        return Flight(locked)

    def past(self, source: Source) -> CrashFlight:
        return CrashFlight(0, (), crash_point(source.seed, source.salt))


class Flight:
    """One curve."""

    def __init__(self, locked: Locked) -> None:
        assert locked.source is not None
        self.point = crash_point(locked.source.seed, locked.source.salt)
        self.began_ms = locked.now_ms if locked.began_ms is None else locked.began_ms
        self._cut_off = locked.began_ms is None
        self._in = dict(locked.bets)
        self._out: dict[str, CashedOut] = {}
        self._over = False

    @property
    def _ends_ms(self) -> int:
        return self.began_ms if self.point == 100 else self.began_ms + time_of(self.point)

    @property
    def open(self) -> bool:
        return not self._over

    def shown(self) -> CrashFlight:
        return CrashFlight(self.began_ms, tuple(self._out.values()), self.point if self._over else None)

    def due_ms(self) -> int | None:
        if self._over:
            return None
        if self._cut_off:
            return self.began_ms
        marks = [self.began_ms + time_of(_mark(bet)) for bet in self._in.values() if _mark(bet) <= self.point]
        return min([*marks, self._ends_ms])

    def pass_time(self, now_ms: int) -> Sequence[Step]:
        if self._cut_off:
            self._over = True
            return [self._cut(bet) for bet in self._in.values()]
        ended: list[Step] = [
            _leave(bet, _mark(bet))
            for bet in self._in.values()
            if self.point > 100 and _mark(bet) <= self.point and self.began_ms + time_of(_mark(bet)) <= now_ms
        ]
        if now_ms >= self._ends_ms:
            gone = {step.player for step in ended}
            ended += [Ended(player, (0,)) for player in self._in if player not in gone]
            self._over = True
        return ended

    def _cut(self, bet: Placed) -> Ended:
        """The house was down: a mark that the curve reached is paid, one that it did not reach is lost; who had none gets the stake back."""
        assert isinstance(bet.bet, CrashBet)
        if bet.bet.auto is None:
            return Ended(bet.player, (0,), back=True)
        return _leave(bet, _mark(bet)) if _mark(bet) <= self.point and self.point > 100 else Ended(bet.player, (0,))

    def done(self, step: Step, _now_ms: int) -> None:
        self._in.pop(step.player, None)
        if isinstance(step, Ended) and step.at is not None:
            self._out[step.player] = CashedOut(step.player, step.at, step.paid)

    def cash_out(self, player: str, now_ms: int) -> Step | Refused:
        bet = self._in.get(player)
        if self._over or player in self._out:
            return refused(Code.TOO_LATE)
        if bet is None:
            return refused(Code.NO_BET)
        here = multiplier_at(now_ms - self.began_ms)
        if here > self.point or self.point == 100:
            return refused(Code.TOO_LATE)
        return _leave(bet, min(here, _mark(bet)))


def _mark(placed: Placed) -> int:
    """Where a bet leaves the curve by itself, in hundredths."""
    assert isinstance(placed.bet, CrashBet)
    return placed.bet.auto or 100 * (placed.minor + placed.cover) // placed.minor


def _leave(placed: Placed, at: int) -> Ended:
    return Ended(placed.player, (placed.minor * at // 100,), at=at)
