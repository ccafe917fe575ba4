"""What was asked is answered exactly once, whatever becomes of it."""

from __future__ import annotations

import json
from typing import Any

import attrs
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from actors.house import Limits
from actors.in_flight import InFlight, RequestCell
from actors.mailbox import Mailbox
from actors.outbox import Outbox
from actors.outgoing import Encoded
from actors.ref import Ref
from actors.sessions import Sessions
from protocol.codec import encode_request
from protocol.commands import ListMatches, Ping
from protocol.envelope import Accepted, Request
from tests.kit.guest import Guest
from tests.kit.house import house_of
from tests.kit.lines import MemoryLine
from wallet.journal import DatabaseAway


class Kept(Outbox):
    """Keeps what is sent, to look at."""

    def __init__(self) -> None:
        super().__init__(MemoryLine(), Limits())
        self.sent: list[dict[str, Any]] = []

    def send(self, message: Encoded) -> None:
        self.sent.append(json.loads(message.text))

    def codes(self) -> list[tuple[int, str]]:
        return [(one["ref"], one["reply"].get("code", one["reply"]["type"])) for one in self.sent]


async def in_flight_of(nursery: trio.Nursery) -> tuple[InFlight, Kept]:
    home, outbox = await house_of(nursery), Kept()
    in_flight = InFlight(home.house, outbox)
    in_flight.begin(nursery)
    return in_flight, outbox


async def test_an_answer_that_comes_after_the_deadline_is_not_a_second_one(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        in_flight, outbox = await in_flight_of(nursery)
        box: Mailbox[str] = Mailbox("slow", 9)
        in_flight.post(Ref(box), "one", 1)
        in_flight.post(Ref(box), "two", 2)

        in_flight.lapse(trio.current_time())
        (await box.take()).answer(Accepted())
        in_flight.lapse(trio.current_time() + 60)
        (await box.take()).answer(Accepted())

        nursery.cancel_scope.cancel()
    assert (outbox.codes(), len(in_flight.cells)) == ([(1, "accepted"), (2, "UNKNOWN_OUTCOME")], 0)


async def test_who_cannot_be_asked_is_an_answer_at_once(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        in_flight, outbox = await in_flight_of(nursery)
        full: Mailbox[str] = Mailbox("full", 1)
        dead: Mailbox[str] = Mailbox("dead", 1)
        full_ref, dead_ref = Ref(full), Ref(dead)
        full_ref.tell("before")
        dead.close()

        in_flight.post(full_ref, "one", 1)
        in_flight.post(dead_ref, "two", 2)

        nursery.cancel_scope.cancel()
    assert outbox.codes() == [(1, "BUSY"), (2, "UNAVAILABLE")]


async def test_work_that_fails_is_an_answer_and_does_not_cost_the_connection(autojump_clock: MockClock) -> None:
    async def away(_cell: RequestCell) -> None:
        raise DatabaseAway("away")

    async def broken(_cell: RequestCell) -> None:
        raise ZeroDivisionError

    async with trio.open_nursery() as nursery:
        in_flight, outbox = await in_flight_of(nursery)
        in_flight.start(1, away)
        in_flight.start(2, broken)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    assert sorted(outbox.codes()) == [(1, "UNAVAILABLE"), (2, "INTERNAL")]


async def test_what_was_looked_into_while_its_sign_in_ended_is_not_handed_on(autojump_clock: MockClock) -> None:
    box: Mailbox[str] = Mailbox("box", 9)

    async def looked_into(cell: RequestCell) -> None:
        await trio.sleep(1)
        in_flight.hand_on(Ref(box), "late", cell)

    async with trio.open_nursery() as nursery:
        in_flight, _outbox = await in_flight_of(nursery)
        in_flight.start(1, looked_into)
        in_flight.is_over = True
        await trio.sleep(2)
        nursery.cancel_scope.cancel()
    assert box.waiting == 0


async def test_the_house_is_told_whose_command_was_answered_and_how(autojump_clock: MockClock) -> None:
    """What a session knows at once, and what an actor answers."""
    told: list[tuple[str | None, str]] = []
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        house = attrs.evolve(home.house, on_answer=lambda whose, _seconds, body: told.append((whose, type(body).__name__)))
        ann = Guest(house, Sessions(), nursery, "ann")
        await ann.ask(Ping())
        await ann.ask(ListMatches())
        stranger = MemoryLine()
        nursery.start_soon(Sessions().serve, stranger, None, house)
        stranger.say(encode_request(Request(1, ListMatches())))
        while b"NOT_SIGNED_IN" not in await stranger.heard():
            pass
        nursery.cancel_scope.cancel()
    assert told == [(ann.player, "Pong"), (ann.player, "MatchList"), (None, "Refused")]
