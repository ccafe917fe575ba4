"""What every answer over HTTP says to a browser, whatever kind of answer it is: a page, a refusal, a bug, one that came too often."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.cookies import Cookies
from server.evidence_routes import EvidenceRoutes
from server.google_routes import GoogleRoutes
from server.metrics_routes import MetricsRoutes
from server.paper_routes import PaperPorts, PaperRoutes
from server.papers import Statement
from server.player import sign_in
from server.stripe_routes import StripeRoutes
from tests.kit.edge import Edge, edge
from tests.server.test_failing_closed import head_and_body

HOME = "https://play.example.com"
CSP = {
    "default-src": "'self'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "form-action": "'self'", "script-src": "'self'",
    "style-src": "'self'", "connect-src": "'self'",
}  # fmt: skip


def said(method: str, path: str, *lines: str, body: bytes = b"", host: str = "play.example.com") -> bytes:
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


ANSWERS: dict[str, tuple[int, bytes]] = {
    "a figure": (200, said("GET", "/healthz")),
    "the page": (200, said("GET", "/")),
    "a screen of it": (200, said("GET", "/match/m_aaaaaaaaaaaaaaaa")),
    "nobody": (401, said("GET", "/auth/me")),
    "not found": (404, said("GET", "/assets/nothing.js")),
    "no such name": (404, said("GET", "/%00")),
    "not in production": (404, said("POST", "/auth/local", "Content-Type: application/json", body=b'{"name":"Ann"}')),
    "another method": (405, said("DELETE", "/healthz")),
    "a wrong origin": (403, said("POST", "/auth/sign-out", "Origin: https://evil.example", "Cookie: a=b")),
    "too large": (413, said("POST", "/auth/ticket", body=b"x" * 20_000)),
    "a bug": (500, said("GET", "/fails")),
}
LONG = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"a" * 10_000 + b"\r\nB: " + b"b" * 10_000 + b"\r\n\r\n"
"""Longer than a head may be, and yet read in two pieces."""
BEFORE_ANY_ROUTE = {"no head": (400, b"GET / HTTP/1.1\r\n\r\n"), "a huge head": (431, b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 33_000 + b"\r\n\r\n"), "a long head": (431, LONG)}


async def fail(_request: Request) -> Response:
    raise KeyError("a canary of the inside")


FAILS = Route("/fails", fail, methods=["GET"])


async def answered(server: Edge, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    return head_and_body(await server.raw(raw))


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_kind_of_answer_has_every_header(name: str) -> None:
    status, raw = ANSWERS[name]
    async with edge(production=True, origins=(HOME,), more=lambda _routes: [FAILS]) as server:
        found, headers, body = await answered(server, raw)
    assert found == status or (status, found, b"not built" in body) == (200, 503, True)
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert {name: policy.get(name) for name in CSP} == CSP
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=(), payment=()"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert not [one for one in headers if one.startswith("access-control-")]
    assert b"canary" not in body


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_answer_with_a_body_says_what_it_is_and_in_which_letters(name: str) -> None:
    async with edge(production=True, origins=(HOME,), more=lambda _routes: [FAILS]) as server:
        _status, headers, body = await answered(server, ANSWERS[name][1])
    kind, _, letters = headers["content-type"].partition(";")
    assert body
    assert kind == "application/json" or (kind in ("text/html", "text/plain") and letters.strip() == "charset=utf-8")


@pytest.mark.parametrize("name", BEFORE_ANY_ROUTE)
async def test_an_answer_before_any_route_has_them_too(name: str) -> None:
    status, raw = BEFORE_ANY_ROUTE[name]
    async with edge(production=True, origins=(HOME,)) as server:
        found, headers, _body = await answered(server, raw)
    assert found == status
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["content-type"] == "text/plain; charset=utf-8"


async def test_without_tls_before_us_nothing_promises_it() -> None:
    async with edge() as server:
        _status, headers, _body = await answered(server, said("GET", "/healthz"))
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", HOME])
@pytest.mark.parametrize("path", ["/auth/ticket", "/auth/me", "/healthz"])
async def test_no_page_of_another_origin_may_read_an_answer(path: str, origin: str) -> None:
    """Nothing is granted by CORS, not even to our own page, which needs no grant: neither asked before nor on the answer."""
    before = said("OPTIONS", path, f"Origin: {origin}", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
    async with edge(production=True, origins=(HOME,)) as server:
        for raw in (before, said("GET", path, f"Origin: {origin}")):
            _status, headers, _body = await answered(server, raw)
            assert not [one for one in headers if one.startswith("access-control-")]


# ── methods ──

CHANGING = {"/auth/local", "/auth/sign-out", "/auth/ticket", "/auth/sessions/end", "/evidence", "/stripe/webhook"}
"""What changes something: by POST, and nothing else is taken there."""


def all_routes() -> list[Route]:
    nothing: Any = None
    return [
        *GoogleRoutes(nothing).routes(), *EvidenceRoutes(nothing).routes(), *StripeRoutes(nothing).routes(), *PaperRoutes(nothing).routes(),
        *MetricsRoutes(nothing, None).routes(),
    ]  # fmt: skip


async def test_what_changes_something_is_post_and_what_reads_is_get() -> None:
    async with edge(more=lambda _routes: all_routes()) as server:
        answering = [route for route in server.routes if route.endpoint.__name__ != "refuse"]
        methods = {route.path: set(route.methods or ()) for route in answering}
    assert methods == {path: {"POST"} if path in CHANGING else {"GET", "HEAD"} for path in methods}
    assert set(methods) > CHANGING


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/auth/ticket", "/healthz"])
async def test_no_other_method_is_answered_nor_echoed(method: str, path: str) -> None:
    async with edge() as server:
        status, _headers, body = await answered(server, said(method, path, "X-Canary: canary-of-a-header"))
    assert status in (400, 405)
    assert b"canary" not in body


@pytest.mark.parametrize("path", ["/auth/sign-out", "/auth/sessions/end", "/auth/ticket", "/auth/local"])
async def test_a_link_changes_nothing(path: str) -> None:
    async with edge() as server:
        account = await sign_in(server.origin, "Ann")
        status, _headers, _body = await answered(server, said("GET", path, f"Cookie: {account.cookie}"))
        assert status in (404, 405)
        assert len(server.accounts.sessions) == 1


# ── what is one's own ──


async def test_what_is_ones_own_is_kept_by_no_cache() -> None:
    async with edge() as server:
        account = await sign_in(server.origin, "Ann")
        for path in ("/auth/me", "/auth/sessions"):
            status, headers, _body = await answered(server, said("GET", path, f"Cookie: {account.cookie}"))
            assert (status, headers["cache-control"]) == (200, "no-store")


async def test_a_paper_is_a_download_under_a_name_of_ours_and_kept_by_no_cache() -> None:
    class Papers:
        async def statement(self, _player: str, _before: int | None) -> Statement:
            return Statement(())

    async def anybody(_cookie: str | None) -> Any:
        return type("Me", (), {"player": "p_" + "a" * 16})

    ports: Any = PaperPorts(anybody, Papers(), None)  # type: ignore[arg-type]
    async with edge(more=lambda _routes: PaperRoutes(ports).routes()) as server:
        status, headers, _body = await answered(server, said("GET", '/papers/statement.csv?name=evil.html'))
    assert (status, headers["cache-control"], headers["x-content-type-options"]) == (200, "no-store", "nosniff")
    assert headers["content-disposition"] == 'attachment; filename="wager-up-statement.csv"'
    assert headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("production", [True, False])
async def test_each_cookie_is_for_us_alone(production: bool) -> None:
    """HttpOnly, SameSite, a path; in production __Host- and Secure: of the session, the device, and a sign-in under way."""
    cookies = Cookies(("k" * 40,), secure=production)
    made = [cookies.set_cookie("id"), cookies.clear_cookie(), cookies.set_flow("id"), cookies.clear_flow(), cookies.set_device("id")]
    for one in made:
        name, _, rest = one.partition("=")
        parts = {part.strip() for part in rest.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert ("Secure" in parts, name.startswith("__Host-")) == (production, production)
        assert not [part for part in parts if part.startswith("Domain")]


async def test_a_sign_in_of_our_own_sets_no_cookie_that_a_script_can_read() -> None:
    async with edge() as server:
        raw = said("POST", "/auth/local", "Content-Type: application/json", body=b'{"name":"Ann"}', host=f"127.0.0.1:{server.port}")
        answer = (await server.raw(raw)).decode()
    lines = re.findall(r"(?im)^set-cookie: (.*)$", answer)
    assert len(lines) == 2
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in lines)
