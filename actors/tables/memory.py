"""What of a room outlives a crash of its actor: who is there, what was said last, what the last rounds came to, and when this one was locked."""

from __future__ import annotations

from collections import deque

from actors.outgoing import Watcher, push
from protocol.events import Event, TableSaid
from protocol.ids import table_stream
from protocol.tables import Guest, RoundResult

RESULTS_KEPT = 30
LINES_KEPT = 50
GUESTS_SHOWN = 100


class RoomMemory:
    """Of one table."""

    def __init__(self, table: str) -> None:
        self._stream = table_stream(table)
        self._watchers: dict[Watcher, Guest] = {}
        self.version = 0
        self.results: deque[RoundResult] = deque(maxlen=RESULTS_KEPT)
        self.chat: deque[TableSaid] = deque(maxlen=LINES_KEPT)
        self.locked: tuple[int, int] | None = None
        """The round that was locked last, and when."""

    def __len__(self) -> int:
        return len(self._watchers)

    def add(self, watcher: Watcher, guest: Guest) -> None:
        self._watchers[watcher] = guest

    def remove(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    def guests(self) -> tuple[Guest, ...]:
        """Each player once, in the order in which they came, as many as are shown."""
        players: dict[str, Guest] = {}
        for guest in self._watchers.values():
            players.setdefault(guest.player, guest)
            if len(players) == GUESTS_SHOWN:
                break
        return tuple(players.values())

    def show(self, event: Event) -> None:
        """To everybody who is there: encoded once, the same bytes for all."""
        self.version += 1
        message = push(self._stream, self.version, event)
        for watcher in tuple(self._watchers):
            watcher.send(message)
