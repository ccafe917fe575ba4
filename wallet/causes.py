"""Causes: a group of transfers in a player's words: what it was to them, and for which match."""

from __future__ import annotations

from protocol.events.wallet import Cause
from wallet.accounts import player_of
from wallet.transfers import Capture, Credit, Hold, Op, Release, TakeBack, Transfer, Withdraw


def hold_id(match_id: str, seat: int, attempt: int) -> str:
    """The id of the hold of a seat; it says its match."""
    return f"{match_id}/{seat}/{attempt}"


def match_of(hold: str) -> str:
    return hold.split("/", 1)[0]


def match_in(ops: tuple[Op, ...]) -> str | None:
    """The match a group is about, or nothing."""
    for op in ops:
        if isinstance(op, Hold | Capture | Release) and not _is_withdrawal(op.hold_id):
            return match_of(op.hold_id)
    return None


def _is_withdrawal(hold: str) -> bool:
    return hold.startswith("w_")


_PAYMENTS: dict[type[Op], Cause] = {Credit: Cause.DEPOSIT, TakeBack: Cause.TAKEN_BACK, Withdraw: Cause.WITHDRAWAL}
_FROM_OUTSIDE = {"outside:stripe": Cause.WITHDRAWAL_FAILED}
_ENDS: dict[type[Op], Cause] = {Capture: Cause.WITHDRAWN, Release: Cause.WITHDRAWAL_FAILED}


def cause_of(ops: tuple[Op, ...], player: str) -> Cause:
    """What the group was to this player; being paid outweighs the capture that comes with it."""
    first = ops[0]
    if type(first) in _PAYMENTS:
        return _PAYMENTS[type(first)]
    if isinstance(first, Capture | Release) and _is_withdrawal(first.hold_id):
        return _ENDS[type(first)]
    for op in ops:
        if isinstance(op, Transfer) and player_of(op.target) == player:
            return _FROM_OUTSIDE.get(op.source.partition(":USD")[0], Cause.GRANT) if op.source.startswith("outside:") else Cause.PAYOUT
    if any(isinstance(op, Hold) and op.player == player for op in ops):
        return Cause.HOLD
    if any(isinstance(op, Capture) for op in ops):
        return Cause.CAPTURE
    assert any(isinstance(op, Release) for op in ops)
    return Cause.RELEASE
