"""`bench tables`: roulette with a hundred bettors and a thousand who look on. How long from the draw to the last screen, and from a bet to its
answer? Peer: the same table in the same run with its bettors alone. The load runs on the same machine."""

from __future__ import annotations

import re
import secrets
import time
from collections import defaultdict
from typing import Any

import trio

from actors.tables.wheel import Roulette
from protocol.codec import decode_from_server, encode_request
from protocol.commands import ClaimDaily, PlaceBet, Watch
from protocol.envelope import Accepted, Push, Reply, Request
from protocol.events import RoundOpened, RoundSettled, TableView
from protocol.money import Currency
from protocol.refusals import Refused
from protocol.tables import Chip, RouletteBet
from server.bench import percentiles
from server.bench.process import load_process, served
from server.player import Account, ConnectionLost, Decode, Player, connected, frame, sign_in

TABLE = "t_roulette"
PACE = 15
SHOW_MS = round(Roulette.times.show * PACE / 100)
BETTORS, SPECTATORS = 100, 1_000
PLAY_SHOWN = re.compile(rb'"event":{"round":(\d+),"play":{"pocket":\d+,"stops_ms":(\d+)[^}]*},"seed":"\w+","due_ms":\d+,"type":"play_shown"')
NOTHING = Reply(None, Accepted())
BET = RouletteBet((Chip("red", 300), Chip("17", 100), Chip("dozen-2", 200)))


def bench_tables(seconds: float) -> dict[str, Any]:
    with served(WAGERUP_TABLE_PACE=str(PACE)) as server:
        alone = load_process("server.bench.tables", server.url, BETTORS, 0, seconds)
        full = load_process("server.bench.tables", server.url, BETTORS, SPECTATORS, seconds)
        full["server_cpu_cores"] = server.cpu_share()
    ratio = {name: round(full[name] / alone[name], 1) for name in ("last_screen_p50_ms", "last_screen_p99_ms", "bet_p99_ms")}
    work = f"roulette, {BETTORS} bettors and {SPECTATORS:,} who look on, from the draw to the last screen; peer: the bettors alone"
    return {"work": work, "ours": full, "peer": alone, "ratio": ratio}


class Seen:
    """When each screen was shown the draw of a round, and when it was drawn."""

    def __init__(self) -> None:
        self.drawn_ms: dict[int, int] = {}
        self.shown: dict[int, list[float]] = defaultdict(list)
        self.bets: list[float] = []
        self.refused = 0
        self.paid = 0

    def show(self, number: int, stops_ms: int) -> None:
        self.drawn_ms[number] = stops_ms - SHOW_MS
        self.shown[number].append(time.time() * 1000)


async def drive(url: str, bettors: int, spectators: int, seconds: float) -> dict[str, Any]:
    """The load, in a process of its own."""
    seen = Seen()
    accounts = [await sign_in(url, f"Bettor {number}") for number in range(bettors)]
    async with trio.open_nursery() as nursery:
        for number in range(spectators):
            await nursery.start(_look, accounts[number % bettors], seen)
        for account in accounts:
            nursery.start_soon(_bet_for_ever, account, seen)
        await trio.sleep(seconds)
        nursery.cancel_scope.cancel()
    screens = bettors + spectators
    whole = {number: shown for number, shown in seen.shown.items() if len(shown) == screens}
    last = [(max(shown) - seen.drawn_ms[number]) / 1000 for number, shown in whole.items()]
    each = [(one - seen.drawn_ms[number]) / 1000 for number, shown in whole.items() for one in shown]
    assert last, "no round was seen whole: run it for longer"
    p50, p99 = percentiles(each)
    last50, last99 = percentiles(last)
    bet50, bet99 = percentiles(seen.bets)
    return {
        "rounds": len(whole),
        "screens": screens,
        "screen_p50_ms": p50,
        "screen_p99_ms": p99,
        "last_screen_p50_ms": last50,
        "last_screen_p99_ms": last99,
        "bets": len(seen.bets),
        "bet_p50_ms": bet50,
        "bet_p99_ms": bet99,
        "bets_refused": seen.refused,
        "bets_paid": seen.paid,
    }


def _glance(seen: Seen, otherwise: Decode) -> Decode:
    """A screen that reads no more of the draw than it needs: the load must cost less than what it measures."""

    def glance(raw: bytes) -> Reply | Push:
        shown = PLAY_SHOWN.search(raw)
        if shown is None:
            return otherwise(raw)
        seen.show(int(shown[1]), int(shown[2]))
        return NOTHING

    return glance


async def _look(account: Account, seen: Seen, task_status: trio.TaskStatus[None]) -> None:
    async with connected(account, _glance(seen, lambda _raw: NOTHING), grown_up=False) as player:
        await player.send_raw(frame(encode_request(Request(1, Watch(f"table:{TABLE}")))))
        task_status.started()
        await trio.sleep_forever()


async def _bet_for_ever(account: Account, seen: Seen) -> None:
    async with connected(account, _glance(seen, decode_from_server)) as player:
        await player.ask(ClaimDaily())
        view = (await player.watch(f"table:{TABLE}")).snapshot
        assert isinstance(view, TableView)
        if view.stage.value == "betting":
            await _bet(player, view.round, seen)
        while True:
            event = (await player.push()).event
            if isinstance(event, RoundOpened):
                await _bet(player, event.round, seen)
            elif isinstance(event, RoundSettled):
                seen.paid += sum(bet.player == account.player_id for bet in event.bets)


async def _bet(player: Player, number: int, seen: Seen) -> None:
    began = time.perf_counter()
    answer = await player.ask(PlaceBet(BET, Currency.GC, TABLE, number, secrets.token_hex(8)))
    if isinstance(answer, Accepted):
        seen.bets.append(time.perf_counter() - began)
    elif isinstance(answer, Refused) and answer.code.value == "ROUND_CLOSED":
        seen.refused += 1
    else:
        raise ConnectionLost(0)
