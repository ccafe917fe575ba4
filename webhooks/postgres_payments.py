"""Payments and events in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from protocol.events.payments import PaymentState
from protocol.money import Currency
from wallet.database import Database
from webhooks.payments import COMING, RANK, DepositRow, TroubleKind, WithdrawalRow
from webhooks.stripe_events import Hint, read_event

_RANKS = " ".join(f"WHEN '{state.value}' THEN {rank}" for state, rank in RANK.items())
KEPT_RANK, NEW_RANK = f"CASE state {_RANKS} END", f"CASE $2 {_RANKS} END"
_COMING = ", ".join(f"'{state.value}'" for state in COMING)
"""As the partial index says it, word for word: only then is it used."""

DEPOSIT = (
    "deposit_id, player_id, currency, minor, state, created_ms, why, session_id, url, payment_intent, returned_minor, package, updated_ms, next_ms"
)
WITHDRAWAL = (
    "withdrawal_id, player_id, currency, minor, state, created_ms, destination, why, transfer_id, payout_id, cooling_ms, undoing, updated_ms, next_ms"
)

BEGIN_DEPOSIT = """
INSERT INTO deposits (deposit_id, player_id, currency, minor, state, created_ms, updated_ms, package, next_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8) ON CONFLICT DO NOTHING
"""
MOVE_DEPOSIT = f"""
UPDATE deposits SET state = $2, why = $3, updated_ms = $4, session_id = coalesce(session_id, $5), url = coalesce($6, url),
    payment_intent = coalesce(payment_intent, $7), returned_minor = $8
WHERE deposit_id = $1 AND {KEPT_RANK} <= {NEW_RANK}
"""  # noqa: S608  numbers and words of ours
BEGIN_WITHDRAWAL = """
INSERT INTO withdrawals (withdrawal_id, player_id, currency, minor, state, created_ms, updated_ms, destination, cooling_ms, next_ms)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""
MOVE_WITHDRAWAL = """
UPDATE withdrawals SET state = $2, why = $3, updated_ms = $4, transfer_id = coalesce(transfer_id, $5), payout_id = coalesce(payout_id, $6),
    undoing = coalesce(undoing, $7)
WHERE withdrawal_id = $1 AND state NOT IN ('failed', 'denied', 'refused') AND (state <> 'paid' OR $2 IN ('paid', 'failed'))
"""
DECIDE = """
UPDATE withdrawals SET state = $2, why = $3, updated_ms = $4, next_ms = $4, decided_by = $5
WHERE withdrawal_id = $1 AND state = 'review' RETURNING 1
"""
TAKE_IN = """
INSERT INTO stripe_events (event_id, kind, object_id, account, created_ms, came_ms, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING 1
"""
KEEP_ACCOUNT = """
INSERT INTO payout_accounts (player_id, account_id, ready, at_ms) VALUES ($1, $2, $4, $3)
ON CONFLICT (player_id) DO UPDATE SET account_id = excluded.account_id, ready = excluded.ready, at_ms = excluded.at_ms
"""
WITHDRAWN = """
SELECT coalesce(sum(minor), 0) FROM withdrawals WHERE player_id = $1 AND created_ms >= $2
    AND state NOT IN ('failed', 'denied', 'refused')
"""

EVENTS_DONE = """
UPDATE stripe_events SET done_ms = coalesce(done_ms, $2), trouble = coalesce($3::text, trouble)
WHERE event_id = ANY($1) AND (done_ms IS NULL OR $3::text IS NOT NULL)
"""
FORGET_BODIES = "UPDATE stripe_events SET body = '' WHERE done_ms < $1 AND body <> '' RETURNING 1"
PLAYERS_PAYING = """
SELECT DISTINCT player_id FROM deposits WHERE state IN ('begun', 'open') AND player_id > $1 ORDER BY player_id LIMIT $2
"""
NOTE_TROUBLE = """
INSERT INTO payment_troubles (subject, kind, player_id, at_ms, words) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1
"""


