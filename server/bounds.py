"""Bounds around every HTTP request: a deadline, a cap on the body, security headers on the answer; how a route says no, and what is said when
one fails: a bug is answered with its reference, a database that is away with when to come again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import trio
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.images import UPLOAD_BYTES_MAX
from server.security_headers import security_headers
from wallet.journal import DatabaseAway

BODY_BYTES_MAX = 16_384
REQUEST_SECONDS_MAX = 10.0
BOUNDS = (BODY_BYTES_MAX, REQUEST_SECONDS_MAX)
BOUNDS_OF: dict[str, tuple[int, float]] = {"/evidence": (UPLOAD_BYTES_MAX, 60.0), "/stripe/webhook": (262_144, REQUEST_SECONDS_MAX)}
"""Paths that may carry more, or take longer: bytes of a body, seconds of a request."""


OnBug = Callable[[BaseException, str], str]
"""Writes a bug down, with whose it is; answers with its reference."""


class TooLarge(Exception):
    """The body goes on beyond its bound."""


def refusal(status: int, code: str, message: str, *, retry_after: int | None = None) -> JSONResponse:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse({"code": code, "message": message}, status, headers)


class Bounds:
    """Around every request: a deadline, a cap on the body, security headers on the answer. No exception of a route leaves it unanswered."""

    def __init__(self, app: ASGIApp, *, secure: bool, on_bug: OnBug) -> None:
        self._app = app
        self._on_bug = on_bug
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
        try:
            if _declared_length(scope) > bytes_max:
                raise TooLarge(f"The body is longer than {bytes_max // 1024} KiB.")
            with trio.move_on_after(seconds_max) as scope_of_time:
                await self._app(scope, _capped(receive, bytes_max), send_bounded)
            if scope_of_time.cancelled_caught:
                raise trio.TooSlowError
        except Exception as error:  # every way in which a route can fail is answered, or written down where it is too late for that
            answer = self._answer_to(error, scope)
            if not answered:
                await answer(scope, receive, send_bounded)
            elif not isinstance(error, trio.TooSlowError):
                raise

    def _answer_to(self, error: Exception, scope: Scope) -> JSONResponse:
        match error:
            case TooLarge():
                return refusal(413, "TOO_LARGE", str(error))
            case trio.TooSlowError():
                return refusal(503, "UNAVAILABLE", "No answer in time. Nothing is known to have happened.", retry_after=1)
            case DatabaseAway():
                return refusal(503, "UNAVAILABLE", "The house cannot look that up just now. Nothing happened; come again.", retry_after=1)
            case ClientDisconnect():
                return refusal(400, "MALFORMED", "The request ended early.")
            case _:
                reference = self._on_bug(error, f"{scope['method']} {quote(scope['path'])[:80]}")
                return refusal(500, "INTERNAL", f"Our bug, on record as {reference}.")


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
        if taken > bytes_max:
            raise TooLarge(f"The body is longer than {bytes_max // 1024} KiB.")
        return message

    return capped
