"""Things: who owns what, and wears it. A thing is owned once by a player; an edition is sold so often and no more."""

from __future__ import annotations

import attrs

from protocol.limits import AccountState
from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet.accounts import house, payout_account
from wallet.item_transfers import BuyThing, EarnThing, GiveThing, WearThing
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import Locker


def buy(draft: Draft, op: BuyThing) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.holder(op.player).state is not AccountState.OPEN:
        return Outcome.ACCOUNT_FROZEN
    locker = draft.locker(op.player)
    if op.item in locker.owned:
        return Outcome.ALREADY_OWNED
    sold = draft.sold_of(op.item)
    if op.edition and sold >= op.edition:
        return Outcome.SOLD_OUT
    account = payout_account(op.player, Currency.GC)
    if draft.available(account) < op.minor:
        return Outcome.INSUFFICIENT_FUNDS

    draft.move(account, posted=-op.minor)
    draft.move(house("sales", Currency.GC), posted=op.minor)
    draft.sold[op.item] = sold + 1
    draft.lockers[op.player] = attrs.evolve(locker, owned={**locker.owned, op.item: True})
    return Outcome.POSTED


def earn(draft: Draft, op: EarnThing) -> Outcome:
    locker = draft.locker(op.player)
    if op.item in locker.owned:
        return Outcome.ALREADY_OWNED
    draft.lockers[op.player] = attrs.evolve(locker, owned={**locker.owned, op.item: False})
    return Outcome.POSTED


def give(draft: Draft, op: GiveThing) -> Outcome:
    mine, theirs = draft.locker(op.player), draft.locker(op.target)
    if op.item not in mine.owned:
        return Outcome.NOT_OWNED
    if not mine.owned[op.item] or op.player == op.target:
        return Outcome.NOT_GIVABLE
    if op.item in theirs.owned:
        return Outcome.ALREADY_OWNED

    owned = {item: bought for item, bought in mine.owned.items() if item != op.item}
    worn = {slot: item for slot, item in mine.worn.items() if item != op.item}
    draft.lockers[op.player] = Locker(owned, worn)
    draft.lockers[op.target] = attrs.evolve(theirs, owned={**theirs.owned, op.item: True})
    return Outcome.POSTED


def wear(draft: Draft, op: WearThing) -> Outcome:
    locker = draft.locker(op.player)
    if op.item and op.item not in locker.owned:
        return Outcome.NOT_OWNED
    worn = {slot: item for slot, item in locker.worn.items() if slot != op.slot}
    draft.lockers[op.player] = attrs.evolve(locker, worn=worn | ({op.slot: op.item} if op.item else {}))
    return Outcome.POSTED
