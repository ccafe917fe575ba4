"""The asker: for whom a command acts, under which number of the trail."""

from __future__ import annotations

import attrs


@attrs.frozen
class Asker:
    """name: the operator, or both of two. number: the row of the trail, which makes ids of what is done; 0 for a reading while the trail is away."""

    name: str
    number: int

    def key(self, what: str) -> str:
        """An id of a wallet command that this row of the trail, and no other, has."""
        return f"operator:{what}/{self.number}"
