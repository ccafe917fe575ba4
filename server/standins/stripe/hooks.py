"""The stand-in's webhooks: signed, repeated until somebody answers with 2xx, and as unreliable as it is told to be."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from typing import Any

import attrs
import httpx2
import trio

RETRY_SECONDS = (1.0, 5.0, 30.0, 120.0)
QUEUE_MAX = 10_000
SENDERS = 8


@attrs.define
class HookFaults:
    """What happens to the next events: lost for ever (their events cannot be listed either), sent twice, late, in another order, badly signed, with
    an old stamp."""

    lost: bool = False
    twice: bool = False
    late_seconds: float = 0.0
    shuffled: bool = False
    forged: bool = False
    old: bool = False


def signed(secret: str, raw: bytes, at: int) -> str:
    """The Stripe-Signature header of a body."""
    mac = hmac.digest(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hex()
    return f"t={at},v1={mac}"


class Hooks:
    """Sends events to one endpoint."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.endpoint: str | None = None
        self.faults = HookFaults()
        self.answers: list[int] = []
        self._waiting: list[tuple[dict[str, Any], int]] = []
        self._came = trio.Event()

    def tell(self, event: dict[str, Any]) -> None:
        """An event happened. Never waits: past a bound the oldest is lost, as with a queue of anybody's."""
        if self.faults.lost:
            event["lost"] = True
            return
        for _ in range(2 if self.faults.twice else 1):
            self._waiting.append((event, 0))
        del self._waiting[:-QUEUE_MAX]
        if self.faults.shuffled:
            random.shuffle(self._waiting)
        self._came.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx2.AsyncClient(timeout=10) as client, trio.open_nursery() as nursery:
            limit = trio.CapacityLimiter(SENDERS)
            while True:
                await self._came.wait()
                self._came = trio.Event()
                while self._waiting:
                    event, tried = self._waiting.pop(0)
                    await limit.acquire_on_behalf_of(token := object())
                    nursery.start_soon(self._send, client, event, tried, limit, token, nursery)

    async def _send(
        self, client: httpx2.AsyncClient, event: dict[str, Any], tried: int, limit: trio.CapacityLimiter, token: object, nursery: trio.Nursery
    ) -> None:
        try:
            await trio.sleep(self.faults.late_seconds)
            ok = await self._post(client, event)
        finally:
            limit.release_on_behalf_of(token)
        if not ok and tried < len(RETRY_SECONDS):
            nursery.start_soon(self._again, event, tried)

    async def _again(self, event: dict[str, Any], tried: int) -> None:
        await trio.sleep(RETRY_SECONDS[tried])
        self._waiting.append((event, tried + 1))
        self._came.set()

    async def _post(self, client: httpx2.AsyncClient, event: dict[str, Any]) -> bool:
        if self.endpoint is None:
            return False
        raw = json.dumps(event, indent=2).encode()
        at = int(time.time()) - (3_600 if self.faults.old else 0)
        header = signed("not the secret" if self.faults.forged else self.secret, raw, at)
        try:
            response = await client.post(self.endpoint, content=raw, headers={"Stripe-Signature": header, "Content-Type": "application/json"})
        except httpx2.HTTPError:
            return False
        self.answers.append(response.status_code)
        del self.answers[:-1_000]
        return 200 <= response.status_code < 300
