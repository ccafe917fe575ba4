"""Looks: who follows what players wear. Everybody may; a change is encoded once, and the same bytes go to all."""

from __future__ import annotations

from actors.outgoing import Watcher, push
from protocol.events import LooksChanged
from protocol.ids import LOOKS


class LooksWatchers:
    """Those who look on."""

    def __init__(self) -> None:
        self._watchers: dict[Watcher, None] = {}
        self.version = 0

    def add(self, watcher: Watcher) -> None:
        self._watchers[watcher] = None

    def remove(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    def show(self, event: LooksChanged) -> None:
        self.version += 1
        message = push(LOOKS, self.version, event)
        for watcher in tuple(self._watchers):
            watcher.send(message)
