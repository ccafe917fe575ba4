"""The audience of a match: who watches, what all of them have been shown, and which players are here.

It outlives its actor. So nobody who watches misses a fact that became durable just before a crash, and nobody is shown one twice."""

from __future__ import annotations

from actors.history import History
from actors.outgoing import Encoded, Watcher, push
from protocol.events import PresenceChanged
from protocol.ids import MatchId, presence_stream


class Audience:
    """Watchers with their player ids. A player's watching is their presence."""

    def __init__(self, match_id: str) -> None:
        self._watchers: dict[Watcher, str] = {}
        self._shown = 0
        self._presence_stream = presence_stream(MatchId(match_id))
        self._presence_version = 0
        self.present: tuple[bool, ...] = ()

    def __len__(self) -> int:
        return len(self._watchers)

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

    def notice(self, players: tuple[str, ...]) -> None:
        """Says who is here, when that has changed."""
        here = set(self._watchers.values())
        present = tuple(player in here for player in players)
        if present != self.present:
            self.present = present
            self._presence_version += 1
            self._send(self.presence())

    def presence(self) -> Encoded:
        return push(self._presence_stream, self._presence_version, PresenceChanged(self.present))

    def _send(self, message: Encoded) -> None:
        for watcher in tuple(self._watchers):
            watcher.send(message)
