"""The gatekeeper, by those who would get past it: from two places at once, by leaving and coming back, while the database is away, between two steps."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.line import Caller
from actors.sessions import Sessions
from actors.wallet import MinutePassed
from protocol.codec import encode_request
from protocol.coins import LotSource
from protocol.commands import (
    BuyItem,
    ClaimReward,
    CloseAccount,
    ConfirmPlayLimit,
    ExcludeSelf,
    JoinMatch,
    ListPools,
    PassGate,
    PlaceBet,
    ReadAccount,
    SeekOpponent,
    SetMode,
    SetPlayLimit,
    TakeBreak,
    Watch,
)
from protocol.envelope import Request
from protocol.games import Darts501Options
from protocol.limits import AccountState, LimitKind, LimitPeriod, PlaceState, months_later
from protocol.money import Currency
from protocol.tables import Chip, RouletteBet
from server.counter import count_minutes_for_ever
from server.gatekeeper import NOWHERE, GatePorts
from server.house_rules import HouseRules, journal_rules, missing
from server.places import RULES
from tests.kit.gated import DAY, FIVE, GATE, empty, gated_house, offer, told
from tests.kit.guest import Guest
from tests.kit.house import TestHouse
from tests.kit.tables import SC, Bettor, hall
from wallet.accounts import grant_account, outside
from wallet.gate_transfers import SetAccount
from wallet.holders import FOREVER_MS
from wallet.journal import DatabaseAway
from wallet.table_transfers import Grant
from wallet.transfers import Transfer

COLORADO, MONTANA, MICHIGAN = (Caller("203.0.113.9", place) for place in ("US-CO", "US-MT", "US-MI"))
RED = RouletteBet((Chip("red", 1_000),))
PERSON = ("google/4711",)


def told_places(house: TestHouse) -> None:
    """From now on a proxy says where callers are."""
    gate = house.desk.gatekeeper
    gate._ports = attrs.evolve(gate._ports, places_told=True)


async def another_account(house: TestHouse, sessions: Sessions, nursery: trio.Nursery, of: Guest, name: str) -> Guest:
    """Closes the account; the same person signs in anew."""
    await empty(house, of)
    assert await told(of, CloseAccount(of.identity.name)) == "accepted"
    again = Guest(house.house, sessions, nursery, name)
    house.desk.particulars.persons[again.player] = PERSON
    return again


class TestPlaces:
    async def test_of_two_connections_each_stakes_from_where_it_is(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            here, there = (Guest(house.house, sessions, nursery, "ann") for _ in range(2))
            here.line.caller, there.line.caller = COLORADO, MONTANA
            assert await told(here, GATE) == "accepted"
            for number in range(3):
                assert await told(there, offer(10 + number)) == "PLACE_CLOSED"
                assert await told(here, offer(number)) == "match_created"

    async def test_there_and_back_within_a_second_is_three_moves(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            for caller in (COLORADO, MONTANA, COLORADO, MONTANA):
                await house.desk.arrived(ann.identity, caller)
            assert (await house.desk._ports.wallet.standing(ann.player)).holder.admission.place == "US-MT"

    async def test_two_who_arrive_at_once_leave_the_wallet_and_the_gate_of_one_mind(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            for _ in range(20):
                async with trio.open_nursery() as both:
                    both.start_soon(house.desk.arrived, ann.identity, COLORADO)
                    both.start_soon(house.desk.arrived, ann.identity, MONTANA)
                place = (await house.desk._ports.wallet.standing(ann.player)).holder.admission.place
                assert house.desk.is_here(ann.identity, Caller("x", place))
            assert len(house.desk.gatekeeper._turns) == 0

    async def test_where_a_proxy_says_places_a_declared_one_opens_nothing(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            told_places(house)
            seen, unseen = (Guest(house.house, sessions, nursery, "ann") for _ in range(2))
            seen.line.caller = MONTANA
            assert await told(seen, GATE) == "PLACE_CLOSED"
            assert await told(unseen, GATE) == "PLACE_CLOSED"
            assert (await unseen.ask(ReadAccount()))["place"] is None
            assert await told(unseen, offer()) == "PLACE_CLOSED"
            assert await told(seen, offer()) == "PLACE_CLOSED"
            assert NOWHERE not in {rule.place for rule in RULES}

    async def test_who_stakes_at_once_is_known_first(self, autojump_clock: MockClock) -> None:
        """The bet is on the line before the house has looked up who this is and where."""
        async with hall() as the:
            await journal_rules(the.wallet, the.home.desk.gatekeeper.rules)
            ann = Bettor(the.home.house, the.sessions, the.nursery, "ann")
            ann.line.caller = COLORADO
            await ann.ask(GATE)
            await the.wallet.post("sc", Grant("lot", ann.player, 10_000, 10_000, 2**50, LotSource.OPERATOR))
            await ann.ask(SetMode(SC, "to-sweeps-ann"))
            await ann.sit("t_roulette")
            for number in range(5):
                banned = Bettor(the.home.house, the.sessions, the.nursery, "ann")
                banned.line.caller = MICHIGAN
                bet = PlaceBet(RouletteBet((Chip("red", 100),)), SC, "t_roulette", ann.round, f"key-{number:06}")
                assert await told(banned, bet) == "PLACE_CLOSED"
                assert await told(ann, attrs.evolve(bet, key=f"mine-{number:06}")) == "accepted"

    async def test_what_the_house_gives_it_gives_where_one_is(self, autojump_clock: MockClock) -> None:
        async with hall() as the:
            await journal_rules(the.wallet, the.home.desk.gatekeeper.rules)
            ann, there = (Bettor(the.home.house, the.sessions, the.nursery, "ann") for _ in range(2))
            ann.line.caller, there.line.caller = COLORADO, Caller("203.0.113.9", "FR")
            await ann.ask(GATE)
            await the.wallet.post("gc", Transfer(outside("coins", Currency.GC), grant_account(ann.player, Currency.GC), 10_000))
            await ann.sit("t_roulette")
            assert await ann.bet(RED, Currency.GC) == "accepted"
            await ann.settled()
            assert await told(ann, offer()) == "match_created", "it is known that Ann is in Colorado"
            assert await told(there, ClaimReward("once_first_round")) == "PLACE_CLOSED"
            assert await told(ann, ClaimReward("once_first_round")) == "accepted"

    async def test_a_place_that_is_no_longer_named_is_closed(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, wallet = Guest(house.house, sessions, nursery, "ann"), house.desk._ports.wallet
            await ann.ask(GATE)
            house.desk.gatekeeper.rules = fewer = HouseRules(1, 1, [rule for rule in RULES if rule.place != "US-CO"])
            assert await journal_rules(wallet, fewer) == 1
            assert missing(await wallet.rules(), fewer) == []
            assert fewer.state_in("US-CO", house.clock.now_ms())[0] is PlaceState.CLOSED
            assert await told(ann, offer()) == "PLACE_CLOSED"
            await journal_rules(wallet, HouseRules(1, 1, RULES))
            assert await told(ann, offer()) == "match_created"

    async def test_as_many_are_remembered_as_may_and_who_is_not_is_asked_again(self, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("server.gatekeeper.WHEREABOUTS_MAX", 2)
        async with gated_house() as (house, sessions, nursery):
            guests = [Guest(house.house, sessions, nursery, name) for name in ("ann", "bob", "cid")]
            for guest in guests:
                assert await told(guest, GATE) == "accepted"
            assert len(house.desk.gatekeeper._seen) == 2
            assert not house.desk.is_here(guests[0].identity, guests[0].line.caller)
            assert await told(guests[0], offer()) == "match_created"


NEWCOMERS = {"US-CO": True, "US-MT": True, "FR": False, NOWHERE: False, None: True}


@pytest.mark.parametrize("place", NEWCOMERS)
def test_somebody_new_signs_up_where_anything_may_be_played(place: str | None) -> None:
    """In Montana Gold Coins alone."""
    house = HouseRules(1, 1, RULES)
    assert house.takes_newcomers(place, 1_790_000_000_000) is NEWCOMERS[place]
    closed = HouseRules(1, 1, [attrs.evolve(rule, state=PlaceState.CLOSED) for rule in RULES])
    assert not closed.takes_newcomers("US-CO", 1_790_000_000_000)


class TestDatabaseAway:
    async def test_nothing_is_staked_by_somebody_of_whom_nothing_could_be_looked_up(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            house.desk.particulars.persons[ann.player] = PERSON
            await ann.ask(ExcludeSelf(None))
            house.desk.particulars.away = True
            later = Guest(house.house, sessions, nursery, "somebody new")
            house.desk.particulars.persons[later.player] = PERSON
            await trio.sleep(1)
            for command in (GATE, offer(), SeekOpponent(Darts501Options(1), FIVE)):
                assert await told(later, command) == "UNAVAILABLE"
            house.desk.particulars.away = False
            await later.ask(GATE)
            assert await told(later, offer()) == "SELF_EXCLUDED"

    async def test_an_exclusion_is_remembered_before_it_is_booked(self, autojump_clock: MockClock) -> None:
        """So that whatever fails between the two loses nothing."""
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            house.desk.particulars.persons[ann.player] = PERSON
            await ann.ask(GATE)
            wallet, post = house.desk._ports.wallet, house.desk._ports.wallet.post

            async def fails(*_args: object, **_words: object) -> None:
                raise DatabaseAway("between the two steps")

            wallet.post = fails  # type: ignore[method-assign]
            with pytest.raises(DatabaseAway):
                await house.desk.gatekeeper.exclude(ann.player, house.clock.now_ms() + DAY * 1000)
            wallet.post = post  # type: ignore[method-assign]
            await house.desk.arrived(ann.identity, ann.line.caller)
            assert await told(ann, offer()) == "SELF_EXCLUDED"


class TestComingBack:
    async def test_a_child_does_not_grow_up_by_leaving(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            kid = Guest(house.house, sessions, nursery, "kid")
            house.desk.particulars.persons[kid.player] = PERSON
            assert await told(kid, PassGate("2015-01-01", "US-CO", 1, 1)) == "UNDER_AGE"
            again = await another_account(house, sessions, nursery, kid, "kid two")
            assert await told(again, GATE) == "NOT_YOUR_BIRTHDAY"
            assert await told(again, offer()) == "GATE_NOT_PASSED"

    async def test_who_is_frozen_does_not_leave(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await empty(house, ann)
            await house.desk._ports.wallet.post("freeze", SetAccount(ann.player, AccountState.FROZEN))
            assert await told(ann, CloseAccount("ann")) == "ACCOUNT_FROZEN"
            assert house.desk.particulars.gone == []

    async def test_limits_come_along_and_are_set_once(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            house.desk.particulars.persons[ann.player] = PERSON
            await ann.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.MONTH, most=100))
            again = await another_account(house, sessions, nursery, ann, "ann two")
            await again.ask(GATE)
            assert await told(again, offer()) == "LIMIT_REACHED"
            await again.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.MONTH, most=1_000))
            house.clock.step_ms += DAY * 1000
            await again.ask(ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.MONTH))
            await house.desk.arrived(again.identity, again.line.caller)
            assert await told(again, offer()) == "match_created"

    async def test_who_closes_the_account_at_once_leaves_no_limit_behind(self, autojump_clock: MockClock) -> None:
        """The word is on the line before the house has looked up who this is."""
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            house.desk.particulars.persons[ann.player] = PERSON
            await ann.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.MONTH, most=100))
            again = await another_account(house, sessions, nursery, ann, "ann two")
            house.desk.particulars.slow = 1.0
            await trio.sleep(0.1)
            last = await another_account(house, sessions, nursery, again, "ann three")
            await last.ask(GATE)
            assert await told(last, offer()) == "LIMIT_REACHED"

    async def test_another_birthday_than_the_one_that_is_known_is_not_remembered(self, autojump_clock: MockClock) -> None:
        """Of an account that is older than what is remembered of persons: a slip locks nobody out, and a child does not grow up by leaving."""
        async with gated_house() as (house, sessions, nursery):
            kid = Guest(house.house, sessions, nursery, "kid")
            house.desk.particulars.persons[kid.player] = PERSON
            house.desk.particulars.dates[kid.player] = "2015-01-01"
            assert await told(kid, GATE) == "NOT_YOUR_BIRTHDAY"
            assert await told(kid, PassGate("2015-01-01", "US-CO", 1, 1)) == "UNDER_AGE"
            again = await another_account(house, sessions, nursery, kid, "kid two")
            assert await told(again, GATE) == "NOT_YOUR_BIRTHDAY"

    async def test_a_limit_that_was_used_is_not_begun_anew(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            house.desk.particulars.persons[ann.player] = PERSON
            for guest in (ann, bob):
                await guest.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.WEEK, most=60))
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.DAY, most=60))
            house.desk.minutes[ann.player] = 0
            house.tree.wallet.tell(MinutePassed((ann.player,), "a/1"))
            again = await another_account(house, sessions, nursery, ann, "ann two")
            await again.ask(GATE)
            assert await told(again, offer()) == "SELF_EXCLUDED"
            house.clock.step_ms += 7 * DAY * 1000
            assert await told(again, offer()) == "match_created"


class TestRecall:
    @pytest.mark.parametrize("how", ["break", "exclusion", "by an operator"])
    async def test_who_may_not_play_is_in_no_queue(self, autojump_clock: MockClock, how: str) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            created = await ann.ask(offer())
            await ann.ask(SeekOpponent(Darts501Options(1), FIVE))
            match how:
                case "break":
                    await ann.ask(TakeBreak(24))
                case "exclusion":
                    await ann.ask(ExcludeSelf(None))
                case _:
                    await house.desk.gatekeeper.exclude(ann.player, house.clock.now_ms() + DAY * 1000)
            await trio.sleep(1)
            assert (await bob.ask(Watch("lobby")))["snapshot"]["offers"] == []
            assert (await bob.ask(ListPools()))["pools"] == []
            assert await told(bob, JoinMatch(created["match_id"])) == "WRONG_PHASE"

    async def test_a_bet_on_a_round_that_is_not_locked_comes_back_at_once(self, autojump_clock: MockClock) -> None:
        async with hall() as the:
            ann = await the.bettor("ann")
            await ann.sit("t_roulette")
            assert await ann.bet(RED) == "accepted"
            assert (await the.balance(ann))["held"] == 1_000
            assert await told(ann, ExcludeSelf(None)) == "accepted"
            assert (await the.balance(ann))["held"] == 0
            assert await ann.bet(RED) == "SELF_EXCLUDED"

    async def test_who_excludes_themself_and_is_gone_at_once_is_excluded_all_the_same(self, autojump_clock: MockClock) -> None:
        """The connection ends while it is being done."""
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            created = await ann.ask(offer())
            house.desk.particulars.slow = 1.0
            ann.line.say(encode_request(Request(99, ExcludeSelf(None))))
            await trio.sleep(0.5)
            ann.line.cut()
            await trio.sleep(5)
            standing = await house.desk._ports.wallet.standing(ann.player)
            assert standing.holder.excluded_until_ms == FOREVER_MS
            assert await told(bob, JoinMatch(created["match_id"])) == "WRONG_PHASE"

    async def test_who_leaves_and_is_gone_at_once_is_forgotten_all_the_same(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await empty(house, ann)
            house.desk.particulars.slow = 1.0
            ann.line.say(encode_request(Request(99, CloseAccount("ann"))))
            await trio.sleep(0.5)
            ann.line.cut()
            await trio.sleep(5)
            assert (house.desk.particulars.gone, house.desk.left) == ([ann.player], [ann.player])

    async def test_who_leaves_is_in_no_queue(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            await ann.ask(offer())
            await empty(house, ann)
            assert await told(ann, CloseAccount("ann")) == "accepted"
            await trio.sleep(1)
            assert (await bob.ask(Watch("lobby")))["snapshot"]["offers"] == []

    async def test_who_excluded_themself_buys_nothing(self, autojump_clock: MockClock) -> None:
        async with hall() as the:
            ann = await the.bettor("ann")
            await ann.ask(ExcludeSelf(None))
            assert await told(ann, BuyItem("title_regular", "a-buy-key")) == "SELF_EXCLUDED"


class TestLooserLimits:
    async def test_what_was_asked_for_long_ago_is_not_wanted_any_more(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=300))
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=None))
            house.clock.step_ms += 8 * DAY * 1000 - 1_000
            assert (await ann.ask(ReadAccount()))["limits"][0]["asked_ms"] is not None
            house.clock.step_ms += 2_000
            assert (await ann.ask(ReadAccount()))["limits"][0]["asked_ms"] is None
            assert await told(ann, ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.DAY)) == "NOTHING_ASKED"
            assert await told(ann, offer()) == "LIMIT_REACHED"

    async def test_the_wait_is_the_houses(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            house.desk._ports = attrs.evolve(house.desk._ports, loosen_hours=lambda: 72)
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=300))
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=None))
            view = await ann.ask(ReadAccount())
            assert view["limits"][0]["may_confirm_ms"] - view["limits"][0]["asked_ms"] == 72 * 3_600_000
            house.clock.step_ms += 2 * DAY * 1000
            assert await told(ann, ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.DAY)) == "TOO_EARLY"
            house.clock.step_ms += DAY * 1000
            assert await told(ann, ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.DAY)) == "accepted"


class TestTime:
    async def test_a_first_limit_of_time_counts_what_one_has_been_here_already(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            house.desk.minutes[ann.player] = 300
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.DAY, most=60))
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.WEEK, most=600))
            assert [one["used"] for one in (await ann.ask(ReadAccount()))["limits"]] == [300, 300]
            assert await told(ann, offer()) == "LIMIT_REACHED"

    async def test_a_clock_that_was_set_back_at_a_restart_gives_no_minute_for_nothing(
        self, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.DAY, most=60))
            monkeypatch.setattr(sessions, "present_within", lambda _seconds: (ann.player,))
            for life in ("one", "two", "three"):
                with trio.move_on_after(150):
                    await count_minutes_for_ever(sessions, house.desk._ports.wallet, life)
                house.clock.step_ms -= 150_000
            assert [one["used"] for one in (await ann.ask(ReadAccount()))["limits"]] == [6]

    async def test_who_was_here_for_a_moment_of_a_minute_was_here(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            nursery.start_soon(sessions.beat_for_ever, house.house.limits)
            for _ in range(5):
                ann = Guest(house.house, sessions, nursery, "ann")
                await ann.ask(ReadAccount())
                ann.line.cut()
                await trio.sleep(60)
                assert sessions.present_within(60.5) == (ann.player,)
            assert sessions.minutes_here(ann.player) == 5
            await trio.sleep(3_600)
            assert sessions.present_within(60.5) == ()
            assert sessions.minutes_here(ann.player) == 0


LATER = {
    ("2026-01-31T10:00:00", 1): "2026-02-28T10:00:00",
    ("2024-02-29T00:00:00", 12): "2025-02-28T00:00:00",
    ("2026-11-25T23:59:59", 6): "2027-05-25T23:59:59",
    ("2026-11-25T23:59:59", 60): "2031-11-25T23:59:59",
    ("2026-12-31T12:00:00", 14): "2028-02-29T12:00:00",
}


def test_months_are_those_of_the_calendar() -> None:
    def ms(words: str) -> int:
        return int(datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp() * 1000) + 7

    assert {before: months_later(ms(before[0]), before[1]) for before in LATER} == {before: ms(after) for before, after in LATER.items()}


def test_the_key_of_persons_is_not_shown() -> None:
    assert "kkkk" not in repr(GatePorts(None, None, None, b"kkkkkkkk", None))  # type: ignore[arg-type]


class TestRealityCheck:
    async def test_it_names_each_coin_in_which_something_was_won_or_lost(self, autojump_clock: MockClock) -> None:
        async with hall() as the:
            the.nursery.start_soon(the.sessions.beat_for_ever, the.home.house.limits)
            ann = await the.bettor("ann", sc=5_000)
            await ann.sit("t_roulette")
            for number, currency in enumerate((SC, Currency.GC)):
                await ann.ask(SetMode(currency, f"to-the-{currency.value}-{number}"))
                assert await ann.bet(RouletteBet((Chip("red", 500),)), currency) == "accepted"
                await ann.settled()
                ann.round = (await ann.until("round_opened"))["round"]
            net = {currency: (await the.balance(ann, currency))["total"] - before for currency, before in ((SC, 5_000), (Currency.GC, 10_000_00))}
            while not any(push["event"]["type"] == "reality_check" for push in ann.pushed):
                await trio.sleep(20)
                await ann.ask(ReadAccount())
            told_nets = (await ann.until("reality_check"))["nets"]
            assert {Currency(one["currency"]): one["minor"] for one in told_nets} == {currency: minor for currency, minor in net.items() if minor}
            assert told_nets
