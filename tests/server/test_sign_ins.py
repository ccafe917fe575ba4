"""No socket outlives its sign-in: not one that only pings, not one that was being opened, not one whose peer does not read, not a ticket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import attrs
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from actors.endings import KEPT_SECONDS
from actors.house import Limits
from actors.line import CLOSE_SIGNED_OUT, Caller
from actors.sessions import Sessions
from actors.switchboard import Announcement
from protocol.codec import encode_request
from protocol.commands import Authenticate, ExcludeSelf, ListMatches, Ping, ReadAccount
from protocol.envelope import Request
from server.accounts import DAY_MS, IDLE_MS, LASTS_MS
from server.cookies import TICKET_SECONDS, Tickets
from server.postgres_accounts import PostgresAccounts
from server.sign_ins import LOOK_SECONDS, SignIns
from server.websocket import HANDSHAKE_SECONDS_MAX, WRITE_SECONDS_MAX
from tests.kit.edge import edge
from tests.kit.gated import GATE, gated_house, offer
from tests.kit.guest import Guest, identity_of
from tests.kit.house import TestHouse, house_of
from tests.kit.lines import MemoryLine
from wallet.database import Database, open_database
from wallet.journal import DatabaseAway


@attrs.frozen
class Scene:
    """A house whose sign-ins are in a real database, and one guest on a socket."""

    house: TestHouse
    accounts: PostgresAccounts
    sessions: Sessions
    sign_ins: SignIns
    ann: Guest
    nursery: trio.Nursery
    database: Database

    async def player(self, name: str) -> None:
        known = identity_of(name)
        await self.accounts.player_named(name, name, name, known.player, 0)
        await self.accounts.open_session(known.session, known.player, self.house.clock.now_ms(), "")

    async def days(self, count: float) -> None:
        self.house.clock.step_ms += int(count * DAY_MS)
        await self.sign_ins.look()
        await trio.testing.wait_all_tasks_blocked()


@asynccontextmanager
async def scene(dsn: str) -> AsyncIterator[Scene]:
    async with open_database(dsn) as database, trio.open_nursery() as nursery:
        house, sessions, accounts = await house_of(nursery), Sessions(), PostgresAccounts(database)
        ann = Guest(house.house, sessions, nursery, "ann")
        one = Scene(house, accounts, sessions, SignIns(accounts, sessions, house.clock), ann, nursery, database)
        await one.player("ann")
        await ann.ask(Ping())
        yield one
        nursery.cancel_scope.cancel()


# ── what the database says of open sockets ──


async def test_a_socket_that_only_pings_ends_after_thirty_days(fresh_database: str) -> None:
    async with scene(fresh_database) as one:
        for _day in range(29):
            await one.ann.ask(Ping())
            await one.days(1)
        assert one.ann.line.closed is None
        await one.ann.ask(Ping())
        await one.days(2)
        assert one.ann.line.closed == (CLOSE_SIGNED_OUT, "signed out")


async def test_a_socket_on_which_somebody_plays_keeps_its_sign_in_awake_for_half_a_year(fresh_database: str) -> None:
    async with scene(fresh_database) as one:
        for _twenty_days in range(LASTS_MS // (20 * DAY_MS) - 1):
            await one.ann.ask(ListMatches())
            await one.days(20)
            assert one.ann.line.closed is None
        assert len(await one.accounts.sessions_of(one.ann.player, one.house.clock.now_ms())) == 1
        await one.ann.ask(ListMatches())
        await one.days(21)
        assert one.ann.line.closed == (CLOSE_SIGNED_OUT, "signed out")


async def test_playing_is_written_down_once_an_hour_at_most(fresh_database: str) -> None:
    async with scene(fresh_database) as one:
        seen = list[int]()
        for _minute in range(170):
            await one.ann.ask(ListMatches())
            await one.days(1 / 1440)
            seen.append((await one.accounts.sessions_of(one.ann.player, one.house.clock.now_ms()))[0].seen_ms)
        assert len(set(seen)) == 3


async def test_what_was_ended_in_the_database_alone_ends_on_its_socket_and_no_other(fresh_database: str) -> None:
    async with scene(fresh_database) as one:
        bob = Guest(one.house.house, one.sessions, one.nursery, "bob")
        await one.player("bob")
        await bob.ask(Ping())
        await one.accounts.end_session(one.ann.identity.session, 1)
        await one.days(0)
        assert (one.ann.line.closed, bob.line.closed) == ((CLOSE_SIGNED_OUT, "signed out"), None)


async def test_ending_all_of_a_player_reaches_also_what_no_list_shows(fresh_database: str) -> None:
    """A thief keeps a socket open past the thirty days after which the list hides it: the player's "end all" has to find it."""
    async with scene(fresh_database) as one:
        one.house.clock.step_ms += IDLE_MS + DAY_MS
        assert await one.accounts.sessions_of(one.ann.player, one.house.clock.now_ms()) == []
        await one.sign_ins.end_all(one.ann.player)
        await trio.testing.wait_all_tasks_blocked()
        assert one.ann.line.closed == (CLOSE_SIGNED_OUT, "signed out")
        ended = await one.database.rows("SELECT ended_ms FROM web_sessions WHERE player_id = $1", one.ann.player)
        assert [row["ended_ms"] is None for row in ended] == [False]


