"""Payments and events in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protocol.events.payments import PaymentState
from protocol.money import Currency
from wallet.database import Database
from webhooks.payments import RANK, WAITING, DepositRow, WithdrawalRow
from webhooks.stripe_events import Hint, read_event

_RANKS = " ".join(f"WHEN '{state.value}' THEN {rank}" for state, rank in RANK.items())
KEPT_RANK, NEW_RANK = f"CASE state {_RANKS} END", f"CASE $2 {_RANKS} END"
_WAITING = ", ".join(f"'{state.value}'" for state in WAITING)

DEPOSIT = "deposit_id, player_id, currency, minor, state, created_ms, why, session_id, url, payment_intent, returned_minor, package"
WITHDRAWAL = "withdrawal_id, player_id, currency, minor, state, created_ms, destination, why, transfer_id, payout_id"

BEGIN_DEPOSIT = """
INSERT INTO deposits (deposit_id, player_id, currency, minor, state, created_ms, updated_ms, package) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
ON CONFLICT DO NOTHING
"""
MOVE_DEPOSIT = f"""
UPDATE deposits SET state = $2, why = $3, updated_ms = $4, session_id = coalesce(session_id, $5), url = coalesce($6, url),
    payment_intent = coalesce(payment_intent, $7), returned_minor = $8
