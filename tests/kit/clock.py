"""A clock that follows Trio's virtual time, and can be stepped like a real one."""

from __future__ import annotations

import trio

START_MS = 1_790_000_000_000


class VirtualClock:
    """Wall time that starts at START_MS when it is made."""

    def __init__(self) -> None:
        self._zero = trio.current_time()
        self.step_ms = 0

    def now_ms(self) -> int:
        return START_MS + int((trio.current_time() - self._zero) * 1000) + self.step_ms
