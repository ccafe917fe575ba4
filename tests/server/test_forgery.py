"""I5: what a page of somebody else's makes a browser send. Every path that changes something, and the socket, from every wrong origin, with the
player's own cookie: where the house goes by its Host, and where it has a list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from starlette.routing import Route

from server.evidence_routes import EvidencePorts, EvidenceRoutes
from server.player import frame, sign_in
from server.routes import Routes
from tests.kit.clock import VirtualClock
from tests.kit.edge import Edge, edge
from tests.server.test_listener import OTHERS

PATHS = ("/auth/sign-out", "/auth/ticket", "/auth/sessions/end", "/auth/local", "/evidence?match_id=m_aaaaaaaaaaaaaaaa")
HOME = "https://play.example.com"
SPELLINGS = (
    "null, null",
    "https://evil.example http://127.0.0.1",
    "",
    " ",
    "*",
    "http://xn--127-0-0-1-g7g:{port}",
    "http://127.0.0.1\u0430:{port}",
    "http://\u0131\u01327.0.0.1:{port}",
    "http://0x7f.0.0.1:{port}",
    "http://2130706433:{port}",
    "http://[::ffff:127.0.0.1]:{port}",
    "data:text/html,x",
    "chrome-extension://abcdefgh",
    "http://127.0.0.1:{port}.",
    "http://127.0.0.1.:{port}",
    "http://127.0.0.1:{port}\\@evil.example",
    "http://127.0.0.1:{port}%2eevil.example",
)
LISTED = (
    "http://play.example.com",
    "https://PLAY.example.com",
    "https://play.example.com.",
    "https://play.example.com:444",
    "https://play.example.com:0443",
    "https://sub.play.example.com",
    "https://example.com",
    "https://play.example.com.evil.example",
    "https://evilplay.example.com",
    "https://play-example.com",
    "https://play.example.com/",
    "https://play.example.com@evil.example",
    "https://user@play.example.com",
    "https://xn--ply-5cd.example.com",
    "https://pl\u0430y.example.com",
    "https://play.ex\u0430mple.com",
    "https://play\u3002example.com",
    "https://play.example.com, https://evil.example",
    "https://play.example.com https://evil.example",
    "http://127.0.0.1:{port}",
    "null",
    "",
)
"""Of a house whose list holds one origin."""


@asynccontextmanager
async def house(origins: tuple[str, ...]) -> AsyncIterator[tuple[Edge, str]]:
    """With a player signed in, by their cookie; the way to show evidence among the paths."""

    def evidence(routes: Routes) -> Sequence[Route]:
        return EvidenceRoutes(EvidencePorts(None, routes.identify, routes.refuse_origin, VirtualClock())).routes()  # type: ignore[arg-type]

    async with edge(origins=origins, more=evidence) as server:
        cookie = (await sign_in(server.origin, "Ann")).cookie if not origins else await cookie_of(server, origins[0])
        server.ended.clear()
        yield server, cookie


async def cookie_of(server: Edge, origin: str) -> str:
    answer = await post(server, "/auth/local", origin, "x=y")
    return "wagerup_session=" + answer.decode("latin-1").partition("set-cookie: wagerup_session=")[2].partition(";")[0]


async def post(server: Edge, path: str, origin: str | None, cookie: str) -> bytes:
    body = b'{"name":"Eve","number":"0"}'
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Cookie: {cookie}", *([] if origin is None else [f"Origin: {origin}"])]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return await server.raw("\r\n".join(lines).encode() + body)


@pytest.mark.parametrize(("origins", "others"), [((), (*OTHERS, *SPELLINGS, None)), ((HOME,), (*LISTED, *SPELLINGS, None))], ids=["by Host", "by list"])
async def test_no_other_page_acts_for_a_player(origins: tuple[str, ...], others: tuple[str | None, ...]) -> None:
    assert len(set(others)) >= 30
    async with house(origins) as (server, cookie):
        for other in others:
            origin = other and other.format(port=server.port)
            for path in PATHS:
                answer = await post(server, path, origin, cookie)
                assert answer.split()[1] in (b"400", b"403"), (path, other, answer[:80])
            head = server.handshake(f"Cookie: {cookie}", origin=None)
            line = b"" if origin is None else b"\r\nOrigin: " + origin.encode()
            answer = await server.raw(head.replace(b"\r\nUpgrade", line + b"\r\nUpgrade", 1))
            assert answer.split()[1] in (b"400", b"403"), other
        assert (server.ended, server.lines) == ([], []), "nobody was signed out, no socket was opened"
        assert set(server.accounts.players) <= {"ann", "eve"}


@pytest.mark.parametrize(
    ("origins", "origin"), [((), "http://127.0.0.1:{port}"), ((HOME,), HOME), ((HOME,), f"{HOME}:443"), (("https://a.example", HOME), HOME)]
)
async def test_our_own_page_may(origins: tuple[str, ...], origin: str) -> None:
    async with house(origins) as (server, cookie):
        own = origin.format(port=server.port)
        assert b" 101 " in await server.raw(server.handshake(f"Cookie: {cookie}", origin=own), then=frame(b"hello") + b"\x88\x80\0\0\0\0")
        assert (await post(server, "/evidence?match_id=x", own, cookie)).split()[1] == b"422"
        assert (await post(server, "/auth/sign-out", own, cookie)).split()[1] == b"200"
        assert len(server.ended) == 1


@pytest.mark.parametrize("path", PATHS)
async def test_two_origins_are_none_also_on_a_kept_connection(path: str) -> None:
    async with house(()) as (server, cookie):
        first = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nOrigin: {server.origin}\r\nOrigin: http://evil.example\r\nCookie: {cookie}\r\nContent-Length: 0\r\n\r\n"
        assert b"HTTP/1.1 400" in await server.raw(first, then=head.encode())
        assert server.ended == []


@pytest.mark.parametrize("kind", [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"])
async def test_a_form_of_another_page_is_no_json(kind: bytes) -> None:
    """What a form can send without being asked for permission first."""
    async with edge() as server:
        body = b'{"name":"Eve"}'
        head = b"POST /auth/local HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        answer = await server.raw(head % (server.port, kind, len(body)) + body)
        assert answer.split()[1] == b"422"
