"""Gifts of the house: once a day however often one presses, as lots, and to nobody who may not have them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from trio.testing import MockClock

from actors.sessions import Sessions
from protocol.commands import ClaimDaily, PassGate, ReadCoins, RequestCoins, TakeBreak, Watch
from server.house_rules import journal_rules
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of


@asynccontextmanager
async def player(place: str = "US-CO") -> AsyncIterator[tuple[Guest, TestHouse]]:
    """Ann, through the gate, in a house that knows its rules."""
    async with trio.open_nursery() as nursery:
        home = await house_of(nursery)
        await journal_rules(home.desk._ports.wallet, home.desk.gatekeeper.rules)
        ann = Guest(home.house, Sessions(), nursery, "ann")
        await ann.ask(PassGate("1990-05-17", place, 1, 1))
        yield ann, home
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def coins(guest: Guest) -> dict[str, int]:
    view = (await guest.ask(Watch("wallet")))["snapshot"]
    return {one["currency"]: one["total"] for one in view["balances"] if one["currency"] != "USD"}


async def daily(guest: Guest) -> list[dict[str, Any]]:
    return (await guest.ask(ReadCoins()))["daily"]


async def test_the_daily_coins_come_once_a_day_however_often_one_presses(autojump_clock: MockClock) -> None:
    async with player() as (ann, home):
        assert [gift["from_ms"] for gift in await daily(ann)] == [None, None]
        for _ in range(3):
            assert (await ann.ask(ClaimDaily()))["type"] == "accepted"
        assert await coins(ann) == {"GC": 500_000, "SC": 100}
        tomorrow = (await daily(ann))[0]["from_ms"]
        home.clock.step_ms += tomorrow - home.clock.now_ms()
        await ann.ask(ClaimDaily())
        assert await coins(ann) == {"GC": 1_000_000, "SC": 200}


async def test_on_request_there_are_sweeps_coins_without_any_purchase(autojump_clock: MockClock) -> None:
    async with player() as (ann, _home):
        assert (await ann.ask(RequestCoins()))["type"] == "accepted"
        assert (await ann.ask(RequestCoins()))["type"] == "accepted"
        assert (await coins(ann))["SC"] == 100
        (lot,) = (await ann.ask(Watch("wallet")))["snapshot"]["lots"]
        assert (lot["source"], lot["left"], lot["to_play"]) == ("request", 100, 100)


async def test_where_sweeps_coins_may_not_be_given_gold_coins_still_are(autojump_clock: MockClock) -> None:
    async with player("US-WA") as (ann, _home):
        assert (await ann.ask(ClaimDaily()))["type"] == "accepted"
        assert await coins(ann) == {"GC": 500_000, "SC": 0}
        assert (await ann.ask(RequestCoins()))["code"] == "PLACE_CLOSED"
        assert [gift["refused"] for gift in await daily(ann)] == [None, "PLACE_CLOSED"]


async def test_who_is_on_a_break_is_given_nothing_and_the_day_is_not_lost(autojump_clock: MockClock) -> None:
    async with player() as (ann, _home):
        await ann.ask(TakeBreak(24))
        assert (await ann.ask(ClaimDaily()))["code"] == "SELF_EXCLUDED"
        assert [gift["from_ms"] for gift in await daily(ann)] == [None, None]


async def test_what_is_not_played_lapses(autojump_clock: MockClock) -> None:
    async with player() as (ann, home):
        await ann.ask(ClaimDaily())
        home.clock.step_ms += 61 * 86_400_000
        await trio.sleep(31)
        assert await coins(ann) == {"GC": 500_000, "SC": 0}
