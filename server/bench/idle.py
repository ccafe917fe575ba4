"""`bench idle`: memory and CPU of 10,000 idle sockets, signed in, heartbeat on (W5); what `admin top` costs over them; and how soon all are back when
all come back at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import trio

from protocol.admin.house import ReadHouse
from server.admin.client import Conversation, who
from server.bench.process import Served, load_process, served
from server.player import Account, connected, sign_in

SOCKETS = 10_000
AT_ONCE = 50
FEWEST_SECONDS = 25.0


def bench_idle(seconds: float) -> dict[str, Any]:
    with served() as server:
        before = server.rss_kib()
        ours = load_process("server.bench.idle", server.url, seconds, server.pid, str(server.data))
    ours["mib"] = ours["rss_kib"] // 1024
    ours["kib_each"] = round((ours.pop("rss_kib") - before) / SOCKETS, 1)
    allowed = {"kib_each": 45.0, "mib": 450, "cpu_share_of_a_core": 0.1, "top_costs_share": 0.02, "seconds_to_come_back": 30.0}
    return {"work": f"{SOCKETS:,} idle sockets; beside it, what is allowed", "ours": ours, "peer": allowed, "ratio": {}}


async def drive(base: str, seconds: float, server_pid: int, data: str) -> dict[str, Any]:
    server = Served(base, server_pid)
    account = await sign_in(base, "Idle")
    found, came = await _sit(server, account, max(seconds, FEWEST_SECONDS), Path(data))
    # All are gone at once, and come back at once.
    _more, came_back = await _sit(server, account, 0, None)
    return {**found, "seconds_to_come": round(came, 1), "seconds_to_come_back": round(came_back, 1)}


async def _sit(server: Served, account: Account, seconds: float, data: Path | None) -> tuple[dict[str, Any], float]:
    limiter, open_now, done, began = trio.CapacityLimiter(AT_ONCE), [0], trio.Event(), time.monotonic()

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
        came = time.monotonic() - began
        found: dict[str, Any] = {"sockets": open_now[0]}
        if data is not None:
            found["cpu_share_of_a_core"] = await _share(server, seconds)
            with Conversation(who(data, None, None)) as line:
                nursery.start_soon(_look_for_ever, line)
                found["cpu_share_with_top"] = await _share(server, seconds)
                found["top_costs_share"] = round(found["cpu_share_with_top"] - found["cpu_share_of_a_core"], 4)
                nursery.cancel_scope.cancel()
            found["rss_kib"] = server.rss_kib()
        nursery.cancel_scope.cancel()
    return found, came


async def _share(server: Served, seconds: float) -> float:
    began, used = time.monotonic(), server.cpu_seconds()
    await trio.sleep(seconds)
    return round((server.cpu_seconds() - used) / (time.monotonic() - began), 4)


async def _look_for_ever(line: Conversation) -> None:
    """As `wagerup admin top` does: once a second."""
    while True:
        line.ask(ReadHouse())
        await trio.sleep(1)
