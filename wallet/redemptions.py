"""Redemptions: redeemable Sweeps Coins that are set aside for a prize. Gold Coins never are, nor what has not been played."""

from __future__ import annotations

from protocol.limits import DAY_MS
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet.gate import refuse_redemption
from wallet.ledger import Draft
from wallet.lots import redeemable
from wallet.outcomes import Outcome
from wallet.records import HeldMoney, HoldState
from wallet.table_transfers import Redeem
from wallet.transfers import Hold

SC = Currency.SC


def redeem(draft: Draft, op: Redeem) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.hold(op.hold_id) is not None:
        return Outcome.HOLD_EXISTS
    refusal = refuse_redemption(draft, op.player)
    if refusal is not None:
        return refusal
    account = redeemable(op.player)
    if draft.available(account) < op.minor:
        return Outcome.INSUFFICIENT_FUNDS
    if draft.used((op.player, SC, "redeemed"), draft.at_ms - DAY_MS) + op.minor > op.day_most:
        return Outcome.DAY_FULL

    draft.move(account, held=op.minor)
    hold = Hold(op.hold_id, op.player, SC, op.minor, match_id="")
    draft.holds[op.hold_id] = HeldMoney(hold, ((account, op.minor),), HoldState.OPEN, draft.at_ms)
    draft.use(op.player, SC, "redeemed", op.minor)
    return Outcome.POSTED
