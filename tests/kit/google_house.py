"""Signing in with Google, in this process: the real routes on a real database, the stand-in provider behind a real port, and a clock that can be stepped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import attrs
import httpx2
import trio

from actors.sessions import Sessions
from server.cookies import Cookies, Tickets
from server.google import Google
from server.google_routes import GooglePorts, GoogleRoutes
from server.identities import Identities
from server.origins import Origins
from server.postgres_accounts import PostgresAccounts
from server.proxies import Proxies
from server.routes import RoutePorts, Routes
from server.sign_ins import SignIns
from server.standins.openid import OpenIdStandIn
from server.standins.serving import start_openid
from server.trouble import bug_reference
from tests.kit.clock import VirtualClock
from tests.kit.desk import MemoryRates
from tests.kit.edge import KEYS
from wallet.database import Database, open_database


@attrs.define
class GoogleHouse:
    """A house where one signs in, and what a test looks at."""

    app: httpx2.ASGITransport
    routes: Routes
    provider: OpenIdStandIn
    google: Google
    database: Database
    accounts: PostgresAccounts
    sign_ins: SignIns
    clock: VirtualClock
    secure: bool

    def browser(self, origin: str = "http://localhost:8000") -> Browser:
        return Browser(httpx2.AsyncClient(transport=self.app, base_url=origin), self)


@attrs.define
class Browser:
    """Cookies, and no redirects followed."""

    http: httpx2.AsyncClient
    house: GoogleHouse

    async def begin(self) -> str:
        """Where it is sent to."""
        return str((await self.http.get("/auth/google")).headers["location"])

    async def pick(self, url: str, person: str) -> str:
        """At the provider; the address to come back to."""
        async with httpx2.AsyncClient() as outside:
            return str((await outside.post(url, content=urlencode({"person": person}))).headers["location"])

    async def back(self, url: str) -> str:
        """Where it ends up."""
        parts = urlsplit(url)
        return str((await self.http.get(f"{parts.path}?{parts.query}")).headers["location"])

    async def sign_in(self, person: str) -> str:
        return await self.back(await self.pick(await self.begin(), person))

    async def me(self) -> int:
        return (await self.http.get("/auth/me")).status_code


def redirect_of(url: str) -> str:
    """The address that the provider is to send a browser back to."""
    return parse_qs(urlsplit(url).query)["redirect_uri"][0]


@asynccontextmanager
async def google_house(dsn: str, *, origins: tuple[str, ...] = (), production: bool = False) -> AsyncIterator[GoogleHouse]:
    async with open_database(dsn) as database, trio.open_nursery() as nursery:
        provider, clock, sessions = OpenIdStandIn(), VirtualClock(), Sessions()
        google, accounts, cookies = Google(await start_openid(nursery, provider)), PostgresAccounts(database), Cookies(KEYS, secure=production)
        routes = Routes(
            RoutePorts(
                accounts=accounts,
                cookies=cookies,
                tickets=Tickets(KEYS),
                origins=Origins(origins),
                clock=clock,
                production=production,
                stand_in=not production,
                ready=lambda: (True, "takes bets"),
                session_ended=sessions.end,
                rates=MemoryRates(),  # type: ignore[arg-type]
                proxies=Proxies(),
                on_bug=lambda error, _whose: bug_reference(error),
                contact=None,
                documents={"terms": 1, "privacy": 1},
            )
        )
        ports = GooglePorts(lambda: google, Identities(database), cookies, routes.open_session, routes.end, clock, origins, lambda request: request.headers.get("x-place") != "FR")
        app = httpx2.ASGITransport(routes.app(*GoogleRoutes(ports).routes()))  # type: ignore[arg-type]
        yield GoogleHouse(app, routes, provider, google, database, accounts, SignIns(accounts, sessions, clock), clock, production)
        nursery.cancel_scope.cancel()
