"""The audience of a match: who watches, what all of them have been shown, which players are here, and since when one of them is gone.

It outlives its actor. So nobody who watches misses a fact that became durable just before a crash, and nobody is shown one twice."""

from __future__ import annotations

from actors.history import History
from actors.match.spectators import Spectators
from actors.outgoing import Encoded, Watcher, push
from protocol.events import Event, PresenceChanged
from protocol.ids import MatchId, presence_stream


class Audience:
    """Watchers with their player ids. A player's watching is their presence."""

    def __init__(self, match_id: str) -> None:
        self._watchers: dict[Watcher, str] = {}
        self._shown = 0
        self._presence_stream = presence_stream(MatchId(match_id))
        self._presence_version = 0
        self.present: tuple[bool, ...] = ()
        self.claim_at_ms: tuple[int | None, ...] = ()
        self.spectators = Spectators(match_id)

    def __len__(self) -> int:
        return len(self._watchers) + len(self.spectators)

    def __contains__(self, watcher: Watcher) -> bool:
        return watcher in self._watchers

    def add(self, watcher: Watcher, player: str) -> None:
        self._watchers[watcher] = player

    def remove(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    def keep_only(self, players: tuple[str, ...]) -> None:
        """Shows the others out."""
        self._watchers = {watcher: player for watcher, player in self._watchers.items() if player in players}

    def show(self, version: int, message: Encoded) -> None:
        """A push of the match, to all."""
        self._shown = version
        self._send(message)

    def catch_up(self, history: History) -> None:
        """What became durable and was not shown, because the actor crashed in between."""
        if self._watchers:
            for message in history.since(self._shown) or ():
                self._send(message)
        self._shown = history.version

    def notice(self, players: tuple[str, ...], due: tuple[int, ...], claim_from_ms: int) -> None:
        """Says who is here, when that has changed. due: the seats that must move; who is gone then may be claimed against from claim_from_ms on, or
        from when it was said first."""
        here = set(self._watchers.values())
        present = tuple(player in here for player in players)
        before = self.claim_at_ms if len(self.claim_at_ms) == len(players) else (None,) * len(players)
        claim_at = tuple(
            (before[seat] or claim_from_ms) if seat in due and not present[seat] else None for seat in range(len(players))
        )
        if (present, claim_at) != (self.present, self.claim_at_ms):
            self.present, self.claim_at_ms = present, claim_at
            self.say(PresenceChanged(present, claim_at))

    def say(self, event: Event) -> None:
        """Something that is not kept, to all."""
        self._presence_version += 1
        self._send(push(self._presence_stream, self._presence_version, event))

    def presence(self) -> Encoded:
        return push(self._presence_stream, self._presence_version, PresenceChanged(self.present, self.claim_at_ms))

    def _send(self, message: Encoded) -> None:
        for watcher in tuple(self._watchers):
            watcher.send(message)
