"""Requests: what a player asks on one connection, and which actor or desk of the house obeys it; with the streams that the connection watches.

Knows no line: an answer that is not known at once comes through what is in flight, and what is watched goes to the outbox."""

from __future__ import annotations

import trio

from actors.house import AtDesk, AtTable, House, Read
from actors.in_flight import NO_ANSWER, InFlight, RequestCell
from actors.line import Caller, Identity
from actors.lobby import Create, ReadLive, Rouse, UnwatchLobby, WatchLobby
from actors.match.messages import FromPlayer, UnwatchMatch, WatchMatch
from actors.match.messages import Message as MatchMessage
from actors.matchmaker.actor import ReadPools, StartSeek, StopSeek
from actors.matchmaker.pool import Seek
from actors.outbox import Outbox
from actors.people.actor import FromPerson, UnwatchInbox, WatchInbox
from actors.tables.actor import FromGuest, UnwatchTable, WatchTable
from actors.wallet import UnwatchWallet, Wallet, WatchWallet
from actors.wallet_refusals import refusal_for
from protocol.commands import (
    Authenticate,
    CashOut,
    CreateMatch,
    ListLive,
    ListMatches,
    ListPeople,
    ListPools,
    ListTables,
    MarkRead,
    Ping,
    PlaceBet,
    PlayHand,
    ReadFairness,
    ReadHistory,
    ReadLeaderboard,
    ReadProfile,
    ReadReplay,
    ReadStatement,
    ReportPlayer,
    RotateSeeds,
    SayAtTable,
    SeekOpponent,
    SetMode,
    SetRelation,
    StopSeeking,
    TakeBetBack,
    Unwatch,
    Watch,
)
from protocol.envelope import Accepted, Body, From, Request, TableList, Watching
from protocol.ids import INBOX, LOBBY, LOOKS, PAYMENTS, WALLET
from protocol.money import Amount, Currency
from protocol.refusals import Code, Refused, refused
from wallet.journal import DatabaseAway
from wallet.table_transfers import SetMode as ModeTransfer


