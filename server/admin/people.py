"""What operators do about one player: their file, their account, their limits, their sign-ins, two accounts of one person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, get_args

import attrs

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.admin import AdminBody
from protocol.admin.people import (
    AddNote,
    EndSessions,
    ExcludePlayer,
    FindPlayers,
    FoundPlayer,
    FoundPlayers,
    ListSessions,
    MergePlayers,
    Note,
    PlayerFile,
    PlayerLimit,
    SetAccountState,
    ShowPlayer,
    SignIn,
    SignIns,
    TightenLimit,
)
from protocol.envelope import Accepted
from protocol.limits import DAY_MS, AccountState
from protocol.money import Currency
from protocol.people import Person
from protocol.refusals import Code, refused
from server.accounts import Accounts
from server.admin.asker import Asker
from server.admin.records import PostgresOperatorRecords
from server.gatekeeper import Gatekeeper
from wallet.accounts import payout_account
from wallet.database import Connection, Database
from wallet.gate import limit_key
from wallet.gate_transfers import Join, SetAccount, SetLimit
from wallet.holders import NO_LIMIT
from wallet.transfers import Transfer
from wallet.views import Standing

FOUND = 50
FIND = "SELECT player_id, name, created_ms FROM players WHERE name ILIKE $1 OR player_id LIKE $1 ORDER BY created_ms DESC LIMIT $2"
PLAYER = "SELECT player_id, name, created_ms FROM players WHERE player_id = $1"
NOTES = "SELECT at_ms, operator, words FROM notes WHERE player_id = $1 ORDER BY note_id DESC LIMIT 100"
LIVE = "SELECT match_id FROM matches WHERE NOT ended AND (creator = $1 OR opponent = $1) ORDER BY match_id LIMIT 100"
SAME_DEVICE = """
SELECT DISTINCT p.player_id, p.name FROM devices a JOIN devices b USING (device_hash) JOIN players p ON p.player_id = b.player_id
WHERE a.player_id = $1 AND b.player_id <> $1 LIMIT 20
"""


@attrs.frozen
class PeopleRoomPorts:
    """What this room needs of the house. left: ends every sign-in of a player, with its connections."""

    database: Database
    wallet: Wallet
    accounts: Accounts
    gatekeeper: Gatekeeper
    records: PostgresOperatorRecords
    clock: Clock
    is_online: Callable[[str], bool]
    left: Callable[[str], Awaitable[None]]


OnePlayer = (
    FindPlayers | ShowPlayer | SetAccountState | ListSessions | EndSessions | TightenLimit | ExcludePlayer | AddNote | MergePlayers
)


class PeopleRoom:
    """One player at a time."""

    commands = get_args(OnePlayer)

    def __init__(self, ports: PeopleRoomPorts) -> None:
        self._ports = ports

    async def obey(self, asker: Asker, command: OnePlayer) -> AdminBody:
        if isinstance(command, FindPlayers):
            return await self._find(command.words)
        row = await self._row(command.player_id)
        if row is None:
            return refused(Code.NO_SUCH_PLAYER)
        match command:
            case ShowPlayer():
                return await self._file(row)
            case SetAccountState(player_id=player, frozen=frozen):
                state = AccountState.FROZEN if frozen else AccountState.OPEN
                done = await self._post(asker.key(f"{state.value}/{player}"), SetAccount(player, state))
                if frozen:
                    await self._ports.gatekeeper.recall(player)
                return done
            case ListSessions(player_id=player):
                found = await self._ports.accounts.sessions_of(player, self._ports.clock.now_ms())
                return SignIns(tuple(SignIn(one.number, one.created_ms, one.seen_ms, one.agent) for one in found))
            case EndSessions(player_id=player):
                await self._ports.left(player)
                return Accepted()
            case TightenLimit():
                return await self._tighten(asker, command)
            case ExcludePlayer(player_id=player, days=days):
                await self._ports.gatekeeper.exclude(player, self._ports.clock.now_ms() + days * DAY_MS)
                return Accepted()
            case AddNote(player_id=player, words=words):
                query = "INSERT INTO notes (player_id, at_ms, operator, words) VALUES ($1, $2, $3, $4)"
                await self._ports.database.rows(query, player, self._ports.clock.now_ms(), asker.name, words)
                return Accepted()
            case MergePlayers():
                return await self._merge(asker, command)

    async def _row(self, player: str) -> Any:
        rows = await self._ports.database.rows(PLAYER, player)
        return rows[0] if rows else None

    async def _post(self, key: str, *ops: Any) -> AdminBody:
        answer = await self._ports.wallet.post(key, *ops)
        return Accepted() if answer.done else refusal_for(answer.outcome)

    async def _find(self, words: str) -> AdminBody:
        letters = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = await self._ports.database.rows(FIND, f"%{letters}%", FOUND)
        return FoundPlayers(tuple([await self._found(row) for row in rows]))

    async def _found(self, row: Any) -> FoundPlayer:
        player = row["player_id"]
        standing = await self._ports.wallet.standing(player)
        return FoundPlayer(Person(player, row["name"]), row["created_ms"], standing.holder.state, self._ports.is_online(player))

    async def _file(self, row: Any) -> PlayerFile:
        ports, player = self._ports, row["player_id"]
        standing, view = await ports.wallet.standing(player), await ports.wallet.view(player)
        admission = standing.holder.admission
        limits = tuple(PlayerLimit(one.kind, one.period, one.currency, one.most, one.used) for one in standing.limits)
        return PlayerFile(
            player=Person(player, row["name"]),
            since_ms=row["created_ms"],
            online=ports.is_online(player),
            state=standing.holder.state,
            place=admission.place if admission else "",
            excluded_ms=standing.holder.excluded_until_ms,
            owed_minor=standing.owed_minor,
            balances=view.balances,
            limits=limits,
            live_matches=tuple(one[0] for one in await ports.database.rows(LIVE, player)),
            sign_ins=len(await ports.accounts.sessions_of(player, ports.clock.now_ms())),
            same_device=tuple(Person(one[0], one[1]) for one in await ports.database.rows(SAME_DEVICE, player)),
            strikes=(await ports.records.strikes([player]))[0],
            notes=tuple(Note(*one) for one in await ports.database.rows(NOTES, player)),
        )

    async def _tighten(self, asker: Asker, command: TightenLimit) -> AdminBody:
        """The wallet alone lets a looser one wait; here it is not even asked for."""
        key = limit_key(command.currency, command.kind, command.period)
        standing = await self._ports.wallet.standing(command.player_id)
        now = standing.holder.limits.get(key)
        if now is not None and now.most is not None and command.most > now.most:
            return refused(Code.LIMIT_LOOSER)
        return await self._post(asker.key(f"limit/{command.player_id}"), SetLimit(command.player_id, *key, command.most))

    # ── two accounts of one person ──

    async def _merge(self, asker: Asker, command: MergePlayers) -> AdminBody:
        """What keeps from playing first, then the money with all that hangs on it and the account, in one group, then the sign-ins: each step may be
        done again after a crash."""
        duplicate, keeper = command.duplicate_id, command.player_id
        if duplicate == keeper or await self._row(duplicate) is None:
            return refused(Code.NO_SUCH_PLAYER)
        view, standing = await self._ports.wallet.view(duplicate), await self._ports.wallet.standing(duplicate)
        if view.holds or standing.owed_minor:
            return refused(Code.MONEY_LEFT, "Something of the duplicate is held, owed or on its way.")
        if standing.holder.state is AccountState.FROZEN:
            return refused(Code.ACCOUNT_FROZEN)
        moved = [
            Transfer(payout_account(duplicate, one.currency), payout_account(keeper, one.currency), one.available)
            for one in view.balances
            if one.available and one.currency is not Currency.SC
        ]
        # What keeps the duplicate from playing comes before its money: whoever is excluded or limited in one is so in the one that is left.
        await self._inherit(asker, standing, keeper)
        together = (*moved, Join(duplicate, keeper), SetAccount(duplicate, AccountState.CLOSED))
        if not isinstance(answer := await self._post(asker.key(f"merge/{duplicate}"), *together), Accepted):
            return answer
        await self._ports.database.read(lambda connection: self._join(connection, duplicate, keeper, asker.name))
        await self._ports.left(duplicate)
        return Accepted()

    async def _inherit(self, asker: Asker, of: Standing, keeper: str) -> None:
        """The later exclusion and the tighter of each two limits."""
        ports = self._ports
        if of.holder.excluded_until_ms > ports.clock.now_ms():
            await ports.gatekeeper.exclude(keeper, of.holder.excluded_until_ms)
        mine = (await ports.wallet.standing(keeper)).holder.limits
        for key, limit in of.holder.limits.items():
            now = mine.get(key, NO_LIMIT).most
            if limit.most is not None and (now is None or limit.most < now):
                words = "/".join(one.value for one in key)
                await ports.wallet.post(asker.key(f"merge/{keeper}/{words}"), SetLimit(keeper, *key, limit.most))

    async def _join(self, connection: Connection, duplicate: str, keeper: str, operator: str) -> None:
        now = self._ports.clock.now_ms()
        await connection.execute("BEGIN")
        query = "INSERT INTO merges (duplicate_id, player_id, at_ms, operator) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        await connection.execute(query, duplicate, keeper, now, operator)
        await connection.execute("UPDATE identities SET player_id = $2 WHERE player_id = $1", duplicate, keeper)
        await connection.execute("COMMIT")
