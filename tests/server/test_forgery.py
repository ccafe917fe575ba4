"""I5: what a page of somebody else's makes a browser send. Every path that changes something, from every wrong origin, with the player's own cookie."""

from __future__ import annotations

import itertools

import pytest

from server.player import sign_in
from tests.kit.edge import edge
from tests.server.test_listener import OTHERS

PATHS = ("/auth/sign-out", "/auth/ticket", "/auth/sessions/end", "/auth/local")


async def test_no_other_page_acts_for_a_player() -> None:
    async with edge() as server:
        account = await sign_in(server.origin, "Ann")
        cookie = account.cookie.encode()
        for path, other in itertools.product(PATHS, (*OTHERS, "", "null, null", "https://evil.example http://127.0.0.1")):
            origin = other.format(port=server.port).encode()
            body = b'{"name":"Eve","number":"0"}'
            head = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            answer = await server.raw(head % (path.encode(), server.port, origin, cookie, len(body)) + body)
            assert answer.split()[1] in (b"400", b"403"), (path, other, answer[:80])
        assert len(PATHS) * (len(OTHERS) + 3) >= 30
        assert server.ended == [], "nobody was signed out"


@pytest.mark.parametrize("kind", [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"])
async def test_a_form_of_another_page_is_no_json(kind: bytes) -> None:
    """What a form can send without being asked for permission first."""
    async with edge() as server:
        body = b'{"name":"Eve"}'
        head = b"POST /auth/local HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        answer = await server.raw(head % (server.port, kind, len(body)) + body)
        assert answer.split()[1] == b"422"
