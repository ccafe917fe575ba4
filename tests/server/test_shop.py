"""The shop: bought once, an edition never oversold, given to friends only, worn for everybody to see at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.sessions import Sessions
from actors.wallet import Wallet
from protocol.commands import BuyItem, GiveItem, ReadLooks, ReadShop, Watch, WearItem
from protocol.money import Currency
from protocol.shop import Slot
from server import shop_desk
from server.wardrobe import WARES
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of
from tests.wallet.test_gate import ANN, BOB, Desk
from wallet.accounts import bucket, grant_account, outside
from wallet.book import Book
from wallet.item_transfers import BuyThing, EarnThing, GiveThing, WearThing
from wallet.transfers import Transfer

GC = Currency.GC


@attrs.frozen
class Street:
    """A house in memory and people with Gold Coins."""

    home: TestHouse
    guests: tuple[Guest, ...]


@asynccontextmanager
async def street(*names: str, coins: int = 10_000_00) -> AsyncIterator[Street]:
    async with trio.open_nursery() as nursery:
        home, sessions = await house_of(nursery), Sessions()
        guests = tuple(Guest(home.house, sessions, nursery, name) for name in names)
        for guest in guests:
            await Wallet(home.tree.wallet).post(f"gc:{guest.player}", Transfer(outside("coins", GC), grant_account(guest.player, GC), coins))
        yield Street(home, guests)
        assert home.crashes == []
        nursery.cancel_scope.cancel()


async def buy(guest: Guest, item: str, key: str = "a-buy-key-1") -> str:
    answer = await guest.ask(BuyItem(item, key))
    return answer.get("code", "yes")


async def coins(guest: Guest) -> int:
    view = (await guest.ask(Watch("wallet")))["snapshot"]
    return next(one["available"] for one in view["balances"] if one["currency"] == "GC")


async def test_a_thing_is_bought_once_and_paid_for_once(autojump_clock: MockClock) -> None:
    async with street("ann") as the:
        (ann,) = the.guests
        assert [await buy(ann, "title_regular") for _ in range(2)] == ["yes", "yes"], "the same press"
        assert await buy(ann, "title_regular", "another-key") == "ALREADY_OWNED"
        assert await coins(ann) == 10_000_00 - (WARES["title_regular"].price or 0)
        view = await ann.ask(ReadShop())
        assert view["owned"] == [{"item": "title_regular", "bought": True}]


@pytest.mark.parametrize("item", ["frame_champion", "no_such_thing"])
async def test_what_is_only_earned_or_is_not_there_cannot_be_bought(item: str, autojump_clock: MockClock) -> None:
    async with street("ann") as the:
        assert await buy(the.guests[0], item) == "NO_SUCH_ITEM"


async def test_of_an_edition_no_more_are_sold_than_there_are_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    monkeypatch.setattr(shop_desk, "WARES", {**WARES, "title_founder": attrs.evolve(WARES["title_founder"], edition=7)})
    async with street(*(f"guest {chr(97 + number)}" for number in range(20))) as the:
        answers: list[str] = []

        async def ask(guest: Guest) -> None:
            answers.append(await buy(guest, "title_founder"))

        async with trio.open_nursery() as nursery:
            for guest in the.guests:
                nursery.start_soon(ask, guest)
        assert sorted(answers) == ["SOLD_OUT"] * 13 + ["yes"] * 7
        items = (await the.guests[0].ask(ReadShop()))["items"]
        assert next(one for one in items if one["item"] == "title_founder")["left"] == 0
        paid = [10_000_00 - await coins(guest) for guest in the.guests]
        assert sorted(paid) == [0] * 13 + [WARES["title_founder"].price] * 7


async def test_what_is_worn_is_seen_by_everybody_at_once(autojump_clock: MockClock) -> None:
    async with street("ann", "bob") as the:
        ann, bob = the.guests
        await bob.ask(Watch("looks"))
        assert (await ann.ask(WearItem(Slot.TITLE, "wear-key-1", "title_regular")))["code"] == "NOT_OWNED"
        await buy(ann, "title_regular")
        assert (await ann.ask(WearItem(Slot.FRAME, "wear-key-2", "title_regular")))["code"] == "NO_SUCH_ITEM", "a title is no frame"
        began = trio.current_time()
        await ann.ask(WearItem(Slot.TITLE, "wear-key-3", "title_regular"))
        changed = await bob.until("looks_changed")
        assert trio.current_time() - began < 1
        assert (changed["player"], changed["worn"]) == (ann.player, [{"slot": "title", "item": "title_regular"}])
        (looks,) = (await bob.ask(ReadLooks((ann.player,))))["looks"]
        assert looks["worn"] == changed["worn"]
        await ann.ask(WearItem(Slot.TITLE, "wear-key-4"))
        assert (await bob.until("looks_changed"))["worn"] == []


async def test_gifts_go_to_friends_and_come_off_who_wore_them(autojump_clock: MockClock) -> None:
    async with street("ann", "bob") as the:
        ann, bob = the.guests
        await buy(ann, "title_regular")
        await ann.ask(WearItem(Slot.TITLE, "wear-key-1", "title_regular"))
        gift = GiveItem("title_regular", bob.player, "gift-key-1")
        assert (await ann.ask(gift))["code"] == "NOT_FRIENDS"
        the.home.desk.friends.add(frozenset((ann.player, bob.player)))
        assert (await ann.ask(attrs.evolve(gift, key="gift-key-2")))["type"] == "accepted"
        assert ((await ann.ask(ReadShop()))["owned"], (await ann.ask(ReadShop()))["worn"]) == ([], [])
        assert (await bob.ask(ReadShop()))["owned"] == [{"item": "title_regular", "bought": True}]
        assert (await ann.ask(attrs.evolve(gift, key="gift-key-3")))["code"] == "NOT_OWNED"


# ── in the books ──


def test_what_is_earned_cannot_be_given_and_nobody_has_a_thing_twice() -> None:
    desk = Desk()
    desk.do(Transfer("outside:coins:GC", bucket(ANN, GC, "coins"), 1_000))
    assert desk.do(EarnThing(ANN, "frame_champion")) == "POSTED"
    assert desk.do(EarnThing(ANN, "frame_champion")) == "ALREADY_OWNED"
    assert desk.do(GiveThing(ANN, BOB, "frame_champion")) == "NOT_GIVABLE"
    assert desk.do(BuyThing(ANN, "hat", 100, 0)) == "POSTED"
    assert desk.do(GiveThing(ANN, ANN, "hat")) == "NOT_GIVABLE"
    desk.do(EarnThing(BOB, "hat"))
    assert desk.do(GiveThing(ANN, BOB, "hat")) == "ALREADY_OWNED"
    assert desk.do(WearThing(ANN, "frame", "hat")) == "POSTED"


def test_a_replay_knows_who_owns_and_wears_what() -> None:
    desk = Desk()
    desk.do(Transfer("outside:coins:GC", bucket(ANN, GC, "coins"), 1_000))
    desk.do(BuyThing(ANN, "hat", 100, 3), WearThing(ANN, "frame", "hat"))
    again: Book = desk.replayed()
    assert (again.ledger.lockers, again.ledger.sold) == (desk.book.ledger.lockers, {"hat": 1})
    assert desk.book.ledger.lockers[ANN].worn == {"frame": "hat"}
