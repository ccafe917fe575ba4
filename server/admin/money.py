"""What operators do about money: statements, adjustments, the queues of deposits and withdrawals, what is owed, the proof of the books."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import get_args

import attrs

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.admin import AdminBody, AdminCommand
from protocol.admin.coins import DecideRedemption
from protocol.admin.money import (
    AdjustBalance,
    AuditBooks,
    Books,
    CloseTrouble,
    DecideWithdrawal,
    ListDeposits,
    ListReceivables,
    ListTroubles,
    ListWithdrawals,
    MoneyCommand,
    PlayerStatement,
    ReadPlayerStatement,
    Receivable,
    Receivables,
    Trouble,
    Troubles,
    WaitingDeposit,
    WaitingDeposits,
    WaitingWithdrawal,
    WaitingWithdrawals,
)
from protocol.admin.people import MergePlayers
from protocol.admin.tables import FillBank
from protocol.envelope import Accepted
from protocol.money import Currency
from protocol.people import Person
from protocol.refusals import Code, Refused, refused
from server.admin.asker import Asker
from wallet.accounts import grant_account, outside
from wallet.database import Database
from wallet.statements import read_statement
from wallet.transfers import Transfer
from webhooks.payments import TroubleKind
from webhooks.withdrawals import Withdrawals

LINES = 50
SOURCE = {Currency.USD: "owner", Currency.GC: "coins"}
"""Where an adjustment comes from, and goes to: the house's own money; where Gold Coins begin and end."""

WAITING = """
SELECT w.withdrawal_id, w.created_ms, w.player_id, p.name, w.currency, w.minor,
    (SELECT coalesce(sum(minor - returned_minor), 0) FROM deposits d
        WHERE d.player_id = w.player_id AND d.state IN ('paid', 'refunded', 'disputed'))::bigint AS paid_in,
    (SELECT coalesce(sum(minor), 0) FROM withdrawals o WHERE o.player_id = w.player_id AND o.state = 'paid')::bigint AS paid_out
FROM withdrawals w JOIN players p USING (player_id) WHERE w.state = 'review' ORDER BY w.created_ms LIMIT 500
"""
DEPOSITS = """
SELECT d.deposit_id, d.created_ms, d.player_id, p.name, d.currency, d.minor, d.state FROM deposits d JOIN players p USING (player_id)
WHERE d.state IN ('begun', 'open', 'processing') ORDER BY d.created_ms LIMIT 500
"""
TROUBLES = """
(SELECT event_id, came_ms AS at_ms, kind, object_id, trouble FROM stripe_events WHERE trouble IS NOT NULL AND trouble_closed_ms IS NULL
ORDER BY came_ms DESC LIMIT 200)
UNION ALL (SELECT '', at_ms, kind, subject, words FROM payment_troubles WHERE closed_ms IS NULL ORDER BY at_ms DESC LIMIT 200)
ORDER BY at_ms DESC LIMIT 200
"""
CLOSE_TROUBLE = """
WITH events AS (
    UPDATE stripe_events SET trouble_closed_ms = $2 WHERE event_id = $1 AND trouble IS NOT NULL AND trouble_closed_ms IS NULL RETURNING 1
), checkouts AS (
    UPDATE payment_troubles SET closed_ms = $2 WHERE subject = $1 AND kind = $3 AND closed_ms IS NULL RETURNING 1
)
SELECT 1 FROM events UNION ALL SELECT 1 FROM checkouts
"""
NAMES = "SELECT player_id, name FROM players WHERE player_id = ANY($1)"


@attrs.frozen
class MoneyRoomPorts:
    """What this room needs of the house. prove: audits the books and the trail from their first rows on."""

    database: Database
    withdrawals: Withdrawals
    wallet: Wallet
    clock: Clock
    prove: Callable[[], Awaitable[Books]]


