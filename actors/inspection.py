"""Looking at a tree of supervisors: its actors as rows, one of them by name, what each kind adds up to. Changes nothing, asks nobody."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from actors.child import Child
from actors.supervisor import Supervisor


@attrs.frozen
class Place:
    """A child, where it hangs, and the supervisor that it hangs under."""

    path: str
    child: Child
    above: Supervisor

    @property
    def below(self) -> Supervisor | None:
        """The supervisor that this child is, if it is one."""
        return self.child.actor if isinstance(self.child.actor, Supervisor) else None


@attrs.define
class Kind:
    """What the actors of one kind add up to: how many run, how many messages wait in all and in the fullest mailbox, how many were refused for want
    of room, how often they were restarted."""

    actors: int = 0
    waiting: int = 0
    fullest: float = 0.0
    refused: int = 0
    restarts: int = 0


def places(root: Supervisor, most: float = float("inf")) -> Iterator[Place]:
    """Every child, top down; of the children of one supervisor the first so many."""
    return _places(root, root.name, most)


def _places(supervisor: Supervisor, path: str, most: float) -> Iterator[Place]:
    for shown, child in enumerate(supervisor.children()):
        if shown >= most:
            return
        here = f"{path}/{child.spec.name}"
        yield Place(here, child, supervisor)
        if isinstance(child.actor, Supervisor):
            yield from _places(child.actor, here, most)


def find(root: Supervisor, name: str) -> Place | None:
    """The child of this name, wherever it hangs."""
    return next((place for place in places(root) if place.child.spec.name == name), None)
