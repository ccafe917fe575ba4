"""Bounds around every HTTP request: a deadline, a cap on the body, security headers on the answer; and how a route says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.images import UPLOAD_BYTES_MAX
from server.security_headers import security_headers

BODY_BYTES_MAX = 16_384
REQUEST_SECONDS_MAX = 10.0
BOUNDS = (BODY_BYTES_MAX, REQUEST_SECONDS_MAX)
BOUNDS_OF: dict[str, tuple[int, float]] = {"/evidence": (UPLOAD_BYTES_MAX, 60.0), "/stripe/webhook": (262_144, REQUEST_SECONDS_MAX)}
"""Paths that may carry more, or take longer: bytes of a body, seconds of a request."""


def refusal(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status)


class Bounds:
    """Around every request: a deadline, a cap on the body, security headers on the answer."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in security_headers(secure=secure).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answered = False

        async def send_bounded(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                own = {name for name, _value in message.get("headers", [])}
                message["headers"] = [*message.get("headers", []), *(pair for pair in self._headers if pair[0] not in own)]
            await send(message)

        bytes_max, seconds_max = BOUNDS_OF.get(scope["path"], BOUNDS)
        if _declared_length(scope) > bytes_max:
            await refusal(413, "TOO_LARGE", f"The body is longer than {bytes_max // 1024} KiB.")(scope, receive, send_bounded)
            return
        with trio.move_on_after(seconds_max) as scope_of_time:
            await self._app(scope, _capped(receive, bytes_max), send_bounded)
        if scope_of_time.cancelled_caught and not answered:
            await refusal(503, "UNAVAILABLE", "No answer in time. Nothing is known to have happened.")(
                scope, receive, send_bounded
            )


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 12 else UPLOAD_BYTES_MAX + 1
    return 0


def _capped(receive: Receive, bytes_max: int) -> Callable[[], Awaitable[Message]]:
    taken = 0

    async def capped() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= bytes_max else {"type": "http.disconnect"}

    return capped
