"""The HTTP routes: sign-in, health, and the built client. Nothing of play is done over HTTP."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from actors.clock import Clock
from actors.line import Identity
from protocol.ids import player_id
from server.accounts import Accounts
from server.bounds import Bounds, OnBug, refusal
from server.cookies import Cookies, Tickets, hash_of
from server.lasting_rates import LastingRates
from server.names import is_reserved, look_key, name_key, tidy_name
from server.origins import Origins
from server.proxies import Proxies
from server.telemetry import log
from server.throttle import Throttle, ThrottlePorts, Turnstile

STATIC = Path(__file__).parent / "static"

NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>Wager Up</title>
<h1>The client is not built</h1><p>Run <code>make build</code>, then load this page again. The server itself is up.</p>"""



@attrs.frozen
class RoutePorts:
    """What the routes need of the house."""

    accounts: Accounts
    cookies: Cookies
    tickets: Tickets
    origins: Origins
    clock: Clock
    production: bool
    stand_in: bool
    ready: Callable[[], tuple[bool, str]]
    session_ended: Callable[[bytes], None]
    rates: LastingRates
    proxies: Proxies
    on_bug: OnBug
    contact: str | None
    """The mail address at which players reach the operator."""
    documents: Mapping[str, int]
    """The versions of the terms and of the privacy notice that count now."""


