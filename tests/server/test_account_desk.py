"""The account desk: the gate by cases, what one sees of oneself, exclusion that follows a person, closing; on a wallet in memory."""

from __future__ import annotations

from datetime import date

import pytest
import trio
from trio.testing import MockClock

from actors.line import Caller
from actors.wallet import MinutePassed
from protocol.commands import (
    CloseAccount,
    ConfirmPlayLimit,
    ExcludeSelf,
    JoinMatch,
    PassGate,
    ReadAccount,
    SeekOpponent,
    SetPlayLimit,
    TakeBreak,
    Watch,
)
from protocol.games import Darts501Options
from protocol.limits import AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Amount, Currency
from server.house_rules import HouseRules, journal_rules, missing
from server.particulars import age_on, person_hash, reached
from server.places import RULES, PlaceRule
from tests.kit.gated import DAY, FIVE, GATE, empty, gated_house, offer, told
from tests.kit.guest import Guest
from wallet.gate_transfers import SetAccount, SetLimit
from wallet.transfers import Credit, Expect


class TestGate:
    async def test_nobody_stakes_before_it(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            assert await told(ann, offer()) == "GATE_NOT_PASSED"
            assert await told(ann, SeekOpponent(Darts501Options(1), FIVE)) == "GATE_NOT_PASSED"
            assert await told(ann, GATE) == "accepted"
            assert await told(ann, offer()) == "match_created"

    async def test_who_offers_before_it_closed_is_stopped_when_the_stake_is_held(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            await ann.ask(GATE)
            created = await ann.ask(offer())
            assert await told(bob, JoinMatch(created["match_id"])) == "GATE_NOT_PASSED"
            await bob.ask(GATE)
            await told(ann, PassGate("1990-05-17", "US-MT", 1, 1))
            assert await told(bob, JoinMatch(created["match_id"])) == "OPPONENT_CANNOT_COVER"

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (PassGate("2015-01-01", "US-CO", 1, 1), "UNDER_AGE"),
            (PassGate("2099-01-01", "US-CO", 1, 1), "UNDER_AGE"),
            (PassGate("1990-05-17", "US-MT", 1, 1), "PLACE_CLOSED"),
            (PassGate("1990-05-17", "FR", 1, 1), "PLACE_CLOSED"),
            (PassGate("1990-02-30", "US-CO", 1, 1), "OUT_OF_BOUNDS"),
            (PassGate("1990-05-17", "US-CO", 2, 1), "TERMS_CHANGED"),
            (PassGate("1990-05-17", "US-CO", 1, 9), "TERMS_CHANGED"),
        ],
        ids=str,
    )
    async def test_it_says_why_not(self, autojump_clock: MockClock, command: PassGate, code: str) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            assert await told(ann, command) == code
            assert await told(ann, offer()) != "match_created"

    async def test_a_date_of_birth_is_told_once(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            assert await told(ann, PassGate("2015-01-01", "US-CO", 1, 1)) == "UNDER_AGE"
            assert await told(ann, GATE) == "NOT_YOUR_BIRTHDAY"
            assert await told(ann, offer()) == "UNDER_AGE"

    async def test_what_a_proxy_of_ours_says_counts_for_more_than_what_is_declared(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            ann.line.caller = Caller("203.0.113.9", "US-MT")
            assert await told(ann, GATE) == "PLACE_CLOSED"
            assert house.desk.particulars.accepted[-1][2:] == ("US-MT", False)

    async def test_who_travels_is_elsewhere_at_the_next_connection(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await house.desk.arrived(ann.identity, Caller("203.0.113.9", "US-MT"))
            assert await told(ann, offer()) == "PLACE_CLOSED"
            await house.desk.arrived(ann.identity, Caller("203.0.113.9", "US-CO"))
            assert await told(ann, offer()) == "match_created"

    async def test_what_was_accepted_is_written_down_with_its_version_and_place(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            assert house.desk.particulars.accepted == [(ann.player, {"terms": 1, "privacy": 1}, "US-CO", True)]

    async def test_one_sees_how_one_stands(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            before = await ann.ask(ReadAccount())
            assert (before["may_stake"], before["born_known"], before["terms"], before["place"]) == ("GATE_NOT_PASSED", False, None, None)
            await ann.ask(GATE)
            after = await ann.ask(ReadAccount())
            assert (after["may_stake"], after["born_known"], after["terms"], after["place"]) == (None, True, 1, "US-CO")
            assert {"code": "US-MT", "name": "Montana", "age": 18, "state": "closed"} in after["places"]

    async def test_who_looks_hears_at_once_that_they_stand_differently(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, wallet = Guest(house.house, sessions, nursery, "ann"), house.desk._ports.wallet
            await ann.ask(GATE)
            await ann.ask(Watch("wallet"))
            for op in (SetAccount(ann.player, AccountState.FROZEN), SetLimit(ann.player, Currency.USD, LimitKind.STAKE, LimitPeriod.DAY, 100)):
                await wallet.post(f"told {op.tag}", op)
                await ann.until("standing_changed")

    async def test_one_is_told_how_much_may_go_out(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, wallet = Guest(house.house, sessions, nursery, "ann"), house.desk._ports.wallet
            await ann.ask(GATE)
            before = (await ann.ask(ReadAccount()))["withdrawable_minor"]
            await wallet.post("expect", Expect("d_1", ann.player, Currency.USD, 2_500))
            await wallet.post("credit", Credit("d_1"))
            assert (await ann.ask(ReadAccount()))["withdrawable_minor"] == before


AGES = {
    ("2000-06-15", "2018-06-14"): 17,
    ("2000-06-15", "2018-06-15"): 18,
    ("2004-02-29", "2022-02-28"): 17,
    ("2004-02-29", "2022-03-01"): 18,
    ("2004-02-29", "2024-02-29"): 20,
    ("1999-12-31", "2020-12-30"): 20,
    ("1999-12-31", "2020-12-31"): 21,
    ("2030-01-01", "2020-12-31"): -10,
}


def test_an_age_is_counted_in_whole_years() -> None:
    for (born, today), age in AGES.items():
        assert age_on(born, date.fromisoformat(today)) == age
    assert [reached("2000-01-01", date(year, 1, 1)) for year in (2017, 2018, 2019, 2020, 2021, 2090)] == [0, 18, 19, 20, 21, 21]


def test_a_person_is_known_again_by_a_hash_that_needs_the_key() -> None:
    assert person_hash(b"one", "google/1") == person_hash(b"one", "google/1")
    assert person_hash(b"one", "google/1") != person_hash(b"two", "google/1")


class TestRules:
    async def test_they_are_journalled_once_and_again_when_they_change(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, _sessions, _nursery):
            wallet, rules = house.desk._ports.wallet, house.desk.gatekeeper.rules
            assert await journal_rules(wallet, rules) == 0
            closed = [PlaceRule(one.currency, one.place, one.from_ms, PlaceState.CLOSED, one.age) if one.place == "US-CO" else one for one in RULES]
            assert await journal_rules(wallet, HouseRules(1, 1, closed)) == 1
            assert missing(await wallet.rules(), HouseRules(1, 1, closed)) == []
            assert await journal_rules(wallet, rules) == 1
            assert await journal_rules(wallet, HouseRules(1, 1, closed)) == 1
            assert missing(await wallet.rules(), HouseRules(1, 1, closed)) == []

    async def test_new_terms_stop_everybody_until_they_say_yes(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            house.desk.gatekeeper.rules = HouseRules(2, 1, RULES)
            await journal_rules(house.desk._ports.wallet, house.desk.gatekeeper.rules)
            assert await told(ann, offer()) == "TERMS_CHANGED"
            assert await told(ann, PassGate("1990-05-17", "US-CO", 2, 1)) == "accepted"
            assert await told(ann, offer()) == "match_created"


# ── limits, breaks, leaving ──


class TestLimits:
    async def test_a_limit_is_set_read_and_holds(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            assert await told(ann, SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=700)) == "accepted"
            created = await bob.ask(offer())
            assert await told(ann, JoinMatch(created["match_id"])) == "accepted"
            assert await told(ann, offer(2)) == "LIMIT_REACHED"
            (limit,) = (await ann.ask(ReadAccount()))["limits"]
            assert (limit["kind"], limit["period"], limit["most"], limit["used"]) == ("stake", "day", 700, 500)

    async def test_a_hundred_sockets_at_once_do_not_get_past_a_limit(self, autojump_clock: MockClock) -> None:
        """Every one of them is told yes or no by the wallet, in one order."""
        async with gated_house() as (house, sessions, nursery):
            makers = [Guest(house.house, sessions, nursery, f"maker{chr(97 + number // 5)}") for number in range(25)]
            for maker in makers:
                await maker.ask(GATE)
            created = [(await maker.ask(offer(number + 1)))["match_id"] for number, maker in enumerate(makers)]
            sockets = [Guest(house.house, sessions, nursery, "ann") for _ in range(100)]
            await sockets[0].ask(GATE)
            await sockets[0].ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=2_100))
            answers: list[str] = []

            async def join(number: int, socket: Guest) -> None:
                answers.append(await told(socket, JoinMatch(created[number % len(created)])))

            async with trio.open_nursery() as all_at_once:
                for number, socket in enumerate(sockets):
                    all_at_once.start_soon(join, number, socket)
            standing = await house.desk._ports.wallet.standing(sockets[0].player)
            assert standing.limits[0].used == 2_000
            held = [row for row in house.disk.rows if row.command_id.startswith("seat:") and row.outcome == 0]
            assert len(held) == 4
            assert set(answers) <= {"accepted", "LIMIT_REACHED", "ALREADY_TAKEN", "WRONG_PHASE"}

    async def test_raising_waits_a_day_and_a_second_word(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=300))
            await ann.ask(SetPlayLimit(LimitKind.STAKE, LimitPeriod.DAY, most=None))
            assert await told(ann, ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.DAY)) == "TOO_EARLY"
            house.clock.step_ms += DAY * 1000
            assert await told(ann, offer()) == "LIMIT_REACHED"
            assert await told(ann, ConfirmPlayLimit(LimitKind.STAKE, LimitPeriod.DAY)) == "accepted"
            assert await told(ann, offer()) == "match_created"

    async def test_time_counts_for_those_who_limit_it(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            await ann.ask(SetPlayLimit(LimitKind.SESSION, LimitPeriod.DAY, most=2))
            for minute in ("a/1", "a/1", "a/2"):
                house.tree.wallet.tell(MinutePassed((ann.player, bob.player), minute))
            assert await told(ann, offer()) == "LIMIT_REACHED"
            assert await told(bob, offer()) == "match_created"
            assert sum(row.command_id.startswith("time:") for row in house.disk.rows) == 2

    async def test_on_the_hour_one_is_told_how_long_and_how_much_over_all_connections(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            nursery.start_soon(sessions.beat_for_ever, house.house.limits)
            checks: list[tuple[int, list[object]]] = []
            for _ in range(4):  # each connection lasts for 35 minutes, with a minute between
                ann = Guest(house.house, sessions, nursery, "ann")
                for _ in range(105):
                    await trio.sleep(20)
                    await ann.ask(ReadAccount())
                checks.extend((push["event"]["minutes"], push["event"]["nets"]) for push in ann.pushed if push["event"]["type"] == "reality_check")
                ann.line.cut()
                await trio.sleep(60)
            assert checks == [(60, []), (120, [])]

    async def test_who_was_gone_begins_anew(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            nursery.start_soon(sessions.beat_for_ever, house.house.limits)
            for _ in range(2):
                ann = Guest(house.house, sessions, nursery, "ann")
                for _ in range(105):
                    await trio.sleep(20)
                    await ann.ask(ReadAccount())
                assert not any(push["event"]["type"] == "reality_check" for push in ann.pushed)
                ann.line.cut()
                await trio.sleep(1_200)


class TestLeaving:
    async def test_a_break_takes_offers_back_and_ends_a_search(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            created = await ann.ask(offer())
            await ann.ask(SeekOpponent(Darts501Options(1), Amount(Currency.USD, 100)))
            assert await told(ann, TakeBreak(24)) == "accepted"
            await trio.sleep(1)
            assert await told(bob, JoinMatch(created["match_id"])) == "WRONG_PHASE"
            await bob.ask(SeekOpponent(Darts501Options(1), Amount(Currency.USD, 100)))
            await trio.sleep(60)
            assert not any(push["event"]["type"] == "opponent_found" for push in bob.pushed)
            assert await told(ann, offer(2)) == "SELF_EXCLUDED"
            house.clock.step_ms += DAY * 1000
            assert await told(ann, offer(2)) == "match_created"

    async def test_a_match_that_is_live_is_played_to_its_end(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
            for guest in (ann, bob):
                await guest.ask(GATE)
            created = await ann.ask(offer())
            await bob.ask(JoinMatch(created["match_id"]))
            await ann.ask(ExcludeSelf(None))
            view = (await ann.ask(Watch(f"match:{created['match_id']}")))["snapshot"]
            assert view["phase"] == "live"

    async def test_an_exclusion_follows_the_person_to_another_account(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann, again = (Guest(house.house, sessions, nursery, name) for name in ("ann", "ann again"))
            for guest in (ann, again):
                house.desk.particulars.persons[guest.player] = ("google/4711",)
                await guest.ask(GATE)
            assert await told(again, offer()) == "match_created"
            await ann.ask(ExcludeSelf(6))
            await house.desk.arrived(again.identity, Caller("203.0.113.9"))
            assert await told(again, offer(2)) == "SELF_EXCLUDED"

    async def test_an_account_closes_empty_and_what_was_known_is_forgotten(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            await ann.ask(GATE)
            assert await told(ann, CloseAccount("bob")) == "WRONG_NAME"
            assert await told(ann, CloseAccount("ann")) == "MONEY_LEFT"
            await empty(house, ann)
            assert await told(ann, CloseAccount("ann")) == "accepted"
            assert house.desk.particulars.gone == [ann.player]
            assert house.desk.left == [ann.player]
            assert await told(ann, offer()) == "ACCOUNT_CLOSED"

    async def test_an_exclusion_outlives_the_account(self, autojump_clock: MockClock) -> None:
        async with gated_house() as (house, sessions, nursery):
            ann = Guest(house.house, sessions, nursery, "ann")
            house.desk.particulars.persons[ann.player] = ("google/4711",)
            await ann.ask(ExcludeSelf(None))
            await empty(house, ann)
            assert await told(ann, CloseAccount("ann")) == "accepted"
            later = Guest(house.house, sessions, nursery, "somebody new")
            house.desk.particulars.persons[later.player] = ("google/4711",)
            await house.desk.arrived(later.identity, Caller("203.0.113.9"))
            await later.ask(GATE)
            assert await told(later, offer()) == "SELF_EXCLUDED"