class PostgresPayments:
    """The payments port on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── deposits ──

    async def begin_deposit(self, row: DepositRow) -> DepositRow:
        await self._database.rows(
            BEGIN_DEPOSIT, row.deposit_id, row.player, row.currency.value, row.minor, row.state.value, row.created_ms, row.package, row.next_ms
        )
        return await self._must_deposit(row.deposit_id)

    async def deposit(self, deposit_id: str) -> DepositRow | None:
        return await self._deposit("deposit_id = $1", deposit_id)

    async def deposits(self, deposit_ids: Sequence[str]) -> Sequence[DepositRow]:
        return await self._deposits("deposit_id = ANY($1)", list(deposit_ids))

    async def deposit_paid_by(self, payment_intent: str) -> DepositRow | None:
        return await self._deposit("payment_intent = $1", payment_intent)

    async def move_deposit(self, row: DepositRow, now_ms: int) -> DepositRow:
        known = (row.session_id, row.url, row.payment_intent, row.returned_minor)
        await self._database.rows(MOVE_DEPOSIT, row.deposit_id, row.state.value, row.why, now_ms, *known)
        return await self._must_deposit(row.deposit_id)

    async def look_at_deposit_again(self, deposit_id: str, at_ms: int | None) -> None:
        await self._database.rows("UPDATE deposits SET next_ms = $2 WHERE deposit_id = $1", deposit_id, at_ms)

    async def due_deposits(self, now_ms: int, at_most: int) -> Sequence[DepositRow]:
        return await self._deposits("next_ms <= $1 ORDER BY next_ms, deposit_id LIMIT $2", now_ms, at_most)

    async def coming_since(self) -> int | None:
        rows = await self._database.rows(f"SELECT min(created_ms) FROM deposits WHERE state IN ({_COMING})")  # noqa: S608
        return rows[0][0]

    async def coming_deposits(self, player: str) -> Sequence[DepositRow]:
        return await self._deposits("player_id = $1 AND state IN ('begun', 'open') ORDER BY created_ms", player)

    async def players_paying(self, after: str, at_most: int) -> Sequence[str]:
        return [row[0] for row in await self._database.rows(PLAYERS_PAYING, after, at_most)]

    async def _deposit(self, which: str, name: str) -> DepositRow | None:
        found = await self._deposits(which, name)
        return found[0] if found else None

    async def _deposits(self, which: str, *args: object) -> Sequence[DepositRow]:
        rows = await self._database.rows(f"SELECT {DEPOSIT} FROM deposits WHERE {which}", *args)  # noqa: S608
        return [_deposit(row) for row in rows]

    async def _must_deposit(self, deposit_id: str) -> DepositRow:
        row = await self.deposit(deposit_id)
        assert row is not None, deposit_id
        return row

    # ── withdrawals ──

    async def begin_withdrawal(self, row: WithdrawalRow) -> WithdrawalRow:
        money = (row.currency.value, row.minor, row.state.value, row.created_ms, row.destination, row.cooling_ms, row.next_ms)
        await self._database.rows(BEGIN_WITHDRAWAL, row.withdrawal_id, row.player, *money)
        return await self._must_withdrawal(row.withdrawal_id)

    async def withdrawal(self, withdrawal_id: str) -> WithdrawalRow | None:
        return await self._withdrawal("withdrawal_id = $1", withdrawal_id)

    async def withdrawal_paid_by(self, payout_id: str) -> WithdrawalRow | None:
        return await self._withdrawal("payout_id = $1", payout_id)

    async def move_withdrawal(self, row: WithdrawalRow, now_ms: int) -> WithdrawalRow:
        known = (row.transfer_id, row.payout_id, row.undoing)
        await self._database.rows(MOVE_WITHDRAWAL, row.withdrawal_id, row.state.value, row.why, now_ms, *known)
        return await self._must_withdrawal(row.withdrawal_id)

    async def decide_withdrawal(self, withdrawal_id: str, state: PaymentState, why: str | None, operator: str, now_ms: int) -> bool:
        return bool(await self._database.rows(DECIDE, withdrawal_id, state.value, why, now_ms, operator))

    async def look_at_withdrawal_again(self, withdrawal_id: str, at_ms: int | None) -> None:
        await self._database.rows("UPDATE withdrawals SET next_ms = $2 WHERE withdrawal_id = $1", withdrawal_id, at_ms)

    async def due_withdrawals(self, now_ms: int, at_most: int) -> Sequence[WithdrawalRow]:
        query = f"SELECT {WITHDRAWAL} FROM withdrawals WHERE next_ms <= $1 ORDER BY next_ms, withdrawal_id LIMIT $2"  # noqa: S608
        return [_withdrawal(row) for row in await self._database.rows(query, now_ms, at_most)]

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
        await self._database.rows(EVENTS_DONE, list(events), now_ms, trouble)

    async def mark(self, name: str) -> int:
        rows = await self._database.rows("SELECT at_ms FROM stripe_marks WHERE name = $1", name)
        return rows[0]["at_ms"] if rows else 0

    async def set_mark(self, name: str, at_ms: int) -> None:
        await self._database.rows(
            "INSERT INTO stripe_marks (name, at_ms) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms", name, at_ms
        )

    # ── what a person has to look at ──

    async def forget_bodies(self, done_before_ms: int) -> int:
        """What Stripe sent, of events that are done: mail addresses and names stand in it. That they came, and about what, stays. How many."""
        return len(await self._database.rows(FORGET_BODIES, done_before_ms))

    async def note_trouble(self, subject: str, kind: TroubleKind, player: str | None, now_ms: int, words: str) -> bool:
        return bool(await self._database.rows(NOTE_TROUBLE, subject, kind.value, player, now_ms, words))

    async def end_trouble(self, subject: str, kind: TroubleKind) -> None:
        await self._database.rows("DELETE FROM payment_troubles WHERE subject = $1 AND kind = $2", subject, kind.value)

    async def troubles(self, kind: TroubleKind, at_most: int) -> Sequence[tuple[str, str | None]]:
        query = "SELECT subject, player_id FROM payment_troubles WHERE kind = $1 ORDER BY at_ms, subject LIMIT $2"
        return [(row[0], row[1]) for row in await self._database.rows(query, kind.value, at_most)]


def _deposit(row: Any) -> DepositRow:
    plain = dict(row)
    state, currency = PaymentState(plain.pop("state")), Currency(plain.pop("currency"))
    return DepositRow(player=plain.pop("player_id"), state=state, currency=currency, **plain)


def _withdrawal(row: Any) -> WithdrawalRow:
    plain = dict(row)
    state, currency = PaymentState(plain.pop("state")), Currency(plain.pop("currency"))
    return WithdrawalRow(player=plain.pop("player_id"), state=state, currency=currency, **plain)


