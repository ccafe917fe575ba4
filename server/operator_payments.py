"""What operators do about payments: the queue of withdrawals, frozen accounts, events that fit nothing."""

from __future__ import annotations

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.admin import (
    AdminBody,
    DecideWithdrawal,
    ListTroubles,
    ListWithdrawals,
    SetAccountState,
    Trouble,
    Troubles,
    WaitingWithdrawal,
    WaitingWithdrawals,
)
from protocol.envelope import Accepted
from protocol.limits import AccountState
from protocol.people import Person
from protocol.refusals import Code, Refused, refused
from wallet.database import Database
from wallet.transfers import SetAccount
from webhooks.withdrawals import Withdrawals

PaymentCommand = ListWithdrawals | DecideWithdrawal | SetAccountState | ListTroubles

WAITING = """
SELECT w.withdrawal_id, w.created_ms, w.player_id, p.name, w.currency, w.minor,
    (SELECT coalesce(sum(minor - returned_minor), 0) FROM deposits d
        WHERE d.player_id = w.player_id AND d.state IN ('paid', 'refunded', 'disputed'))::bigint AS paid_in,
    (SELECT coalesce(sum(minor), 0) FROM withdrawals o WHERE o.player_id = w.player_id AND o.state = 'paid')::bigint AS paid_out
FROM withdrawals w JOIN players p USING (player_id) WHERE w.state = 'review' ORDER BY w.created_ms LIMIT 500
"""
TROUBLES = "SELECT event_id, came_ms, kind, object_id, trouble FROM stripe_events WHERE trouble IS NOT NULL ORDER BY came_ms DESC LIMIT 200"


class OperatorPayments:
    """The payments port of the desk."""

    def __init__(self, database: Database, withdrawals: Withdrawals, wallet: Wallet, clock: Clock) -> None:
        self._database = database
        self._withdrawals = withdrawals
        self._wallet = wallet
        self._clock = clock

    async def obey(self, operator: str, command: PaymentCommand) -> AdminBody:
        match command:
            case ListWithdrawals():
                return await self._waiting()
            case ListTroubles():
                rows = await self._database.rows(TROUBLES)
                return Troubles(tuple(Trouble(*row) for row in rows))
            case DecideWithdrawal():
                decided = await self._withdrawals.decide(command.withdrawal_id, operator, approve=command.approve, reason=command.reason)
                return decided if isinstance(decided, Refused) else Accepted()
            case SetAccountState():
                return await self._set_state(command)

    async def _waiting(self) -> WaitingWithdrawals:
        rows = await self._database.rows(WAITING)
        return WaitingWithdrawals(
            tuple(
                WaitingWithdrawal(
                    row["withdrawal_id"],
                    row["created_ms"],
                    Person(row["player_id"], row["name"]),
                    row["currency"],
                    row["minor"],
                    row["paid_in"],
                    row["paid_out"],
                )
                for row in rows
            )
        )

    async def _set_state(self, command: SetAccountState) -> AdminBody:
        if not await self._database.rows("SELECT 1 FROM players WHERE player_id = $1", command.player_id):
            return refused(Code.NO_SUCH_PLAYER)
        state = AccountState.FROZEN if command.frozen else AccountState.OPEN
        answer = await self._wallet.post(
            f"operator:{command.player_id}/{self._clock.now_ms()}", SetAccount(command.player_id, state)
        )
        return Accepted() if answer.done else refusal_for(answer.outcome)
