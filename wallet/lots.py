"""Lots: Sweeps Coins that were given together. Stakes take the oldest first; what is staked and settled counts as played.

A lot at 1x needs each of its coins played once: whatever a stake of it wins is redeemable. Above 1x what is won stays in the lot until all of it
has been staked often enough; then the rest of the lot is redeemable at once. The unplayed bucket of a player is the sum of their lots."""

from __future__ import annotations

from typing import NamedTuple

from protocol.money import AMOUNT_MINOR_MAX, Currency
from wallet.accounts import bucket, outside
from wallet.gate import refuse_grant
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import HeldMoney, Lot
from wallet.table_transfers import Grant, Lapse

ONCE_BP = 10_000
SC = Currency.SC
Parts = tuple[tuple[str, int], ...]


class Stake(NamedTuple):
    """What a stake takes: from which accounts, and, of the unplayed bucket, from which lots."""

    accounts: Parts
    lots: Parts


def unplayed(player: str) -> str:
    return bucket(player, SC, "unplayed")


def redeemable(player: str) -> str:
    return bucket(player, SC, "redeemable")


def to_play(lot: Lot) -> int:
    """So much must still be staked before what is left of the lot is redeemable."""
    return max(0, lot.grant.minor * lot.grant.playthrough_bp // ONCE_BP - lot.played)


# ── how a lot begins and lapses ──────────────────────────────────────────────


def grant(draft: Draft, op: Grant) -> Outcome:
    if not 0 < op.minor <= AMOUNT_MINOR_MAX or op.playthrough_bp < 0:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    if draft.lot(op.lot_id) is not None:
        return Outcome.LOT_EXISTS
    refusal = refuse_grant(draft, op.player, SC)
    if refusal is not None:
        return refusal

    draft.move(outside("sweepstakes", SC), posted=-op.minor)
    draft.move(unplayed(op.player), posted=op.minor)
    draft.lots[op.lot_id] = Lot(op, op.minor, 0, 0)
    _unlock(draft, op.lot_id)
    return Outcome.POSTED


def lapse(draft: Draft, op: Lapse) -> Outcome:
    """What is in a bet stays in it; should it come back, it lapses then."""
    lot = draft.lot(op.lot_id)
    if lot is None or lot.available == 0:
        return Outcome.NO_SUCH_LOT
    if lot.grant.expires_ms > draft.at_ms:
        return Outcome.NOT_LAPSED

    draft.move(unplayed(lot.grant.player), posted=-lot.available)
    draft.move(outside("sweepstakes", SC), posted=lot.available)
    draft.lots[op.lot_id] = lot._replace(left=lot.held)
    return Outcome.POSTED


# ── what stakes do to lots ───────────────────────────────────────────────────


def take(draft: Draft, player: str, minor: int) -> Stake | None:
    """So many Sweeps Coins, the oldest lot first, then redeemable ones; nothing when that is not enough."""
    parts: list[tuple[str, int]] = []
    left = minor
    for lot_id, lot in draft.lots_of(player):
        part = min(left, lot.available)
        if part > 0 and lot.grant.expires_ms > draft.at_ms:
            parts.append((lot_id, part))
            left -= part
    if left > draft.available(redeemable(player)):
        return None
    accounts = ((unplayed(player), minor - left), (redeemable(player), left))
    return Stake(tuple(one for one in accounts if one[1]), tuple(parts))


def hold(draft: Draft, parts: Parts) -> None:
    for lot_id, part in parts:
        lot = draft.known_lot(lot_id)
        draft.lots[lot_id] = lot._replace(held=lot.held + part)


def release(draft: Draft, parts: Parts) -> None:
    """Back to where it was; a lot that was played through meanwhile keeps nothing back."""
    for lot_id, part in parts:
        lot = draft.known_lot(lot_id)
        draft.lots[lot_id] = lot._replace(held=lot.held - part)
        _unlock(draft, lot_id)


def capture(draft: Draft, parts: Parts, minor: int) -> None:
    """So much of the stake is gone, and played; the rest goes back."""
    for lot_id, part in parts:
        lot, gone = draft.known_lot(lot_id), min(part, minor)
        draft.lots[lot_id] = lot._replace(left=lot.left - gone, held=lot.held - part, played=lot.played + gone)
        minor -= gone
    for lot_id, _part in parts:
        _unlock(draft, lot_id)


def pay(draft: Draft, money: HeldMoney, minor: int) -> None:
    """What a captured stake won: each coin's share into its lot while that is locked, all else redeemable."""
    player, left = money.hold.player, minor
    for lot_id, part in money.lots:
        lot = draft.known_lot(lot_id)
        if lot.grant.playthrough_bp > ONCE_BP and to_play(lot) > 0:
            share = minor * part // money.hold.minor
            draft.lots[lot_id] = lot._replace(left=lot.left + share)
            draft.move(unplayed(player), posted=share)
            left -= share
    if left:
        draft.move(redeemable(player), posted=left)


def _unlock(draft: Draft, lot_id: str) -> None:
    lot = draft.known_lot(lot_id)
    if to_play(lot) == 0 and lot.available:
        draft.move(unplayed(lot.grant.player), posted=-lot.available)
        draft.move(redeemable(lot.grant.player), posted=lot.available)
        draft.lots[lot_id] = lot._replace(left=lot.held)
