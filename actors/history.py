"""The history: the last pushes of a stream, so that who was away gets what they missed, or is told that it is too long ago."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from actors.outgoing import Encoded

PUSHES_KEPT = 200


class History:
    """Pushes by version, contiguous, at most so many. An entry may be a promise, kept when somebody asks."""

    def __init__(self, size: int = PUSHES_KEPT) -> None:
        self._pushes: deque[Encoded | Callable[[], Encoded]] = deque(maxlen=size)
        self.version = 0

    def add(self, version: int, message: Encoded | Callable[[], Encoded]) -> None:
        assert version == self.version + 1, f"version {version} after {self.version}"
        self.version = version
        self._pushes.append(message)

    def since(self, version: int) -> Sequence[Encoded] | None:
        """All after that version, or nothing when some of it is gone (or has not been yet)."""
        missing = self.version - version
        if not 0 <= missing <= len(self._pushes):
            return None
        tail = list(self._pushes)[len(self._pushes) - missing :]
        return [message if isinstance(message, Encoded) else message() for message in tail]
