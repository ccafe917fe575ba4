"""A connection that is kept: each head on it is judged as the first one is, whatever a proxy puts behind another, and it changes to no other protocol."""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import h2.connection
import pytest
import trio
import trio.testing
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.trio.tcp_server import TCPServer
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actors.line import Caller
from server.player import frame, sign_in
from server.proxies import Lines, Proxies
from server.throttle import ENDPOINTS
from tests.kit.edge import Edge, edge

FIRST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
REFUSED = {
    "h2c": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + H2C + b"\r\n",
    "h2c, not named in Connection": b"GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n",
    "h2c beside a WebSocket": b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket, h2c\r\n\r\n",
    "h2c on a line of its own": b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n\r\n",
    "TLS": b"OPTIONS / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2\r\n\r\n",
    "HTTP/2 without asking": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "two origins": b"GET /auth/ways HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nOrigin: http://evil.example\r\n\r\n",
    "two hosts": b"GET /auth/ways HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "two cookies": b"GET /auth/me HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n",
    "two schemes": b"GET /auth/ways HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n\r\n",
    "two places": b"GET /auth/ways HTTP/1.1\r\nHost: x\r\nX-Place: US-CO\r\nX-Place: US-MT\r\n\r\n",
    "no host": b"GET /auth/ways HTTP/1.1\r\n\r\n",
    "a byte that is none": b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "two lengths": b"POST /auth/sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    "both lengths": b"POST /auth/sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}
GOODBYE = b"\x88\x80\0\0\0\0"
BEHIND = Proxies(("127.0.0.0/8",), "X-Place")


class Noted(Proxies):
    """Proxies that write down whom they saw."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.0/8",), "X-Place")
        self.seen: list[Caller] = []

    def caller(self, peer: str, lines: Lines) -> Caller:
        found = super().caller(peer, lines)
        self.seen.append(found)
        return found


@pytest.fixture
async def server() -> AsyncIterator[Edge]:
    async with edge(proxies=BEHIND) as running:
        yield running


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


@pytest.mark.parametrize("what", REFUSED)
async def test_a_head_is_refused_first_or_later_and_nothing_is_changed_to(what: str, server: Edge) -> None:
    assert statuses(await server.raw(REFUSED[what])) == [400]
    assert statuses(await server.raw(FIRST, then=REFUSED[what])) == [200, 400]
    assert await server.alive()
    assert not server.guard.caught


async def test_streams_of_http_2_never_bring_headers_of_their_own(server: Edge) -> None:
    """As it was found: the 101 made the rest of the connection a tunnel in which stream 3 said where it came from."""
    client = h2.connection.H2Connection()
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: %s\r\n\r\n"
    answer = await server.raw(asked % client.initiate_upgrade_connection(), then=client.data_to_send())
    assert statuses(answer) == [400]


async def talk(server: Edge, *sent: bytes) -> list[bytes]:
    """Sends one after the other on one connection, each when the one before was answered."""
    answers = list[bytes]()
    async with await trio.open_tcp_stream("127.0.0.1", server.port) as stream:
        for one in sent:
            await stream.send_all(one)
            answer = await stream.receive_some()
            while one == FIRST and not answer.endswith(b"}"):
                answer += await stream.receive_some()
            answers.append(answer)
    return answers


@pytest.mark.parametrize("before", [0, 1, 3])
async def test_a_websocket_opens_wherever_on_a_connection_it_is_asked_for(before: int, server: Edge) -> None:
    *_health, upgraded, echoed = await talk(server, *[FIRST] * before, server.handshake(), frame(b"hello"))
    assert (statuses(upgraded), echoed) == ([101], b"\x81\x05hello")
    assert not server.guard.caught


async def test_a_websocket_on_a_kept_connection_is_as_strict_about_its_origin(server: Edge) -> None:
    assert statuses(await server.raw(FIRST, then=server.handshake(origin="http://evil.example"))) == [200, 403]
    assert statuses(await server.raw(FIRST, then=server.handshake() + b"x")) == [200, 400]
    assert not server.lines


async def test_who_sends_no_body_holds_nobody_up(server: Edge) -> None:
    """Of fresh connections four have their turn at once; one that waits for its caller gives it back."""
    begun = b"POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
    async with AsyncExitStack() as open_now:
        for _ in range(100):
            stream = await open_now.enter_async_context(await trio.open_tcp_stream("127.0.0.1", server.port))
            await stream.send_all(begun)
        began = trio.current_time()
        assert await server.alive()
        assert trio.current_time() - began < 2


async def test_what_a_connection_wants_may_stand_on_two_lines(server: Edge) -> None:
    asked = server.handshake().replace(b"Connection: Upgrade", b"Connection: keep-alive\r\nConnection: Upgrade")
    assert statuses(await server.raw(asked, then=GOODBYE)) == [101]


@pytest.mark.parametrize("kept", [False, True])
async def test_a_second_line_of_forwarded_addresses_is_read_after_the_first(kept: bool) -> None:
    """nginx and others add a line and leave the caller's own: theirs is the last."""
    lines = b"X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 203.0.113.66\r\n"
    proxies = Noted()
    async with edge(proxies=proxies) as server:
        asked = b"GET /auth/ways HTTP/1.1\r\nHost: x\r\n" + lines + b"Connection: close\r\n\r\n"
        upgrade = server.handshake(lines.decode().strip())
        for one in (asked, upgrade):
            proxies.seen.clear()
            await talk(server, *[FIRST] * kept, one)
            assert proxies.seen[-1].address == "203.0.113.66"


