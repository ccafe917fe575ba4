"""/metrics: for Prometheus alone. With a token whoever bears it; without one this machine, and nobody through a proxy."""

from __future__ import annotations

import hmac
from collections.abc import Callable

import attrs
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.bounds import refusal

LOOPBACK = ("127.0.0.1", "::1")


@attrs.frozen
class MetricsRoutes:
    """page: the exposition, made when asked for."""

    page: Callable[[], bytes]
    token: str | None

    def routes(self) -> tuple[Route, ...]:
        return (Route("/metrics", self.metrics, methods=["GET"]),)

    async def metrics(self, request: Request) -> Response:
        if not self._may(request):
            return refusal(404, "NOT_FOUND", "There is nothing here.")
        return Response(self.page(), media_type=CONTENT_TYPE_LATEST)

    def _may(self, request: Request) -> bool:
        if self.token is not None:
            return hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {self.token}".encode())
        here = request.client is not None and request.client.host in LOOPBACK
        return here and not any(name.startswith(("x-forwarded", "forwarded")) for name in request.headers)
