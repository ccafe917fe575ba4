"""The load of `bench sockets`: the same raw client against both servers, in a process of its own."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from typing import Any

import trio

from server.bench import percentiles
from server.bench.process import ROOT, load_process
from server.player import Frames, frame

MEMBERS = 100
IN_FLIGHT = 32
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
LINES_AHEAD = 8
READ_BYTES = 262_144
MARK = b"nice darts"
WORDS = "nice darts, well played indeed"


def measure_ours(seconds: float) -> dict[str, Any]:
    return _measure("server.bench.room", seconds, "ours")


def measure_peer(seconds: float) -> dict[str, Any]:
    return _measure("server.bench.socket_peer", seconds, "peer")


def _measure(module: str, seconds: float, kind: str) -> dict[str, Any]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-m", module, str(port)], cwd=ROOT)
    try:
        return load_process("server.bench.socket_load", port, seconds, kind)
    finally:
        server.terminate()
        server.wait()


class Raw:
    """One WebSocket without a protocol."""

    def __init__(self, stream: trio.SocketStream, ahead: bytes) -> None:
        self.stream = stream
        self.frames = Frames(stream, ahead)

    async def send(self, text: str) -> None:
        await self.stream.send_all(frame(text.encode()))


async def opened(port: int, kind: str) -> Raw:
    """Connected, and for the peer its own handshake done."""
    stream = await _reach(port)
    path = "/ws" if kind == "ours" else "/socket.io/?EIO=4&transport=websocket"
    await stream.send_all(HANDSHAKE.format(path=path, port=port).encode())
    received = b""
    while b"\r\n\r\n" not in received:
        received += await stream.receive_some()
    assert b" 101 " in received.splitlines()[0] + b" ", received
    raw = Raw(stream, received.partition(b"\r\n\r\n")[2])
    if kind == "peer":
        await raw.frames.next()
        await raw.send("40")
        await raw.frames.next()
    return raw


async def _reach(port: int) -> trio.SocketStream:
    for _attempt in range(200):
        try:
            return await trio.open_tcp_stream("127.0.0.1", port)
        except OSError:
            await trio.sleep(0.05)
    raise ConnectionRefusedError(port)


def echo_of(kind: str, number: int) -> str:
    return f'{{"echo":"{WORDS}","n":{number}}}' if kind == "ours" else f'42{number}["echo","{WORDS}"]'


def line_of(kind: str, number: int) -> str:
    return f'{{"say":"{WORDS}","n":{number}}}' if kind == "ours" else f'42{number}["say","{WORDS}"]'


async def drive(port: int, seconds: float, kind: str) -> dict[str, Any]:
    """Echo on one connection with some in flight; then one speaks, a hundred hear."""
    found = await _echo(port, seconds, kind)
    return found | await _fan_out(port, seconds, kind)


async def _echo(port: int, seconds: float, kind: str) -> dict[str, Any]:
    """Some in flight on one connection; each answer is followed by a new question. Counted with as little work as can be."""
    wire = (await opened(port, kind)).stream.socket
    times, sent = list[float](), deque[float]()
    until = time.perf_counter() + seconds
    ask = frame(echo_of(kind, 7).encode())
    sent.extend([time.perf_counter()] * IN_FLIGHT)
    await wire.send(ask * IN_FLIGHT)
    while (now := time.perf_counter()) < until:
        chunk = await wire.recv(READ_BYTES)
        now = time.perf_counter()
        answers = chunk.count(MARK)
        for _ in range(answers):
            times.append(now - sent.popleft())
        if answers:
            sent.extend([now] * answers)
            await wire.send(ask * answers)
    wire.close()
    p50, p99 = percentiles(times)
    return {"echoes_per_second": round(len(times) / seconds), "echo_p50_ms": p50, "echo_p99_ms": p99}


async def _fan_out(port: int, seconds: float, kind: str) -> dict[str, Any]:
    """One speaks, a few lines ahead of the last to hear; the others are drained by a plain selector."""
    members = [(await opened(port, kind)).stream.socket for _ in range(MEMBERS)]
    selector = selectors.DefaultSelector()
    for place, member in enumerate(members):
        selector.register(member.fileno(), selectors.EVENT_READ, place)
    heard, times, spoken = 0, list[float](), deque[float]()
    until = time.perf_counter() + seconds
    say = frame(line_of(kind, 7).encode())
    behind = [0] * MEMBERS
    while time.perf_counter() < until:
        while len(spoken) < LINES_AHEAD:
            spoken.append(time.perf_counter())
            os.write(members[0].fileno(), say)
        for key, _events in selector.select(1):
            lines = os.read(key.fd, READ_BYTES).count(MARK)
            heard += lines
            behind[key.data] += lines
        while spoken and min(behind) > 0:
            times.append(time.perf_counter() - spoken.popleft())
            behind = [count - 1 for count in behind]
    p50, p99 = percentiles(times)
    return {"deliveries_per_second": round(heard / seconds), "last_screen_p50_ms": p50, "last_screen_p99_ms": p99}
