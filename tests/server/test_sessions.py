"""Sign-ins: listed, ended one by one, ended by themselves; and an open socket never outlives its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from actors.house import Limits
from actors.line import CLOSE_SIGNED_OUT
from actors.sessions import Sessions
from protocol.commands import Ping
from server.accounts import DAY_MS, IDLE_MS, LASTS_MS
from server.player import Account, ConnectionLost, Player, connected, http, sign_in
from server.postgres_accounts import PostgresAccounts
from server.routes import agent_of
from tests.kit.guest import Guest
from tests.kit.house import house_of
from tests.kit.process import ServerProcess, server_process
from wallet.database import open_database


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        one.start()
        yield one


async def sign_ins(account: Account) -> list[dict[str, Any]]:
    _status, _headers, body = await http(account.base, "GET", "/auth/sessions", cookie=account.cookie)
    return json.loads(body)["sessions"]


async def end(account: Account, number: str) -> int:
    return (await http(account.base, "POST", "/auth/sessions/end", {"number": number}, cookie=account.cookie))[0]


async def how_it_ended(player: Player) -> int:
    """The code with which the server closes, within a second."""
    with trio.fail_after(1):
        try:
            while True:
                await player.push()
        except ConnectionLost as lost:
            return lost.code


def test_a_player_sees_every_sign_in_and_ends_one_with_its_sockets_at_once(server: ServerProcess) -> None:
    async def story() -> None:
        desk, phone = await sign_in(server.url, "Ann Twice"), await sign_in(server.url, "Ann Twice")
        stranger = await sign_in(server.url, "Eve Twice")
        mine = await sign_ins(desk)
        assert [one["here"] for one in sorted(mine, key=lambda one: one["created_ms"])] == [True, False]
        number = next(one["number"] for one in mine if not one["here"])
        assert await end(stranger, number) == 404
        async with connected(phone) as player:
            assert await end(desk, number) == 200
            assert await how_it_ended(player) == CLOSE_SIGNED_OUT
        assert (await http(phone.base, "GET", "/auth/me", cookie=phone.cookie))[0] == 401
        assert len(await sign_ins(desk)) == 1
        assert await end(desk, number) == 404

    trio.run(story)


@pytest.mark.parametrize(
    ("seen_after", "asked_after", "alive"),
    [(0, IDLE_MS - 1, True), (0, IDLE_MS + 1, False), (20 * DAY_MS, 20 * DAY_MS + IDLE_MS - 1, True), (20 * DAY_MS, 20 * DAY_MS + IDLE_MS + 1, False)],
)
async def test_a_sign_in_that_is_not_seen_for_thirty_days_ends(fresh_database: str, seen_after: int, asked_after: int, alive: bool) -> None:
    async with open_database(fresh_database) as database:
        accounts = PostgresAccounts(database)
        player = await accounts.player_named("Ann", "ann", "ann", "p_" + "a" * 16, 0)
        assert player is not None
        await accounts.open_session(b"s" * 32, player.player_id, 1, "Firefox on Linux")
        assert await accounts.session(b"s" * 32, seen_after + 1) is not None
        assert (await accounts.session(b"s" * 32, asked_after + 1) is not None) is alive
        assert bool(await accounts.sessions_of(player.player_id, asked_after + 1)) is alive


async def test_however_much_it_is_used_a_sign_in_ends_after_half_a_year(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        accounts = PostgresAccounts(database)
        player = await accounts.player_named("Ann", "ann", "ann", "p_" + "a" * 16, 0)
        assert player is not None
        await accounts.open_session(b"s" * 32, player.player_id, 1, "")
        seen = [await accounts.session(b"s" * 32, day * DAY_MS) is not None for day in range(1, 200, 5)]
        assert seen.count(True) == len([day for day in range(1, 200, 5) if day * DAY_MS < LASTS_MS + 1])


async def test_an_open_socket_ends_when_its_sign_in_does(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        sessions = Sessions()
        ann = Guest(home.house, sessions, nursery, "ann")
        nursery.start_soon(sessions.beat_for_ever, Limits())
        await ann.ask(Ping())
        only = next(iter(sessions._open))
        only.identity = type(ann.identity)(ann.identity.session, ann.player, "ann", home.clock.now_ms() + 5_000)
        await ann.until("session_ended")
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Gecko/143.0 Firefox/143.0", "Firefox on Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(header: str, words: str) -> None:
    assert agent_of(header) == words
