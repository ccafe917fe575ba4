"""All connections, and the one heartbeat they share."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import trio

from actors.endings import Endings
from actors.house import House, Limits
from actors.line import CLOSE_SIGNED_OUT, Identity, Line
from actors.session import Session
from actors.switchboard import Announcement

REALITY_SECONDS = 3_600
AWAY_SECONDS = 600
"""Who is gone for less than this has not left: a new connection does not start the hour anew."""


@attrs.define
class Presence:
    """A player who is here, on however many connections: since when, until when the last time, and when they are told of it next."""

    since: float
    seen: float
    tell_at: float


class Sessions:
    """All connections, and the one heartbeat they share."""

    def __init__(self) -> None:
        self._open: dict[Session, None] = {}
        self._present: dict[str, Presence] = {}
        self._endings = Endings()
        self.served = 0

    async def serve(self, line: Line, identity: Identity | None, house: House) -> None:
        """One connection from its first message to its last. Its session may have ended since somebody asked who it is."""
        if identity is not None and self._endings.holds(identity.session):
            await line.close(CLOSE_SIGNED_OUT, "signed out")
            return
        session = Session(line, identity, house, self._endings)
        self._open[session] = None
        self.served += 1
        self._touch(identity)
        try:
            await session.run()
        finally:
            self._touch(session.identity)
            del self._open[session]

    def _touch(self, identity: Identity | None) -> None:
        """However short it was, they were here."""
        if identity is not None:
            now = trio.current_time()
            self._present.setdefault(identity.player, Presence(now, now, now + REALITY_SECONDS)).seen = now

    def present_within(self, seconds: float) -> tuple[str, ...]:
        """Who was here during the last seconds, if only for a moment."""
        now = trio.current_time()
        return tuple(player for player, one in self._present.items() if now - one.seen <= seconds)

    def minutes_here(self, player: str) -> int:
        """How long a player has been here, this time, in whole minutes."""
        one = self._present.get(player)
        return 0 if one is None else int((trio.current_time() - one.since) // 60)

    async def beat_for_ever(self, limits: Limits) -> None:
        beats = 0
        while True:
            await trio.sleep(1)
            beats += 1
            now, ping = trio.current_time(), beats % limits.heartbeat_seconds == 0
            for session in tuple(self._open):
                session.beat(now, ping=ping)
            self._endings.forget_old(now)
            self._check_reality(now)

    def _check_reality(self, now: float) -> None:
        """On the hour of their being here, each player is told, on every connection."""
        here: dict[str, list[Session]] = {}
        for session in self._open:
            if session.identity is not None:
                here.setdefault(session.identity.player, []).append(session)
        for player, sessions in here.items():
            presence = self._present.setdefault(player, Presence(now, now, now + REALITY_SECONDS))
            presence.seen = now
            if now >= presence.tell_at:
                presence.tell_at += REALITY_SECONDS
                for session in sessions:
                    session.check_reality(player, now - presence.since)
        if len(self._present) > len(here):
            self._present = {player: one for player, one in self._present.items() if now - one.seen < AWAY_SECONDS}

    def end(self, session: bytes) -> None:
        """Ends every connection of a session that was signed out, also those that are being opened."""
        self._endings.note(session)
        for one in tuple(self._open):
            if one.identity is not None and one.identity.session == session:
                one.end()

    def end_player(self, player: str) -> None:
        """Ends every connection of a player, whatever the database says of their sessions."""
        for session in {one.identity.session for one in self._open if one.identity is not None and one.identity.player == player}:
            self.end(session)

    def take_used(self) -> dict[bytes, bool]:
        """The sessions behind all connections, and whether each was used since this was last asked."""
        used: dict[bytes, bool] = {}
        for one in self._open:
            if one.identity is not None:
                used[one.identity.session] = one.used or used.get(one.identity.session, False)
                one.used = False
        return used

    def announce(self, announcement: Announcement) -> None:
        """A word to everybody who is signed in."""
        for one in tuple(self._open):
            if one.identity is not None:
                one.announce(announcement)

    def fullest_outbox(self) -> float:
        """How full the fullest outbox is, from 0 to 1."""
        return max((one.outbox_share for one in self._open), default=0.0)

    def players(self) -> int:
        return len({one.identity.player for one in self._open if one.identity is not None})

    def move_all(self, back_in_ms: int, code: int) -> None:
        for one in tuple(self._open):
            one.move(back_in_ms, code)

    def __len__(self) -> int:
        return len(self._open)

    def statistics(self) -> Mapping[str, object]:
        return {"open": len(self._open), "served": self.served}
