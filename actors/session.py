"""The session: one connection of one player, from its welcome to its end. The reader parses and hands on, the writer alone writes; nothing in between
waits. It sees to it that only who may ask is obeyed; what a command comes to is the requests' business."""

from __future__ import annotations

from typing import cast

import trio

from actors import tracing
from actors.endings import Endings
from actors.house import FromHere, House
from actors.in_flight import NO_ANSWER, InFlight, RequestCell
from actors.line import CLOSE_SIGNED_OUT, CLOSE_SILENT, Identity, Line, LineClosed
from actors.lobby import Arrived, Departed
from actors.mailbox import ActorDead, MailboxFull
from actors.outbox import Outbox
from actors.outgoing import push, reply
from actors.requests import Requests
from actors.switchboard import Announcement
from actors.wallet import Post, ReadNets
from protocol.codec import Undecodable, decode_request
from protocol.commands import Authenticate, Ping, Unwatch
from protocol.envelope import PROTOCOL_VERSION, Accepted, Body, Pong, Request
from protocol.events import Announced, RealityCheck, ServerMoving, SessionEnded, Welcomed
from protocol.events.session import Net
from protocol.ids import SESSION
from protocol.money import Currency
from protocol.refusals import Code, refused
from wallet.accounts import grant_account, outside
from wallet.journal import DatabaseAway
from wallet.transfers import Command as WalletCommand
from wallet.transfers import Transfer

DAY_MS = 86_400_000
GOODBYE_SECONDS_MAX = 0.8
"""For which a connection that was signed out may still take its goodbye: within a second it is gone."""


class RealityCell:
    """The slot for what the wallet says on the hour."""

    def __init__(self, outbox: Outbox, minutes: int) -> None:
        self._outbox = outbox
        self._minutes = minutes

    def answer(self, value: object) -> None:
        self._outbox.send(push(SESSION, 2, RealityCheck(self._minutes, cast("tuple[Net, ...]", value))))

    def fail(self, error: BaseException) -> None:
        """A wallet that restarts is asked in an hour again."""


