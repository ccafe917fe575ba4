"""Money from outside and back: every deposit at most once, what is taken back is owed or taken, nobody below zero."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.limits import DAY_MS, AccountState, LimitKind
from tests.wallet.test_gate import ANN, BOB, START, USD, Desk, cash
from wallet.accounts import outside, receivable
from wallet.gate_transfers import Leave, SetAccount, SetLaw
from wallet.ledger import Draft
from wallet.payments import withdrawable
from wallet.records import DepositState
from wallet.transfers import Capture, Command, Credit, Drop, Expect, Hold, Release, TakeBack, Withdraw

STRIPE = outside("stripe", USD)


def paid(desk: Desk, minor: int = 5_000, deposit: str = "d_1") -> Desk:
    assert desk.do(Expect(deposit, ANN, USD, minor)) == "POSTED"
    assert desk.do(Credit(deposit)) == "POSTED"
    return desk


def money(desk: Desk) -> tuple[int, int, int]:
    """Ann's, what she owes, what came from Stripe."""
    ledger = desk.book.ledger
    assert set(ledger.totals().values()) <= {0}
    return ledger.account(cash(ANN)).posted, -ledger.account(receivable(ANN, USD)).posted, -ledger.account(STRIPE).posted


def test_a_deposit_comes_in_once_whoever_says_so() -> None:
    desk = paid(Desk())
    assert desk.do(Credit("d_1")) == "DEPOSIT_ENDED"
    assert money(desk) == (5_000, 0, 5_000)


def test_what_was_never_expected_never_comes_in() -> None:
    assert Desk().do(Credit("d_1")) == "NO_SUCH_DEPOSIT"


def test_what_was_given_up_too_early_comes_in_all_the_same() -> None:
    desk = Desk()
    desk.do(Expect("d_1", ANN, USD, 5_000))
    assert desk.do(Drop("d_1")) == "POSTED"
    assert desk.do(Credit("d_1")) == "POSTED"
    assert desk.do(Drop("d_1")) == "DEPOSIT_ENDED"
    assert money(desk) == (5_000, 0, 5_000)


def test_what_is_given_up_no_longer_counts_towards_the_limit() -> None:
    desk = Desk()
    desk.limit(LimitKind.DEPOSIT, 5_000)
    desk.do(Expect("d_1", ANN, USD, 5_000))
    assert desk.do(Expect("d_2", ANN, USD, 1)) == "LIMIT_REACHED"
    desk.do(Drop("d_1"))
    assert desk.do(Expect("d_2", ANN, USD, 5_000)) == "POSTED"


def test_what_may_be_withdrawn_is_what_withdraw_takes() -> None:
    desk = paid(Desk())
    desk.fund(ANN, 3_000)
    assert may_go(desk) == 3_000
    assert desk.do(Withdraw("w_1", ANN, USD, 3_001, DAY_MS)) == "STILL_COOLING"
    assert desk.do(Withdraw("w_2", ANN, USD, 3_000, DAY_MS)) == "POSTED"
    assert may_go(desk) == 0
    desk.now += DAY_MS
    assert may_go(desk) == 5_000
    desk.do(SetAccount(ANN, AccountState.FROZEN))
    assert may_go(desk) == 0


def may_go(desk: Desk) -> int:
    return withdrawable(Draft(desk.book.ledger, desk.now), ANN, USD, DAY_MS)


def test_a_refund_of_money_that_is_there_takes_it() -> None:
    desk = paid(Desk())
    assert desk.do(TakeBack("d_1", 0, 2_000, freeze=False)) == "POSTED"
    assert money(desk) == (3_000, 0, 3_000)
    assert desk.stake(1) == "POSTED"


def test_a_chargeback_of_money_that_was_lost_is_owed_and_freezes() -> None:
    desk = paid(Desk())
    desk.lose(4_000)
    assert desk.do(TakeBack("d_1", 0, 5_000, freeze=True)) == "POSTED"
    assert money(desk) == (0, 4_000, 0)
    assert (desk.stake(1), desk.pay_in(1), desk.take_out(1)) == ("ACCOUNT_FROZEN",) * 3


def test_what_is_held_in_a_match_is_not_taken_and_repays_when_it_comes_free() -> None:
    desk = paid(Desk())
    desk.do(Hold("m_a/0", ANN, USD, 5_000, "m_a"))
    desk.do(TakeBack("d_1", 0, 5_000, freeze=True))
    assert money(desk) == (5_000, 5_000, 0)
    desk.do(Release("m_a/0"))
    assert money(desk) == (0, 0, 0)


def test_who_owes_stays_frozen_though_an_operator_opened_the_account() -> None:
    desk = paid(Desk())
    desk.fund(BOB)
    desk.lose(5_000)
    desk.do(TakeBack("d_1", 0, 5_000, freeze=True))
    desk.do(SetAccount(ANN, AccountState.OPEN))
    assert desk.stake(1) == "ACCOUNT_FROZEN"
    desk.win(6_000)
    assert money(desk)[:2] == (1_000, 0)
    assert desk.stake(1) == "POSTED"


def test_a_dispute_that_is_won_gives_back_what_was_taken() -> None:
    desk = paid(Desk())
    desk.lose(4_000)
    desk.do(TakeBack("d_1", 0, 5_000, freeze=True))
    assert desk.do(TakeBack("d_1", 5_000, 0, freeze=False)) == "POSTED"
    assert money(desk) == (1_000, 0, 5_000)


