"""The accounts port: players and their web sessions. Knows no cookies; a session is the hash of its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import attrs


@attrs.frozen
class Player:
    """A person, by the name others see."""

    player_id: str
    name: str


@attrs.frozen
class WebSession:
    """A sign-in that has not ended: by whom, since when, when it was last seen, and on what."""

    id_hash: bytes
    player: Player
    created_ms: int
    seen_ms: int = 0
    agent: str = ""

    @property
    def number(self) -> str:
        """By which its player names it; says nothing of the cookie."""
        return self.id_hash.hex()[:16]

    @property
    def until_ms(self) -> int:
        """When it ends however much it is used."""
        return self.created_ms + LASTS_MS


DAY_MS = 86_400_000
IDLE_MS, LASTS_MS = 30 * DAY_MS, 180 * DAY_MS
SEEN_EVERY_MS = 3_600_000


class Accounts(Protocol):
    """Where players and sessions are kept."""

    async def player_named(self, name: str, name_key: str, look_key: str, fresh_id: str, now_ms: int) -> Player | None:
        """Finds the player of this name key, or creates one under the fresh id; nothing when another player's name looks the same."""
        ...

    async def open_session(self, id_hash: bytes, player_id: str, now_ms: int, agent: str) -> None: ...

    async def session(self, id_hash: bytes, now_ms: int) -> WebSession | None:
        """The session, unless it has ended, was not seen for 30 days, is older than 180, or never was. It is seen by this."""
        ...

    async def sessions_of(self, player_id: str, now_ms: int) -> Sequence[WebSession]:
        """All of a player's that have not ended, the newest first."""
        ...

    async def end_session(self, id_hash: bytes, now_ms: int) -> None: ...

    async def end_all(self, player_id: str, now_ms: int) -> Sequence[bytes]:
        """Ends every session of a player's that has not ended, also those not seen for long; which."""
        ...

    async def forget_sessions(self, player_id: str) -> Sequence[bytes]:
        """Forgets every session of a player's, which ends them; which."""
        ...

    async def alive(self, sessions: Sequence[bytes], used: Sequence[bytes], now_ms: int) -> set[bytes]:
        """Those of many that last. The used ones are seen by this."""
        ...

    async def note_device(self, player_id: str, device_hash: bytes, now_ms: int) -> None:
        """A player signed in from a device, by the hash of its cookie."""
        ...