class Session:
    """One connection."""

    def __init__(self, line: Line, identity: Identity | None, house: House, endings: Endings) -> None:
        self.line = line
        self.identity = identity
        self.used = False
        """Whether its player asked anything since this was last looked at: pings are no use of a sign-in."""
        self._house = house
        self._endings = endings
        self._outbox = Outbox(line, house.limits)
        self._in_flight = InFlight(house, self._outbox)
        self._requests = Requests(house, line.caller, self._outbox, self._in_flight)
        self._nursery: trio.Nursery | None = None
        self._tokens = house.limits.commands_at_once
        self._tokens_at = trio.current_time()
        self._is_known = False

    # ── life ──

    async def run(self) -> None:
        """Until either side ends it; then nothing of it is left anywhere."""
        self._welcome()
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                self._in_flight.begin(nursery)
                if self.identity is not None:
                    self._arrive(self.identity)
                nursery.start_soon(self._outbox.write_for_ever, nursery.cancel_scope)
                await self._read_for_ever()
                if self._outbox.closing is None:
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
        self._outbox.send(push(SESSION, 1, event))

    def _arrive(self, me: Identity) -> None:
        self._in_flight.whose = me.player
        self._house.lobby().mention(Arrived(me.player))
        announcement = self._house.board.announcement
        if announcement is not None and announcement.until_ms > self._house.clock.now_ms():
            self.announce(announcement)
        assert self._nursery is not None
        self._nursery.start_soon(self._come_in, me)
        if not self._house.production:
            self._house.wallet.mention(Post(self._play_money(me.player)))

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
        me = self.identity
        if me is not None:
            self._requests.unwatch_all(me)
            self._house.lobby().mention(Departed(me.player))
            self._requests.stop_seeking(me)

    # ── in ──

    async def _read_for_ever(self) -> None:
        try:
            while self._outbox.closing is None:
                raw = await self.line.read()
                if self._outbox.closing is None:
                    self._receive(raw)
        except LineClosed:
            return

    def _receive(self, raw: bytes | str) -> None:
        request = decode_request(raw)
        if not self._take_token():
            self._outbox.send(reply(request.ref, refused(Code.TOO_FAST, retry_after_ms=1000)))
            return
        if isinstance(request, Undecodable):
            self._outbox.send(reply(request.ref, request.refusal))
            return
        span = self._in_flight.span = tracing.begin_command(request.command.tag, self.identity.player if self.identity else None, request.ref)
        try:
            answer = self._obey(request)
        except Exception as error:
            answer = refused(Code.INTERNAL, f"Our bug, on record as {self._house.on_bug(error, request.command.tag)}.")
        tracing.leave_command()
        if answer is not None:
            if span is not None:
                span.end()
            self._house.on_answer(self._in_flight.whose, 0.0, answer)
            self._outbox.send(reply(request.ref, answer))

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
            self._requests.unwatch(command.stream, me)
            return Accepted()
        if len(self._in_flight.cells) >= self._house.limits.in_flight_max:
            return refused(Code.TOO_MANY_IN_FLIGHT, retry_after_ms=250)
        if isinstance(command, FromHere) and not (self._is_known and self._house.desk.is_here(me, self.line.caller)):
            self._in_flight.start(request.ref, self._know_first, request, me)
            return None
        return self._requests.obey(request, me)

    async def _know_first(self, cell: RequestCell, request: Request, me: Identity) -> None:
        """The wallet judges by what it knows: it is told who this is, and where, before it is asked."""
        try:
            await self._house.desk.arrived(me, self.line.caller)
        except NO_ANSWER as error:
            cell.fail(error)
            return
        self._is_known = True
        if cell not in self._in_flight.cells or self._in_flight.is_over:
            return  # it was answered, or signed out, meanwhile
        self._in_flight.span = cell.span
        answer = self._requests.obey(request, me)
        if answer is None:
            del self._in_flight.cells[cell]  # there is another one now, which will be answered
        else:
            cell.answer(answer)

    def _authenticate(self, command: Authenticate) -> Body:
        if self.identity is not None:
            return Accepted()
        identity = self._house.redeem(command.ticket)
        if identity is None or self._endings.holds(identity.session):
            return refused(Code.BAD_TICKET)
        self.identity = identity
        self._arrive(identity)
        return Accepted()

    # ── the shared heartbeat calls these ──

    def beat(self, now: float, *, ping: bool) -> None:
        """Ends a silent connection, asks for a sign of life, gives up on what has no answer."""
        if now - self.line.last_heard > self._house.limits.silence_seconds_max:
            self._outbox.close(CLOSE_SILENT, "silent")
            return
        if self.identity is not None and self._house.clock.now_ms() >= self.identity.until_ms:
            self.end()
            return
        self._in_flight.lapse(now)
        if ping and self.line.ping:
            self._outbox.put(self.line.ping)

    def check_reality(self, player: str, seconds: float) -> None:
        """Tells the player how long they have been here, over all their connections, and what came of it."""
        since_ms = self._house.clock.now_ms() - int(seconds * 1000)
        try:
            self._house.wallet.post(ReadNets(player, since_ms), RealityCell(self._outbox, int(seconds // 60)))
        except (MailboxFull, ActorDead):
            return

    def end(self) -> None:
        """The player signed out: the connection dies with the session, also when its peer does not read."""
        self._in_flight.is_over = True
        self._outbox.send(push(SESSION, 2, SessionEnded()))
        self._outbox.close(CLOSE_SIGNED_OUT, "signed out")
        if self._nursery is not None:
            scope = self._nursery.cancel_scope
            scope.deadline = min(scope.deadline, trio.current_time() + GOODBYE_SECONDS_MAX)

    def announce(self, announcement: Announcement) -> None:
        self._outbox.send(push(SESSION, 2, Announced(announcement.words, announcement.until_ms)))

    def move(self, back_in_ms: int, code: int) -> None:
        """The house restarts."""
        self._outbox.send(push(SESSION, 2, ServerMoving(back_in_ms)))
        self._outbox.close(code, "server moving")

    @property
    def outbox_share(self) -> float:
        return self._outbox.share
