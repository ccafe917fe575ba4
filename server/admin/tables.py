"""What operators do about the tables: close them, open them, what they take, what their bank has."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import attrs

from actors.switchboard import Switchboard
from actors.tables.bets import bank
from actors.tables.catalogue import LIMITS, ROOMS
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.admin import AdminBody
from protocol.admin.tables import (
    Bank,
    CloseTable,
    FillBank,
    InspectedTable,
    InspectedTables,
    InspectTables,
    OpenTable,
    SetTableLimits,
    TableCommand,
)
from protocol.envelope import Accepted
from protocol.money import AMOUNT_MINOR_MAX, Currency
from protocol.refusals import Code, refused
from protocol.tables import TableCard
from server.admin.asker import Asker
from server.bank import MINT
from wallet.accounts import outside
from wallet.transfers import OPS_MAX, Transfer


@attrs.frozen
class TableRoomPorts:
    """What this room needs of the house."""

    cards: Callable[[], tuple[TableCard, ...]]
    board: Switchboard
    wallet: Wallet


class TableRoom:
    """Closing and limits are read back from the trail by whoever applies it; here it is only said whether they can be."""

    commands = get_args(TableCommand)

    def __init__(self, ports: TableRoomPorts) -> None:
        self._ports = ports

    async def obey(self, asker: Asker, command: TableCommand) -> AdminBody:
        match command:
            case InspectTables():
                return await self._inspected()
            case FillBank():
                return await self._fill(asker, command)
            case SetTableLimits():
                return self._may_limit(command)
            case CloseTable(table=table) | OpenTable(table=table):
                return Accepted() if table in ROOMS else refused(Code.NO_SUCH_TABLE)

    async def _inspected(self) -> InspectedTables:
        closed = self._ports.board.closed
        tables = [
            InspectedTable(card.table, card.stage.value, card.watching, card.betting, closed.get(card.table), card.limits)
            for card in self._ports.cards()
        ]
        banks = [Bank(currency, account.posted, account.held) for currency, account in await self._ports.wallet.banks()]
        return InspectedTables(tuple(tables), tuple(banks))

    def _may_limit(self, command: SetTableLimits) -> AdminBody:
        published = LIMITS.get(command.currency)
        if command.table not in ROOMS:
            return refused(Code.NO_SUCH_TABLE)
        if published is None:
            return refused(Code.CURRENCY_NOT_OPEN)
        within = published.least <= command.least <= command.most <= published.most and command.win_most <= published.win_most
        words = f"The house publishes {published.least} to {published.most}, winning at most {published.win_most}, in minor units."
        return Accepted() if within else refused(Code.OUT_OF_BOUNDS, words, path="$.command")

    async def _fill(self, asker: Asker, command: FillBank) -> AdminBody:
        currency, minor = command.currency, command.minor
        if currency is Currency.USD:
            return refused(Code.CURRENCY_NOT_OPEN, "The tables play in Gold Coins and Sweeps Coins.")
        parts = [min(AMOUNT_MINOR_MAX, minor - start) for start in range(0, minor, AMOUNT_MINOR_MAX)]
        for number, start in enumerate(range(0, len(parts), OPS_MAX)):
            ops = [Transfer(outside(MINT[currency], currency), bank(currency), part) for part in parts[start : start + OPS_MAX]]
            answer = await self._ports.wallet.post(asker.key(f"bank/{currency.value}/{number}"), *ops)
            if not answer.done:
                return refusal_for(answer.outcome)
        return Accepted()
