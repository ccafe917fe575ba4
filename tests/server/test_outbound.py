"""What we ask of others: only where configuration says, and never where an answer would send us on."""

from __future__ import annotations

import re

import pytest
import trio

from server.google import Client, Google, SignInFailed, fresh_flow
from tests.kit.process import ROOT


async def answering(asked: list[bytes], answer: bytes, task_status: trio.TaskStatus[int]) -> None:
    async def take(stream: trio.SocketStream) -> None:
        asked.append(await stream.receive_some(4_096))
        await stream.send_all(answer)
        await stream.aclose()

    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    task_status.started(listeners[0].socket.getsockname()[1])
    await trio.serve_listeners(take, listeners)


async def test_a_redirect_of_the_providers_is_not_followed() -> None:
    asked, elsewhere = list[bytes](), list[bytes]()
    async with trio.open_nursery() as nursery:
        other = await nursery.start(answering, elsewhere, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{other}/inside\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        port = await nursery.start(answering, asked, moved)
        google = Google(Client(f"http://127.0.0.1:{port}/.well-known/openid-configuration", "an-id", "a-secret"))
        with pytest.raises(SignInFailed, match="does not answer"):
            await google.begin(fresh_flow(), "http://localhost/auth/google/callback")
        nursery.cancel_scope.cancel()
    assert (len(asked), elsewhere) == (1, [])


def test_nothing_of_ours_follows_redirects_or_leaves_certificates_unread() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for folder in ("server", "webhooks") for path in (ROOT / folder).rglob("*.py")}
    assert [name for name, text in sources.items() if re.search(r"follow_redirects\s*=\s*True|verify\s*=\s*False|CERT_NONE|_create_unverified", text)] == []


def test_only_two_files_ask_anybody_over_http_in_service() -> None:
    """Google's, and the one that knows Stripe's library; the rest are stand-ins and benches."""
    askers = {
        str(path.relative_to(ROOT))
        for folder in ("protocol", "wallet", "actors", "webhooks", "server")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^(import|from) (httpx2|stripe|requests|urllib\.request|authlib)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {one for one in askers if not one.startswith(("server/standins/", "server/bench/"))} == {"server/google.py", "webhooks/stripe.py"}
