"""Turns: so many fresh HTTP connections are seen to at once, the others wait a moment. Without them a flood of page loads fills each pass of the
loop, and every player's move waits for all of it.

A turn ends where the caller is waited for, with the head of the first answer, or soon: who sends a body slowly, or reads one slowly, holds nobody
up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import trio

AT_ONCE = 4
SECONDS_MAX = 0.25


class Turn:
    """One connection's, until it ends."""

    def __init__(self, limiter: trio.CapacityLimiter) -> None:
        self._limiter = limiter
        self._held = False

    async def begin(self) -> None:
        await self._limiter.acquire_on_behalf_of(self)
        self._held = True

    def end(self) -> None:
        if self._held:
            self._held = False
            self._limiter.release_on_behalf_of(self)


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


class Turns:
    """Of one listener."""

    def __init__(self) -> None:
        self._limiter = trio.CapacityLimiter(AT_ONCE)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """The block is a fresh connection; its first answer ends the turn."""
        turn = Turn(self._limiter)
        await turn.begin()
        _turn.set(turn)
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._end_soon, turn)
                yield
                nursery.cancel_scope.cancel()
        finally:
            turn.end()

    async def _end_soon(self, turn: Turn) -> None:
        await trio.sleep(SECONDS_MAX)
        turn.end()

    def statistics(self) -> dict[str, int]:
        return {"at_once": AT_ONCE, "waiting": self._limiter.statistics().tasks_waiting}


class EndTurns:
    """Around an ASGI app: to wait for a body, and the head of an answer, end the turn of its connection."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        turn = _turn.get()
        if turn is None:
            await self._app(scope, receive, send)
            return

        async def heard() -> Any:
            turn.end()
            return await receive()

        async def watched(message: Any) -> None:
            turn.end()
            await send(message)

        await self._app(scope, heard, watched)
