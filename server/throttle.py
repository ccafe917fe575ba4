"""The throttle before every HTTP route, and before the WebSocket's upgrade: so many requests from an address, by path. What is over is told when to
come again."""

from __future__ import annotations

import attrs
import trio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from actors.clock import Clock
from actors.rates import Buckets, Rate, address_key
from server.bounds import refusal
from server.lasting_rates import LastingRates
from server.proxies import Lines, Proxies

BUCKETS_MAX = 100_000
REST = Rate(1_200, 60)
ENDPOINTS: dict[str, Rate] = {
    "/auth/local": Rate(3_000, 600),
    "/auth/google": Rate(120, 600),
    "/auth/google/callback": Rate(120, 600),
    "/auth/ticket": Rate(300, 60),
    "/auth/sign-out": Rate(300, 60),
    "/auth/sessions": Rate(300, 60),
    "/auth/sessions/end": Rate(120, 60),
    "/auth/ways": REST,
    "/auth/me": REST,
    "/evidence": Rate(60, 60),
    "/evidence/{sha256}": Rate(600, 60),
    "/papers/statement.csv": Rate(20, 60),
    "/papers/statement.pdf": Rate(20, 60),
    "/papers/everything.json": Rate(10, 60),
    "/stripe/webhook": Rate(60_000, 60),
    "/healthz": REST,
    "/readyz": REST,
    "/metrics": REST,
    "/ws": Rate(20_000, 60),
    "/{path:path}": Rate(6_000, 60),
}
"""By the path of the route; sign-in by name exists in development alone, and is what load generators use. Ten thousand sockets behind one address
that come back after a restart are no attack."""
LASTING = ("/auth/google", "/auth/google/callback")
"""Counted in the database: a restart does not hand out new tries."""


def endpoint_of(path: str) -> str:
    """The row of the table that a path falls under."""
    if path in ENDPOINTS:
        return path
    return "/evidence/{sha256}" if path.startswith("/evidence/") else "/{path:path}"


@attrs.frozen
class ThrottlePorts:
    """What the throttle needs of the house."""

    rates: LastingRates
    proxies: Proxies
    clock: Clock


class Turnstile:
    """Counts what comes from each address."""

    def __init__(self, ports: ThrottlePorts) -> None:
        self._ports = ports
        self._buckets = Buckets(BUCKETS_MAX)

    async def wait(self, path: str, peer: str, lines: Lines) -> float:
        """Seconds to wait, 0 when it may go on. Raises DatabaseAway."""
        address = self._ports.proxies.caller(peer, lines).address
        endpoint, neighbour = endpoint_of(path), address_key(address)
        if endpoint in LASTING:
            buckets = ((f"{endpoint}@{neighbour}", ENDPOINTS[endpoint]),)
            return await self._ports.rates.take(buckets, self._ports.clock.now_ms()) / 1000
        return self._buckets.take({(neighbour, endpoint): ENDPOINTS[endpoint]}, trio.current_time())


class Throttle:
    """Around every request."""

    def __init__(self, app: ASGIApp, turnstile: Turnstile) -> None:
        self._app = app
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            client = scope.get("client")
            wait = await self._turnstile.wait(scope["path"], client[0] if client else "gone", Headers(scope=scope).getlist)
            if wait > 0:
                answer = refusal(429, "TOO_FAST", "More requests than the house takes. Come again later.", retry_after=int(wait) + 1)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
