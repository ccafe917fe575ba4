"""All connections, and the one heartbeat they share."""

from __future__ import annotations

from collections.abc import Mapping

import trio

from actors.house import House, Limits
from actors.line import Identity, Line
from actors.session import Session


class Sessions:
    """All connections, and the one heartbeat they share."""

    def __init__(self) -> None:
        self._open: dict[Session, None] = {}
        self.served = 0

    async def serve(self, line: Line, identity: Identity | None, house: House) -> None:
        """One connection from its first message to its last."""
        session = Session(line, identity, house)
        self._open[session] = None
        self.served += 1
        try:
            await session.run()
        finally:
            del self._open[session]

    async def beat_for_ever(self, limits: Limits) -> None:
        beats = 0
        while True:
            await trio.sleep(1)
            beats += 1
            now, ping = trio.current_time(), beats % limits.heartbeat_seconds == 0
            for session in tuple(self._open):
                session.beat(now, ping=ping)

    def end(self, session: bytes) -> None:
        """Ends every connection of a session that was signed out."""
        for one in tuple(self._open):
            if one.identity is not None and one.identity.session == session:
                one.end()

    def move_all(self, back_in_ms: int, code: int) -> None:
        for one in tuple(self._open):
            one.move(back_in_ms, code)

    def __len__(self) -> int:
        return len(self._open)

    def statistics(self) -> Mapping[str, object]:
        return {"open": len(self._open), "served": self.served}
