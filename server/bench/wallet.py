"""`bench wallet`: durable holds a second through the wallet actor, beside one transaction a hold with row locks on the same PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import trio

from actors.supervisor import ChildSpec, Supervisor
from actors.wallet import Post
from actors.wallet_actor import MAILBOX_SIZE, WalletActor
from protocol.money import Currency
from server.bench import percentiles
from server.bench.database import scratch_database
from server.foundation import SteadyClock, migrated
from server.tuning import tune
from wallet.accounts import grant_account
from wallet.database import Database
from wallet.outcomes import Outcome
from wallet.postgres_journal import PostgresJournal
from wallet.transfers import Command, Hold, Transfer

CALLERS = (1, 50, 500)
FUNDS_MINOR = 100_000_000
PEER_CONNECTIONS = 16


def bench_wallet(seconds: float) -> dict[str, Any]:
    tune()
    with scratch_database() as dsn:
        ours = trio.run(_ours, dsn, seconds)
        peer = asyncio.run(_peer(dsn, seconds))
    ratio = {name: round(ours[name] / peer[name], 2) for name in ours if name.startswith("holds_per_second")}
    return {"work": "durable holds, fsync on", "ours": ours, "peer": peer, "ratio": ratio}


def player(number: int) -> str:
    return f"p_{'abcdefgh'[number % 8]}{number:015d}"


async def _ours(dsn: str, seconds: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with migrated(dsn) as database, trio.open_nursery() as nursery:
        top = Supervisor("bench", ChildSpec("wallet", lambda: _actor(database), mailbox_size=MAILBOX_SIZE))

        async def run(task_status: trio.TaskStatus[None]) -> None:
            await top.run(ready=task_status.started)

        await nursery.start(run)
        ref = top.ref("wallet")
        for number in range(max(CALLERS)):
            target = grant_account(player(number), Currency.USD)
            await ref.ask(Post(Command(f"fund/{number}", (Transfer("outside:play_money:USD", target, FUNDS_MINOR),))), seconds=30)
        for callers in CALLERS:
            found |= _figures(callers, *await _measure(ref, callers, seconds))
        nursery.cancel_scope.cancel()
    return found


def _actor(database: Database) -> WalletActor:
    return WalletActor(PostgresJournal(database), SteadyClock(), b"bench")


async def _measure(ref: Any, callers: int, seconds: float) -> tuple[float, list[float]]:
    """Each caller holds, waits until it is durable, and holds again."""
    times: list[float] = []
    until = trio.current_time() + seconds

    async def call(number: int) -> None:
        count, who = 0, player(number)
        while (now := trio.current_time()) < until:
            hold_id = f"m_bench/{callers}/{number}/{count}"
            answer = await ref.ask(Post(Command(f"h{hold_id}", (Hold(hold_id, who, Currency.USD, 1, "m_bench"),))), seconds=30)
            assert answer.outcome is Outcome.POSTED, answer
            times.append(trio.current_time() - now)
            count += 1

    began = time.perf_counter()
    async with trio.open_nursery() as nursery:
        for number in range(callers):
            nursery.start_soon(call, number)
    return time.perf_counter() - began, times


def _figures(callers: int, took: float, times: list[float]) -> dict[str, Any]:
    p50, p99 = percentiles(times)
    return {f"holds_per_second_at_{callers}": round(len(times) / took), f"p50_ms_at_{callers}": p50, f"p99_ms_at_{callers}": p99}


# ── the peer: a wallet as it is usually written ──

PEER_SCHEMA = """
CREATE TABLE peer_accounts (player text PRIMARY KEY, posted bigint NOT NULL, held bigint NOT NULL CHECK (posted - held >= 0));
CREATE TABLE peer_holds (id text PRIMARY KEY, player text NOT NULL, minor bigint NOT NULL);
"""


async def _peer(dsn: str, seconds: float) -> dict[str, Any]:
    """One transaction a hold: lock the row, look, insert, update, commit. Plain asyncio, the fastest way to drive the driver."""
    from wallet.database import peer_pool

    found: dict[str, Any] = {}
    async with peer_pool(dsn, PEER_CONNECTIONS) as pool:
        async with pool.acquire() as connection:
            await connection.execute(PEER_SCHEMA)
            await connection.executemany(
                "INSERT INTO peer_accounts VALUES ($1, $2, 0)", [(player(number), FUNDS_MINOR) for number in range(max(CALLERS))]
            )
        for callers in CALLERS:
            began = time.perf_counter()
            times = await _peer_measure(pool, callers, seconds)
            found |= _figures(callers, time.perf_counter() - began, times)
    return found


async def _peer_measure(pool: Any, callers: int, seconds: float) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    clock: Callable[[], float] = time.perf_counter

    async def call(number: int) -> None:
        count, who = 0, player(number)
        while (now := clock()) < until:
            async with pool.acquire() as connection, connection.transaction():
                row = await connection.fetchrow("SELECT posted, held FROM peer_accounts WHERE player = $1 FOR UPDATE", who)
                assert row["posted"] - row["held"] >= 1
                await connection.execute("INSERT INTO peer_holds VALUES ($1, $2, 1)", f"{callers}/{number}/{count}", who)
                await connection.execute("UPDATE peer_accounts SET held = held + 1 WHERE player = $1", who)
            times.append(clock() - now)
            count += 1

    await asyncio.gather(*(call(number) for number in range(callers)))
    return times