class Requests:
    """What is asked on one connection."""

    def __init__(self, house: House, caller: Caller, outbox: Outbox, in_flight: InFlight) -> None:
        self._house = house
        self._caller = caller
        self._outbox = outbox
        self._in_flight = in_flight
        self._watched: dict[str, None] = {}
        self._sought = False

    def obey(self, request: Request, me: Identity) -> Body | None:
        """The answer, when it is known at once; otherwise it comes through the reply slot."""
        command = request.command
        if isinstance(command, AtDesk):
            self._in_flight.start(request.ref, self._at_desk, command, me)
            return None
        match command:
            case Watch():
                return self._watch(request.ref, command, me)
            case CreateMatch():
                self._in_flight.start(request.ref, self._create, command, me)
                return None
            case SeekOpponent():
                self._in_flight.start(request.ref, self._seek, command, me)
                return None
            case PlaceBet() | TakeBetBack() | CashOut() | PlayHand() | SayAtTable() | ReadFairness() | RotateSeeds():
                return self._to_table(request.ref, command, me)
            case ListTables():
                return TableList(self._house.cards())
            case SetMode():
                self._in_flight.start(request.ref, self._set_mode, command, me)
                return None
            case StopSeeking():
                return self._in_flight.post(self._house.matchmaker(), StopSeek(me.player, self._outbox), request.ref)
            case ListPools():
                return self._in_flight.post(self._house.matchmaker(), ReadPools(), request.ref)
            case ListLive():
                return self._in_flight.post(self._house.lobby(), ReadLive(), request.ref)
            case SetRelation() | ReportPlayer() | MarkRead():
                return self._in_flight.post(self._house.people, FromPerson(me.player, me.name, command), request.ref)
            case ListMatches() | ReadStatement() | ReadProfile() | ListPeople() | ReadLeaderboard() | ReadHistory() | ReadReplay():
                self._in_flight.start(request.ref, self._read, command, me.player)
                return None
            case Authenticate() | Ping() | Unwatch():
                raise AssertionError(f"answered before: {command}")
            case _:
                return self._to_match(request.ref, command.match_id, FromPlayer(me.player, me.name, command))

    def _to_table(self, ref: int, command: AtTable, me: Identity) -> Body | None:
        room = self._house.rooms.find(command.table)
        if room is None:
            return refused(Code.NO_SUCH_TABLE)
        return self._in_flight.post(room, FromGuest(me.player, me.name, command, trio.current_time()), ref)

    def _to_match(self, ref: int, match_id: str, message: MatchMessage) -> Body | None:
        match = self._house.matches.find(match_id)
        if match is None:
            return self._in_flight.post(self._house.lobby(), Rouse(match_id, message), ref)
        return self._in_flight.post(match, message, ref)

    async def _set_mode(self, cell: RequestCell, command: SetMode, me: Identity) -> None:
        if command.currency is Currency.USD:
            cell.answer(refused(Code.CURRENCY_NOT_OPEN, "One plays with Gold Coins or with Sweeps Coins."))
            return
        answer = await Wallet(self._house.wallet).post(f"mode:{me.player}/{command.key}", ModeTransfer(me.player, command.currency))
        cell.answer(Accepted() if answer.done else refusal_for(answer.outcome))

    async def _at_desk(self, cell: RequestCell, command: AtDesk, me: Identity) -> None:
        if not self._in_flight.is_over:
            cell.answer(await self._house.desk.obey(me, command, self._caller))

    async def _read(self, cell: RequestCell, command: Read, player: str) -> None:
        cell.answer(await self._house.records.read(player, command))

    # ── stakes ──

    async def _create(self, cell: RequestCell, command: CreateMatch, me: Identity) -> None:
        """An offer says how strong its maker is, where the house knows."""
        refusal = await self._refusal(me, command.stake)
        if refusal is not None:
            cell.answer(refusal)
            return
        try:
            skill = await self._house.records.skill(me.player, command.options.tag)
            rated = FromPlayer(me.player, me.name, command, skill.rating, skill.provisional)
        except DatabaseAway:
            rated = FromPlayer(me.player, me.name, command)
        self._in_flight.hand_on(self._house.lobby(), Create(rated), cell)

    async def _seek(self, cell: RequestCell, command: SeekOpponent, me: Identity) -> None:
        refusal = await self._refusal(me, command.stake)
        if refusal is not None:
            cell.answer(refusal)
            return
        skill = await self._house.records.skill(me.player, command.options.tag)
        avoided = await self._house.records.avoided(me.player)
        self._sought = True
        seek = Seek(me.player, me.name, skill, trio.current_time(), avoided)
        self._in_flight.hand_on(self._house.matchmaker(), StartSeek(seek, command.options, command.stake, self._outbox), cell)

    async def _refusal(self, me: Identity, stake: Amount) -> Refused | None:
        """Said early, before anybody waits for an opponent. It is advice: what counts is asked again when the stake is held."""
        try:
            outcome = await Wallet(self._house.wallet).may_stake(me.player, stake)
        except NO_ANSWER:
            return None
        return None if outcome is None else refusal_for(outcome)

    # ── streams ──

    def _watch(self, ref: int, command: Watch, me: Identity) -> Body | None:
        if command.stream not in self._watched and len(self._watched) >= self._house.limits.watched_matches_max:
            return refused(Code.TOO_MANY_IN_FLIGHT, "You watch as many streams as one connection may.")
        self._watched[command.stream] = None
        if command.stream == LOBBY:
            return self._in_flight.post(self._house.lobby(), WatchLobby(self._outbox), ref)
        if command.stream == WALLET:
            return self._in_flight.post(self._house.wallet, WatchWallet(me.player, self._outbox, command.since), ref)
        if command.stream == PAYMENTS:
            self._in_flight.start(ref, self._watch_payments, me.player)
            return None
        if command.stream == LOOKS:
            self._house.looks.add(self._outbox)
            return Watching(LOOKS, From.RESUMED, self._house.looks.version)
        if command.stream == INBOX:
            return self._in_flight.post(self._house.people, WatchInbox(me.player, self._outbox), ref)
        kind, _, match = command.stream.partition(":")
        if kind == "table":
            room = self._house.rooms.find(match)
            return refused(Code.NO_SUCH_TABLE) if room is None else self._in_flight.post(room, WatchTable(self._outbox, me.player, me.name), ref)
        return self._to_match(ref, match, WatchMatch(self._outbox, me.player, command.since, late=kind == "spectate"))

    async def _watch_payments(self, cell: RequestCell, player: str) -> None:
        cell.answer(await self._house.desk.watch(player, self._outbox))

    def unwatch(self, stream: str, me: Identity) -> None:
        if self._watched.pop(stream, self) is self:
            return
        if stream == LOBBY:
            self._house.lobby().mention(UnwatchLobby(self._outbox))
        elif stream == WALLET:
            self._house.wallet.mention(UnwatchWallet(me.player, self._outbox))
        elif stream == PAYMENTS:
            self._house.desk.unwatch(me.player, self._outbox)
        elif stream == LOOKS:
            self._house.looks.remove(self._outbox)
        elif stream == INBOX:
            self._house.people.mention(UnwatchInbox(me.player, self._outbox))
        else:
            kind, _, name = stream.partition(":")
            if kind == "table" and (room := self._house.rooms.find(name)) is not None:
                room.mention(UnwatchTable(self._outbox))
            elif kind != "table" and (match := self._house.matches.find(name)) is not None:
                match.mention(UnwatchMatch(self._outbox))

    # ── the connection ends ──

    def unwatch_all(self, me: Identity) -> None:
        for stream in tuple(self._watched):
            self.unwatch(stream, me)

    def stop_seeking(self, me: Identity) -> None:
        """A search lives and dies with its connection."""
        if self._sought:
            self._house.matchmaker().mention(StopSeek(me.player, self._outbox))
