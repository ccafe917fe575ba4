"""Patience: a writer whose storage fails waits before it begins again, longer each time. It outlives the writer: a disk that is full would else use
up, in a second, all the restarts that a supervisor allows in a minute."""

from __future__ import annotations

import trio

FIRST_SECONDS, LONGEST_SECONDS = 0.05, 5.0


class Patience:
    """Of one writer, over its lives."""

    def __init__(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1

    def succeeded(self) -> None:
        self._failures = 0

    async def wait(self) -> None:
        """Not at all when nothing failed since the last success."""
        if self._failures:
            await trio.sleep(min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(self._failures - 1, 20)))
