"""Turns: one at a time for each of many names. A name is kept for as long as somebody has its turn or waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio


class Turns:
    """First come, first served, name by name."""

    def __init__(self) -> None:
        self._locks: dict[str, trio.Lock] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """The turn of this name, for as long as the block."""
        lock = self._locks.setdefault(name, trio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():  # it was not handed on to anybody
                self._locks.pop(name, None)

    def __len__(self) -> int:
        return len(self._locks)
