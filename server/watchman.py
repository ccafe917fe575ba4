"""The watchman: goes round once a second and notes what only shows over time: a mailbox that does not move, a database that is away."""

from __future__ import annotations

from collections.abc import Callable

import trio

from actors.inspection import Kind, kinds, places
from actors.supervisor import Supervisor

ROUND_SECONDS = 1.0


class Watchman:
    """What was seen on the last round."""

    def __init__(self, root: Callable[[], Supervisor]) -> None:
        self._root = root
        self._waits: dict[str, tuple[int, float]] = {}
        self.stuck_seconds = 0.0
        self.stuck_actor = ""
        self.kinds: dict[str, Kind] = {}

    async def walk_for_ever(self) -> None:
        while True:
            self.look()
            await trio.sleep(ROUND_SECONDS)

    def look(self) -> None:
        """One round. An actor whose mailbox has messages and handed none out since the last round is stuck, or behind."""
        now, root = trio.current_time(), self._root()
        self.kinds = kinds(root)
        waits: dict[str, tuple[int, float]] = {}
        for place in places(root):
            box = place.child.mailbox
            if box.waiting or box.in_hand:
                taken, since = self._waits.get(place.path, (-1, now))
                waits[place.path] = (box.taken, since if taken == box.taken else now)
        self._waits = waits
        self.stuck_actor, self.stuck_seconds = max(
            ((path.rpartition("/")[2], now - since) for path, (_taken, since) in waits.items()), key=lambda one: one[1], default=("", 0.0)
        )
