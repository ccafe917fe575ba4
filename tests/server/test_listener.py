"""Every failure that one socket can cause: first the library alone is seen to fall, then ours to stand (reliability.md F1 to F7)."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
import trio.testing
import trio_websocket

from actors.line import LineClosed
from actors.outgoing import Encoded
from server import listener as listener_module
from server import streams, websocket
from server.player import frame
from tests.kit.edge import Edge, bare_hypercorn, bare_trio_websocket, edge, falls

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
F1 = {
    "host": UPGRADE.replace(b"Host: 127.0.0.1", b"Host: \xff"),
    "host, idna": UPGRADE.replace(b"Host: 127.0.0.1", b"Host: xn--ls8h="),
    "connection": UPGRADE.replace(b"Connection: Upgrade", b"Connection: Upgrade, \xff"),
    "protocol": UPGRADE.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Protocol: \xff\r\n\r\n"),
    "extensions": UPGRADE.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Extensions: \xff\r\n\r\n"),
}
PING = b"\x89\x80\0\0\0\0"


@pytest.fixture
async def server() -> AsyncIterator[Edge]:
    async with edge() as running:
        yield running


@pytest.mark.parametrize("where", F1)
async def test_f1_one_strange_byte_ends_the_library_and_not_us(where: str, server: Edge) -> None:
    assert await falls(bare_trio_websocket, F1[where])

    answer = await server.raw(F1[where].replace(b"\r\nUpgrade", b"\r\nOrigin: http://127.0.0.1\r\nUpgrade", 1))

    assert answer.startswith(b"HTTP/1.1 400")
    assert await server.alive()


async def test_f2_a_ping_after_our_close_ends_the_library_and_not_us(server: Edge) -> None:
    assert await falls(bare_trio_websocket, UPGRADE, frame(b"close") + PING + PING)

    await server.raw(server.handshake(), then=frame(b"close") + PING + PING)

    assert await server.alive()


async def test_an_exception_behind_one_socket_ends_the_library_and_not_us(server: Edge) -> None:
    assert await falls(bare_trio_websocket, UPGRADE, frame(b"boom"))

    await server.raw(server.handshake(), then=frame(b"boom"))

    assert await server.alive()
    assert server.guard.caught["RuntimeError"] == 1


async def test_one_byte_after_an_upgrade_ends_hypercorn_and_not_us(server: Edge) -> None:
    assert await falls(bare_hypercorn, UPGRADE + b"x")

    answer = await server.raw(server.handshake() + b"x")

    assert answer.startswith(b"HTTP/1.1 400")
    assert await server.alive()


async def test_one_byte_after_an_upgrade_on_a_kept_connection_never_reaches_hypercorn(server: Edge) -> None:
    first = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    assert b"HTTP/1.1 400" in await server.raw(first, then=UPGRADE + b"x")
    assert await server.alive()
    assert not server.guard.caught


async def all_gone(server: Edge) -> None:
    """Until no connection is left."""
    with trio.fail_after(15):
        while server.listener.statistics()["connections"]:
            await trio.testing.wait_all_tasks_blocked(0.01)


def full_pipe() -> tuple[int, int]:
    """A pipe that takes no more: what a kernel with full buffers looks like."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    try:
        while True:
            os.write(write_end, bytes(65_536))
    except BlockingIOError:
        return read_end, write_end


