"""I3, at the edge: who has no cookie, or one that is worth nothing any more, is nobody, for every command and every route; and what was open on it ends."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import attrs
import pytest
import trio

from actors.line import Identity, Line
from actors.sessions import Sessions
from protocol.commands import Command, Ping
from protocol.converter import members, tag_of
from protocol.refusals import Refused
from server.accounts import LASTS_MS
from server.cookies import Tickets
from server.player import Account, ConnectionLost, Player, connected, http, sign_in
from tests.kit.edge import KEYS, Edge, edge
from tests.kit.house import TestHouse, house_of
from tests.server.test_access import ACCESS, NO_SUCH, STRANGERS, YES
from wallet.database import open_database

FOR_WHO_IS_SIGNED_IN = (("GET", "/auth/me"), ("GET", "/auth/sessions"), ("POST", "/auth/ticket"), ("POST", "/auth/sessions/end"))


@attrs.frozen
class Door:
    """The real edge before a house in memory."""

    server: Edge
    house: TestHouse
    sessions: Sessions

    async def post(self, path: str, account: Account, body: dict[str, object]) -> None:
        status, _headers, _body = await http(self.server.origin, "POST", path, body, cookie=account.cookie)
        assert status == 200


@asynccontextmanager
async def door() -> AsyncIterator[Door]:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()

        async def serve(line: Line, identity: Identity | None) -> None:
            await sessions.serve(line, identity, house.house)

        async with edge(serve, on_ended=sessions.end) as server:
            yield Door(server, house, sessions)
        nursery.cancel_scope.cancel()


# ── how a cookie becomes worthless ──


async def never_had_one(_door: Door, _ann: Account) -> str:
    return ""


async def tampered(_door: Door, ann: Account) -> str:
    return ann.cookie[:-1] + ("A" if ann.cookie[-1] != "A" else "B")


async def expired(door: Door, ann: Account) -> str:
    door.server.clock.step_ms += LASTS_MS
    door.house.clock.step_ms += LASTS_MS
    return ann.cookie


async def logged_out(door: Door, ann: Account) -> str:
    await door.post("/auth/sign-out", ann, {})
    return ann.cookie


async def revoked(door: Door, ann: Account) -> str:
    """Ended from another device of hers."""
    other = await sign_in(door.server.origin, "Ann")
    _status, _headers, body = await http(door.server.origin, "GET", "/auth/sessions", cookie=other.cookie)
    (mine,) = [one for one in json.loads(body)["sessions"] if not one["here"]]
    await door.post("/auth/sessions/end", other, {"number": mine["number"]})
    return ann.cookie


HOW: dict[str, Callable[[Door, Account], Awaitable[str]]] = {
    "anonymous": never_had_one,
    "tampered cookie": tampered,
    "expired": expired,
    "logged out": logged_out,
    "revoked": revoked,
}


def test_every_stranger_of_the_matrix_is_here() -> None:
    assert set(HOW) == set(STRANGERS)


def right_ones() -> Iterator[tuple[type, Command]]:
    for kind in members(Command):
        make, _cells = ACCESS[kind]
        yield kind, make(NO_SUCH)


async def code_of(player: Player, command: Command) -> str:
    answer = await player.ask(command)
    return answer.code.value if isinstance(answer, Refused) else YES


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_every_command_is_refused_to(stranger: str) -> None:
    async with door() as here:
        ann = await sign_in(here.server.origin, "Ann")
        worthless = attrs.evolve(ann, cookie=await HOW[stranger](here, ann))
        async with connected(worthless, grown_up=False) as player:
            found = {tag_of(kind): await code_of(player, command) for kind, command in right_ones()}
        assert found == {tag_of(kind): ACCESS[kind][1][stranger] for kind in members(Command)}
        assert found["create_match"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_every_route_of_ones_own_is_refused_to(stranger: str) -> None:
    async with door() as here:
        ann = await sign_in(here.server.origin, "Ann")
        cookie = await HOW[stranger](here, ann)
        answers = [(await http(here.server.origin, method, path, {} if method == "POST" else None, cookie=cookie))[0] for method, path in FOR_WHO_IS_SIGNED_IN]
        assert answers == [401] * len(FOR_WHO_IS_SIGNED_IN)


@pytest.mark.parametrize("stranger", ["expired", "logged out", "revoked"])
async def test_what_was_open_ends_with_it(stranger: str) -> None:
    async with door() as here:
        ann = await sign_in(here.server.origin, "Ann")
        async with connected(ann, grown_up=False) as player:
            assert await code_of(player, Ping()) == YES
            await HOW[stranger](here, ann)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(here.sessions.beat_for_ever, here.house.house.limits)
                with trio.fail_after(10), pytest.raises(ConnectionLost):
                    await pushed_for_ever(player)
                nursery.cancel_scope.cancel()
            with pytest.raises(ConnectionLost):
                await player.ask(Ping())


# ── how somebody becomes somebody ──


async def test_each_sign_in_has_a_session_of_its_own_of_256_bits_by_chance() -> None:
    async with door() as here:
        cookies = [(await sign_in(here.server.origin, "Ann")).cookie.partition("=")[2] for _ in range(20)]
        ids = {cookie.partition(".")[0] for cookie in cookies}
        assert len(ids) == 20
        assert {len(base64.urlsafe_b64decode(one + "=")) for one in ids} == {32}
        assert not [one for one in ids if one in repr(here.server.accounts.sessions)], "the server keeps the hash alone"


async def test_a_sign_in_takes_over_no_session_that_somebody_else_chose() -> None:
    """A cookie that was planted before is not the one of afterwards."""
    async with door() as here:
        planted = await sign_in(here.server.origin, "Eve")
        _status, headers, _body = await http(here.server.origin, "POST", "/auth/local", {"name": "Ann"}, cookie=planted.cookie)
        assert headers["set-cookie"].partition(";")[0] != planted.cookie


def test_a_ticket_is_good_for_a_minute() -> None:
    now = [1_790_000_000.0]
    tickets = Tickets(KEYS, lambda: now[0])
    early, late = tickets.issue("early", "ann"), tickets.issue("late", "ann")
    now[0] += 59
    assert tickets.redeem(early) == "ann"
    now[0] += 3
    assert tickets.redeem(late) is None


async def test_a_house_begins_with_nobody_in_it(fresh_database: str) -> None:
    """No account, no session and no operator is there before somebody makes it."""
    async with open_database(fresh_database) as database:
        for table in ("players", "web_sessions", "identities", "trail"):
            assert (await database.rows(f"SELECT count(*) FROM {table}"))[0][0] == 0, table


async def pushed_for_ever(player: Player) -> None:
    while True:
        await player.push()