WHERE deposit_id = $1 AND {KEPT_RANK} <= {NEW_RANK}
"""  # noqa: S608  numbers and words of ours
BEGIN_WITHDRAWAL = """
INSERT INTO withdrawals (withdrawal_id, player_id, currency, minor, state, created_ms, updated_ms, destination)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7) ON CONFLICT DO NOTHING
"""
MOVE_WITHDRAWAL = """
UPDATE withdrawals SET state = $2, why = $3, updated_ms = $4, transfer_id = coalesce(transfer_id, $5), payout_id = coalesce(payout_id, $6)
WHERE withdrawal_id = $1 AND state NOT IN ('failed', 'denied', 'refused') AND (state <> 'paid' OR $2 IN ('paid', 'failed'))
"""
DECIDE = """
UPDATE withdrawals SET state = $2, why = $3, updated_ms = $4, decided_by = $5 WHERE withdrawal_id = $1 AND state = 'review' RETURNING 1
"""
TAKE_IN = """
INSERT INTO stripe_events (event_id, kind, object_id, account, created_ms, came_ms, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING 1
"""
KEEP_ACCOUNT = """
INSERT INTO payout_accounts (player_id, account_id, ready, at_ms) VALUES ($1, $2, $4, $3)
ON CONFLICT (player_id) DO UPDATE SET ready = excluded.ready, at_ms = excluded.at_ms
"""
WITHDRAWN = """
SELECT coalesce(sum(minor), 0) FROM withdrawals WHERE player_id = $1 AND created_ms >= $2
    AND state NOT IN ('failed', 'denied', 'refused')
"""


class PostgresPayments:
    """The payments port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── deposits ──

    async def begin_deposit(self, row: DepositRow) -> DepositRow:
        await self._database.rows(
            BEGIN_DEPOSIT, row.deposit_id, row.player, row.currency.value, row.minor, row.state.value, row.created_ms, row.package
        )
        return await self._must_deposit(row.deposit_id)

    async def deposit(self, deposit_id: str) -> DepositRow | None:
        return await self._deposit("deposit_id = $1", deposit_id)

    async def deposit_paid_by(self, payment_intent: str) -> DepositRow | None:
        return await self._deposit("payment_intent = $1", payment_intent)

    async def move_deposit(self, row: DepositRow, now_ms: int) -> DepositRow:
        known = (row.session_id, row.url, row.payment_intent, row.returned_minor)
        await self._database.rows(MOVE_DEPOSIT, row.deposit_id, row.state.value, row.why, now_ms, *known)
        return await self._must_deposit(row.deposit_id)

    async def waiting_deposits(self, before_ms: int) -> Sequence[DepositRow]:
        query = f"SELECT {DEPOSIT} FROM deposits WHERE state IN ({_WAITING}) AND created_ms < $1 ORDER BY created_ms LIMIT 500"  # noqa: S608
        return [_deposit(row) for row in await self._database.rows(query, before_ms)]

    async def _deposit(self, which: str, name: str) -> DepositRow | None:
        rows = await self._database.rows(f"SELECT {DEPOSIT} FROM deposits WHERE {which}", name)  # noqa: S608
        return _deposit(rows[0]) if rows else None

    async def _must_deposit(self, deposit_id: str) -> DepositRow:
        row = await self.deposit(deposit_id)
        assert row is not None, deposit_id
        return row

    # ── withdrawals ──

    async def begin_withdrawal(self, row: WithdrawalRow) -> WithdrawalRow:
        money = (row.currency.value, row.minor, row.state.value, row.created_ms, row.destination)
        await self._database.rows(BEGIN_WITHDRAWAL, row.withdrawal_id, row.player, *money)
        return await self._must_withdrawal(row.withdrawal_id)

    async def withdrawal(self, withdrawal_id: str) -> WithdrawalRow | None:
        return await self._withdrawal("withdrawal_id = $1", withdrawal_id)

    async def withdrawal_paid_by(self, payout_id: str) -> WithdrawalRow | None:
        return await self._withdrawal("payout_id = $1", payout_id)

    async def move_withdrawal(self, row: WithdrawalRow, now_ms: int) -> WithdrawalRow:
        known = (row.transfer_id, row.payout_id)
        await self._database.rows(MOVE_WITHDRAWAL, row.withdrawal_id, row.state.value, row.why, now_ms, *known)
        return await self._must_withdrawal(row.withdrawal_id)

    async def decide_withdrawal(self, withdrawal_id: str, state: PaymentState, why: str | None, operator: str, now_ms: int) -> bool:
        return bool(await self._database.rows(DECIDE, withdrawal_id, state.value, why, now_ms, operator))

    async def denied_since(self, since_ms: int) -> Sequence[WithdrawalRow]:
        query = f"SELECT {WITHDRAWAL} FROM withdrawals WHERE state = 'denied' AND updated_ms >= $1"  # noqa: S608
        return [_withdrawal(row) for row in await self._database.rows(query, since_ms)]

    async def waiting_withdrawals(self) -> Sequence[WithdrawalRow]:
        query = f"SELECT {WITHDRAWAL} FROM withdrawals WHERE state IN ({_WAITING}) ORDER BY created_ms LIMIT 500"  # noqa: S608
        return [_withdrawal(row) for row in await self._database.rows(query)]

    async def withdrawn_since(self, player: str, since_ms: int) -> int:
        return int((await self._database.rows(WITHDRAWN, player, since_ms))[0][0])

    async def _withdrawal(self, which: str, name: str) -> WithdrawalRow | None:
        rows = await self._database.rows(f"SELECT {WITHDRAWAL} FROM withdrawals WHERE {which}", name)  # noqa: S608
        return _withdrawal(rows[0]) if rows else None

    async def _must_withdrawal(self, withdrawal_id: str) -> WithdrawalRow:
        row = await self.withdrawal(withdrawal_id)
        assert row is not None, withdrawal_id
        return row

    async def payments_of(self, player: str, at_most: int) -> Sequence[DepositRow | WithdrawalRow]:
        ins = await self._database.rows(
            f"SELECT {DEPOSIT} FROM deposits WHERE player_id = $1 ORDER BY created_ms DESC LIMIT $2",  # noqa: S608
            player,
            at_most,
        )
        outs = await self._database.rows(
            f"SELECT {WITHDRAWAL} FROM withdrawals WHERE player_id = $1 ORDER BY created_ms DESC LIMIT $2",  # noqa: S608
            player,
            at_most,
        )
        both: list[DepositRow | WithdrawalRow] = [*map(_deposit, ins), *map(_withdrawal, outs)]
        return sorted(both, key=lambda row: -row.created_ms)[:at_most]

    # ── accounts ──

    async def payout_account(self, player: str) -> tuple[str, bool] | None:
        rows = await self._database.rows("SELECT account_id, ready FROM payout_accounts WHERE player_id = $1", player)
        return (rows[0]["account_id"], rows[0]["ready"]) if rows else None

    async def keep_payout_account(self, player: str, account: str, now_ms: int, *, ready: bool) -> None:
        await self._database.rows(KEEP_ACCOUNT, player, account, now_ms, ready)

    async def player_paid_at(self, account: str) -> str | None:
        rows = await self._database.rows("SELECT player_id FROM payout_accounts WHERE account_id = $1", account)
        return rows[0]["player_id"] if rows else None

    # ── events ──

    async def take_in(self, hint: Hint, raw: bytes, now_ms: int) -> bool:
        return bool(
            await self._database.rows(
                TAKE_IN, hint.event_id, hint.kind, hint.object_id, hint.account, hint.created_ms, now_ms, raw
            )
        )

    async def events_waiting(self, at_most: int) -> Sequence[Hint]:
        rows = await self._database.rows(
            "SELECT body FROM stripe_events WHERE done_ms IS NULL ORDER BY came_ms, event_id LIMIT $1", at_most
        )
        return [read_event(row["body"]) for row in rows]

    async def events_done(self, events: Sequence[str], now_ms: int, trouble: str | None = None) -> None:
        await self._database.rows(
            "UPDATE stripe_events SET done_ms = $2, trouble = $3 WHERE event_id = ANY($1) AND done_ms IS NULL", list(events), now_ms, trouble
        )

    async def mark(self, name: str) -> int:
        rows = await self._database.rows("SELECT at_ms FROM stripe_marks WHERE name = $1", name)
        return rows[0]["at_ms"] if rows else 0

    async def set_mark(self, name: str, at_ms: int) -> None:
        await self._database.rows(
            "INSERT INTO stripe_marks (name, at_ms) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms", name, at_ms
        )


def _deposit(row: Any) -> DepositRow:
    plain = dict(row)
    state, currency = PaymentState(plain.pop("state")), Currency(plain.pop("currency"))
    return DepositRow(player=plain.pop("player_id"), state=state, currency=currency, **plain)


def _withdrawal(row: Any) -> WithdrawalRow:
    plain = dict(row)
    state, currency = PaymentState(plain.pop("state")), Currency(plain.pop("currency"))
    return WithdrawalRow(player=plain.pop("player_id"), state=state, currency=currency, **plain)


