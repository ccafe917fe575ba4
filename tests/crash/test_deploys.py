"""O4: deploys in a row under live matches. Every client loses its connection once a deploy, comes back, resumes from the version it saw without a gap or a
repetition; no match and no cent is lost. Ten matches in every gate; five hundred matches and twenty deploys in `make soak`."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
import trio

from protocol.commands import CreateMatch, JoinMatch, SayInMatch, Watch
from protocol.envelope import From, MatchCreated, Watching
from protocol.events import ChatSaid, ServerMoving
from protocol.games import Darts501Options
from protocol.ids import WALLET, MatchId, match_stream
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.player import Account, ConnectionLost, Player, connected, sign_in
from tests.kit.process import ServerProcess, server_process

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1_800)]
STAKE = Amount(Currency.USD, 100)
MATCHES_OF_A_PAIR = 20
LOST = (ConnectionLost, OSError, trio.BrokenResourceError, trio.ClosedResourceError)
RESTS = {"WAGERUP_TURN_SECONDS": "86400", "WAGERUP_READY_SECONDS": "86400", "WAGERUP_COMMANDS_PER_SECOND": "10000"}


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start(**RESTS)
        yield one


class Client:
    """One connection that follows one match, over as many lives of the server as there are."""

    def __init__(self, account: Account, match_id: str) -> None:
        self.account, self.match_id = account, match_id
        self.version: int | None = None
        self.opens = self.moves = 0
        self.heard: list[str] = []
        self.ready = trio.Event()

    async def follow(self) -> None:
        while True:
            try:
                async with connected(self.account) as player:
                    await self._listen(player)
            except* LOST:
                self.ready = trio.Event()
            except* trio.TooSlowError:
                self.ready = trio.Event()
            await trio.sleep(0.05)

    async def _listen(self, player: Player) -> None:
        watching = await player.ask(Watch(match_stream(MatchId(self.match_id)), self.version))
        if isinstance(watching, Refused) and watching.retryable:
            return
        assert isinstance(watching, Watching), watching
        self.opens += 1
        if self.version is None:
            self.version = watching.version
        else:
            assert watching.began is From.RESUMED, watching
        self.ready.set()
        while True:
            push = await player.push()
            if isinstance(push.event, ServerMoving):
                self.moves += 1
            if push.stream != match_stream(MatchId(self.match_id)):
                continue
            assert push.version == self.version + 1, f"{self.match_id}: {push.version} after {self.version}"
            self.version = push.version
            if isinstance(push.event, ChatSaid):
                self.heard.append(push.event.words)


async def pair_up(server: ServerProcess, number: int, matches: int) -> list[Client]:
    """Two players, and their live matches."""
    ann, bob = [await sign_in(server.url, f"{name} Deploy {number}") for name in ("Ann", "Bob")]
    clients: list[Client] = []
    async with connected(ann) as one, connected(bob) as two:
        for match in range(matches):
            created = await one.ask(CreateMatch(f"key-{number:04}-{match:04}", Darts501Options(1), STAKE))
            assert isinstance(created, MatchCreated), created
            joined = await two.ask(JoinMatch(created.match_id))
            assert not isinstance(joined, Refused), joined
            clients += [Client(ann, created.match_id), Client(bob, created.match_id)]
    return clients


async def money(account: Account) -> tuple[int, int]:
    async with connected(account) as player:
        watching = await player.ask(Watch(WALLET))
    assert isinstance(watching, Watching)
    dollars = next(one for one in watching.snapshot.balances if one.currency is Currency.USD)  # type: ignore[union-attr]
    return dollars.available, dollars.held


async def say(clients: list[Client], words: str) -> None:
    """Every first player says a word in each of their matches, until it is taken."""

    async def one(client: Client) -> None:
        while True:
            try:
                async with connected(client.account) as player:
                    body = await player.ask(SayInMatch(client.match_id, f"key-{words}", words))
                if not isinstance(body, Refused):
                    return
                assert body.retryable, body
            except (*LOST, trio.TooSlowError):
                await trio.sleep(0.1)

    limiter = trio.CapacityLimiter(20)

    async def limited(client: Client) -> None:
        async with limiter:
            await one(client)

    async with trio.open_nursery() as nursery:
        for client in clients[::2]:
            nursery.start_soon(limited, client)


async def story(server: ServerProcess, pairs: int, matches: int, deploys: int) -> tuple[float, float]:
    clients: list[Client] = []
    for number in range(pairs):
        clients += await pair_up(server, number, matches)
    accounts = {client.account.player_id: client.account for client in clients}
    before = {name: await money(account) for name, account in accounts.items()}
    exits, returns = 0.0, 0.0
    async with trio.open_nursery() as nursery:
        for client in clients:
            nursery.start_soon(client.follow)
            if len(clients) > 100:
                await client.ready.wait()
        for client in clients:
            await client.ready.wait()
        for deploy in range(deploys):
            began = time.monotonic()
            assert await trio.to_thread.run_sync(server.terminate) == 0
            exits = max(exits, time.monotonic() - began)
            await trio.to_thread.run_sync(lambda: server.start(**RESTS))
            began = time.monotonic()
            with trio.fail_after(120):
                for client in clients:
                    while client.opens < deploy + 2:
                        await trio.sleep(0.02)
            returns = max(returns, time.monotonic() - began)
            await say(clients, f"word-{deploy:04}")
        with trio.fail_after(60):
            for client in clients:
                while len(client.heard) < deploys:
                    await trio.sleep(0.02)
        nursery.cancel_scope.cancel()
    for client in clients:
        assert client.heard == [f"word-{deploy:04}" for deploy in range(deploys)]
        assert (client.opens, client.moves) == (deploys + 1, deploys)
    assert {name: await money(account) for name, account in accounts.items()} == before
    return exits, returns


def test_deploys_under_live_matches_lose_nothing(server: ServerProcess) -> None:
    exits, _returns = trio.run(story, server, 1, 10, 2)
    assert exits < 30
    assert server.audit()["right"]


@pytest.mark.soak
def test_twenty_deploys_under_five_hundred_live_matches(server: ServerProcess, capsys: pytest.CaptureFixture[str]) -> None:
    exits, returns = trio.run(story, server, 25, MATCHES_OF_A_PAIR, 20)
    with capsys.disabled():
        print(f"500 matches, 1,000 connections, 20 deploys: SIGTERM to exit {exits:.1f} s at most, all back and resumed {returns:.1f} s after the start")
    assert exits < 30
    assert server.audit()["right"]


def test_who_asks_twice_does_not_wait_and_nothing_is_lost(server: ServerProcess) -> None:
    async def play() -> None:
        clients = await pair_up(server, 7, 2)
        async with trio.open_nursery() as nursery:
            for client in clients:
                nursery.start_soon(client.follow)
            for client in clients:
                await client.ready.wait()
            assert server._process is not None
            server._process.send_signal(signal.SIGTERM)
            await trio.sleep(0.05)
            server._process.send_signal(signal.SIGTERM)
            assert await trio.to_thread.run_sync(server.wait_dead) == 0
            nursery.cancel_scope.cancel()

    trio.run(play)
    assert server.audit()["right"]
