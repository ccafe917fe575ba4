"""Causes: a group of transfers in a player's words: what it was to them, and for which match."""

from __future__ import annotations

from protocol.events.wallet import Cause
from wallet.accounts import player_of
from wallet.item_transfers import BuyThing
from wallet.table_transfers import Grant, Lapse, Pay, Redeem, Sell, SetMode
from wallet.transfers import Capture, Credit, Hold, Op, Release, TakeBack, Transfer, Withdraw


def hold_id(match_id: str, seat: int, attempt: int) -> str:
    """The id of the hold of a seat; it says its match."""
    return f"{match_id}/{seat}/{attempt}"


def table_hold_id(table: str, number: int, player: str, key: str) -> str:
    """The id of the hold of a bet; it says its table and round."""
    return f"{table}/{number}/{player}/{key}"


def match_in(ops: tuple[Op, ...]) -> str | None:
    """The match a group is about, or nothing."""
    return _about(ops, "m_")


def table_in(ops: tuple[Op, ...]) -> str | None:
    """The table a group is about, or nothing."""
    return _about(ops, "t_")


def _about(ops: tuple[Op, ...], prefix: str) -> str | None:
    for op in ops:
        if isinstance(op, Hold | Capture | Release) and op.hold_id.startswith(prefix):
            return op.hold_id.split("/", 1)[0]
    return None


_FIRST: dict[type[Op], Cause] = {
    Credit: Cause.DEPOSIT,
    TakeBack: Cause.TAKEN_BACK,
    Withdraw: Cause.WITHDRAWAL,
    Grant: Cause.GRANT,
    Lapse: Cause.LAPSED,
    SetMode: Cause.MODE,
    Sell: Cause.PURCHASE,
    BuyThing: Cause.PURCHASE,
    Redeem: Cause.REDEMPTION,
}
_FROM_OUTSIDE = {"outside:stripe:USD": Cause.WITHDRAWAL_FAILED, "outside:prizes:USD": Cause.PRIZE, "outside:owner:USD": Cause.ADJUSTMENT}
_ENDS: dict[tuple[str, type[Op]], Cause] = {
    ("w_", Capture): Cause.WITHDRAWN,
    ("w_", Release): Cause.WITHDRAWAL_FAILED,
    ("r_", Capture): Cause.REDEEMED,
    ("r_", Release): Cause.REDEMPTION_DENIED,
}
"""How a hold that is no stake ends, by what its id begins with."""


def cause_of(ops: tuple[Op, ...], player: str) -> Cause:
    """What the group was to this player; being paid outweighs the capture that comes with it."""
    first = ops[0]
    if isinstance(first, Transfer) and first.source.startswith("player:"):
        return Cause.ADJUSTMENT
    if type(first) in _FIRST:
        return _FIRST[type(first)]
    if isinstance(first, Capture | Release) and (first.hold_id[:2], type(first)) in _ENDS:
        return _ENDS[first.hold_id[:2], type(first)]
    for op in ops:
        if isinstance(op, Transfer) and player_of(op.target) == player:
            return _FROM_OUTSIDE.get(op.source, Cause.GRANT) if op.source.startswith("outside:") else Cause.PAYOUT
        if isinstance(op, Pay) and op.player == player:
            return Cause.PAYOUT
    if any(isinstance(op, Hold) and op.player == player for op in ops):
        return Cause.HOLD
    if any(isinstance(op, Capture) for op in ops):
        return Cause.CAPTURE
    assert any(isinstance(op, Release) for op in ops)
    return Cause.RELEASE
