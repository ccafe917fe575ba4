"""The clock port: wall time in milliseconds since 1970. Only the top of the program owns a real one."""

from __future__ import annotations

from typing import Protocol

import trio


class Clock(Protocol):
    """Tells the time of day; may step, so nothing waits by it."""

    def now_ms(self) -> int: ...


def seconds_until(deadline_ms: int, clock: Clock) -> float:
    """How long to wait for a stored deadline, by the clock that cannot step."""
    return max(0.0, (deadline_ms - clock.now_ms()) / 1000)


def trio_deadline(deadline_ms: int, clock: Clock) -> float:
    return trio.current_time() + seconds_until(deadline_ms, clock)
