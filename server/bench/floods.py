"""`bench floods`: what other players notice while somebody floods the server: the p99 of a ping before and during each kind of flood, in one
run (W3, W4).

The flood comes from another address and another process than the probes, as a neighbour's would; it shares our two cores, which theirs would not."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import trio

from protocol.commands import Ping, SayAtTable, Watch
from server.bench import percentiles
from server.bench.process import ROOT, load_process, served
from server.player import Account, ConnectionLost, connected, sign_in

PROBES, PINGS_A_SECOND = 20, 20
WARM_SECONDS = 2.0
FLOODER = "127.0.0.2"
KEY = base64.b64encode(b"0" * 16).decode()
LOST = (OSError, trio.BrokenResourceError, trio.ClosedResourceError, ConnectionLost)


def bench_floods(seconds: float, kinds: Iterable[str] = ()) -> dict[str, Any]:
    kinds = tuple(kinds) or tuple(KINDS)
    ours: dict[str, Any] = {}
    peer: dict[str, Any] = {}
    ratio: dict[str, float] = {}
    for kind in kinds:
        with served(WAGERUP_COMMANDS_PER_SECOND="100") as server:
            found = load_process("server.bench.floods", server.url, kind, max(3.0, seconds))
            alive = server.cpu_seconds() > 0
        name = f"p99 ms, {kind.replace('_', ' ')}"
        ours[name], peer[name] = found["during"] if alive else None, found["before"]
        ratio[name] = found["during"] / found["before"]
    return {"work": f"{PROBES} players who ping, while somebody floods; beside it, before", "ours": ours, "peer": peer, "ratio": ratio}


async def drive(base: str, kind: str, seconds: float) -> dict[str, Any]:
    accounts = [await sign_in(base, f"Probe {number}") for number in range(PROBES)]
    before = await probe(accounts, seconds)
    flood = await trio.lowlevel.open_process([sys.executable, "-m", "server.bench.floods", base, kind], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        await trio.sleep(WARM_SECONDS)
        during = await probe(accounts, seconds)
    finally:
        flood.kill()
        await flood.wait()
    return {"before": before, "during": during}


async def probe(accounts: list[Account], seconds: float) -> float:
    """The p99 in milliseconds of pings that each player sends at a steady pace."""
    found: list[float] = []

    async def one(account: Account) -> None:
        async with connected(account) as player:
            until = trio.current_time() + seconds
            while trio.current_time() < until:
                began = trio.current_time()
                await player.ask(Ping())
                found.append(trio.current_time() - began)
                await trio.sleep(1 / PINGS_A_SECOND)

    async with trio.open_nursery() as nursery:
        for account in accounts:
            nursery.start_soon(one, account)
    return percentiles(found)[1]


# ── the floods ──


async def reach(base: str) -> trio.SocketStream:
    parts = urlsplit(base)
    return await trio.open_tcp_stream("127.0.0.1", parts.port or 80, local_address=FLOODER)


async def upgraded(account: Account, receive_bytes: int | None = None) -> trio.SocketStream:
    stream = await reach(account.base)
    if receive_bytes is not None:
        stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_RCVBUF, receive_bytes)
    head = f"GET /ws HTTP/1.1\r\nHost: {urlsplit(account.base).netloc}\r\nOrigin: {account.base}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    await stream.send_all((head + f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nCookie: {account.cookie}\r\n\r\n").encode())
    await stream.receive_some(16_384)
    return stream


def masked(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big") if size < 65_536 else b"\xff" + size.to_bytes(8, "big")
    return bytes((0x80 * final | opcode,)) + length + b"\0\0\0\0" + payload


async def again(what: Callable[[], Awaitable[None]]) -> None:
    """For ever; whoever is cut off comes back."""
    while True:
        try:
            await what()
        except* LOST:
            pass
        await trio.sleep(0.05)


async def pour(account: Account, wire: bytes) -> None:
    stream = await upgraded(account)
    async with stream:
        while True:
            await stream.send_all(wire)


async def reading(account: Account, wire: bytes) -> None:
    """As pour, and what comes back is read, so that nothing holds us up."""
    stream = await upgraded(account)
    async with stream, trio.open_nursery() as nursery:

        async def swallow() -> None:
            while await stream.receive_some(65_536):
                pass
            nursery.cancel_scope.cancel()

        nursery.start_soon(swallow)
        while True:
            await stream.send_all(wire)


async def pings(accounts: list[Account], nursery: trio.Nursery) -> None:
    for account in accounts[:4]:
        nursery.start_soon(again, lambda account=account: reading(account, masked(9, b"x" * 100) * 50))


async def empty_frames(accounts: list[Account], nursery: trio.Nursery) -> None:
    for account in accounts[:4]:
        nursery.start_soon(again, lambda account=account: pour(account, masked(1, b"", final=False) + masked(0, b"", final=False) * 500))


async def fragments(accounts: list[Account], nursery: trio.Nursery) -> None:
    for account in accounts[:4]:
        nursery.start_soon(again, lambda account=account: pour(account, masked(1, b"x", final=False) + masked(0, b"x", final=False) * 500))


async def large_texts(accounts: list[Account], nursery: trio.Nursery) -> None:
    for account in accounts[:4]:
        nursery.start_soon(again, lambda account=account: pour(account, masked(1, b"x" * 65_536)))


async def commands(accounts: list[Account], nursery: trio.Nursery) -> None:
    for account in accounts[:4]:
        nursery.start_soon(again, lambda account=account: reading(account, masked(1, b'{"ref":1,"command":{"type":"ping"}}') * 50))


async def connects(accounts: list[Account], nursery: trio.Nursery) -> None:
    async def knock() -> None:
        stream = await reach(accounts[0].base)
        async with stream:
            await stream.send_all(b"GET /ws HTTP/1.1\r\nHost: x\r\n\r\n")

    async def for_ever() -> None:
        while True:
            try:
                await knock()
            except LOST:
                continue

    for _ in range(20):
        nursery.start_soon(for_ever)


async def slow_heads(accounts: list[Account], nursery: trio.Nursery) -> None:
    async def drip() -> None:
        stream = await reach(accounts[0].base)
        async with stream:
            for letter in "GET /ws HTTP/1.1\r\nHost: " + "x" * 1_000:
                await stream.send_all(letter.encode())
                await trio.sleep(1)

    for _ in range(300):
        nursery.start_soon(again, drip)


async def sockets_of_one_player(accounts: list[Account], nursery: trio.Nursery) -> None:
    async def sit() -> None:
        stream = await upgraded(accounts[0])
        async with stream:
            while await stream.receive_some(65_536):
                pass

    for _ in range(1_000):
        nursery.start_soon(again, sit)


async def non_readers(accounts: list[Account], nursery: trio.Nursery) -> None:
    """Half of them read nothing, half a byte a second, in a room where four people talk as fast as they may."""

    async def sit(*, drips: bool) -> None:
        stream = await upgraded(accounts[0], 4_096)
        async with stream:
            await stream.send_all(masked(1, b'{"ref":1,"command":{"type":"watch","stream":"table:t_crash"}}'))
            while drips:
                await trio.sleep(1)
                await stream.receive_some(1)
            await trio.sleep_forever()

    async def talk(account: Account) -> None:
        async with connected(account) as player:
            await player.ask(Watch("table:t_crash"))
            while True:
                await player.ask(SayAtTable("t_crash", "x" * 200))
                await trio.sleep(0.02)

    for number in range(500):
        nursery.start_soon(again, lambda number=number: sit(drips=number % 2 == 0))
    for account in accounts[1:5]:
        nursery.start_soon(again, lambda account=account: talk(account))


KINDS: dict[str, Callable[[list[Account], trio.Nursery], Awaitable[None]]] = {
    one.__name__: one
    for one in (pings, empty_frames, fragments, large_texts, commands, connects, slow_heads, sockets_of_one_player, non_readers)
}


async def flood(base: str, kind: str) -> None:
    """Until killed."""
    accounts = [await sign_in(base, f"Flood {number}") for number in range(5)]
    async with trio.open_nursery() as nursery:
        await KINDS[kind](accounts, nursery)


if __name__ == "__main__":
    os.nice(10)
    trio.run(flood, sys.argv[1], sys.argv[2])
