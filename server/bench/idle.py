"""`bench idle`: memory and CPU of 5,000 idle sockets, signed in, heartbeat on."""

from __future__ import annotations

import time
from typing import Any

import trio

from server.bench.process import Served, load_process, served
from server.player import connected, sign_in

SOCKETS = 5_000
AT_ONCE = 50


def bench_idle(seconds: float) -> dict[str, Any]:
    with served() as server:
        before = server.rss_kib()
        ours = load_process("server.bench.idle", server.url, seconds, server.pid)
    ours["kib_each"] = round((ours.pop("rss_kib") - before) / SOCKETS, 1)
    return {"work": f"{SOCKETS:,} idle sockets", "ours": ours, "peer": {"kib_each": 45.0}, "ratio": {}}


async def drive(base: str, seconds: float, server_pid: int) -> dict[str, Any]:
    server = Served(base, server_pid)
    account = await sign_in(base, "Idle")
    limiter, open_now, done = trio.CapacityLimiter(AT_ONCE), [0], trio.Event()

    async def sit() -> None:
        await limiter.acquire_on_behalf_of(ticket := object())
        async with connected(account) as player:
            await player.push()
            limiter.release_on_behalf_of(ticket)
            open_now[0] += 1
            if open_now[0] == SOCKETS:
                done.set()
            await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        for _ in range(SOCKETS):
            nursery.start_soon(sit)
        await done.wait()
        began, used = time.monotonic(), server.cpu_seconds()
        await trio.sleep(max(seconds, 25.0))
        found = {
            "sockets": open_now[0],
            "rss_kib": server.rss_kib(),
            "cpu_share_of_a_core": round((server.cpu_seconds() - used) / (time.monotonic() - began), 3),
        }
        nursery.cancel_scope.cancel()
    return found
