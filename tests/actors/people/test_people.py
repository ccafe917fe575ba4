"""Inboxes and relations in a house in memory: told once, kept before shown, read once for all connections."""

from __future__ import annotations

from typing import Any

import trio
from trio.testing import MockClock

from actors.people.actor import PeopleActor, Tell
from actors.people.note import Note
from actors.sessions import Sessions
from protocol.commands import ConcedeMatch, CreateMatch, JoinMatch, MarkRead, ReactInMatch, SetRelation, Watch
from protocol.commands.people import Relation
from protocol.events import NoticeKind
from protocol.events.match import Reaction
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from tests.kit.guest import Guest
from tests.kit.house import house_of


async def two(nursery: trio.Nursery) -> tuple[Any, Guest, Guest]:
    home = await house_of(nursery)
    sessions = Sessions()
    return home, Guest(home.house, sessions, nursery, "ann"), Guest(home.house, sessions, nursery, "bob")


async def play(ann: Guest, bob: Guest, key: str = "ann-offers-1") -> str:
    match = (await ann.ask(CreateMatch(key, Darts501Options(1), Amount(Currency.USD, 500))))["match_id"]
    await bob.ask(JoinMatch(match))
    return match


async def test_who_is_away_is_told_that_their_offer_was_taken_and_how_it_ended(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, bob = await two(nursery)
        await ann.ask(Watch("inbox"))
        match = await play(ann, bob)
        taken = (await ann.until("notice_came"))["notice"]
        assert (taken["kind"], taken["who_name"], taken["match_id"]) == ("taken", "bob", match)
        await bob.ask(ConcedeMatch(match))
        settled = (await ann.until("notice_came"))["notice"]
        assert (settled["kind"], settled["won"], settled["paid"]) == ("settled", True, {"currency": "USD", "minor": 950})
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_who_is_looking_is_told_nothing_that_they_see(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, bob = await two(nursery)
        match = (await ann.ask(CreateMatch("ann-offers-1", Darts501Options(1), Amount(Currency.USD, 500))))["match_id"]
        await ann.ask(Watch(f"match:{match}"))
        await bob.ask(JoinMatch(match))
        await bob.ask(Watch(f"match:{match}"))
        await bob.ask(ConcedeMatch(match))
        await ann.until("match_settled")
        await trio.sleep(5)
        assert home.disk.notices == {}
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_the_same_is_told_once(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, _bob = await two(nursery)
        await ann.ask(Watch("inbox"))
        note = Note("m_1/taken/3", ann.player, 1, NoticeKind.TAKEN)
        for _ in range(3):
            home.tree.people.tell(Tell(note))
        await trio.sleep(1)
        view = (await ann.ask(Watch("inbox")))["snapshot"]
        assert [notice["number"] for notice in view["notices"]] == [1]
        assert [push["event"]["type"] for push in ann.pushed if push["stream"] == "inbox"] == ["notice_came"]
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_what_was_read_on_one_connection_is_read_on_all(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, bob = await two(nursery)
        phone = Guest(home.house, Sessions(), nursery, "ann")
        for guest in (ann, phone):
            await guest.ask(Watch("inbox"))
        await bob.ask(SetRelation(ann.player, Relation.FOLLOW, wanted=True))
        notice = (await ann.until("notice_came"))["notice"]
        assert (notice["kind"], notice["who"]) == ("followed", bob.player)
        await ann.ask(MarkRead(notice["number"]))
        assert (await phone.until("inbox_read"))["read"] == 1
        await ann.ask(MarkRead(999))
        assert (await phone.until("inbox_read"))["read"] == 1
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_following_again_tells_nobody_again_and_blocking_ends_following(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, bob = await two(nursery)
        for wanted in (True, False, True):
            await bob.ask(SetRelation(ann.player, Relation.FOLLOW, wanted=wanted))
        assert len(home.disk.notices[ann.player]) == 1
        await ann.ask(SetRelation(bob.player, Relation.BLOCK, wanted=True))
        assert home.disk.relations == {(ann.player, bob.player, Relation.BLOCK)}
        assert (await bob.ask(SetRelation(ann.player, Relation.FOLLOW, wanted=True)))["code"] == "BLOCKED"
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_nobody_relates_to_themself(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, _bob = await two(nursery)
        for relation in Relation:
            assert (await ann.ask(SetRelation(ann.player, relation, wanted=True)))["code"] == "NOT_WITH_YOURSELF"
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def test_a_database_that_is_away_delays_a_notice_and_loses_none(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, _bob = await two(nursery)
        home.storage.away_until = trio.current_time() + 30
        home.tree.people.tell(Tell(Note("m_1/taken/3", ann.player, 1, NoticeKind.TAKEN)))
        await trio.sleep(20)
        assert home.disk.notices == {}
        await trio.sleep(20)
        assert len(home.disk.notices[ann.player]) == 1
        nursery.cancel_scope.cancel()


async def test_reactions_are_seen_by_both_a_few_at_a_time_and_kept_nowhere(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        home, ann, bob = await two(nursery)
        match = await play(ann, bob)
        await ann.ask(Watch(f"match:{match}"))
        await ann.until("player_ready")
        kept = len(home.disk.records)
        answers = [await bob.ask(ReactInMatch(match, Reaction.CLAP)) for _ in range(6)]
        assert [answer["type"] for answer in answers] == ["accepted"] * 4 + ["refused"] * 2
        assert answers[-1]["code"] == "TOO_FAST"
        assert (await ann.until("reacted"))["reaction"] == "clap"
        assert len(home.disk.records) == kept
        assert home.crashes == []
        nursery.cancel_scope.cancel()


def test_its_statistics_say_how_many_are_told() -> None:
    assert PeopleActor(None, None, {}).statistics() == {"inboxes_watched": 0, "told": 0}  # type: ignore[arg-type]
