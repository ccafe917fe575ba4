"""The integrity actor: every few minutes, or when an operator asks, it looks at what was settled since it looked last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import trio

from actors.clock import Clock
from actors.integrity.patterns import GIVEN_AWAY, Flag, device_flag, pair_flags, score_flag
from actors.integrity.store import IntegrityStore
from actors.mailbox import Envelope, Mailbox
from wallet.journal import DatabaseAway

MAILBOX_SIZE = 64
LOOK_SECONDS = 300.0
DAYS = 7
DAY_MS = 86_400_000


@attrs.frozen
class LookNow:
    """An operator asks; answered with how many new flags there are."""


class IntegrityActor:
    """The loop around the patterns."""

    def __init__(self, store: IntegrityStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen = 0
        self._flagged = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            envelope: Envelope[LookNow] | None = None
            with trio.move_on_after(LOOK_SECONDS):
                envelope = await mailbox.take()
            try:
                found = await self._look()
            except DatabaseAway:
                found = 0
            if envelope is not None:
                envelope.answer(found)

    async def _look(self) -> int:
        """What it has seen it forgets with a crash; looking twice flags nothing twice."""
        newest, now = await self._store.newest(), self._clock.now_ms()
        if newest == self._seen:
            return 0
        since = now - DAYS * DAY_MS
        flags = [flag for one in await self._store.remarkable(self._seen, newest) if (flag := score_flag(one)) is not None]
        for pair in await self._store.busy_pairs(self._seen, newest, since, GIVEN_AWAY):
            flags += pair_flags(pair, await self._store.between(pair, since), await self._store.played(pair, since))
        flags += await self._on_one_device(newest)
        found = await self._store.flag(flags, now)
        self._seen, self._flagged = newest, self._flagged + found
        return found

    async def _on_one_device(self, newest: int) -> list[Flag]:
        found: list[Flag] = []
        for pair in await self._store.pairs_on_one_device(self._seen, newest):
            between = await self._store.between(pair, 0)
            if between:
                found.append(device_flag(pair, between))
        return found

    def statistics(self) -> Mapping[str, object]:
        return {"seen": self._seen, "flagged": self._flagged}
