"""Quick match and rematch in a house in memory: found, seated, staked; and what happens when somebody cannot pay, leaves or changes their mind."""

from __future__ import annotations

from typing import Any

import trio
from trio.testing import MockClock

from actors.house import Limits
from actors.matchmaker.actor import MatchmakerActor
from actors.sessions import Sessions
from protocol.commands import ConcedeMatch, CreateMatch, JoinMatch, ListLive, ListPools, OfferRematch, SeekOpponent, SetRelation, StopSeeking, Watch
from protocol.commands.people import Relation
from protocol.games import Darts501Options, TenPinOptions
from protocol.money import Amount, Currency
from tests.kit.guest import Guest
from tests.kit.house import house_of

FIVE = Amount(Currency.USD, 500)
DARTS = Darts501Options(1)
SEEK = SeekOpponent(DARTS, FIVE)


async def guests(nursery: trio.Nursery, *names: str, money: int = 10_000) -> tuple[Any, list[Guest]]:
    home = await house_of(nursery, limits=Limits(play_money_minor=money))
    sessions = Sessions()
    found = [Guest(home.house, sessions, nursery, name) for name in names]
    for guest in found:
        await guest.ask(Watch("wallet"))
    return home, found


async def test_two_who_seek_the_same_are_seated_and_their_stakes_held(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob) = await guests(nursery, "ann", "bob")
        assert (await ann.ask(SEEK))["type"] == "accepted"
        assert (await ann.ask(ListPools()))["pools"] == [{"options": {"game": "darts_501", "legs": 1}, "stake": {"currency": "USD", "minor": 500}, "seeking": 1}]
        progress = await ann.until("seek_progress")
        assert (progress["seeking"], progress["rating"], progress["provisional"]) == (1, 1500, True)
        await bob.ask(SEEK)
        found = [await ann.until("opponent_found"), await bob.until("opponent_found")]
        assert found[0]["match_id"] == found[1]["match_id"]
        assert (found[0]["opponent"], found[1]["opponent"]) == (bob.player, ann.player)
        view = (await ann.ask(Watch(f"match:{found[0]['match_id']}")))["snapshot"]
        assert view["phase"] == "live"
        assert (await ann.ask(ListPools()))["pools"] == []
        assert [match["match_id"] for match in (await ann.ask(ListLive()))["matches"]] == [view["offer"]["match_id"]]
        holds = [row for row in home.disk.rows if b'"hold"' in row.body]
        assert len(holds) == 1
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_the_lobby_never_shows_two_who_were_brought_together_and_nobody_else_takes_the_seat(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob, eve) = await guests(nursery, "ann", "bob", "eve")
        await eve.ask(Watch("lobby"))
        await ann.ask(SEEK)
        await bob.ask(SEEK)
        match = (await ann.until("opponent_found"))["match_id"]
        assert (await eve.ask(JoinMatch(match)))["code"] == "ALREADY_TAKEN"
        assert [push["event"]["type"] for push in eve.pushed if push["stream"] == "lobby"] == []
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_other_games_formats_and_stakes_are_other_pools(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob, cat) = await guests(nursery, "ann", "bob", "cat")
        await ann.ask(SEEK)
        await bob.ask(SeekOpponent(DARTS, Amount(Currency.USD, 501)))
        await cat.ask(SeekOpponent(TenPinOptions(), FIVE))
        await trio.sleep(60)
        assert len((await ann.ask(ListPools()))["pools"]) == 3
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_who_cannot_pay_is_told_and_the_other_waits_on(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob, cat) = await guests(nursery, "ann", "bob", "cat")
        for number in range(20):  # ann spends all she has on other matches
            await ann.ask(CreateMatch(f"ann-spends-{number:02}", DARTS, FIVE))
            match = (await ann.ask(CreateMatch(f"ann-spends-{number:02}", DARTS, FIVE)))["match_id"]
            await cat.ask(JoinMatch(match))
        await ann.ask(SEEK)
        await bob.ask(SEEK)
        ended = await ann.until("seek_ended")
        assert ended["why"]["code"] == "INSUFFICIENT_FUNDS"
        assert (await bob.ask(ListPools()))["pools"][0]["seeking"] == 1
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_a_search_ends_with_its_connection_and_on_request(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob, cat) = await guests(nursery, "ann", "bob", "cat")
        await ann.ask(SEEK)
        ann.line.cut()
        await trio.sleep(1)
        await bob.ask(SEEK)
        assert (await bob.ask(StopSeeking()))["type"] == "accepted"
        assert (await cat.ask(ListPools()))["pools"] == []
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_the_newest_search_of_a_player_counts(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob) = await guests(nursery, "ann", "bob")
        again = Guest(home.house, Sessions(), nursery, "ann")
        await ann.ask(SEEK)
        await again.ask(SEEK)
        assert (await ann.until("seek_ended"))["why"]["code"] == "SEEKING_ELSEWHERE"
        ann.line.cut()
        await trio.sleep(1)
        await bob.ask(SEEK)
        assert (await again.until("opponent_found"))["opponent"] == bob.player
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_who_is_blocked_is_not_found_and_may_not_take_an_offer(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob) = await guests(nursery, "ann", "bob")
        await ann.ask(SetRelation(bob.player, Relation.BLOCK, wanted=True))
        await ann.ask(SEEK)
        await bob.ask(SEEK)
        await trio.sleep(120)
        assert (await ann.ask(ListPools()))["pools"][0]["seeking"] == 2
        match = (await ann.ask(CreateMatch("ann-offers-1", DARTS, FIVE)))["match_id"]
        assert (await bob.ask(JoinMatch(match)))["code"] == "BLOCKED"
        await ann.ask(SetRelation(bob.player, Relation.BLOCK, wanted=False))
        assert (await bob.ask(JoinMatch(match)))["type"] == "accepted"
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_a_rematch_that_both_want_changes_sides_and_is_staked_again(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann, bob) = await guests(nursery, "ann", "bob")
        match = (await ann.ask(CreateMatch("ann-offers-1", DARTS, FIVE)))["match_id"]
        await bob.ask(JoinMatch(match))
        for guest in (ann, bob):
            await guest.ask(Watch(f"match:{match}"))
        await bob.ask(ConcedeMatch(match))
        await ann.until("match_settled")
        await ann.ask(OfferRematch(match))
        await bob.until("rematch_offered")
        await bob.ask(OfferRematch(match))
        following = (await ann.until("rematch_agreed"))["match_id"]
        await trio.sleep(1)
        view = (await ann.ask(Watch(f"match:{following}")))["snapshot"]
        assert (view["phase"], view["players"]) == ("live", [bob.player, ann.player])
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_who_leaves_while_being_seated_is_not_put_back_in_line(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, (ann,) = await guests(nursery, "ann")
        await ann.ask(SEEK)
        seekers = home.tree._seekers.seekers
        seekers[ann.player].seating = True
        await ann.ask(StopSeeking())
        actor = MatchmakerActor(lambda: home.tree.lobby, home.tree.matches, home.clock, home.tree._seekers)
        actor._wait_on(ann.player)
        assert seekers == {}
        nursery.cancel_scope.cancel()
