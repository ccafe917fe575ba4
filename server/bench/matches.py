"""`bench matches`: whole matches by pairs of players over real sockets, against a server in a process of its own with a durable database.

Create, join, 20 scored events, 4 lines of chat, confirm, settle: all durable before it is shown. The time is from one player's score to the
other's screen. There is no peer: the prototype of the design (without validation or rules) reached 330 a second and 19 ms."""

from __future__ import annotations

import secrets
import time
from typing import Any

import msgspec
import trio

from protocol.commands import Command, ConfirmResult, CreateMatch, JoinMatch, PlayMove, SayInMatch, Watch
from protocol.envelope import Push, Reply
from protocol.games import Darts501Options, Move, Ring, ThrowDart
from protocol.ids import MatchId, match_stream
from protocol.money import Amount, Currency
from server.bench import percentiles
from server.bench.process import load_process, served
from server.player import Player, connected, sign_in

PAIRS = 100
CHAT_EVERY = 5
# 20 darts: the creator takes 501 with 11, the other answers with 9 that miss.
WAY_OUT = ("T20", "T20", "T20", "T20", "T20", "S20", "T20", "S20", "S20", "T19", "D12")
RINGS = {"S": Ring.SINGLE, "D": Ring.DOUBLE, "T": Ring.TREBLE}


def bench_matches(seconds: float) -> dict[str, Any]:
    with served() as server:
        ours = load_process("server.bench.matches", server.url, seconds)
        ours["server_cpu_share"] = server.cpu_share()
    return {"work": f"whole matches by {PAIRS} pairs over real sockets", "ours": ours, "peer": {}, "ratio": {}}


def dart(mark: str) -> Move:
    return ThrowDart(int(mark[1:]), RINGS[mark[0]])


def script() -> list[tuple[int, Move]]:
    """Who throws what: three darts in turn, the last is the game shot."""
    mine = [dart(mark) for mark in WAY_OUT]
    moves: list[tuple[int, Move]] = []
    while mine:
        moves += [(0, move) for move in mine[:3]]
        del mine[:3]
        if mine:
            moves += [(1, ThrowDart(0, Ring.MISS))] * 3
    return moves


SCRIPT = script()


async def drive(base: str, seconds: float) -> dict[str, Any]:
    """All pairs at once, for so long."""
    played, delays = [0], list[float]()
    until = trio.current_time() + seconds
    async with trio.open_nursery() as nursery:
        for pair in range(PAIRS):
            nursery.start_soon(_pair, base, pair, until, played, delays)
    p50, p99 = percentiles(delays)
    commands = played[0] * (len(SCRIPT) + 9)
    per_second = {"matches_per_second": round(played[0] / seconds, 1), "commands_per_second": round(commands / seconds)}
    return {**per_second, "p50_ms": p50, "p99_ms": p99}


_read = msgspec.json.Decoder().decode


def plainly(message: bytes) -> Reply | Push:
    """Reads a message no further than a load generator needs: bodies and events stay dictionaries."""
    value: Any = _read(message)
    if "stream" in value:
        return Push(value["stream"], value["version"], value["event"])
    return Reply(value["ref"], value["reply"])


async def _pair(base: str, pair: int, until: float, played: list[int], delays: list[float]) -> None:
    accounts = [await sign_in(base, f"Pair{pair} {side}") for side in ("A", "B")]
    async with connected(accounts[0], plainly) as one, connected(accounts[1], plainly) as two:
        while trio.current_time() < until:
            await _match(one, two, delays)
            if trio.current_time() < until:
                played[0] += 1


async def _match(one: Player, two: Player, delays: list[float]) -> None:
    created: Any = await one.ask(CreateMatch(secrets.token_urlsafe(9), Darts501Options(1), Amount(Currency.USD, 1)))
    match: str = created["match_id"]
    stream = match_stream(MatchId(match))
    await yes(one, Watch(stream))
    await yes(two, JoinMatch(match))
    await yes(two, Watch(stream))
    sides = (one, two)
    for ply, (seat, move) in enumerate(SCRIPT):
        began = time.perf_counter()
        answer = await sides[seat].begin(PlayMove(match, ply, move))
        await _seen(sides[1 - seat], stream, ply)
        delays.append(time.perf_counter() - began)
        assert (await answer())["type"] == "accepted"
        if ply % CHAT_EVERY == 0:
            await yes(sides[seat], SayInMatch(match, f"chat-key-{ply:03d}", "nice darts"))
    await yes(two, ConfirmResult(match))
    await _settled(one, stream)


async def yes(player: Player, command: Command) -> None:
    answer: Any = await player.ask(command)
    assert answer["type"] != "refused", answer


async def _seen(player: Player, stream: str, ply: int) -> None:
    while True:
        push = await player.push()
        event: Any = push.event
        if push.stream == stream and event["type"] == "move_played" and event["ply"] == ply:
            return


async def _settled(player: Player, stream: str) -> None:
    while True:
        push = await player.push()
        event: Any = push.event
        if push.stream == stream and event["type"] == "match_settled":
            return