@pytest.mark.parametrize(("law", "answer"), [(0, "POSTED"), (1, "ACCOUNT_CLOSED")])
def test_a_dispute_about_a_closed_account_does_not_open_it(law: int, answer: str) -> None:
    """By the first edition it was frozen then, and could be opened again."""
    desk = Desk()
    if law:
        assert desk.do(SetLaw(law)) == "POSTED"
    paid(desk, 2_000)
    assert desk.do(Withdraw("w_1", ANN, USD, 2_000, 0), Capture("w_1", STRIPE, 2_000), Leave(ANN)) == "POSTED"
    assert desk.do(TakeBack("d_1", 0, 2_000, freeze=True)) == "POSTED"
    assert desk.do(SetAccount(ANN, AccountState.OPEN)) == answer
    assert money(desk) == (0, 2_000, -2_000)
    assert desk.replayed().head == desk.book.head


def test_taking_back_twice_over_is_refused() -> None:
    desk = paid(Desk())
    desk.do(TakeBack("d_1", 0, 5_000, freeze=False))
    assert desk.do(TakeBack("d_1", 0, 5_000, freeze=False)) == "DEPOSIT_CHANGED"
    assert desk.do(TakeBack("d_1", 5_000, 5_001, freeze=False)) == "AMOUNT_OUT_OF_BOUNDS"
    assert money(desk) == (0, 0, 0)


def test_a_withdrawal_ends_exactly_once() -> None:
    desk = paid(Desk())
    desk.now += DAY_MS + 1
    assert desk.do(Withdraw("w_1", ANN, USD, 5_000, DAY_MS)) == "POSTED"
    assert desk.stake(1) == "INSUFFICIENT_FUNDS"
    assert desk.do(Capture("w_1", STRIPE, 5_000)) == "POSTED"
    assert desk.do(Release("w_1")) == "HOLD_ENDED"
    assert money(desk) == (0, 0, 0)


def test_a_young_deposit_stays_until_it_has_cooled() -> None:
    desk = paid(Desk())
    desk.fund(BOB)
    desk.win(3_000)
    assert desk.do(Withdraw("w_1", ANN, USD, 3_001, DAY_MS)) == "STILL_COOLING"
    assert desk.do(Withdraw("w_2", ANN, USD, 3_000, DAY_MS)) == "POSTED"
    desk.now = START + DAY_MS
    assert desk.do(Withdraw("w_3", ANN, USD, 5_000, DAY_MS)) == "POSTED"


def test_a_withdrawal_is_no_stake_and_no_loss() -> None:
    desk = Desk()
    desk.fund(ANN)
    desk.limit(LimitKind.STAKE, 100)
    desk.limit(LimitKind.LOSS, 100)
    assert desk.do(Withdraw("w_1", ANN, USD, 5_000, 0)) == "POSTED"
    desk.do(Capture("w_1", STRIPE, 5_000))
    assert desk.stake(100) == "POSTED"


STEPS = st.lists(
    st.tuples(st.sampled_from(["expect", "credit", "drop", "back", "lose", "win", "hold", "free", "withdraw", "sent"]), st.integers(0, 5_000), st.integers(0, 2)),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_whatever_stripe_says_in_whatever_order_the_books_agree_with_it(steps: list[tuple[str, int, int]]) -> None:
    """What we hold of Stripe's is what was paid, less what went back, less what was sent; each deposit once; nobody below zero."""
    desk = Desk()
    desk.fund(BOB, 1_000_000)
    sent = 0
    for step, minor, which in steps:
        match step:
            case "expect":
                desk.do(Expect(f"d_{which}", ANN, USD, minor))
            case "credit":
                desk.do(Credit(f"d_{which}"))
            case "drop":
                desk.do(Drop(f"d_{which}"))
            case "back":
                deposit = desk.book.ledger.deposits.get(f"d_{which}")
                desk.do(TakeBack(f"d_{which}", deposit.taken_back if deposit else 0, minor, freeze=minor % 2 == 0))
            case "lose":
                desk.do(Hold(f"m_l/{desk.count}", ANN, USD, minor, "m_l"))
                desk.do(Capture(f"m_l/{desk.count - 1}", "house:escrow:USD", minor))
            case "win":
                desk.win(minor + 1)
            case "hold":
                desk.do(Hold(f"m_h/{which}", ANN, USD, minor, "m_h"))
            case "free":
                desk.do(Release(f"m_h/{which}"))
            case "withdraw":
                desk.do(Withdraw(f"w_{which}", ANN, USD, minor, 0))
            case _:
                hold = desk.book.ledger.holds.get(f"w_{which}")
                minor = hold.hold.minor if hold else 1
                sent += minor if desk.do(Capture(f"w_{which}", STRIPE, minor)) == "POSTED" else 0
        deposits = desk.book.ledger.deposits.values()
        came = sum(one.expect.minor - one.taken_back for one in deposits if one.state is DepositState.CREDITED)
        mine, owed, stripe = money(desk)
        assert stripe == came - sent
        assert mine >= 0
        assert owed == 0 or desk.book.ledger.account(cash(ANN)).available == 0
    assert desk.replayed().ledger.deposits == desk.book.ledger.deposits


def test_an_id_is_answered_as_before() -> None:
    desk = Desk()
    command = Command("expect:d_1", (Expect("d_1", ANN, USD, 100),))
    assert [desk.book.post(command, START).answer.outcome.name for _ in range(2)] == ["POSTED", "EXISTS"]