async def test_a_place_counts_over_http_and_websocket_from_a_proxy_alone() -> None:
    for proxies, place in ((Noted(), "US-CO"), (Proxies((), "X-Place"), None)):
        async with edge(proxies=proxies) as server:
            await server.raw(server.handshake("X-Place: US-CO", "X-Forwarded-For: 203.0.113.66"), then=GOODBYE)
            assert server.lines[0].caller == Caller("203.0.113.66" if place else "127.0.0.1", place)


async def test_a_caller_behind_a_proxy_is_counted_by_their_own_address() -> None:
    async with edge(proxies=Noted()) as server:
        head = b"GET /auth/google/callback HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nConnection: close\r\n\r\n"
        most = ENDPOINTS["/auth/google/callback"].count
        mine = [statuses(await server.raw(head % b"203.0.113.66")) for _ in range(most + 1)]
        assert (mine[-2] == [429], mine[-1]) == (False, [429])
        assert statuses(await server.raw(head % b"203.0.113.67")) != [429]


async def test_a_connection_serves_request_after_request_in_order(server: Edge) -> None:
    account = await sign_in(server.origin, "Ann")
    body = b'{"number":"0"}'
    asked = b"POST /auth/sessions/end HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    two = asked % (server.port, server.origin.encode(), account.cookie.encode(), len(body), body)
    last = FIRST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert statuses(await server.raw(FIRST + two + two + last)) == [200, 404, 404, 200], "pipelined"


async def test_a_peer_that_hangs_up_leaves_nothing_that_waits(server: Edge) -> None:
    stream = await trio.open_tcp_stream("127.0.0.1", server.port)
    await stream.send_all(FIRST)
    await trio.testing.wait_all_tasks_blocked(0.05)
    await stream.receive_some()
    await stream.aclose()
    with trio.fail_after(3):
        while server.listener.statistics()["connections"]:
            await trio.testing.wait_all_tasks_blocked(0.01)


async def test_a_connection_that_is_to_close_closes_when_its_file_is_out(server: Edge) -> None:
    with trio.fail_after(3):
        assert statuses(await server.raw(ANSWERS["a page"])) in ([200], [503])


HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "cross-origin-opener-policy")
ANSWERS = {
    "a page": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "no such method": b"PUT /auth/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "a body that is too long": b"POST /auth/sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\nConnection: close\r\n\r\n",
    "a body that breaks off": b"POST /auth/local HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nxyz\r\n",
    "no head": b"\r\n\r\n",
    "a wrong upgrade": b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "a long head": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 20_000,
    "a bug of ours": b"GET /bug HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    **{f"refused: {what}": head for what, head in REFUSED.items()},
}


async def bug(_request: Request) -> Response:
    raise RuntimeError("a bug of ours")


@pytest.mark.parametrize("kept", [False, True], ids=["first", "kept"])
@pytest.mark.parametrize("production", [False, True], ids=["development", "production"])
async def test_every_answer_carries_every_security_header_whoever_gives_it(production: bool, kept: bool) -> None:
    async with edge(production=production, proxies=BEHIND, more=lambda _routes: (Route("/bug", bug),)) as server:
        for what, asked in ANSWERS.items():
            answer = (await (server.raw(FIRST, then=asked) if kept else server.raw(asked))).lower()
            assert len(statuses(answer.upper())) == 1 + kept, what
            head = re.split(rb"http/1.1 \d{3} ", answer)[-1]
            assert [name for name in HEADERS if name.encode() + b":" not in head] == [], what
            assert (b"strict-transport-security: max-age=63072000" in head) is production, what
            assert b"hypercorn" not in head, what


def test_the_privates_of_hypercorn_that_we_stand_on_are_there() -> None:
    assert list(inspect.signature(H11Protocol._check_protocol).parameters) == ["self", "event"]
    assert list(inspect.signature(H11Protocol._send_error_response).parameters) == ["self", "status_code"]
    assert {"_read_data", "_close", "_idle_timeout", "protocol_send"} <= set(vars(TCPServer))
    assert "_check_protocol" in H11Protocol._handle_events.__code__.co_names
