"""The tests of lots, modes and wagers are tested: bugs that somebody might make, each noticed by the test that is named beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from protocol.money import Currency
from tests.wallet import test_lots, test_wagers
from wallet import gate, lots, wagers
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import HeldMoney, Lot, Round


def newest_first(draft: Draft, player: str) -> Iterator[tuple[str, Lot]]:
    return iter(list(HONEST_LOTS(draft, player))[::-1])


HONEST_LOTS = Draft.lots_of


def redeemable_at_once(draft: Draft, money: HeldMoney, minor: int) -> None:
    draft.move(lots.redeemable(money.hold.player), posted=minor)


def forgets_what_was_held(draft: Draft, parts: Any) -> None:
    for lot_id, _part in parts:
        lots._unlock(draft, lot_id)


def counts_no_play(draft: Draft, parts: Any, minor: int) -> None:
    for lot_id, part in parts:
        lot = draft.known_lot(lot_id)
        draft.lots[lot_id] = lot._replace(left=lot.left - min(part, minor), held=lot.held - part)
        minor -= min(part, minor)


def any_mode(draft: Draft, player: str, currency: Currency, minor: int) -> Outcome | None:
    holder = draft.holder(player)
    return gate._refuse_account(draft, player, holder) or gate._refuse_admission(draft, holder, currency, gate.MAY_STAKE)


def switches_at_any_time(draft: Draft, op: Any) -> Outcome:
    return gate._hold_anew(draft, op.player, mode=op.currency)


def locks_ahead(draft: Draft, op: Any) -> Outcome:
    draft.rounds[op.table] = Round(op.round)
    return Outcome.POSTED


def takes_bets_late(_draft: Draft, _op: Any, _player: str) -> bool:
    return True


def keeps_the_cover(_draft: Draft, _money: HeldMoney) -> None:
    """The bank never has its own back."""


def says_it_twice(draft: Draft, op: Any) -> Outcome:
    draft.commits[op.name] = op.digest
    return Outcome.POSTED


def no_bank_asked(draft: Draft, op: Any) -> Outcome:
    with patch.object(Draft, "available", lambda self, account: 10**12 if account.startswith("house:bank") else self.balance(account)[0] - self.balance(account)[1]):
        return HONEST_WAGER(draft, op)


HONEST_WAGER = wagers.wager


def changed(target: object, name: str, wrong: Callable[..., Any]) -> Any:
    return patch.object(target, name, wrong)


def in_table(kind: str, wrong: Callable[..., Outcome]) -> Any:
    from wallet import check

    op = next(one for one in check._CHECKS if one.__name__ == kind)
    return patch.dict(check._CHECKS, {op: wrong})


PLANTED: dict[str, tuple[Callable[[], Any], Callable[[], None]]] = {
    "the newest lot first": (
        lambda: changed(Draft, "lots_of", newest_first),
        test_lots.test_a_stake_takes_the_oldest_lot_first_and_redeemable_coins_last,
    ),
    "winnings of a locked lot are free": (
        lambda: changed(lots, "pay", redeemable_at_once),
        test_lots.test_at_three_times_what_is_won_stays_locked_until_the_lot_is_played_through,
    ),
    "a release does not give back": (
        lambda: changed(lots, "release", forgets_what_was_held),
        test_lots.test_a_release_puts_back_exactly_what_was_taken,
    ),
    "a stake does not count as played": (
        lambda: changed(lots, "capture", counts_no_play),
        test_lots.test_at_three_times_what_is_won_stays_locked_until_the_lot_is_played_through,
    ),
    "the mode is not asked": (lambda: changed(gate, "refuse_stake", any_mode), test_lots.test_a_bet_in_the_other_currency_is_refused),
    "one may switch with a bet open": (
        lambda: in_table("SetMode", switches_at_any_time),
        test_lots.test_nobody_switches_while_a_bet_in_the_other_currency_is_open,
    ),
    "rounds are locked in any order": (
        lambda: in_table("Lock", locks_ahead),
        test_wagers.test_rounds_are_locked_one_after_the_other_and_never_twice,
    ),
    "bets are taken after the lock": (
        lambda: changed(wagers, "_takes_bets", takes_bets_late),
        test_wagers.test_a_bet_after_the_lock_is_refused_unless_one_is_in_the_round,
    ),
    "the bank's cover is kept": (
        lambda: changed(wagers, "uncover", keeps_the_cover),
        test_wagers.test_the_bank_sets_aside_what_a_bet_may_win_until_the_bet_has_ended,
    ),
    "the bank is not asked": (
        lambda: in_table("Wager", no_bank_asked),
        test_wagers.test_a_bet_that_the_bank_could_not_pay_is_not_taken,
    ),
    "a commitment may change": (lambda: in_table("Commit", says_it_twice), test_wagers.test_a_commitment_never_changes),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_noticed(bug: str) -> None:
    plant, notices = PLANTED[bug]
    with plant(), pytest.raises((AssertionError, KeyError)):
        notices()
    notices()