class HalfWay(trio.abc.Stream):
    """A stream that takes nothing at once, half of what it is given later, and then no more."""

    def __init__(self) -> None:
        self.taken = b""
        self.socket = self
        self._read_end, self._full = full_pipe()

    def fileno(self) -> int:
        return self._full

    def close(self) -> None:
        self.taken += b"<cut>"
        os.close(self._read_end)
        os.close(self._full)

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        self.taken += bytes(data[: len(data) // 2])
        await trio.sleep_forever()

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.checkpoint()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        await trio.sleep_forever()
        return b""

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()


async def test_f4_a_write_that_was_cancelled_half_way_makes_the_line_dead(autojump_clock: Any) -> None:
    stream = HalfWay()
    replay = streams.ReplayStream(stream, b"")  # type: ignore[arg-type]
    socket = type("Socket", (), {"_stream_lock": trio.StrictFIFOLock(), "closed": None})()
    line = websocket.WebSocketLine(socket, replay, "peer")

    with trio.move_on_after(1):
        await line.write(Encoded(b"x" * 100).frame)

    assert stream.taken.endswith(b"<cut>")
    with pytest.raises(LineClosed):
        await line.write(Encoded(b"never").frame)


async def test_f5_a_peer_that_does_not_read_is_cut_at_the_deadline(autojump_clock: Any) -> None:
    replay = streams.ReplayStream(HalfWay(), b"")  # type: ignore[arg-type]
    socket = type("Socket", (), {"_stream_lock": trio.StrictFIFOLock(), "closed": None})()
    line = websocket.WebSocketLine(socket, replay, "peer")
    began = trio.current_time()

    with pytest.raises(LineClosed):
        await line.write(b"x" * 100)

    assert trio.current_time() - began == pytest.approx(websocket.WRITE_SECONDS_MAX)


async def test_f6_empty_continuation_frames_are_counted(server: Edge) -> None:
    start, empty = b"\x01\x80\0\0\0\0", b"\x00\x80\0\0\0\0"
    await server.raw(server.handshake(), then=start + empty * (streams.BYTES_BETWEEN_MESSAGES_MAX // 6 + 2_000))
    assert await server.alive()
    await all_gone(server)


async def test_f7_a_handshake_that_never_ends_is_ended(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HEAD_SECONDS_MAX", 0.05)
    answer = await server.raw(b"GET /ws HTTP/1.1\r\nHost: x\r\n")
    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_message_that_is_too_long_closes_its_connection_with_1009(server: Edge) -> None:
    text = b"x" * 20_000
    long = b"\x81\xfe" + len(text).to_bytes(2, "big") + b"\0\0\0\0" + text
    answer = await server.raw(server.handshake(), then=long)
    assert (1009).to_bytes(2, "big") in answer


async def test_a_raw_line_that_is_too_long_is_cut(server: Edge) -> None:
    assert await server.raw(b"x" * 20_000, tcp=True) == b""
    assert await server.alive()


async def test_a_raw_line_is_answered_by_a_line(server: Edge) -> None:
    stream = await trio.open_tcp_stream("127.0.0.1", server.tcp_port)
    async with stream:
        await stream.send_all(b"hel")
        await stream.send_all(b"lo\r\nand on\n")
        received = b""
        while received.count(b"\n") < 2:
            received += await stream.receive_some()
    assert received == b"hello\nand on\n"


def test_the_privates_that_we_write_through_are_there() -> None:
    source = trio_websocket.WebSocketConnection.__init__.__code__
    assert {"_stream", "_stream_lock"} <= set(source.co_names)
    assert trio_websocket.__version__.startswith("0.12.")


OTHERS = (
    "null",
    "http://evil.example",
    "https://127.0.0.1",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://sub.127.0.0.1",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/path",
    "HTTP://127.0.0.1:{port}",
    "http://localhost:{port}",
    "http://user@127.0.0.1:{port}",
    "ws://127.0.0.1:{port}",
    "ftp://127.0.0.1:{port}",
    "http://127.0.0.1:{port} http://evil.example",
    "http://127.0.0.1:{port},http://evil.example",
    "http://[::1]:{port}",
    "http://127.0.0.1:0{port}",
    "http://127.1:{port}",
    "http://0:{port}",
    "file://",
    "http://",
    "//127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "http://127.0.0.1:{port}#x",
    "http://127.0.0.1:{port}?x",
)


@pytest.mark.parametrize("origin", [*OTHERS, None])
async def test_another_origin_is_refused_before_the_upgrade(origin: str | None, server: Edge) -> None:
    answer = await server.raw(server.handshake(origin=origin and origin.format(port=server.port)))
    assert answer.startswith(b"HTTP/1.1 403")
    assert not server.lines


async def test_two_origins_are_refused(server: Edge) -> None:
    assert (await server.raw(server.handshake(f"Origin: {server.origin}"))).startswith(b"HTTP/1.1 400")


async def test_a_listed_origin_may_connect_and_no_other() -> None:
    async with edge(origins=("https://play.example.com",)) as server:
        assert b" 101 " in await server.raw(server.handshake(origin="https://play.example.com"), then=frame(b"close"))
        assert b" 403 " in await server.raw(server.handshake(origin=server.origin))


def hostile(chance: random.Random, server: Edge) -> tuple[bytes, bytes | None]:
    """A connection that means no good: bytes at random, broken heads, broken frames."""
    head = bytearray(server.handshake())
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 200)) + b"\r\n\r\n", None
    if kind == 1:
        for _ in range(chance.randrange(1, 6)):
            head[chance.randrange(len(head))] = chance.randrange(256)
        return bytes(head), None
    if kind == 2:
        return bytes(head[: chance.randrange(len(head))]) + b"\r\n\r\n", None
    frames = b"".join(bytes((chance.randrange(256), chance.choice((0, 0x80, 0x85, 0xFE, 0xFF, 3)))) + chance.randbytes(chance.randrange(0, 12)) for _ in range(4))
    return bytes(head), frames


async def fuzz(server: Edge, seed: int, count: int) -> None:
    chance = random.Random(seed)
    limiter = trio.CapacityLimiter(40)

    async def one(sent: bytes, then: bytes | None) -> None:
        async with limiter:
            stream = await trio.open_tcp_stream("127.0.0.1", server.port)
            async with stream:
                try:
                    await stream.send_all(sent)
                    if then is not None:
                        await stream.receive_some()
                        await stream.send_all(then)
                    await stream.send_eof()
                    with trio.move_on_after(8):
                        async for _chunk in stream:
                            pass
                except (trio.BrokenResourceError, OSError):
                    return

    async with trio.open_nursery() as nursery:
        for _ in range(count):
            nursery.start_soon(one, *hostile(chance, server))


async def test_two_thousand_hostile_connections_leave_nothing_behind(server: Edge) -> None:
    assert await server.alive()
    before = trio.lowlevel.current_statistics().tasks_living

    await fuzz(server, 1, 2_000)
    await all_gone(server)

    assert await server.alive()
    with trio.fail_after(20):
        while trio.lowlevel.current_statistics().tasks_living > before:
            await trio.sleep(0.01)


@pytest.mark.soak
async def test_a_hundred_thousand_hostile_connections_leave_nothing_behind(server: Edge) -> None:
    for seed in range(50):
        await fuzz(server, seed, 2_000)
    assert await server.alive()


async def test_an_idle_line_is_served_while_others_shout(server: Edge) -> None:
    async def shout() -> None:
        await server.raw(server.handshake(), then=frame(b"x") * 2_000 + frame(b"close"))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(shout)
        assert await server.alive()


