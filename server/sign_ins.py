"""Sign-ins and the connections that hang on them: what ends in the database ends on every socket, and what sockets do keeps a sign-in awake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import attrs
import trio

from actors.clock import Clock
from server.accounts import Accounts
from wallet.journal import DatabaseAway

LOOK_SECONDS = 60.0


class Connections(Protocol):
    """All that are open."""

    def end(self, session: bytes) -> None: ...

    def end_player(self, player: str) -> None: ...

    def take_used(self) -> dict[bytes, bool]:
        """The sessions behind them, and whether each was used since this was last asked."""
        ...


@attrs.frozen
class SignIns:
    """Of all players."""

    accounts: Accounts
    connections: Connections
    clock: Clock

    async def end_all(self, player: str) -> None:
        """Ends every one of a player, also those that nobody has seen for long, with all of their connections."""
        self._end(player, await self.accounts.end_all(player, self.clock.now_ms()))

    async def forget(self, player: str) -> None:
        """The same for who leaves: that they ever signed in is forgotten. One statement, for the connection that asks for it ends with it."""
        self._end(player, await self.accounts.forget_sessions(player))

    def _end(self, player: str, sessions: Sequence[bytes]) -> None:
        for session in sessions:
            self.connections.end(session)
        self.connections.end_player(player)

    async def watch_for_ever(self) -> None:
        """What the database has ended, or was used by nobody for its time, does not live on in a socket that only pings."""
        while True:
            await trio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except DatabaseAway:
                continue

    async def look(self) -> None:
        used = self.connections.take_used()
        alive = await self.accounts.alive(list(used), [session for session, was in used.items() if was], self.clock.now_ms())
        for session in used.keys() - alive:
            self.connections.end(session)
