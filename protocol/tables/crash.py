"""Crash on the wire."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.money import AMOUNT_MINOR_MAX


@attrs.frozen
class CrashBet:
    """A stake on the curve. auto: cash out by itself at this multiplier, in hundredths; without it one has to."""

    tag: ClassVar[str] = "crash_bet"
    minor: int = whole(1, AMOUNT_MINOR_MAX)
    auto: int | None = whole(101, 1_000_000, default=None)


@attrs.frozen
class CashedOut:
    """Who left the curve where (in hundredths), and what they were paid, stake included, in minor units."""

    player: str
    at: int
    paid: int


@attrs.frozen
class CrashFlight:
    """The curve: floor(100 · e^(0.00006 · t)) hundredths, t in ms since began_ms. crashed_at is where it ended, nothing while it flies. A curve
    that was cut off by a restart of the house paid automatic cash-outs that it reached, and gave all others their stake back."""

    tag: ClassVar[str] = "crash_flight"
    began_ms: int
    out: tuple[CashedOut, ...]
    crashed_at: int | None
