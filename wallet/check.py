"""Check: whether a group may be posted, op by op on a draft of what it touches; the ledger itself is not touched. Refuse first."""

from __future__ import annotations

from collections.abc import Callable

from protocol.limits import LimitKind
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet import deeds, gate, lots, payments, redemptions, things, wagers
from wallet.accounts import currency_of, may_be_negative, player_of, stake_accounts
from wallet.gate_transfers import Admit, ConfirmLimit, Exclude, Join, Leave, Loosen, SetAccount, SetLaw, SetLimit, SetPlace, SetTerms, SpendTime
from wallet.item_transfers import BuyThing, EarnThing, GiveThing, WearThing
from wallet.ledger import Draft, Ledger
from wallet.lots import Stake
from wallet.outcomes import POSTED, Answer, Outcome
from wallet.records import HeldMoney, HoldState
from wallet.table_transfers import Commit, Grant, Lapse, Lock, Pay, Play, Redeem, Rotate, Sell, SetMode, Wager
from wallet.transfers import OPS_MAX, Capture, Command, Credit, Drop, Expect, ExpectSale, Hold, Op, Release, TakeBack, Transfer, Withdraw

BALANCE_MINOR_MAX = 10**13
"""No balance beyond a hundred thousand million dollars: far below 2^53."""


def check(ledger: Ledger, command: Command, at_ms: int) -> tuple[Answer, Draft]:
    """The answer, and what the group would change if that is POSTED. at_ms is the time of the group's row."""
    assert 0 < len(command.ops) <= OPS_MAX, command.id
    draft = Draft(ledger, at_ms)
    for place, op in enumerate(command.ops):
        outcome = _CHECKS[type(op)](draft, op)
        if outcome is not Outcome.POSTED:
            return Answer(outcome, place), draft
    if ledger.owing:
        payments.repay(draft)
    return POSTED, draft


def _transfer(draft: Draft, op: Transfer) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX * 2:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if op.source == op.target:
        return Outcome.SAME_ACCOUNT
    currency = currency_of(op.source)
    if currency is not currency_of(op.target):
        return Outcome.CURRENCY_MISMATCH
    if currency is Currency.SC and (player_of(op.source) or player_of(op.target)):
        return Outcome.SWEEPS_DO_NOT_MOVE
    if draft.available(op.source) < op.minor and not may_be_negative(op.source):
        return Outcome.INSUFFICIENT_FUNDS
    if draft.balance(op.target)[0] + op.minor > BALANCE_MINOR_MAX:
        return Outcome.BALANCE_CAP

    draft.move(op.source, posted=-op.minor)
    draft.move(op.target, posted=op.minor)
    winner = player_of(op.target)
    if winner is not None and op.source.startswith("house:escrow"):
        draft.use(winner, currency, LimitKind.LOSS, -op.minor)
        draft.deeds.append((winner, deeds.MATCH_WON))
    return Outcome.POSTED


def _hold(draft: Draft, op: Hold) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.hold(op.hold_id) is not None:
        return Outcome.HOLD_EXISTS
    refusal = gate.refuse_stake(draft, op.player, op.currency, op.minor)
    if refusal is not None:
        return refusal
    stake = _take(draft, op)
    if stake is None:
        return Outcome.INSUFFICIENT_FUNDS

    for account, minor in stake.accounts:
        draft.move(account, held=minor)
    lots.hold(draft, stake.lots)
    draft.holds[op.hold_id] = HeldMoney(op, stake.accounts, HoldState.OPEN, draft.at_ms, stake.lots)
    draft.use(op.player, op.currency, LimitKind.STAKE, op.minor)
    return Outcome.POSTED


def _take(draft: Draft, op: Hold) -> Stake | None:
    """So much of the player's buckets, in order; nothing when it is not enough."""
    if op.currency is Currency.SC:
        return lots.take(draft, op.player, op.minor)
    (account,) = stake_accounts(op.player, op.currency)
    return Stake(((account, op.minor),), ()) if draft.available(account) >= op.minor else None


def _capture(draft: Draft, op: Capture) -> Outcome:
    if op.minor <= 0:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    money = draft.hold(op.hold_id)
    if money is None:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.OPEN:
        return Outcome.HOLD_ENDED
    if op.minor > money.hold.minor:
        return Outcome.CAPTURE_ABOVE_HOLD
    if currency_of(op.target) is not money.hold.currency:
        return Outcome.CURRENCY_MISMATCH
    if draft.balance(op.target)[0] + op.minor > BALANCE_MINOR_MAX:
        return Outcome.BALANCE_CAP

    left = op.minor
    for account, minor in money.takes:
        part = min(left, minor)
        draft.move(account, posted=-part, held=-minor)
        left -= part
    lots.capture(draft, money.lots, op.minor)
    wagers.uncover(draft, money)
    draft.move(op.target, posted=op.minor)
    draft.holds[op.hold_id] = money._replace(state=HoldState.CAPTURED)
    if money.is_stake:
        deeds.settled(draft, money)
        hold = money.hold
        draft.use(hold.player, hold.currency, LimitKind.LOSS, op.minor)
        if op.minor < hold.minor:
            draft.use(hold.player, hold.currency, LimitKind.STAKE, op.minor - hold.minor, money.at_ms)
    return Outcome.POSTED


def _release(draft: Draft, op: Release) -> Outcome:
    money = draft.hold(op.hold_id)
    if money is None:
        return Outcome.NO_SUCH_HOLD
    if money.state is not HoldState.OPEN:
        return Outcome.HOLD_ENDED

    for account, minor in money.takes:
        draft.move(account, held=-minor)
    lots.release(draft, money.lots)
    wagers.uncover(draft, money)
    draft.holds[op.hold_id] = money._replace(state=HoldState.RELEASED)
    if money.is_stake:
        draft.use(money.hold.player, money.hold.currency, LimitKind.STAKE, -money.hold.minor, money.at_ms)
    elif money.hold.currency is Currency.SC:
        draft.use(money.hold.player, Currency.SC, "redeemed", -money.hold.minor, money.at_ms)
    return Outcome.POSTED


_CHECKS: dict[type[Op], Callable[..., Outcome]] = {
    Transfer: _transfer,
    Hold: _hold,
    Capture: _capture,
    Release: _release,
    Expect: payments.expect,
    ExpectSale: payments.expect_sale,
    Credit: payments.credit,
    Drop: payments.drop,
    TakeBack: payments.take_back,
    Withdraw: payments.withdraw,
    SetPlace: gate.set_place,
    SetTerms: gate.set_terms,
    SetLaw: gate.set_law,
    Admit: gate.admit,
    SetAccount: gate.set_account,
    Leave: gate.leave,
    Join: gate.join,
    Exclude: gate.exclude,
    SetLimit: gate.set_limit,
    Loosen: gate.loosen,
    ConfirmLimit: gate.confirm_limit,
    SpendTime: gate.spend_time,
    Grant: lots.grant,
    Lapse: lots.lapse,
    SetMode: gate.set_mode,
    Sell: payments.sell,
    BuyThing: things.buy,
    EarnThing: things.earn,
    GiveThing: things.give,
    WearThing: things.wear,
    Redeem: redemptions.redeem,
    Commit: wagers.commit,
    Rotate: wagers.rotate,
    Wager: wagers.wager,
    Lock: wagers.lock,
    Play: wagers.play,
    Pay: wagers.pay,
}
