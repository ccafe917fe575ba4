"""Payments: money that comes from outside, goes back there, and is paid out. Each deposit comes in at most once, whoever says so how often."""

from __future__ import annotations

import attrs

from protocol.limits import AccountState, LimitKind
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet.accounts import grant_account, house, outside, payout_account, receivable
from wallet.gate import refuse_deposit, refuse_withdrawal
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import Deposit, DepositState, HeldMoney, HoldState
from wallet.table_transfers import Sell
from wallet.transfers import Credit, Drop, Expect, ExpectSale, Hold, TakeBack, Withdraw


def expect(draft: Draft, op: Expect) -> Outcome:
    return _expect(draft, op, op.currency)


def expect_sale(draft: Draft, op: ExpectSale) -> Outcome:
    return _expect(draft, Expect(op.deposit_id, op.player, op.currency, op.minor), op.coins)


def _expect(draft: Draft, op: Expect, product: Currency) -> Outcome:
    """product: what may be had where the payer is, or not."""
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.deposit(op.deposit_id) is not None:
        return Outcome.DEPOSIT_ENDED
    refusal = refuse_deposit(draft, op.player, op.currency, op.minor, product)
    if refusal is not None:
        return refusal

    draft.use(op.player, op.currency, LimitKind.DEPOSIT, op.minor)
    draft.deposits[op.deposit_id] = Deposit(op, draft.at_ms, DepositState.EXPECTED)
    return Outcome.POSTED


def credit(draft: Draft, op: Credit) -> Outcome:
    """What was paid comes in, whatever became of the player meanwhile: the money is theirs."""
    return _come_in(draft, op.deposit_id, sold=False)


def sell(draft: Draft, op: Sell) -> Outcome:
    """What was paid for coins is the house's."""
    return _come_in(draft, op.deposit_id, sold=True)


def _come_in(draft: Draft, deposit_id: str, *, sold: bool) -> Outcome:
    deposit = draft.deposit(deposit_id)
    if deposit is None:
        return Outcome.NO_SUCH_DEPOSIT
    if deposit.state is DepositState.CREDITED:
        return Outcome.DEPOSIT_ENDED
    asked = deposit.expect
    if deposit.state is DepositState.DROPPED:  # given up too early: it counts after all
        draft.use(asked.player, asked.currency, LimitKind.DEPOSIT, asked.minor, deposit.at_ms)

    draft.move(outside("stripe", asked.currency), posted=-asked.minor)
    target = house("sales", asked.currency) if sold else grant_account(asked.player, asked.currency)
    draft.move(target, posted=asked.minor)
    draft.deposits[deposit_id] = deposit._replace(state=DepositState.CREDITED, credited_ms=draft.at_ms, sold=sold)
    return Outcome.POSTED


def drop(draft: Draft, op: Drop) -> Outcome:
    deposit = draft.deposit(op.deposit_id)
    if deposit is None:
        return Outcome.NO_SUCH_DEPOSIT
    if deposit.state is not DepositState.EXPECTED:
        return Outcome.DEPOSIT_ENDED

    asked = deposit.expect
    draft.use(asked.player, asked.currency, LimitKind.DEPOSIT, -asked.minor, deposit.at_ms)
    draft.deposits[op.deposit_id] = deposit._replace(state=DepositState.DROPPED)
    return Outcome.POSTED


def take_back(draft: Draft, op: TakeBack) -> Outcome:
    """More went back to the payer: from what is available, the rest is owed. Less than we thought: it comes in again, and repays what is owed."""
    deposit = draft.deposit(op.deposit_id)
    if deposit is None or deposit.state is not DepositState.CREDITED:
        return Outcome.NO_SUCH_DEPOSIT
    if deposit.taken_back != op.before:
        return Outcome.DEPOSIT_CHANGED
    if not 0 <= op.after <= deposit.expect.minor or op.after == op.before:
        return Outcome.AMOUNT_OUT_OF_BOUNDS

    player, currency = deposit.expect.player, deposit.expect.currency
    mine = house("sales", currency) if deposit.sold else grant_account(player, currency)
    owed = receivable(player, currency)
    more = op.after - op.before
    draft.move(outside("stripe", currency), posted=more)
    part = min(more, draft.available(mine))
    draft.move(mine, posted=-part)
    if part < more:
        draft.move(owed, posted=part - more)
    draft.deposits[op.deposit_id] = deposit._replace(taken_back=op.after, changes=deposit.changes + 1)
    is_closed = draft.ledger.rules.law and draft.holder(player).state is AccountState.CLOSED
    if op.freeze and not is_closed:
        draft.holders[player] = attrs.evolve(draft.holder(player), state=AccountState.FROZEN)
    return Outcome.POSTED


def repay(draft: Draft) -> None:
    """Who owes pays first: whatever comes in reduces it, in the same group."""
    for account in tuple(draft.accounts):
        if account.startswith("player:") and account.endswith(":USD:cash"):
            player = account.split(":")[1]
            owed = receivable(player, Currency.USD)
            part = min(-draft.balance(owed)[0], draft.available(account))
            if part > 0:
                draft.move(account, posted=-part)
                draft.move(owed, posted=part)


def withdraw(draft: Draft, op: Withdraw) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.hold(op.hold_id) is not None:
        return Outcome.HOLD_EXISTS
    refusal = refuse_withdrawal(draft, op.player)
    if refusal is not None:
        return refusal
    account = payout_account(op.player, op.currency)
    left = draft.available(account) - op.minor
    if left < 0:
        return Outcome.INSUFFICIENT_FUNDS
    if left < _cooling(draft, op.player, op.currency, op.cooling_ms):
        return Outcome.STILL_COOLING

    draft.move(account, held=op.minor)
    hold = Hold(op.hold_id, op.player, op.currency, op.minor, match_id="")
    draft.holds[op.hold_id] = HeldMoney(hold, ((account, op.minor),), HoldState.OPEN, draft.at_ms)
    return Outcome.POSTED


def withdrawable(draft: Draft, player: str, currency: Currency, cooling_ms: int) -> int:
    """The most that withdraw would take now; nothing while nothing may go out at all."""
    if refuse_withdrawal(draft, player) is not None:
        return 0
    return max(0, draft.available(payout_account(player, currency)) - _cooling(draft, player, currency, cooling_ms))


def _cooling(draft: Draft, player: str, currency: Currency, cooling_ms: int) -> int:
    """What was paid in so lately that the payer's bank may still take it back."""
    since_ms = draft.at_ms - cooling_ms
    return sum(
        one.expect.minor - one.taken_back
        for one in draft.deposits_of(player)
        if one.state is DepositState.CREDITED and not one.sold and one.expect.currency is currency and one.credited_ms > since_ms
    )
