"""The session: one connection of one player. The reader parses and forwards, the writer alone writes; nothing in between waits.

Everything that goes out passes a bounded outbox: who does not read is closed (4008), and resumes from the version they saw."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import trio

from actors import tracing
from actors.endings import Endings
from actors.house import AtDesk, AtTable, FromHere, House, Read
from actors.line import CLOSE_SIGNED_OUT, CLOSE_SILENT, CLOSE_TOO_SLOW, Identity, Line, LineClosed
from actors.lobby import Arrived, Create, Departed, ReadLive, Rouse, UnwatchLobby, WatchLobby
from actors.mailbox import ActorCrashed, ActorDead, MailboxFull
from actors.match.actor import FromPlayer, UnwatchMatch, WatchMatch
from actors.match.actor import Message as MatchMessage
from actors.matchmaker.actor import ReadPools, StartSeek, StopSeek
from actors.matchmaker.pool import Seek
from actors.outgoing import Encoded, push, reply
from actors.people.actor import FromPerson, UnwatchInbox, WatchInbox
from actors.ref import AskTimeout, Ref
from actors.switchboard import Announcement
from actors.tables.actor import FromGuest, UnwatchTable, WatchTable
from actors.wallet import Post, ReadNets, UnwatchWallet, Wallet, WatchWallet
from actors.wallet_refusals import refusal_for
from protocol.codec import Undecodable, decode_request
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
from protocol.envelope import PROTOCOL_VERSION, Accepted, Body, From, Pong, Request, TableList, Watching
from protocol.events import Announced, RealityCheck, ServerMoving, SessionEnded, Welcomed
from protocol.events.session import Net
from protocol.ids import INBOX, LOBBY, LOOKS, PAYMENTS, SESSION, WALLET
from protocol.money import Amount, Currency
from protocol.refusals import Code, Refused, refused
from wallet.accounts import grant_account, outside
from wallet.failpoints import failpoint
from wallet.journal import DatabaseAway
from wallet.table_transfers import SetMode as ModeTransfer
from wallet.transfers import Command as WalletCommand
from wallet.transfers import Transfer

DAY_MS = 86_400_000
NO_ANSWER = (ActorDead, ActorCrashed, MailboxFull, AskTimeout)
GOODBYE_SECONDS_MAX = 0.8
"""For which a connection that was signed out may still take its goodbye: within a second it is gone."""


class RequestCell:
    """The reply slot of one request."""

    __slots__ = ("deadline", "ref", "session", "since", "span")

    def __init__(self, session: Session, ref: int, since: float, deadline: float, span: tracing.Span | None) -> None:
        self.span = span
        self.session = session
        self.ref = ref
        self.since = since
        self.deadline = deadline

    def answer(self, value: object) -> None:
        self.session.answered(self, value)  # type: ignore[arg-type]

    def fail(self, error: BaseException) -> None:
        self.session.answered(self, refusal_of(error))


def refusal_of(error: BaseException) -> Body:
    """What a player is told when an actor did not answer."""
    if isinstance(error, MailboxFull):
        return refused(Code.BUSY, retry_after_ms=250)
    if isinstance(error, ActorDead):
        return refused(Code.UNAVAILABLE, retry_after_ms=500)
    return refused(Code.UNKNOWN_OUTCOME)


class RealityCell:
    """The slot for what the wallet says on the hour."""

    def __init__(self, session: Session, minutes: int) -> None:
        self._session = session
        self._minutes = minutes

    def answer(self, value: object) -> None:
        self._session.send(push(SESSION, 2, RealityCheck(self._minutes, cast("tuple[Net, ...]", value))))

    def fail(self, error: BaseException) -> None:
        """A wallet that restarts is asked in an hour again."""


class Session:
    """One connection. It is the Watcher that matches, lobby and wallet send to."""

    def __init__(self, line: Line, identity: Identity | None, house: House, endings: Endings) -> None:
        self.line = line
        self.identity = identity
        self.used = False
        """Whether its player asked anything since this was last looked at: pings are no use of a sign-in."""
        self._house = house
        self._endings = endings
        self._over = False
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._something_to_write = trio.Event()
        self._closing: tuple[int, str] | None = None
        self._in_flight: dict[RequestCell, None] = {}
        self._watched: dict[str, None] = {}
        self._tokens = house.limits.commands_at_once
        self._tokens_at = trio.current_time()
        self._reads: trio.Nursery | None = None
        self._sought = False
        self._is_known = False
        self._span: tracing.Span | None = None

    # ── life ──

    async def run(self) -> None:
        """Until either side ends it; then nothing of it is left anywhere."""
        self._welcome()
        try:
            async with trio.open_nursery() as nursery:
                self._reads = nursery
                if self.identity is not None:
                    self._arrive(self.identity)
                nursery.start_soon(self._write_for_ever, nursery.cancel_scope)
                await self._read_for_ever()
                if self._closing is None:
                    nursery.cancel_scope.cancel()  # else the writer says goodbye first, within its deadlines
        finally:
            self._leave()

    def _welcome(self) -> None:
        me, limits = self.identity, self._house.limits
        event = Welcomed(
            me.player if me else None,
            me.name if me else None,
            PROTOCOL_VERSION,
            self._house.clock.now_ms(),
            limits.heartbeat_seconds,
            not self._house.production,
        )
        self.send(push(SESSION, 1, event))

    def _arrive(self, me: Identity) -> None:
        self._tell(self._house.lobby(), Arrived(me.player))
        announcement = self._house.board.announcement
        if announcement is not None and announcement.until_ms > self._house.clock.now_ms():
            self.announce(announcement)
        assert self._reads is not None
        self._reads.start_soon(self._come_in, me)
        if not self._house.production:
            self._tell(self._house.wallet, Post(self._play_money(me.player)))

    async def _come_in(self, me: Identity) -> None:
        """So that the first command that depends on it need not wait; when it fails, that one asks again."""
        try:
            await self._house.desk.arrived(me, self.line.caller)
        except (*NO_ANSWER, DatabaseAway):
            return
        self._is_known = True

    def _play_money(self, player: str) -> WalletCommand:
        """So much a day and no more: the id says the day."""
        day = self._house.clock.now_ms() // DAY_MS
        source, target = outside("play_money", Currency.USD), grant_account(player, Currency.USD)
        return WalletCommand(f"play:{player}/{day}", (Transfer(source, target, self._house.limits.play_money_minor),))

    def _leave(self) -> None:
        for stream in tuple(self._watched):
            self._unwatch(stream)
        if self.identity is not None:
            self._tell(self._house.lobby(), Departed(self.identity.player))
            if self._sought:
                self._tell(self._house.matchmaker(), StopSeek(self.identity.player, self))

    def _tell(self, ref: Ref[Any], message: object) -> None:
        try:
            ref.tell(message)
        except (MailboxFull, ActorDead):
            pass  # it restarts or is over; either way it forgets us, or asks again

    # ── out ──

    def send(self, message: Encoded) -> None:
        """Queues it, or closes a connection that does not read. Never waits, never raises."""
        self._queue(self.line.wire(message))

    def _queue(self, wire: bytes) -> None:
        if self._closing is not None:
            return
        self._outbox.append(wire)
        self._outbox_bytes += len(wire)
        if self._outbox_bytes > self._house.limits.outbox_bytes_max:
            self._outbox.clear()
            self.close(CLOSE_TOO_SLOW, "too slow")
        self._something_to_write.set()

    def close(self, code: int, reason: str) -> None:
        """Writes what waits, says goodbye, and ends. A reader that is too slow gets no more than the goodbye."""
        if self._closing is None:
            self._closing = (code, reason)
            self._something_to_write.set()

    async def _write_for_ever(self, scope: trio.CancelScope) -> None:
        try:
            while True:
                await self._something_to_write.wait()
                self._something_to_write = trio.Event()
                await self._write_all()
                if self._closing is not None:
                    await self.line.close(*self._closing)
                    return
        except LineClosed:
            return
        finally:
            scope.cancel()

    async def _write_all(self) -> None:
        while self._outbox:
            wire = b"".join(self._outbox)
            self._outbox.clear()
            await self.line.write(wire)
            # Counted until it is on its way: what the kernel has not taken is still ours.
            self._outbox_bytes -= len(wire)

    # ── in ──

    async def _read_for_ever(self) -> None:
        try:
            while self._closing is None:
                raw = await self.line.read()
                if self._closing is None:
                    self._receive(raw)
        except LineClosed:
            return

    def _receive(self, raw: bytes | str) -> None:
        request = decode_request(raw)
        if not self._take_token():
            self.send(reply(request.ref, refused(Code.TOO_FAST, retry_after_ms=1000)))
            return
        if isinstance(request, Undecodable):
            self.send(reply(request.ref, request.refusal))
            return
        self._span = tracing.begin_command(request.command.tag, self.identity.player if self.identity else None, request.ref)
        try:
            answer = self._obey(request)
        except Exception as error:
            answer = refused(Code.INTERNAL, f"Our bug, on record as {self._house.on_bug(error, request.command.tag)}.")
        tracing.leave_command()
        if answer is not None:
            if self._span is not None:
                self._span.end()
            self._house.on_answer(0.0, answer)
            self.send(reply(request.ref, answer))

    def _take_token(self) -> bool:
        limits, now = self._house.limits, trio.current_time()
        self._tokens = min(limits.commands_at_once, self._tokens + (now - self._tokens_at) * limits.commands_per_second)
        self._tokens_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _obey(self, request: Request) -> Body | None:
        """The answer, when it is known at once; otherwise it comes through the reply slot."""
        command = request.command
        player = None if self.identity is None else self.identity.player
        wait = self._house.allowances.take(command.tag, player, self.line.caller.address, trio.current_time())
        if wait:
            return refused(Code.TOO_FAST, retry_after_ms=int(wait * 1000) + 1)
        if isinstance(command, Ping):
            return Pong(self._house.clock.now_ms())
        if isinstance(command, Authenticate):
            return self._authenticate(command)
        me = self.identity
        if me is None:
            return refused(Code.NOT_SIGNED_IN)
        self.used = True
        refusal = self._house.board.refusal(command)
        if refusal is not None:
            return refusal
        if isinstance(command, Unwatch):
            self._unwatch(command.stream)
            return Accepted()
        if len(self._in_flight) >= self._house.limits.in_flight_max:
            return refused(Code.TOO_MANY_IN_FLIGHT, retry_after_ms=250)
        if isinstance(command, FromHere) and not (self._is_known and self._house.desk.is_here(me, self.line.caller)):
            self._start(self._know_first, self._cell(request.ref), request, me)
            return None
        return self._dispatch(request, me)

    async def _know_first(self, cell: RequestCell, request: Request, me: Identity) -> None:
        """The wallet judges by what it knows: it is told who this is, and where, before it is asked."""
        try:
            await self._house.desk.arrived(me, self.line.caller)
        except NO_ANSWER as error:
            cell.fail(error)
            return
        self._is_known = True
        if cell not in self._in_flight or self.is_over:
            return  # it was answered, or signed out, meanwhile
        self._span = cell.span
        answer = self._dispatch(request, me)
        if answer is None:
            del self._in_flight[cell]  # there is another one now, which will be answered
        else:
            cell.answer(answer)

    def _dispatch(self, request: Request, me: Identity) -> Body | None:
        command = request.command
        if isinstance(command, AtDesk):
            self._start(self._at_desk, self._cell(request.ref), command, me)
            return None
        match command:
            case Watch():
                return self._watch(request.ref, command, me)
            case CreateMatch() | SeekOpponent():
                return self._stake(request.ref, command, me)
            case PlaceBet() | TakeBetBack() | CashOut() | PlayHand() | SayAtTable() | ReadFairness() | RotateSeeds():
                return self._to_table(request.ref, command, me)
            case ListTables():
                return TableList(self._house.cards())
            case SetMode():
                self._start(self._set_mode, self._cell(request.ref), command, me)
                return None
            case StopSeeking():
                return self._post(self._house.matchmaker(), StopSeek(me.player, self), request.ref)
            case ListPools():
                return self._post(self._house.matchmaker(), ReadPools(), request.ref)
            case ListLive():
                return self._post(self._house.lobby(), ReadLive(), request.ref)
            case SetRelation() | ReportPlayer() | MarkRead():
                return self._post(self._house.people, FromPerson(me.player, me.name, command), request.ref)
            case ListMatches() | ReadStatement() | ReadProfile() | ListPeople() | ReadLeaderboard() | ReadHistory() | ReadReplay():
                self._start(self._read, self._cell(request.ref), command, me.player)
                return None
            case Authenticate() | Ping() | Unwatch():
                raise AssertionError(f"answered before: {command}")
            case _:
                return self._to_match(request.ref, command.match_id, FromPlayer(me.player, me.name, command))

    def _authenticate(self, command: Authenticate) -> Body:
        if self.identity is not None:
            return Accepted()
        identity = self._house.redeem(command.ticket)
        if identity is None or self._endings.holds(identity.session):
            return refused(Code.BAD_TICKET)
        self.identity = identity
        self._arrive(identity)
        return Accepted()

    def _stake(self, ref: int, command: CreateMatch | SeekOpponent, me: Identity) -> Body | None:
        self._start(self._create if isinstance(command, CreateMatch) else self._seek, self._cell(ref), command, me)
        return None

    def _to_table(self, ref: int, command: AtTable, me: Identity) -> Body | None:
        room = self._house.rooms.find(command.table)
        if room is None:
            return refused(Code.NO_SUCH_TABLE)
        return self._post(room, FromGuest(me.player, me.name, command, trio.current_time()), ref)

    async def _set_mode(self, cell: RequestCell, command: SetMode, me: Identity) -> None:
        if command.currency is Currency.USD:
            cell.answer(refused(Code.CURRENCY_NOT_OPEN, "One plays with Gold Coins or with Sweeps Coins."))
            return
        answer = await Wallet(self._house.wallet).post(f"mode:{me.player}/{command.key}", ModeTransfer(me.player, command.currency))
        cell.answer(Accepted() if answer.done else refusal_for(answer.outcome))

    async def _at_desk(self, cell: RequestCell, command: AtDesk, me: Identity) -> None:
        if not self.is_over:
            cell.answer(await self._house.desk.obey(me, command, self.line.caller))

    async def _refusal(self, me: Identity, stake: Amount) -> Refused | None:
        """Said early, before anybody waits for an opponent. It is advice: what counts is asked again when the stake is held."""
        try:
            outcome = await Wallet(self._house.wallet).may_stake(me.player, stake)
        except NO_ANSWER:
            return None
        return None if outcome is None else refusal_for(outcome)

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
        self._hand_on(self._house.lobby(), Create(rated), cell)

    async def _seek(self, cell: RequestCell, command: SeekOpponent, me: Identity) -> None:
        refusal = await self._refusal(me, command.stake)
        if refusal is not None:
            cell.answer(refusal)
            return
        skill = await self._house.records.skill(me.player, command.options.tag)
        avoided = await self._house.records.avoided(me.player)
        self._sought = True
        seek = Seek(me.player, me.name, skill, trio.current_time(), avoided)
        self._hand_on(self._house.matchmaker(), StartSeek(seek, command.options, command.stake, self), cell)

    def _start(self, work: Callable[..., Awaitable[None]], cell: RequestCell, *args: object) -> None:
        assert self._reads is not None
        self._reads.start_soon(self._guarded, work, cell, *args)

    async def _guarded(self, work: Callable[..., Awaitable[None]], cell: RequestCell, *args: object) -> None:
        """A bug of ours is answered and written down; it does not cost the connection."""
        try:
            await work(cell, *args)
        except DatabaseAway:
            cell.answer(refused(Code.UNAVAILABLE, retry_after_ms=1000))
        except Exception as error:
            cell.answer(refused(Code.INTERNAL, f"Our bug, on record as {self._house.on_bug(error, work.__name__)}."))

    def _watch(self, ref: int, command: Watch, me: Identity) -> Body | None:
        if command.stream not in self._watched and len(self._watched) >= self._house.limits.watched_matches_max:
            return refused(Code.TOO_MANY_IN_FLIGHT, "You watch as many streams as one connection may.")
        self._watched[command.stream] = None
        if command.stream == LOBBY:
            return self._post(self._house.lobby(), WatchLobby(self), ref)
        if command.stream == WALLET:
            return self._post(self._house.wallet, WatchWallet(me.player, self, command.since), ref)
        if command.stream == PAYMENTS:
            self._start(self._watch_payments, self._cell(ref), me.player)
            return None
        if command.stream == LOOKS:
            self._house.looks.add(self)
            return Watching(LOOKS, From.RESUMED, self._house.looks.version)
        if command.stream == INBOX:
            return self._post(self._house.people, WatchInbox(me.player, self), ref)
        kind, _, match = command.stream.partition(":")
        if kind == "table":
            room = self._house.rooms.find(match)
            return refused(Code.NO_SUCH_TABLE) if room is None else self._post(room, WatchTable(self, me.player, me.name), ref)
        return self._to_match(ref, match, WatchMatch(self, me.player, command.since, late=kind == "spectate"))

    def _unwatch(self, stream: str) -> None:
        if self._watched.pop(stream, self) is self:
            return
        if stream == LOBBY:
            self._tell(self._house.lobby(), UnwatchLobby(self))
        elif stream == WALLET and self.identity is not None:
            self._tell(self._house.wallet, UnwatchWallet(self.identity.player, self))
        elif stream == PAYMENTS and self.identity is not None:
            self._house.desk.unwatch(self.identity.player, self)
        elif stream == LOOKS:
            self._house.looks.remove(self)
        elif stream == INBOX and self.identity is not None:
            self._tell(self._house.people, UnwatchInbox(self.identity.player, self))
        else:
            kind, _, name = stream.partition(":")
            actor = self._house.rooms.find(name) if kind == "table" else self._house.matches.find(name)
            if actor is not None:
                self._tell(actor, UnwatchTable(self) if kind == "table" else UnwatchMatch(self))

    def _to_match(self, ref: int, match_id: str, message: MatchMessage) -> Body | None:
        match = self._house.matches.find(match_id)
        if match is None:
            return self._post(self._house.lobby(), Rouse(match_id, message), ref)
        return self._post(match, message, ref)

    def _post(self, target: Ref[Any], message: object, ref: int) -> None:
        self._hand_on(target, message, self._cell(ref))

    def _hand_on(self, target: Ref[Any], message: object, cell: RequestCell) -> None:
        """Not what was asked before the sign-in behind it ended, and looked into since."""
        if self.is_over:
            return
        try:
            target.post(message, cell)
        except (MailboxFull, ActorDead) as error:
            cell.fail(error)

    def _cell(self, ref: int) -> RequestCell:
        now = trio.current_time()
        cell = RequestCell(self, ref, now, now + self._house.limits.reply_seconds_max, self._span)
        self._in_flight[cell] = None
        return cell

    async def _read(self, cell: RequestCell, command: Read, player: str) -> None:
        cell.answer(await self._house.records.read(player, command))

    async def _watch_payments(self, cell: RequestCell, player: str) -> None:
        cell.answer(await self._house.desk.watch(player, self))

    def answered(self, cell: RequestCell, body: Body) -> None:
        """One answer a request: what comes after its deadline was answered UNKNOWN_OUTCOME already."""
        if self._in_flight.pop(cell, self) is None:
            failpoint("session.before_reply")
            if cell.span is not None:
                cell.span.end(body.code.value if isinstance(body, Refused) else None)
            self._house.on_answer(trio.current_time() - cell.since, body)
            self.send(reply(cell.ref, body))

    # ── the shared heartbeat calls these ──

    def beat(self, now: float, *, ping: bool) -> None:
        """Ends a silent connection, asks for a sign of life, gives up on what has no answer."""
        if now - self.line.last_heard > self._house.limits.silence_seconds_max:
            self.close(CLOSE_SILENT, "silent")
            return
        if self.identity is not None and self._house.clock.now_ms() >= self.identity.until_ms:
            self.end()
            return
        for cell in [cell for cell in self._in_flight if cell.deadline <= now]:
            self.answered(cell, refused(Code.UNKNOWN_OUTCOME))
        if ping and self.line.ping:
            self._queue(self.line.ping)

    def check_reality(self, player: str, seconds: float) -> None:
        """Tells the player how long they have been here, over all their connections, and what came of it."""
        since_ms = self._house.clock.now_ms() - int(seconds * 1000)
        try:
            self._house.wallet.post(ReadNets(player, since_ms), RealityCell(self, int(seconds // 60)))
        except (MailboxFull, ActorDead):
            return

    def end(self) -> None:
        """The player signed out: the connection dies with the session, also when its peer does not read."""
        self._over = True
        self.send(push(SESSION, 2, SessionEnded()))
        self.close(CLOSE_SIGNED_OUT, "signed out")
        if self._reads is not None:
            scope = self._reads.cancel_scope
            scope.deadline = min(scope.deadline, trio.current_time() + GOODBYE_SECONDS_MAX)

    @property
    def is_over(self) -> bool:
        """Whether the sign-in behind it has ended: what was asked before and waited meanwhile is not done any more."""
        return self._over

    def announce(self, announcement: Announcement) -> None:
        self.send(push(SESSION, 2, Announced(announcement.words, announcement.until_ms)))

    def move(self, back_in_ms: int, code: int) -> None:
        """The house restarts."""
        self.send(push(SESSION, 2, ServerMoving(back_in_ms)))
        self.close(code, "server moving")

    @property
    def outbox_share(self) -> float:
        return self._outbox_bytes / self._house.limits.outbox_bytes_max

    def statistics(self) -> Mapping[str, object]:
        return {
            "outbox_bytes": self._outbox_bytes,
            "outbox_bytes_max": self._house.limits.outbox_bytes_max,
            "when_full": f"closed {CLOSE_TOO_SLOW}",
            "in_flight": len(self._in_flight),
            "watched": len(self._watched),
        }


def bug_reference(error: BaseException) -> str:
    """A short name for a traceback, the same for the same place in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__}@{place}"
