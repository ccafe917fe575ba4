"""The accounts port: players and their web sessions. Knows no cookies; a session is the hash of its id."""

from __future__ import annotations

from typing import Protocol

import attrs


@attrs.frozen
class Player:
    """A person, by the name others see."""

    player_id: str
    name: str


@attrs.frozen
class WebSession:
    """A sign-in that has not ended."""

    id_hash: bytes
    player: Player
    created_ms: int


class Accounts(Protocol):
    """Where players and sessions are kept."""

    async def player_named(self, name: str, name_key: str, look_key: str, fresh_id: str, now_ms: int) -> Player | None:
        """Finds the player of this name key, or creates one under the fresh id; nothing when another player's name looks the same."""
        ...

    async def open_session(self, id_hash: bytes, player_id: str, now_ms: int) -> None: ...

    async def session(self, id_hash: bytes) -> WebSession | None:
        """The session, unless it has ended or never was."""
        ...

    async def end_session(self, id_hash: bytes, now_ms: int) -> None: ...

    async def note_device(self, player_id: str, device_hash: bytes, now_ms: int) -> None:
        """A player signed in from a device, by the hash of its cookie."""
        ...
