"""I2: every code of the catalogue is answered in some test: in a cell of a matrix that is asked whole, or in the test that is named here; the rarest of
them in this file."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.lobby import MATCHES_OF_A_PLAYER_MAX
from actors.mailbox import ActorDead, MailboxFull
from actors.sessions import Sessions
from actors.wallet import Wallet
from protocol.codec import encode_request
from protocol.commands import CloseAccount, CreateMatch, JoinMatch, ListPeople, MarkRead, PassGate, PlayMove, ReadStatement
from protocol.envelope import Request
from protocol.games import Darts501Options, Ring, RollBall, TenPinOptions, ThrowDart
from protocol.money import Amount, Currency
from protocol.refusals import CATALOGUE, Code, Happened
from tests.kit.guest import Guest
from tests.kit.house import TestHouse, house_of
from tests.kit.process import ROOT
from tests.protocol.test_corpus import AT_LEAST
from tests.server.admin.test_authority import REFUSED
from tests.server.test_access import ACCESS, YES
from wallet.accounts import grant_account, outside
from wallet.transfers import Transfer

FIVE = Amount(Currency.USD, 500)
IN_A_MATRIX = {code for _make, cells in ACCESS.values() for code in cells.values()} - {YES} | {code for code, _made in REFUSED.values()} | {code.value for code in AT_LEAST}
"""Cells of the access matrix, refusals at the admin socket, and the corpus of bad payloads: each of them is answered, or its own test fails."""
HERE, MATCH, TABLES, ROOMS = "tests/server/test_catalogue.py", "tests/actors/match", "tests/actors/tables/test_rooms.py", "tests/server/admin/test_rooms.py"
GATE, SHOP, REDEEM = "tests/wallet/test_gate.py", "tests/server/test_shop.py", "tests/webhooks/test_redemptions.py"
AUTHORITY, NO_BET = "tests/server/admin/test_authority.py", f"{TABLES}::test_a_bet_that_cannot_be_is_refused_and_nothing_is_held"
NAMED = {
    "TOO_MANY_IN_FLIGHT": f"{HERE}::test_more_questions_than_a_connection_may_have_open",
    "TOO_FAST": "tests/server/test_rates.py::test_what_cannot_be_read_costs_as_much_as_what_can",
    "KEY_REUSED": "tests/webhooks/test_deposits.py::test_another_amount_under_the_same_key_is_refused",
    "OWN_OFFER": "tests/server/test_access.py::test_a_seat_that_is_taken_is_taken_for_everybody_but_who_sits_there",
    "ALREADY_TAKEN": "tests/server/test_access.py::test_a_seat_that_is_taken_is_taken_for_everybody_but_who_sits_there",
    "NO_SUCH_MATCH": "tests/server/test_hidden_matches.py::test_a_private_match_is_none_at_all",
    "STALE_PLY": f"{HERE}::test_the_rules_of_the_game_refuse",
    "ILLEGAL_MOVE": f"{HERE}::test_the_rules_of_the_game_refuse",
    "WRONG_GAME": f"{HERE}::test_the_rules_of_the_game_refuse",
    "EVIDENCE_CLOSED": f"{MATCH}/test_disputes.py::test_the_window_for_evidence_closes_before_the_verdict_is_due",
    "NO_SUCH_IMAGE": "tests/server/test_disputes.py::test_evidence_is_shown_to_both_and_to_the_operator_and_to_nobody_else",
    "BAD_IMAGE": "tests/server/test_disputes.py::test_what_is_no_image_is_not_taken",
    "TOO_MANY_MATCHES": f"{HERE}::test_the_house_refuses",
    "SEEKING_ELSEWHERE": "tests/actors/matchmaker/test_matchmaker.py::test_the_newest_search_of_a_player_counts",
    "NO_SUCH_PLAYER": f"{AUTHORITY}::test_above_the_limit_it_takes_two_and_not_the_same_one",
    "NOT_WITH_YOURSELF": "tests/actors/people/test_people.py::test_nobody_relates_to_themself",
    "NOTHING_OPEN": f"{REDEEM}::test_a_denial_gives_the_coins_back_and_of_two_decisions_one_counts",
    "BLOCKED": "tests/actors/matchmaker/test_matchmaker.py::test_who_is_blocked_is_not_found_and_may_not_take_an_offer",
    "OPPONENT_CANNOT_COVER": f"{HERE}::test_who_offered_more_than_they_have_by_now",
    "CURRENCY_NOT_OPEN": NO_BET,
    "NO_SUCH_TABLE": f"{TABLES}::test_a_table_that_is_not_there",
    "WRONG_CURRENCY_MODE": NO_BET,
    "OPEN_BETS": f"{TABLES}::test_a_round_with_sweeps_coins_pays_redeemable_ones",
    "ILLEGAL_BET": NO_BET,
    "BET_TOO_SMALL": NO_BET,
    "BET_TOO_LARGE": NO_BET,
    "BANK_SHORT": "tests/wallet/test_wagers.py::test_a_bet_that_the_bank_could_not_pay_is_not_taken",
    "SEAT_TAKEN": f"{TABLES}::test_seven_seats_and_nobody_sits_on_anothers_lap",
    "BET_FIXED": f"{TABLES}::test_everybody_rolls_from_seeds_of_their_own_and_can_prove_it_after_rotating",
    "TOO_LATE": f"{TABLES}::test_who_cashes_out_is_paid_at_once_by_the_servers_clock",
    "STALE_PLAY": "tests/actors/tables/test_shoe.py::test_a_play_that_cannot_be_is_refused",
    "BELOW_THRESHOLD": f"{REDEEM}::test_the_coins_are_held_until_an_operator_grants_the_prize",
    "DAY_FULL": f"{REDEEM}::test_no_more_a_day_than_the_house_says",
    "NO_SUCH_PACKAGE": f"{REDEEM}::test_a_package_brings_its_coins_once_and_sweeps_coins_for_nothing",
    "NO_SUCH_ITEM": f"{SHOP}::test_what_is_only_earned_or_is_not_there_cannot_be_bought",
    "ALREADY_OWNED": f"{SHOP}::test_a_thing_is_bought_once_and_paid_for_once",
    "SOLD_OUT": f"{SHOP}::test_of_an_edition_no_more_are_sold_than_there_are_however_many_ask_at_once",
    "NOT_GIVABLE": f"{SHOP}::test_what_is_earned_cannot_be_given_and_nobody_has_a_thing_twice",
    "NO_SUCH_CHALLENGE": "tests/server/test_challenges.py::test_rounds_are_counted_as_they_are_settled_and_the_reward_is_paid_once",
    "ENTRY_USED": f"{REDEEM}::test_a_card_brings_its_coins_once",
    "ENTRY_EXPIRED": f"{REDEEM}::test_a_card_that_comes_too_late_brings_nothing",
    "TERMS_CHANGED": f"{HERE}::test_the_house_refuses",
    "PLACE_CLOSED": "tests/server/test_coins.py::test_where_sweeps_coins_may_not_be_given_gold_coins_still_are",
    "LIMIT_REACHED": f"{ROOMS}::test_a_limit_is_tightened_and_never_loosened",
    "TOO_EARLY": f"{REDEEM}::test_a_card_brings_its_coins_once",
    "MONEY_LEFT": f"{HERE}::test_the_house_refuses",
    "STILL_COOLING": "tests/wallet/test_payments.py::test_a_young_deposit_stays_until_it_has_cooled",
    "PAYOUTS_NOT_SET_UP": "tests/webhooks/test_withdrawals.py::test_nothing_is_paid_out_before_stripe_knows_where_to",
    "PAYMENTS_AWAY": "tests/webhooks/test_deposits.py::test_a_stripe_that_fails_makes_at_most_one_checkout",
    "ROLE_NEEDED": "tests/server/admin/test_roles.py::test_each_cell_is_as_declared",
    "ANOTHER_OPERATOR": f"{AUTHORITY}::test_above_the_limit_it_takes_two_and_not_the_same_one",
    "LAST_ROOT": f"{AUTHORITY}::test_the_last_root_cannot_be_revoked_nor_made_less",
    "NO_SUCH_ACTOR": f"{ROOMS}::test_an_actor_is_shown_and_started_again",
    "NO_SUCH_SETTING": f"{ROOMS}::test_a_setting_acts_on_the_next_offer_and_not_on_those_before",
    "LIMIT_LOOSER": f"{ROOMS}::test_a_limit_is_tightened_and_never_loosened",
    "BACKUP_FAILED": "tests/crash/test_backup.py::test_a_backup_that_cannot_be_made_says_why_and_leaves_what_was_there",
    "DRAINING": f"{ROOMS}::test_a_house_that_drains_is_not_ready_and_begins_nothing_until_it_is_open_again",
    "TABLE_CLOSED": f"{ROOMS}::test_a_closed_table_says_why_and_limits_are_narrowed_for_the_next_bet",
    "BUSY": f"{HERE}::test_an_actor_that_cannot_take_more_or_is_gone",
    "UNAVAILABLE": f"{HERE}::test_an_actor_that_cannot_take_more_or_is_gone",
    "UNKNOWN_OUTCOME": f"{HERE}::test_more_questions_than_a_connection_may_have_open",
    "INTERNAL": f"{HERE}::test_a_bug_of_ours_is_said_to_be_one_and_costs_nobody_their_connection",
}
"""Where each of the others is answered."""


def test_every_code_is_answered_somewhere() -> None:
    assert {code.value for code in Code} - IN_A_MATRIX - set(NAMED) == set()
    assert set(CATALOGUE) == set(Code)
    assert set(NAMED) <= {code.value for code in Code}


@pytest.mark.parametrize("code", NAMED)
def test_the_test_that_is_named_looks_for_it(code: str) -> None:
    """In what it asserts or is parametrized by; a word in a comment is not enough."""
    path, _, name = NAMED[code].partition("::")
    assert any(re.search(rf"\b{code}\b", words) for words in demands_of(path)[name])


@cache
def demands_of(path: str) -> dict[str, list[str]]:
    """Of each test of a file: what it asserts, what it is parametrized by, what it has answered."""
    tree = ast.parse((ROOT / Path(path)).read_text(encoding="utf-8"))
    tests = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    kinds = (ast.Assert, ast.Return)
    return {
        one.name: [ast.unparse(node) for node in ast.walk(one) if isinstance(node, kinds)] + [ast.unparse(decorator) for decorator in one.decorator_list]
        for one in tests
    }


async def code_of(guest: Guest, command: Any) -> str:
    return (await guest.ask(command)).get("code", "yes")


async def test_the_rules_of_the_game_refuse(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
        match = (await ann.ask(CreateMatch("a-match-key", TenPinOptions(), FIVE)))["match_id"]
        await bob.ask(JoinMatch(match))
        assert await code_of(ann, PlayMove(match, 0, ThrowDart(20, Ring.SINGLE))) == "WRONG_GAME"
        assert await code_of(ann, PlayMove(match, 0, RollBall(7))) == "yes"
        assert await code_of(ann, PlayMove(match, 1, RollBall(7))) == "ILLEGAL_MOVE"
        assert await code_of(ann, PlayMove(match, 7, RollBall(2))) == "STALE_PLY"
        nursery.cancel_scope.cancel()


async def test_the_house_refuses(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        ann = Guest(house.house, sessions, nursery, "ann")
        assert await code_of(ann, CreateMatch("a-match-in-coins", Darts501Options(1), Amount(Currency.SC, 500))) == "WRONG_CURRENCY_MODE"
        assert await code_of(ann, PassGate("1990-05-17", "US-CO", 9, 9)) == "TERMS_CHANGED"
        assert await code_of(ann, CloseAccount("ann")) == "MONEY_LEFT"
        for number in range(MATCHES_OF_A_PLAYER_MAX):
            assert await code_of(ann, CreateMatch(f"a-match-{number:04}", Darts501Options(1), FIVE)) == "yes"
        assert await code_of(ann, CreateMatch("one-too-many", Darts501Options(1), FIVE)) == "TOO_MANY_MATCHES"
        nursery.cancel_scope.cancel()


async def test_a_bug_of_ours_is_said_to_be_one_and_costs_nobody_their_connection(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()

        async def broken(_player: str, _command: object) -> Any:
            raise KeyError("a bug")

        house.house.records.read = broken  # type: ignore[method-assign]
        ann = Guest(house.house, sessions, nursery, "ann")
        answer = await ann.ask(ReadStatement())
        assert (answer["code"], answer["may_have_happened"]) == ("INTERNAL", Happened.UNKNOWN.value)
        assert await code_of(ann, CreateMatch("a-match-key", Darts501Options(1), FIVE)) == "yes"
        nursery.cancel_scope.cancel()


async def test_who_offered_more_than_they_have_by_now(autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        ann, bob = (Guest(house.house, sessions, nursery, name) for name in ("ann", "bob"))
        match = (await ann.ask(CreateMatch("a-match-key", Darts501Options(1), FIVE)))["match_id"]
        wallet = Wallet(house.tree.wallet)
        spent = Transfer(grant_account(ann.player, Currency.USD), outside("play_money", Currency.USD), await wallet.available(ann.player, Currency.USD))
        assert (await wallet.post("spent", spent)).done
        assert await code_of(bob, JoinMatch(match)) == "OPPONENT_CANNOT_COVER"
        nursery.cancel_scope.cancel()


async def test_more_questions_than_a_connection_may_have_open(autojump_clock: MockClock) -> None:
    """One more is refused at once; those that nobody answers in time may have happened."""
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()

        async def never(_player: str, _command: object) -> Any:
            await trio.sleep_forever()

        house.house.records.read = never  # type: ignore[method-assign]
        ann, most = Guest(house.house, sessions, nursery, "ann"), house.house.limits.in_flight_max
        for ref in range(1_000, 1_000 + most):
            ann.line.say(encode_request(Request(ref, ListPeople())))
        refused = await ann.ask(ReadStatement())
        assert (refused["code"], refused["may_have_happened"]) == ("TOO_MANY_IN_FLIGHT", "no")
        nursery.start_soon(sessions.beat_for_ever, house.house.limits)
        late = [await ann.answer() for _ in range(most)]
        assert {(one["code"], one["may_have_happened"]) for one in late} == {("UNKNOWN_OUTCOME", "unknown")}
        assert await code_of(ann, MarkRead(1)) == "yes"
        nursery.cancel_scope.cancel()


class Deaf:
    """An actor that takes nothing."""

    def __init__(self, why: Exception) -> None:
        self._why = why

    def post(self, _message: object, _cell: object) -> None:
        raise self._why


@pytest.mark.parametrize(("why", "code"), [(MailboxFull("people"), "BUSY"), (ActorDead("people"), "UNAVAILABLE")])
async def test_an_actor_that_cannot_take_more_or_is_gone(why: Exception, code: str, autojump_clock: MockClock) -> None:
    async with trio.open_nursery() as nursery:
        house: TestHouse = await house_of(nursery)
        ann = Guest(attrs.evolve(house.house, people=Deaf(why)), Sessions(), nursery, "ann")  # type: ignore[arg-type]
        answer = await ann.ask(MarkRead(1))
        assert (answer["code"], answer["retryable"], answer["may_have_happened"]) == (code, True, "no")
        nursery.cancel_scope.cancel()
