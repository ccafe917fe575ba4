"""`bench webhooks`: five thousand signed events of Stripe's on fifty connections, while matches are played. Are the credits exact, how long does
Stripe wait, and what do the players feel of it? Peer: the same play in the same run, before the burst."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from functools import partial
from typing import Any

import httpx2
import trio

from protocol.commands import BeginDeposit, Watch
from protocol.envelope import PaymentBegun, Watching
from protocol.events import WalletView
from protocol.ids import WALLET
from server.bench import percentiles
from server.bench.matches import play_for
from server.bench.process import ROOT, Served, served
from server.player import Account, connected, sign_in
from server.standins.serving import StripeStandIn
from server.standins.stripe.hooks import signed
from webhooks.reconcile import LISTING_SECONDS

PLAYERS, DEPOSITS_EACH, EVENTS_EACH, CONNECTIONS, PAIRS = 20, 10, 25, 50, 16
MINOR = 1_000
CARD = "4242424242424242"
SETTLE_SECONDS_MAX = 120.0


def bench_webhooks(seconds: float) -> dict[str, Any]:
    return trio.run(_bench, seconds)


async def _bench(seconds: float) -> dict[str, Any]:
    async with trio.open_nursery() as nursery:
        stand_in = StripeStandIn()
        access = await stand_in.start(nursery, bank_seconds=None)
        stand_in.hooks.faults.lost = True
        more = {"WAGERUP_STRIPE_KEY": access.key, "WAGERUP_STRIPE_WEBHOOK_SECRET": stand_in.secret, "WAGERUP_STRIPE_ADDRESS": stand_in.address}
        with served(**more) as server:
            found = await _measure(server, stand_in, seconds)
        nursery.cancel_scope.cancel()
    return found


async def _measure(server: Served, stand_in: StripeStandIn, seconds: float) -> dict[str, Any]:
    accounts = [await sign_in(server.url, f"Payer {number}") for number in range(PLAYERS)]
    before = await _balances(accounts)
    events = await _events(accounts, stand_in)
    play = _start_play(server.url, 3 * seconds + 20)
    await trio.sleep(seconds + 3)
    began, answers = time.monotonic(), list[float]()
    await _burst(server.url, stand_in, events, answers)
    burst = time.monotonic() - began
    credited = await _credited(accounts, before)
    ended = time.monotonic()
    await _nothing_more(accounts, before, credited)
    moves: list[list[float]] = json.loads((await trio.to_thread.run_sync(play.communicate))[0])
    calm = [delay for at, delay in moves if began - seconds <= at < began]
    busy = [delay for at, delay in moves if began <= at < ended]
    wait50, wait99 = percentiles(answers)
    play50, play99 = percentiles(busy)
    calm50, calm99 = percentiles(calm)
    return {
        "work": f"{len(events):,} webhooks on {CONNECTIONS} connections while {PAIRS} pairs play; peer: their play before",
        "ours": {
            "credits": credited,
            "credits_expected": PLAYERS * DEPOSITS_EACH,
            "events_per_second": round(len(events) / burst),
            "all_credited_seconds": round(ended - began, 1),
            "answer_p50_ms": wait50,
            "answer_p99_ms": wait99,
            "play_p50_ms": play50,
            "play_p99_ms": play99,
        },
        "peer": {"play_p50_ms": calm50, "play_p99_ms": calm99},
        "ratio": {"play_p50_ms": round(play50 / calm50, 2), "play_p99_ms": round(play99 / calm99, 2)},
    }


async def _balances(accounts: list[Account]) -> list[int]:
    """What each has in all, in cents."""
    found: list[int] = []
    for account in accounts:
        async with connected(account) as player:
            watching = await player.ask(Watch(WALLET))
            assert isinstance(watching, Watching)
            assert isinstance(watching.snapshot, WalletView)
            found.append(watching.snapshot.balances[0].total)
    return found


async def _events(accounts: list[Account], stand_in: StripeStandIn) -> list[bytes]:
    """Deposits that are paid at Stripe and not told yet; of each, many events."""
    events: list[bytes] = []
    for account in accounts:
        async with connected(account) as player:
            for _ in range(DEPOSITS_EACH):
                begun = await player.ask(BeginDeposit(secrets.token_hex(8), MINOR))
                assert isinstance(begun, PaymentBegun), begun
                session = str(begun.payment.url).rpartition("/")[2]
                stand_in.state.pay(session, CARD)
                checkout = stand_in.state.get(session, "checkout.session")
                made = [stand_in.state.happened("checkout.session.completed", checkout) for _ in range(EVENTS_EACH)]
                events.extend(json.dumps(event).encode() for event in made)
    return events


def _start_play(url: str, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "server.bench.process", "server.bench.webhooks", json.dumps([url, seconds])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


async def drive(url: str, seconds: float) -> list[tuple[float, float]]:
    """The players, in a process of their own: when each move was seen by the other, and after how long."""
    return await play_for(url, PAIRS, seconds)


async def _burst(url: str, stand_in: StripeStandIn, events: list[bytes], answers: list[float]) -> None:
    waiting = list(events)
    limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx2.AsyncClient(timeout=30, limits=limits) as client, trio.open_nursery() as nursery:
        for _ in range(CONNECTIONS):
            nursery.start_soon(partial(_send_all, client, url, stand_in.secret, waiting, answers))


async def _send_all(client: httpx2.AsyncClient, url: str, secret: str, waiting: list[bytes], answers: list[float]) -> None:
    while waiting:
        raw = waiting.pop()
        began = time.perf_counter()
        response = await client.post(f"{url}/stripe/webhook", content=raw, headers={"Stripe-Signature": signed(secret, raw, int(time.time()))})
        answers.append(time.perf_counter() - began)
        assert response.status_code == 200, response.text


async def _credited(accounts: list[Account], before: list[int]) -> int:
    """How many deposits are in the wallets, once all are; and not one more a while later, when everything that was sent has been worked off."""
    expected = PLAYERS * DEPOSITS_EACH * MINOR
    with trio.fail_after(SETTLE_SECONDS_MAX):
        while (came := sum(await _balances(accounts)) - sum(before)) < expected:
            await trio.sleep(0.2)
    assert came == expected, f"{came} cents came in, {expected} were paid"
    return came // MINOR


async def _nothing_more(accounts: list[Account], before: list[int], credited: int) -> None:
    """The listing has looked through everything once more since."""
    await trio.sleep(LISTING_SECONDS)
    came = sum(await _balances(accounts)) - sum(before)
    assert came == credited * MINOR, f"{came} cents are in the wallets, {credited * MINOR} were paid"
