"""When a payment is looked at again, as a table; and which checkouts of a list say anything new."""

from __future__ import annotations

import attrs
import pytest

from protocol.events.payments import PaymentState
from protocol.money import Currency
from webhooks.payments import DepositRow, WithdrawalRow, wants_a_look
from webhooks.schedule import DAY_MS, HOUR_MS, SECOND_MS, next_look_at_deposit, next_look_at_withdrawal

NOW = 1_000 * DAY_MS
S = PaymentState


def deposit(state: S, *, age: int = 0, changed: int = 0, returned: int = 0) -> DepositRow:
    return DepositRow("d_1", "p_1", Currency.USD, 5_000, state, NOW - age, session_id="cs_1", returned_minor=returned, updated_ms=NOW - changed)


def withdrawal(state: S, *, changed: int = 0, undoing: str | None = None) -> WithdrawalRow:
    return WithdrawalRow("w_1", "p_1", Currency.USD, 5_000, state, NOW, "acct_1", updated_ms=NOW - changed, undoing=undoing)


DEPOSITS = [
    (deposit(S.OPEN), False, HOUR_MS),
    (deposit(S.OPEN, age=5 * HOUR_MS), False, 5 * HOUR_MS),
    (deposit(S.OPEN, age=50 * HOUR_MS), False, 12 * HOUR_MS),
    (deposit(S.PROCESSING, age=9 * DAY_MS), False, 240 * SECOND_MS),
    (deposit(S.PAID), False, None),
    (deposit(S.PAID), True, HOUR_MS),
    (deposit(S.PAID, changed=5 * DAY_MS, returned=100), False, DAY_MS),
    (deposit(S.REFUNDED, changed=36 * DAY_MS, returned=5_000), False, None),
    (deposit(S.DISPUTED, changed=90 * DAY_MS, returned=5_000), True, DAY_MS),
    (deposit(S.DISPUTED, returned=5_000), False, None),
    (deposit(S.EXPIRED), False, None),
    (deposit(S.FAILED), True, None),
]
WITHDRAWALS = [
    (withdrawal(S.REVIEW), None),
    (withdrawal(S.BEGUN), 5 * SECOND_MS),
    (withdrawal(S.PROCESSING, changed=60 * SECOND_MS), 60 * SECOND_MS),
    (withdrawal(S.PROCESSING, changed=DAY_MS), 900 * SECOND_MS),
    (withdrawal(S.PAID), HOUR_MS),
    (withdrawal(S.PAID, changed=11 * DAY_MS), None),
    (withdrawal(S.PAID, changed=11 * DAY_MS, undoing="account_closed"), 900 * SECOND_MS),
    (withdrawal(S.FAILED, undoing="account_closed"), None),
    (withdrawal(S.DENIED), None),
    (withdrawal(S.REFUSED), None),
]


@pytest.mark.parametrize(("row", "unsettled", "pause"), DEPOSITS)
def test_a_deposit_is_looked_at_again(row: DepositRow, unsettled: bool, pause: int | None) -> None:
    assert next_look_at_deposit(row, NOW, unsettled=unsettled) == (None if pause is None else NOW + pause)


@pytest.mark.parametrize(("row", "pause"), WITHDRAWALS)
def test_a_withdrawal_is_looked_at_again(row: WithdrawalRow, pause: int | None) -> None:
    assert next_look_at_withdrawal(row, NOW) == (None if pause is None else NOW + pause)


NEWS = [
    (S.OPEN, S.OPEN, False), (S.OPEN, S.PAID, True), (S.OPEN, S.EXPIRED, True), (S.OPEN, S.PROCESSING, True),
    (S.PROCESSING, S.FAILED, True), (S.PAID, S.PAID, False), (S.DISPUTED, S.PAID, False), (S.REFUNDED, S.PAID, False),
    (S.EXPIRED, S.PAID, True), (S.FAILED, S.PAID, True), (S.EXPIRED, S.EXPIRED, False), (S.EXPIRED, S.OPEN, True), (S.FAILED, S.EXPIRED, False),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "is_news"), NEWS)
def test_a_list_says_of_whom_to_ask(ours: S, theirs: S, is_news: bool) -> None:
    assert wants_a_look(deposit(ours), theirs) is is_news


def test_a_checkout_that_we_do_not_remember_is_always_news() -> None:
    assert wants_a_look(attrs.evolve(deposit(S.BEGUN), session_id=None), S.OPEN)
