"""Spectators: they see what the players see, later, so that nobody can tell a player what only a spectator should know; and not what is said.

Everything of a match is a value, so to be late is to keep a few of them for a while."""

from __future__ import annotations

from collections import deque

import attrs

from actors.match.state import Folded, MatchState
from actors.match.view import view_of
from actors.outgoing import Watcher, push
from protocol.events import ChatSaid, MatchView
from protocol.ids import MatchId, spectate_stream


class Spectators:
    """Who watches from outside, how the match stands for them, and what they will be shown next, and when (on the caller's clock)."""

    def __init__(self, match_id: str) -> None:
        self.stream = spectate_stream(MatchId(match_id))
        self._watchers: dict[Watcher, None] = {}
        self._coming: deque[tuple[float, Folded]] = deque()
        self._state: MatchState | None = None
        self.version = 0

    def __len__(self) -> int:
        return len(self._watchers)

    def add(self, watcher: Watcher) -> None:
        self._watchers[watcher] = None

    def remove(self, watcher: Watcher) -> None:
        self._watchers.pop(watcher, None)

    def begin(self, state: MatchState) -> None:
        """From a state that is old enough to be seen."""
        if self._state is None:
            self._state = state

    def take(self, folded: Folded, due: float) -> None:
        """Something happened; it may be seen from then on. How it began may be seen at once."""
        self.begin(folded.state)
        self._coming.append((due, folded))

    def next_due(self) -> float:
        """When somebody is to be shown something; never, while nobody watches."""
        return self._coming[0][0] if self._coming and self._watchers else float("inf")

    def advance(self, now: float) -> None:
        """Shows what is due."""
        while self._coming and self._coming[0][0] <= now:
            _due, folded = self._coming.popleft()
            self._state = folded.state
            if isinstance(folded.shown, ChatSaid):
                continue
            self.version += 1
            if self._watchers:
                message = push(self.stream, self.version, folded.shown)
                for watcher in tuple(self._watchers):
                    watcher.send(message)

    def view(self) -> MatchView | None:
        """How the match stands for them, without what was said; nothing when there is nothing to see yet."""
        if self._state is None:
            return None
        return attrs.evolve(view_of(self._state), chat=())