async def test_ending_all_of_a_player_closes_sockets_that_the_database_never_heard_of(fresh_database: str) -> None:
    async with scene(fresh_database) as one:
        await one.database.rows("UPDATE web_sessions SET ended_ms = 1")
        await one.sign_ins.end_all(one.ann.player)
        await trio.testing.wait_all_tasks_blocked()
        assert one.ann.line.closed == (CLOSE_SIGNED_OUT, "signed out")


async def test_ten_thousand_sockets_are_asked_for_at_once(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        accounts = PostgresAccounts(database)
        await accounts.player_named("Ann", "ann", "ann", "p_" + "a" * 16, 0)
        fill = "INSERT INTO web_sessions (id_hash, player_id, created_ms, seen_ms) SELECT sha256(n::text::bytea), $1, $2, $2 FROM generate_series(1, 10000) n"
        await database.rows(fill, "p_" + "a" * 16, DAY_MS)
        sessions = [row[0] for row in await database.rows("SELECT id_hash FROM web_sessions")]
        with trio.fail_after(3):
            assert await accounts.alive([*sessions, b"?" * 32], sessions, 2 * DAY_MS) == set(sessions)


class Flaky:
    """Accounts behind a database that is away every other time."""

    def __init__(self) -> None:
        self.asked = 0

    async def alive(self, _sessions: Sequence[bytes], _used: Sequence[bytes], _now_ms: int) -> set[bytes]:
        self.asked += 1
        if self.asked % 2:
            raise DatabaseAway("away")
        return set()


async def test_a_database_that_is_away_ends_nobody_and_is_asked_again_in_a_minute(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions, flaky = await house_of(nursery), Sessions(), Flaky()
        ann = Guest(house.house, sessions, nursery, "ann")
        await ann.ask(Ping())
        nursery.start_soon(SignIns(flaky, sessions, house.clock).watch_for_ever)  # type: ignore[arg-type]
        await trio.sleep(LOOK_SECONDS + 1)
        assert (flaky.asked, ann.line.closed) == (1, None)
        await trio.sleep(LOOK_SECONDS)
        assert (flaky.asked, ann.line.closed) == (2, (CLOSE_SIGNED_OUT, "signed out"))
        nursery.cancel_scope.cancel()


# ── what was under way when it ended ──


async def test_a_socket_that_was_being_opened_when_its_sign_in_ended_is_closed(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions, me = await house_of(nursery), Sessions(), identity_of("ann")
        sessions.end(me.session)
        await trio.sleep(HANDSHAKE_SECONDS_MAX)
        line = MemoryLine()
        with trio.fail_after(60):
            await sessions.serve(line, me, house.house)
        assert (line.closed, len(sessions), list(line.outbox)) == ((CLOSE_SIGNED_OUT, "signed out"), 0, [])
        nursery.cancel_scope.cancel()


async def test_a_ticket_dies_with_the_session_that_asked_for_it(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, sessions, tickets, me = await house_of(nursery), Sessions(), Tickets(["s" * 40]), identity_of("ann")
        house = attrs.evolve(home.house, redeem=tickets.redeem)
        tickets_of = {"ended": tickets.issue("n", me), "alive": tickets.issue("m", identity_of("bob"))}
        sessions.end(me.session)
        codes = dict[str, str]()
        for whose, ticket in tickets_of.items():
            line = MemoryLine()
            nursery.start_soon(sessions.serve, line, None, house)
            line.say(encode_request(Request(1, Authenticate(ticket))))
            line.say(encode_request(Request(2, ReadAccount())))
            replies = [json.loads(await line.heard()) for _ in range(3)]
            codes[whose] = next(one["reply"].get("code", "yes") for one in replies if one.get("ref") == 1)
        assert codes == {"ended": "BAD_TICKET", "alive": "yes"}
        nursery.cancel_scope.cancel()


def test_an_ending_is_remembered_for_longer_than_a_ticket_or_a_handshake_lasts() -> None:
    assert KEPT_SECONDS > TICKET_SECONDS + HANDSHAKE_SECONDS_MAX


async def test_an_ending_is_not_remembered_for_ever(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        sessions = Sessions()
        nursery.start_soon(sessions.beat_for_ever, Limits())
        for number in range(1_000):
            sessions.end(number.to_bytes(32, "big"))
        await trio.sleep(KEPT_SECONDS + 2)
        assert not any(sessions._endings.holds(number.to_bytes(32, "big")) for number in range(1_000))
        nursery.cancel_scope.cancel()


# ── a peer that does not read ──


async def test_a_peer_that_does_not_read_is_gone_within_a_second_and_is_not_obeyed(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, sessions = await house_of(nursery), Sessions()
        nursery.start_soon(sessions.beat_for_ever, Limits())
        ann = Guest(home.house, sessions, nursery, "ann")
        await ann.ask(Ping())
        ann.line.read_seconds = 9.0
        ended_at = trio.current_time()
        sessions.end(ann.identity.session)
        await trio.testing.wait_all_tasks_blocked()
        ann.line.say(encode_request(Request(99, ExcludeSelf(6))))
        while len(sessions):
            await trio.sleep(0.05)
        assert trio.current_time() - ended_at <= 1
        assert ann.line.closed is not None
        assert (await home.desk._ports.wallet.standing(ann.player)).holder.excluded_until_ms == 0
        nursery.cancel_scope.cancel()


async def test_a_real_socket_whose_peer_does_not_read_is_gone_long_before_its_write_is_given_up() -> None:
    """A second in virtual time, above; here the machine may be slow, and the write has ten."""
    async with trio.open_nursery() as nursery:
        home, sessions, me = await house_of(nursery), Sessions(), identity_of("ann")
        async with edge(lambda line, _identity: sessions.serve(line, me, home.house)) as server:
            stream = await trio.open_tcp_stream("127.0.0.1", server.port)
            await stream.send_all(server.handshake())
            while not len(sessions):
                await trio.testing.wait_all_tasks_blocked(0.01)
            session = next(iter(sessions._open))
            full = Announcement("x" * 60_000, 0)
            while session.outbox_share < 0.2:
                session.announce(full)
                await trio.testing.wait_all_tasks_blocked(0.001)
            sessions.end(me.session)
            assert session._in_flight.is_over
            with trio.fail_after(WRITE_SECONDS_MAX / 2):
                while server.listener.statistics()["connections"]:
                    await trio.testing.wait_all_tasks_blocked(0.01)
            await stream.aclose()
        nursery.cancel_scope.cancel()


async def test_a_session_says_that_it_is_over_from_the_moment_it_ends(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, sessions = await house_of(nursery), Sessions()
        ann = Guest(home.house, sessions, nursery, "ann")
        await ann.ask(Ping())
        session = next(iter(sessions._open))
        in_flight = session._in_flight
        before, now = in_flight.is_over, partial(sessions.end, ann.identity.session)
        now()
        assert (before, in_flight.is_over) == (False, True)
        nursery.cancel_scope.cancel()


async def test_a_socket_that_is_upgraded_while_its_owner_signs_out_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the listener: the cookie is read, the owner signs out, the handshake goes on."""
    async with trio.open_nursery() as nursery:
        home, sessions, me = await house_of(nursery), Sessions(), identity_of("ann")
        async with edge(partial(sessions.serve, house=home.house)) as server:

            async def identify(_cookie: str | None) -> object:
                sessions.end(me.session)
                return me

            monkeypatch.setattr(server.listener, "_ports", attrs.evolve(server.listener._ports, identify=identify))
            answer = await server.raw(server.handshake(), then=b"")
            assert CLOSE_SIGNED_OUT.to_bytes(2, "big") in answer
            assert len(sessions) == 0
        nursery.cancel_scope.cancel()


async def test_what_waited_while_the_sign_in_ended_is_not_done(autojump_clock: MockClock) -> None:
    """A deposit that was asked for, and the player looked up, while somebody revoked the sign-in behind it."""
    async with gated_house() as (house, sessions, nursery):
        ann = Guest(house.house, sessions, nursery, "ann")
        await ann.ask(GATE)
        looked_up = trio.Event()
        honest = house.desk.gatekeeper.arrived

        async def slowly(player: str, caller: Caller) -> None:
            looked_up.set()
            await trio.sleep(0.3)
            await honest(player, caller)

        house.desk.gatekeeper.arrived = slowly  # type: ignore[method-assign]
        house.desk.gatekeeper._seen.clear()
        ann.line.read_seconds = 30  # nor does the goodbye go out at once
        ann.line.say(encode_request(Request(7, offer())))
        await looked_up.wait()
        sessions.end(ann.identity.session)
        await trio.sleep(5)
        assert not any(row.creator == ann.player for row in house.disk.matches.values())
