"""What operators do about coins: the queue of redemptions, and cards that came by mail."""

from __future__ import annotations

from typing import get_args

from actors.clock import Clock
from protocol.admin import AdminBody
from protocol.admin.coins import (
    AcceptEntry,
    CoinCommand,
    DecideRedemption,
    ListEntries,
    ListRedemptions,
    OpenEntries,
    OpenEntry,
    WaitingRedemption,
    WaitingRedemptions,
)
from protocol.envelope import Accepted
from protocol.people import Person
from server.admin.asker import Asker
from wallet.database import Database
from webhooks.redemptions import Redemptions

WAITING = """
SELECT r.redemption_id, r.created_ms, r.player_id, p.name, r.minor,
    (SELECT coalesce(sum(minor), 0) FROM redemptions o WHERE o.player_id = r.player_id AND o.state = 'granted')::bigint AS granted
FROM redemptions r JOIN players p USING (player_id) WHERE r.state = 'asked' ORDER BY r.created_ms LIMIT 500
"""
ENTRIES = """
SELECT c.code, c.issued_ms, c.expires_ms, c.player_id, p.name FROM entry_codes c JOIN players p USING (player_id)
WHERE c.used_ms IS NULL AND c.expires_ms > $1 ORDER BY c.issued_ms LIMIT 1000
"""


class CoinRoom:
    """Sweeps Coins that leave, and cards that came."""

    commands = get_args(CoinCommand)

    def __init__(self, database: Database, redemptions: Redemptions, clock: Clock) -> None:
        self._database = database
        self._redemptions = redemptions
        self._clock = clock

    async def obey(self, asker: Asker, command: CoinCommand) -> AdminBody:
        match command:
            case ListRedemptions():
                return await self._waiting()
            case DecideRedemption(redemption_id=name, grant=grant, reason=reason):
                return await self._redemptions.decide(name, asker.name, grant=grant, reason=reason) or Accepted()
            case ListEntries():
                rows = await self._database.rows(ENTRIES, self._clock.now_ms())
                return OpenEntries(tuple(OpenEntry(row[0], row[1], row[2], Person(row[3], row[4])) for row in rows))
            case AcceptEntry(code=code, name=name):
                return await self._redemptions.accept_entry(code, name, asker.name) or Accepted()

    async def _waiting(self) -> WaitingRedemptions:
        rows = await self._database.rows(WAITING)
        found = [
            WaitingRedemption(row[0], row[1], Person(row[2], row[3]), row[4], row[5], await self._redemptions.year_minor(row[2])) for row in rows
        ]
        return WaitingRedemptions(tuple(found))
