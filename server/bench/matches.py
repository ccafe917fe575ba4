"""`bench matches`: whole matches by pairs of players over real sockets, against a server in a process of its own with a durable database.

Create, join, up to 20 scored events, 4 lines of chat, the end, settle: all durable before it is shown. The time is from one player's score to
the other's screen. All eighteen games in turn, beside 501 alone in the same run."""

from __future__ import annotations

import random
import secrets
import time
from typing import Any

import attrs
import msgspec
import trio

from actors.games.catalogue import ALL, GAMES
from actors.games.rules import Game, Illegal
from actors.games.sample import next_move
from protocol.commands import Command, ConcedeMatch, ConfirmResult, CreateMatch, JoinMatch, PlayMove, SayInMatch, Unwatch, Watch
from protocol.envelope import Push, Reply
from protocol.games import GameOptions, Move
from protocol.ids import MatchId, match_stream
from protocol.money import Amount, Currency
from server.bench import percentiles
from server.bench.process import load_process, served
from server.player import Player, connected, sign_in

PAIRS = 100
CHAT_EVERY = 5
MOVES_MAX = 20
SKILL = 0.6


@attrs.frozen
class Script:
    """A match that is known beforehand: who plays what, and whether the rules end it by then."""

    options: GameOptions
    moves: tuple[tuple[int, Move], ...]
    ends: bool


def bench_matches(seconds: float) -> dict[str, Any]:
    ours, peer = _run("all", seconds), _run("darts_501", seconds)
    ratio = {name: round(ours[name] / peer[name], 2) for name in ("matches_per_second", "moves_per_second", "commands_per_second")}
    return {"work": f"whole matches by {PAIRS} pairs over real sockets: all 18 games; peer: 501 alone", "ours": ours, "peer": peer, "ratio": ratio}


def _run(games: str, seconds: float) -> dict[str, Any]:
    with served() as server:
        found = load_process("server.bench.matches", server.url, games, seconds)
        found["server_cpu_share"] = server.cpu_share()
    return found


def script_of(game: Game, chance: random.Random) -> Script:
    """Up to 20 moves of two middling players."""
    options: Any = game.options()
    state, moves = game.start(options), list[tuple[int, Move]]()
    while len(moves) < MOVES_MAX and game.result(state) is None and game.contradiction(state) is None:
        seat = game.turn(state)[0]
        move = next_move(game.board(state), game.turn(state), seat, SKILL, chance.random)
        assert move is not None
        played = game.play(state, seat, move)
        assert not isinstance(played, Illegal), played
        state = played.state
        moves.append((seat, move))
    return Script(options, tuple(moves), game.result(state) is not None)


async def drive(base: str, games: str, seconds: float) -> dict[str, Any]:
    """All pairs at once, for so long."""
    chance = random.Random(1)  # noqa: S311  a load, no money  # nosec B311
    chosen = ALL if games == "all" else (GAMES[games],)
    scripts = [script_of(game, chance) for game in chosen for _ in range(len(ALL) // len(chosen))]
    played, delays, sent = list[Script](), list[float](), [0]
    until = trio.current_time() + seconds
    async with trio.open_nursery() as nursery:
        for pair in range(PAIRS):
            nursery.start_soon(_pair, base, pair, scripts, until, played, delays, sent)
    p50, p99 = percentiles(delays)
    return {
        "matches_per_second": round(len(played) / seconds, 1),
        "moves_per_second": round(len(delays) / seconds),
        "commands_per_second": round(sent[0] / seconds),
        "p50_ms": p50,
        "p99_ms": p99,
    }


async def play_for(base: str, pairs: int, seconds: float) -> list[tuple[float, float]]:
    """So many pairs for so long, all games in turn: of each move when it was seen (monotonic seconds) and after how long."""
    chance = random.Random(1)  # noqa: S311  a load, no money  # nosec B311
    scripts, played, seen, sent = [script_of(game, chance) for game in ALL], list[Script](), Seen(), [0]
    until = trio.current_time() + seconds
    async with trio.open_nursery() as nursery:
        for pair in range(pairs):
            nursery.start_soon(_pair, base, pair, scripts, until, played, seen, sent)
    return list(zip(seen.at, seen, strict=True))


class Seen(list[float]):
    """Delays, and when each was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def append(self, delay: float, /) -> None:
        super().append(delay)
        self.at.append(time.monotonic())


_read = msgspec.json.Decoder().decode


def plainly(message: bytes) -> Reply | Push:
    """Reads a message no further than a load generator needs: bodies and events stay dictionaries."""
    value: Any = _read(message)
    if "stream" in value:
        return Push(value["stream"], value["version"], value["event"])
    return Reply(value["ref"], value["reply"])


async def _pair(
    base: str, pair: int, scripts: list[Script], until: float, played: list[Script], delays: list[float], sent: list[int]
) -> None:
    accounts = [await sign_in(base, f"Pair{pair} {side}") for side in ("A", "B")]
    async with connected(accounts[0], plainly) as one, connected(accounts[1], plainly) as two:
        place = pair
        while trio.current_time() < until:
            script = scripts[place % len(scripts)]
            place += 1
            commands = await _match(one, two, script, delays, until)
            if trio.current_time() < until:
                played.append(script)
                sent[0] += commands


async def _match(one: Player, two: Player, script: Script, delays: list[float], until: float) -> int:
    """One match; how many commands it took."""
    created: Any = await one.ask(CreateMatch(secrets.token_urlsafe(9), script.options, Amount(Currency.USD, 1)))
    match: str = created["match_id"]
    stream = match_stream(MatchId(match))
    await yes(one, Watch(stream))
    await yes(two, JoinMatch(match))
    await yes(two, Watch(stream))
    sides, commands = (one, two), 5
    for ply, (seat, move) in enumerate(script.moves):
        began = time.perf_counter()
        answer = await sides[seat].begin(PlayMove(match, ply, move))
        await _seen(sides[1 - seat], stream, ply)
        if trio.current_time() < until:
            delays.append(time.perf_counter() - began)
        reply: Any = await answer()
        assert reply["type"] == "accepted", reply
        commands += 1
        if ply % CHAT_EVERY == 0:
            await yes(sides[seat], SayInMatch(match, f"chat-key-{ply:03d}", "nice one"))
            commands += 1
    if script.ends:
        await yes(sides[1 - script.moves[-1][0]], ConfirmResult(match))
    else:
        await yes(two, ConcedeMatch(match))
    await _settled(one, stream)
    for player in sides:
        await yes(player, Unwatch(stream))
    return commands + 2


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
