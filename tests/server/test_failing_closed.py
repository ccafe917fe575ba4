"""Failing closed: whatever goes wrong behind a route, the answer is a code, perhaps a reference, and nothing of the inside; and it is written down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from server.bounds import BODY_BYTES_MAX
from server.google_routes import GoogleRoutes
from server.player import sign_in
from server.trouble import Trouble
from tests.kit.edge import Edge, edge
from tests.kit.process import ROOT
from wallet.journal import DatabaseAway

SECURITY = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy")


def head_and_body(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}, body


async def get(server: Edge, path: str, *lines: str) -> tuple[int, dict[str, str], bytes]:
    head = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Connection: close", *lines])
    return head_and_body(await server.raw(head.encode() + b"\r\n\r\n"))


def failing(make: Callable[[], Exception]) -> Route:
    async def fail(_request: Request) -> Response:
        raise make()

    return Route("/fails", fail, methods=["GET"])


async def test_a_bug_in_a_route_is_answered_with_its_reference_and_written_down() -> None:
    async with edge(more=lambda _routes: [failing(lambda: KeyError("a canary of the inside"))]) as server:
        status, headers, body = await get(server, "/fails")
        assert await server.alive()
        assert (status, json.loads(body)["code"]) == (500, "INTERNAL")
        assert [name for name in SECURITY if name not in headers] == []
        assert server.bugs == ["GET /fails: KeyError('a canary of the inside')"]
        assert "KeyError@fail:" in json.loads(body)["message"]
        assert b"canary" not in body


async def test_a_bug_after_the_first_byte_ends_the_connection_and_is_written_down() -> None:
    async def half(_request: Request) -> Response:
        async def parts() -> Any:
            yield b"half"
            raise KeyError("a bug")

        return StreamingResponse(parts())

    async with edge(more=lambda _routes: [Route("/half", half, methods=["GET"])]) as server:
        status, _headers, body = await get(server, "/half")
        assert (status, b"half" in body, b"INTERNAL" in body) == (200, True, False)
        assert len(server.bugs) == 1
        assert await server.alive()


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 300, "/" + "a/" * 3_000, "/assets/%00", "/%ff%fe"])
async def test_a_path_that_no_file_can_have_is_a_page_or_not_found(path: str) -> None:
    async with edge() as server:
        status, headers, _body = await get(server, path)
        assert status in (200, 404, 503)  # 503: the client is not built
        assert [name for name in SECURITY if name not in headers] == []
        assert server.bugs == []


# ── the database is away ──


async def away(*_: object) -> Any:
    raise DatabaseAway


@pytest.mark.parametrize("path", ["/auth/me", "/auth/sessions"])
async def test_while_the_database_is_away_a_route_says_when_to_come_again(path: str) -> None:
    async with edge() as server:
        account = await sign_in(server.origin, "Ann")
        server.accounts.session = away  # type: ignore[method-assign]
        status, headers, body = await get(server, path, f"Cookie: {account.cookie}")
        assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "1", "UNAVAILABLE")
        assert [name for name in SECURITY if name not in headers] == []
        assert server.bugs == []


async def test_while_the_database_is_away_an_upgrade_is_told_when_to_come_again() -> None:
    async with edge() as server:
        account = await sign_in(server.origin, "Ann")
        server.accounts.session = away  # type: ignore[method-assign]
        status, headers, _body = head_and_body(await server.raw(server.handshake(f"Cookie: {account.cookie}")))
        assert (status, headers["retry-after"], headers["x-content-type-options"]) == (503, "1", "nosniff")
        assert server.guard.caught == {}


# ── bodies ──


async def sized(request: Request) -> Response:
    return JSONResponse({"bytes": len(await request.body())})


def chunked(*sizes: int) -> bytes:
    head = b"POST /sized HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (size, b"a" * size) for size in sizes) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("sizes", "status"), [((BODY_BYTES_MAX,), 200), ((BODY_BYTES_MAX, 1), 413), ((BODY_BYTES_MAX + 1,), 413), ((BODY_BYTES_MAX // 2,) * 3, 413)]
)
async def test_a_body_in_chunks_has_the_same_cap_and_the_same_answer(sizes: tuple[int, ...], status: int) -> None:
    async with edge(more=lambda _routes: [Route("/sized", sized, methods=["POST"])]) as server:
        found, headers, body = head_and_body(await server.raw(chunked(*sizes)))
        assert found == status
        assert status == 200 or json.loads(body)["code"] == "TOO_LARGE"
        assert [name for name in SECURITY if name not in headers] == []


async def test_a_body_in_chunks_that_is_too_long_for_a_real_route_is_too_large_as_well() -> None:
    async with edge() as server:
        raw = chunked(BODY_BYTES_MAX, BODY_BYTES_MAX).replace(b"/sized", b"/auth/local", 1)
        status, _headers, body = head_and_body(await server.raw(raw))
        assert (status, json.loads(body)["code"]) == (413, "TOO_LARGE")




# ── what is worth a line ──


async def test_a_sign_in_that_fails_is_one_line_under_the_reference_that_its_player_is_told() -> None:
    nothing: Any = None
    async with edge(more=lambda _routes: GoogleRoutes(nothing).routes()) as server:
        with capture_logs() as lines:
            status, headers, _body = await get(server, "/auth/google/callback?error=access_denied")
    (line,) = lines
    assert (status, line["event"], line["log_level"], line["code"]) == (303, "sign-in failed", "warning", "GOOGLE_REFUSED")
    assert headers["location"] == f"/?sign_in=GOOGLE_REFUSED&reference={line['reference']}"


async def test_who_signs_in_and_out_and_a_page_of_somebody_else_are_a_line_each() -> None:
    async with edge() as server:
        with capture_logs() as lines:
            account = await sign_in(server.origin, "Ann")
            for origin in ("http://evil.example", server.origin):
                head = f"POST /auth/sign-out HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {origin}\r\nCookie: {account.cookie}\r\n"
                await server.raw(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
    told = [(line["event"], line.get("player"), line.get("code"), line.get("path")) for line in lines]
    assert told == [
        ("signed in", account.player_id, None, "/auth/local"),
        ("refused", None, "WRONG_ORIGIN", "/auth/sign-out"),
        ("signed out", None, None, None),
    ]
    assert lines[0]["sign_in"] == lines[2]["sign_in"]
    assert account.cookie.partition("=")[2] not in str(lines)


class Stopped:
    """A clock that stands."""

    def now_ms(self) -> int:
        return 7


def test_a_bug_is_a_line_an_entry_for_operators_and_a_count() -> None:
    trouble = Trouble(Stopped())
    try:
        raise KeyError("a bug")
    except KeyError as error:
        with capture_logs() as lines:
            reference = trouble.bug(error, "GET /x")
    (line,), (kept,) = lines, trouble.lines()
    assert (line["event"], line["log_level"], line["reference"], line["whose"]) == ("bug", "error", reference, "GET /x")
    assert (kept.at_ms, kept.what, trouble.counts["bug"]) == (7, "bug", 1)


def test_a_line_is_json_with_its_time_and_its_gravity_and_breaks_into_no_other() -> None:
    program = "from server.telemetry import configure, log, about; configure(); about(player='p_ann'); log().warning('what', name='a\\nb\\x1b[31m')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["player"]) == ("what", "warning", "p_ann")
    assert told["timestamp"].endswith("Z")
    assert "\x1b" not in line
