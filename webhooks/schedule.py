"""When a payment is looked at again though nobody told: the older it is, the longer the pause. Pure."""

from __future__ import annotations

from protocol.events.payments import PaymentState
from webhooks.payments import CAME, DepositRow, WithdrawalRow

SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS = 1_000, 60_000, 3_600_000, 86_400_000
SLOW_BANK_MS = 4 * 60 * SECOND_MS
"""Older payments of slow banks are not in the lists that are looked through; they are found within five minutes all the same."""
REFUND_DAYS = 35
"""For so long a refund may still fail at the payer's bank."""
PAYOUT_DAYS = 10
"""For so long a bank may still send a payout back that had arrived."""
ON_ITS_WAY_MS = (5 * SECOND_MS, 15 * 60 * SECOND_MS)


def next_look_at_deposit(row: DepositRow, now: int, *, unsettled: bool) -> int | None:
    """unsettled: a dispute about it, or an inquiry, is not decided yet."""
    age, since_changed = now - row.created_ms, now - row.updated_ms
    match row.state:
        case PaymentState.BEGUN | PaymentState.OPEN:
            return now + _between(age, HOUR_MS, 12 * HOUR_MS)
        case PaymentState.PROCESSING:
            return now + SLOW_BANK_MS
        case state if state in CAME and (unsettled or (_is_refunded(row) and since_changed < REFUND_DAYS * DAY_MS)):
            return now + _between(since_changed, HOUR_MS, DAY_MS)
        case _:
            return None


def _is_refunded(row: DepositRow) -> bool:
    """By us, not by a dispute: what a dispute decided stays decided."""
    return row.returned_minor > 0 and row.state is not PaymentState.DISPUTED


def next_look_at_withdrawal(row: WithdrawalRow, now: int) -> int | None:
    since_changed = now - row.updated_ms
    if row.state in (PaymentState.BEGUN, PaymentState.PROCESSING) or (row.undoing is not None and row.state is PaymentState.PAID):
        return now + _between(since_changed, *ON_ITS_WAY_MS)
    if row.state is PaymentState.PAID and since_changed < PAYOUT_DAYS * DAY_MS:
        return now + _between(since_changed, HOUR_MS, DAY_MS)
    return None


def _between(age: int, least: int, most: int) -> int:
    return max(least, min(age, most))