class Routes:
    """The functions behind the paths."""

    def __init__(self, ports: RoutePorts) -> None:
        self._ports = ports
        self.turnstile = Turnstile(ThrottlePorts(ports.rates, ports.proxies, ports.clock))

    def app(self, *more: Route) -> Starlette:
        """These routes, and more before the client's pages."""
        # From the outside in: headers on every answer, also on the throttle's; and no exception gets as far as Starlette's own bare 500.
        bounds = Middleware(Bounds, secure=self._ports.cookies.secure, on_bug=self._ports.on_bug)
        return Starlette(routes=self.table(*more), middleware=[bounds, Middleware(Throttle, turnstile=self.turnstile)])

    def table(self, *more: Route) -> list[Route]:
        """Every path that is answered."""
        return [
            Route("/healthz", self.alive, methods=["GET"]),
            Route("/readyz", self.readiness, methods=["GET"]),
            Route("/auth/local", self.sign_in, methods=["POST"]),
            Route("/auth/sign-out", self.sign_out, methods=["POST"]),
            Route("/auth/ticket", self.ticket, methods=["POST"]),
            Route("/auth/ways", self.ways, methods=["GET"]),
            Route("/auth/sessions", self.sessions, methods=["GET"]),
            Route("/auth/sessions/end", self.end_session, methods=["POST"]),
            Route("/auth/me", self.me, methods=["GET"]),
            *more,
            Route("/{path:path}", page, methods=["GET"]),
        ]

    # ── health ──

    async def alive(self, _request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readiness(self, _request: Request) -> Response:
        ready, words = self._ports.ready()
        return JSONResponse({"status": words}, 200 if ready else 503)

    # ── who one is ──

    async def sign_in(self, request: Request) -> Response:
        """Local sign-in by name: for development alone, no proof of anything."""
        if self._ports.production:
            return refusal(404, "NOT_FOUND", "There is no local sign-in in production.")
        if refused := self.refuse_origin(request):
            return refused
        name = await _json_field(request, "name")
        shown = tidy_name(name) if name is not None else None
        if shown is None:
            return refusal(422, "BAD_NAME", "A name has 2 to 20 letters, figures, spaces or - _ ' . of one script.")
        if is_reserved(shown):
            return refusal(422, "BAD_NAME", "That name would pass for the house.")
        return await self._signed_in(shown, request)

    async def _signed_in(self, shown: str, request: Request) -> Response:
        ports, now = self._ports, self._ports.clock.now_ms()
        fresh = player_id(secrets.token_bytes(16))
        player = await ports.accounts.player_named(shown, name_key(shown), look_key(shown), fresh, now)
        if player is None:
            return refusal(409, "NAME_TAKEN", "That looks too much like the name of another player.")
        response = JSONResponse({"player_id": player.player_id, "name": player.name})
        await self.open_session(player.player_id, request, response)
        return response

    async def open_session(self, player: str, request: Request, response: Response) -> bytes:
        """A session of its own for this sign-in, and the device that it is on; the one that the browser had ends. Answers with the hash of its id."""
        ports, now, cookie = self._ports, self._ports.clock.now_ms(), request.headers.get("cookie")
        session_id = secrets.token_urlsafe(32)
        fresh, before = hash_of(session_id), ports.cookies.session_of(cookie)
        await ports.accounts.open_session(fresh, player, now, agent_of(request.headers.get("user-agent", "")))
        if before is not None:
            await self.end(before)
        device = ports.cookies.device_of(cookie) or secrets.token_urlsafe(18)
        response.headers.append("Set-Cookie", ports.cookies.set_device(device))
        response.headers.append("Set-Cookie", ports.cookies.set_cookie(session_id))
        await ports.accounts.note_device(player, hash_of(device), now)
        log().info("signed in", player=player, sign_in=_short(fresh), path=request.url.path)
        return fresh

    async def end(self, id_hash: bytes) -> None:
        """Ends a session, and every connection of it, at once."""
        await self._ports.accounts.end_session(id_hash, self._ports.clock.now_ms())
        self._ports.session_ended(id_hash)
        log().info("signed out", sign_in=_short(id_hash))

    async def ways(self, _request: Request) -> Response:
        """How one may sign in here, and what concerns also those who have not: whom to write to, which documents count."""
        ports = self._ports
        ways = {"google": True, "stand_in": ports.stand_in, "by_name": not ports.production}
        return JSONResponse({**ways, "contact": ports.contact, "documents": dict(ports.documents)})

    async def sign_out(self, request: Request) -> Response:
        if refused := self.refuse_origin(request):
            return refused
        id_hash = self._ports.cookies.session_of(request.headers.get("cookie"))
        if id_hash is not None:
            await self.end(id_hash)
        response = JSONResponse({"status": "signed out"})
        response.headers["Set-Cookie"] = self._ports.cookies.clear_cookie()
        return response

    async def sessions(self, request: Request) -> Response:
        """Where I am signed in."""
        me = await self.identify(request.headers.get("cookie"))
        if me is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        mine = await self._ports.accounts.sessions_of(me.player, self._ports.clock.now_ms())
        shown = [
            {"number": one.number, "here": one.id_hash == me.session, "agent": one.agent, "created_ms": one.created_ms, "seen_ms": one.seen_ms}
            for one in mine
        ]
        return JSONResponse({"sessions": shown})

    async def end_session(self, request: Request) -> Response:
        """Ends one of my sign-ins."""
        if refused := self.refuse_origin(request):
            return refused
        me, now = await self.identify(request.headers.get("cookie")), self._ports.clock.now_ms()
        if me is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        number = await _json_field(request, "number")
        for one in await self._ports.accounts.sessions_of(me.player, now):
            if one.number == number:
                await self.end(one.id_hash)
                return JSONResponse({"status": "ended"})
        return refusal(404, "NOT_FOUND", "There is no sign-in of yours with this number.")

    async def me(self, request: Request) -> Response:
        identity = await self.identify(request.headers.get("cookie"))
        if identity is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        return JSONResponse(
            {
                "player_id": identity.player,
                "name": identity.name,
                "play_money": not self._ports.production,
                "production": self._ports.production,
            }
        )

    async def ticket(self, request: Request) -> Response:
        """A single-use ticket for a raw TCP connection."""
        if refused := self.refuse_origin(request):
            return refused
        identity = await self.identify(request.headers.get("cookie"))
        if identity is None:
            return refusal(401, "NOT_SIGNED_IN", "Nobody is signed in.")
        return JSONResponse({"ticket": self._ports.tickets.issue(secrets.token_urlsafe(24), identity)})

    async def identify(self, cookie: str | None) -> Identity | None:
        """Whose cookie this is, while the session lasts."""
        id_hash = self._ports.cookies.session_of(cookie)
        now = self._ports.clock.now_ms()
        session = await self._ports.accounts.session(id_hash, now) if id_hash is not None else None
        if session is None:
            return None
        return Identity(session.id_hash, session.player.player_id, session.player.name, session.until_ms)

    def refuse_origin(self, request: Request) -> Response | None:
        """A page of somebody else may not act for a browser that is signed in; who sends no cookie acts for nobody."""
        headers = request.headers
        if headers.get("origin") is None and headers.get("cookie") is None:
            return None
        if self._ports.origins.allow(headers.get("origin"), headers.get("host")):
            return None
        log().info("refused", code="WRONG_ORIGIN", path=request.url.path, origin=str(headers.get("origin"))[:100])
        return refusal(403, "WRONG_ORIGIN", "This origin may not do that.")


def _short(id_hash: bytes) -> str:
    """Enough to find the lines of one sign-in; nothing can be done with it."""
    return id_hash.hex()[:8]


BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
CALLED = {"Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}


def agent_of(header: str) -> str:
    """A browser in two words, as its owner would say it; nothing of what it claims beyond that is kept."""
    found = [next((one for one in known if one in header), "") for known in (BROWSERS, SYSTEMS)]
    return " on ".join(CALLED.get(one, one) for one in found if one)


async def _json_field(request: Request, name: str) -> str | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        value: Any = json.loads(await request.body())
    except (ValueError, RecursionError, ClientDisconnect):
        return None
    field: Any = value.get(name) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return field if isinstance(field, str) else None


async def page(request: Request) -> Response:
    """A file of the built client; every other path is a screen of it, so the page itself."""
    path: str = request.path_params["path"]
    try:
        file = (STATIC / path).resolve()
        found = bool(path) and file.is_relative_to(STATIC.resolve()) and file.is_file()
    except (ValueError, OSError):
        return refusal(404, "NOT_FOUND", "No file has such a name.")
    if found:
        lasting = path.startswith("assets/")
        return FileResponse(file, headers={"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"})
    if path.startswith(("assets/", "auth/")):
        return refusal(404, "NOT_FOUND", "There is nothing here.")
    index = STATIC / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, 503)
    return FileResponse(index, headers={"Cache-Control": "no-cache"})
