"""The two routes of signing in with Google. A state is used once, by the browser that began, within ten minutes; each sign-in gets a session of
its own."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import attrs
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actors.clock import Clock
from server.cookies import Cookies, hash_of
from server.google import Flow, Google, fresh_flow
from server.google_claims import SignInFailed
from server.identities import Identities
from server.origins import normal
from server.telemetry import log

FLOW_MS = 10 * 60_000
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
CALLBACK = "/auth/google/callback"


@attrs.frozen
class GooglePorts:
    """What these routes need of the house. origins: where the house is, the first where it is unless asked elsewhere; none in development, where its
    Host says so."""

    google: Callable[[], Google]
    identities: Identities
    cookies: Cookies
    sign_in: Callable[[str, Request, Response], Awaitable[bytes]]
    """Opens a session; answers with the hash of its id."""
    sign_out: Callable[[bytes], Awaitable[None]]
    clock: Clock
    origins: tuple[str, ...]
    takes_newcomers: Callable[[Request], bool]
    """Whether somebody new may sign up from where a request comes. Who is a player already always comes in: to take out what is theirs."""


class GoogleRoutes:
    """GET /auth/google sends the browser away, GET /auth/google/callback takes it back."""

    def __init__(self, ports: GooglePorts) -> None:
        self._ports = ports

    def routes(self) -> list[Route]:
        return [Route("/auth/google", self.begin, methods=["GET"]), Route(CALLBACK, self.finish, methods=["GET"])]

    async def begin(self, request: Request) -> Response:
        ports, flow = self._ports, fresh_flow()
        browser = secrets.token_urlsafe(24)
        try:
            url = await ports.google().begin(flow, self._redirect_uri(request))
        except SignInFailed as error:
            return _failed(error)
        await ports.identities.begin(hash_of(flow.state), hash_of(browser), flow, ports.clock.now_ms())
        response = RedirectResponse(url, 303)
        response.headers.append("Set-Cookie", ports.cookies.set_flow(browser))
        return response

    async def finish(self, request: Request) -> Response:
        try:
            return await self._finish(request)
        except SignInFailed as error:
            return _failed(error)

    async def _finish(self, request: Request) -> Response:
        ports, query = self._ports, request.query_params
        state, code = query.get("state", ""), query.get("code", "")
        if not state or not code:
            raise SignInFailed("GOOGLE_REFUSED", f"came back without a code, error {_word(query.get('error', ''))}")
        browser = ports.cookies.flow_of(request.headers.get("cookie"))
        now = ports.clock.now_ms()
        kept = await ports.identities.take(hash_of(state), hash_of(browser or ""), now - FLOW_MS)
        if kept is None:
            raise SignInFailed("SIGN_IN_EXPIRED", "a state that was used, is old, or belongs to another browser")
        claims = await ports.google().finish(code, Flow(state, *kept), self._redirect_uri(request))
        player = await ports.identities.player_of(claims, now, may_be_new=ports.takes_newcomers(request))
        if player is None:
            raise SignInFailed("PLACE_CLOSED", "somebody new, from a place in which nothing may be played")
        response = RedirectResponse("/", 303)
        response.headers.append("Set-Cookie", ports.cookies.clear_flow())
        session = await ports.sign_in(player, request, response)
        # Whoever leaves forgets the identity first and ends the sign-ins then: this one is either seen there, or seen to be late here.
        if not await ports.identities.is_still(claims, player):
            await ports.sign_out(session)
            raise SignInFailed("SIGN_IN_EXPIRED", "the account was closed, or joined with another, meanwhile")
        return response

    def _redirect_uri(self, request: Request) -> str:
        """Never from a Host that somebody made up: where we are in production is configured, and in development it is this machine."""
        host = request.headers.get("host", "")
        if self._ports.origins:
            asked = [origin for origin in self._ports.origins if normal(origin) == normal(f"{urlsplit(origin).scheme}://{host.lower()}")]
            return [*asked, *self._ports.origins][0] + CALLBACK
        if urlsplit(f"http://{host}").hostname not in [name.strip("[]") for name in LOOPBACK]:
            raise SignInFailed("WRONG_HOST", f"signing in at {host!r}")
        return f"http://{host}{CALLBACK}"


def _word(said: str) -> str:
    """What the provider says went wrong, cut down to what may stand in a log."""
    return re.sub(r"[^a-z0-9_.\-]", "", said.lower()[:60]) or "none"


def _failed(error: SignInFailed) -> Response:
    reference = hashlib.sha256(str(error).encode()).hexdigest()[:8]
    log().warning("sign-in failed", code=error.code, reference=reference, error=str(error)[:200])
    return RedirectResponse(f"/?sign_in={error.code}&reference={reference}", 303)