class MoneyRoom:
    """Dollars and Gold Coins; Sweeps Coins have a room of their own."""

    commands = get_args(MoneyCommand)

    def __init__(self, ports: MoneyRoomPorts) -> None:
        self._ports = ports

    async def obey(self, asker: Asker, command: MoneyCommand) -> AdminBody:
        rows = self._ports.database.rows
        match command:
            case ReadPlayerStatement(player_id=player, before=before):
                lines, more = await read_statement(self._ports.database, player, before, LINES)
                return PlayerStatement(tuple(lines), more)
            case AdjustBalance():
                return await self._adjust(asker, command)
            case ListReceivables():
                return await self._receivables()
            case ListDeposits():
                found = [(row[0], row[1], Person(row[2], row[3]), *row[4:]) for row in await rows(DEPOSITS)]
                return WaitingDeposits(tuple(WaitingDeposit(*one) for one in found))
            case ListWithdrawals():
                waiting = [(row[0], row[1], Person(row[2], row[3]), *row[4:]) for row in await rows(WAITING)]
                return WaitingWithdrawals(tuple(WaitingWithdrawal(*one) for one in waiting))
            case DecideWithdrawal():
                name, why = command.withdrawal_id, command.reason
                decided = await self._ports.withdrawals.decide(name, asker.name, approve=command.approve, reason=why)
                return decided if isinstance(decided, Refused) else Accepted()
            case ListTroubles():
                return Troubles(tuple(Trouble(*row) for row in await rows(TROUBLES)))
            case CloseTrouble(subject=subject):
                closed = await rows(CLOSE_TROUBLE, subject, self._ports.clock.now_ms(), TroubleKind.MISMATCH.value)
                return Accepted() if closed else refused(Code.NOTHING_OPEN)
            case AuditBooks():
                return await self._ports.prove()

    async def _adjust(self, asker: Asker, command: AdjustBalance) -> AdminBody:
        currency, player, minor = command.currency, command.player_id, command.minor
        if currency not in SOURCE:
            return refused(Code.CURRENCY_NOT_OPEN, "Sweeps Coins are never moved by hand.")
        if not await self._ports.database.rows("SELECT 1 FROM players WHERE player_id = $1", player):
            return refused(Code.NO_SUCH_PLAYER)
        if minor == 0:
            return refused(Code.OUT_OF_BOUNDS, "An adjustment by nothing is none.", path="$.command.minor")
        theirs, ours = grant_account(player, currency), outside(SOURCE[currency], currency)
        op = Transfer(ours, theirs, minor) if minor > 0 else Transfer(theirs, ours, -minor)
        answer = await self._ports.wallet.post(asker.key(f"adjust/{player}"), op)
        return Accepted() if answer.done else refusal_for(answer.outcome)

    async def _receivables(self) -> Receivables:
        owed = sorted((await self._ports.wallet.owed()).items(), key=lambda one: -one[1])
        parts = [(account.split(":"), minor) for account, minor in owed]
        names = dict(await self._ports.database.rows(NAMES, [part[1] for part, _minor in parts]))
        found = [Receivable(Person(part[1], names.get(part[1], "")), Currency(part[2]), minor) for part, minor in parts]
        return Receivables(tuple(found))

    # ── how much a command moves ──

    async def weight(self, command: AdminCommand) -> int:
        """In cents, of what leaves the house or is moved by hand; a Sweeps Coin counts as a dollar, a Gold Coin as nothing."""
        match command:
            case AdjustBalance(currency=Currency.USD, minor=minor):
                return abs(minor)
            case FillBank(currency=Currency.SC, minor=minor):
                return minor
            case DecideWithdrawal(approve=True, withdrawal_id=name):
                return await self._minor("SELECT minor FROM withdrawals WHERE withdrawal_id = $1", name)
            case DecideRedemption(grant=True, redemption_id=name):
                return await self._minor("SELECT minor FROM redemptions WHERE redemption_id = $1", name)
            case MergePlayers(duplicate_id=player):
                return await self._ports.wallet.available(player, Currency.USD)
            case _:
                return 0

    async def _minor(self, query: str, name: str) -> int:
        rows = await self._ports.database.rows(query, name)
        return rows[0][0] if rows else 0
