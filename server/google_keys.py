"""The provider's keys: fetched when a token names one that we do not know, not more often than once a minute, and trusted for an hour: one that the
provider withdrew is not trusted for longer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import trio
from joserfc.jwk import Key, KeySet

from server.google_claims import BROKEN, SignInFailed

TRUSTED_SECONDS = 3_600
COOLDOWN_SECONDS = 60


class ProviderKeys:
    """Of one provider. fetch: reads the document of its keys, raises SignInFailed."""

    def __init__(self, fetch: Callable[[], Awaitable[object]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, Key] = {}
        self._fetched_at = float("-inf")
        self._one_at_a_time = trio.Lock()

    async def named(self, kid: str) -> Key:
        """The key of this name. Raises SignInFailed when the provider publishes none, or does not answer."""
        async with self._one_at_a_time:
            age = trio.current_time() - self._fetched_at
            if age >= TRUSTED_SECONDS or (kid not in self._keys and age >= COOLDOWN_SECONDS):
                await self._refresh()
        if kid not in self._keys:
            raise SignInFailed("BAD_TOKEN", "signed with a key that the provider does not publish")
        return self._keys[kid]

    async def _refresh(self) -> None:
        found = await self._fetch()
        try:
            keys = KeySet.import_key_set(cast("Any", found))
            self._keys = {key.kid: key for key in keys if key.kid}
        except (*BROKEN, AttributeError) as error:
            raise SignInFailed("GOOGLE_AWAY", f"the provider's keys cannot be read: {error!r}") from error
        self._fetched_at = trio.current_time()
