"""The guard: nothing but cancellation leaves a connection. What would have ended the whole server is counted, and ends one connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import trio

from actors.line import LineClosed
from actors.supervisor import leaves

PEERS_FAULT = (LineClosed, trio.BrokenResourceError, trio.ClosedResourceError, OSError)


def _nobody(_error: BaseException) -> None:
    """Nobody listens."""


class Guard:
    """Around every connection."""

    def __init__(self, on_exception: Callable[[BaseException], None] = _nobody) -> None:
        self.caught: Counter[str] = Counter()
        self._on_exception = on_exception

    async def hold(self, connection: Callable[[], Awaitable[None]]) -> None:
        """Runs it. Exceptions stay here; cancellation of ours, the end of the process and a fence pass."""
        try:
            await connection()
        except BaseException as error:
            rest = _only_passing(error)
            if rest is not None:
                raise rest from None
            self._count(error)

    def _count(self, error: BaseException) -> None:
        for leaf in leaves(error):
            if isinstance(leaf, (trio.Cancelled, *PEERS_FAULT)):
                continue
            self.caught[type(leaf).__name__] += 1
            self._on_exception(leaf)

    def statistics(self) -> Mapping[str, object]:
        return dict(self.caught)


def _only_passing(error: BaseException) -> BaseException | None:
    """The part that may leave: all of it when every leaf is cancellation, else the end of the process, else nothing."""
    found = list(leaves(error))
    for leaf in found:
        if isinstance(leaf, KeyboardInterrupt | SystemExit):
            return leaf
    # trio re-raises the cancellation of an outer scope at the next checkpoint, so a mixture may stay here.
    return error if all(isinstance(leaf, trio.Cancelled) for leaf in found) else None
