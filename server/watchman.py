"""The watchman: goes round once a second and notes what only shows over time, such as a mailbox that does not move; and, on the same round, what the
actors of each kind add up to, so that nobody else has to walk the whole tree."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import trio

from actors.child import Child, State
from actors.inspection import Kind, Place
from actors.supervisor import Supervisor

ROUND_SECONDS = 1.0
SHOWN = 80


@attrs.define
class Round:
    """What one round saw. shown: actors that are always there, and of the others those that are not well or have much to do."""

    kinds: dict[str, Kind] = attrs.field(factory=dict[str, Kind])
    shown: list[Place] = attrs.field(factory=list[Place])
    total: int = 0
    waits: dict[str, tuple[int, float]] = attrs.field(factory=dict[str, tuple[int, float]])


class Watchman:
    """What was seen on the last round."""

    def __init__(self, root: Callable[[], Supervisor]) -> None:
        self._root = root
        self.stuck_seconds = 0.0
        self.stuck_actor = ""
        self.seen = Round()

    async def walk_for_ever(self) -> None:
        while True:
            self.look()
            await trio.sleep(ROUND_SECONDS)

    def look(self) -> None:
        """One round. An actor whose mailbox has messages and handed none out since the last round is stuck, or behind."""
        before, now = self.seen.waits, trio.current_time()
        self.seen = Round()
        root = self._root()
        self._walk(root, root.name, before, now)
        waits = self.seen.waits.items()
        self.stuck_actor, self.stuck_seconds = max(
            ((path.rpartition("/")[2], now - since) for path, (_taken, since) in waits), key=lambda one: one[1], default=("", 0.0)
        )

    def _walk(self, supervisor: Supervisor, path: str, before: dict[str, tuple[int, float]], now: float) -> None:
        seen = self.seen
        for child in supervisor.children():
            seen.total += 1
            if isinstance(child.actor, Supervisor):
                here = f"{path}/{child.spec.name}"
                seen.shown.append(Place(here, child, supervisor))
                self._walk(child.actor, here, before, now)
                continue
            self._count(seen.kinds.setdefault(supervisor.name if child.dynamic else child.spec.name, Kind()), child)
            box = child.mailbox
            if box.in_hand or box.waiting:
                here = f"{path}/{child.spec.name}"
                taken, since = before.get(here, (-1, now))
                seen.waits[here] = (box.taken, since if taken == box.taken else now)
            if not child.dynamic or (len(seen.shown) < SHOWN and _is_odd(child)):
                seen.shown.append(Place(f"{path}/{child.spec.name}", child, supervisor))

    def _count(self, kind: Kind, child: Child) -> None:
        box = child.mailbox
        waiting = box.waiting
        kind.actors += 1
        kind.restarts += child.restarts
        kind.refused += box.refused
        if waiting:
            kind.waiting += waiting
            kind.fullest = max(kind.fullest, waiting / box.size)


def _is_odd(child: Child) -> bool:
    """Not well, or behind."""
    return child.restarts > 0 or child.mailbox.waiting > 1 or child.state is not State.RUNNING
