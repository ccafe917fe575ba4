"""Who follows whose payments. In memory: who comes back asks for a snapshot."""

from __future__ import annotations

from actors.outgoing import Watcher, push
from protocol.events import Event
from protocol.ids import PAYMENTS


class PaymentWatchers:
    """The watchers of every player's payments."""

    def __init__(self) -> None:
        self._of: dict[str, dict[Watcher, None]] = {}
        self.version = 0

    def add(self, player: str, watcher: Watcher) -> None:
        self._of.setdefault(player, {})[watcher] = None

    def remove(self, player: str, watcher: Watcher) -> None:
        mine = self._of.get(player, {})
        mine.pop(watcher, None)
        if not mine:
            self._of.pop(player, None)

    def tell(self, player: str, event: Event) -> None:
        self.version += 1
        watchers = self._of.get(player)
        if watchers:
            message = push(PAYMENTS, self.version, event)
            for watcher in tuple(watchers):
                watcher.send(message)
