"""The people actor: tells players what they should know, and keeps what they say of each other. What it is told it keeps before it shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import attrs
import trio

from actors.clock import Clock
from actors.mailbox import Envelope, Mailbox
from actors.outgoing import Watcher, push
from actors.people.note import Note
from actors.people.store import PeopleStore
from protocol.commands import MarkRead, ReportPlayer, SetRelation
from protocol.commands.people import Relation
from protocol.envelope import Accepted, Body, From, Watching
from protocol.events import Event, InboxRead, InboxView, NoticeCame, NoticeKind, RatingChanged
from protocol.ids import INBOX
from protocol.refusals import Code, refused
from wallet.journal import DatabaseAway

MAILBOX_SIZE = 8_192
INBOX_SHOWN = 100
AWAY_SECONDS = 0.5

T = TypeVar("T")
Command = SetRelation | ReportPlayer | MarkRead


@attrs.frozen
class Tell:
    """Tell a player; twice is once."""

    note: Note


@attrs.frozen
class Show:
    """Show a player who looks; not kept."""

    player: str
    event: RatingChanged


@attrs.frozen
class FromPerson:
    """A command of a player; answered with a body."""

    player: str
    name: str
    command: Command


@attrs.frozen
class WatchInbox:
    """Follow one's inbox; answered with Watching, always with a snapshot."""

    player: str
    watcher: Watcher


@attrs.frozen
class UnwatchInbox:
    """Follow it no more."""

    player: str
    watcher: Watcher


Message = Tell | Show | FromPerson | WatchInbox | UnwatchInbox

InboxWatchers = dict[str, dict[Watcher, None]]
"""Who looks into whose inbox. It outlives the actor."""


class PeopleActor:
    """The loop around the inboxes."""

    def __init__(self, store: PeopleStore, clock: Clock, watchers: InboxWatchers) -> None:
        self._store = store
        self._clock = clock
        self._watchers = watchers
        self._version = 0
        self._told = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        ready()
        while True:
            await self._receive(await mailbox.take())

    async def _receive(self, envelope: Envelope[Message]) -> None:
        match envelope.message:
            case Tell(note=note):
                await self._tell(note)
            case Show(player=player, event=event):
                self._send(player, event)
            case FromPerson() as message:
                envelope.answer(await self._or_refuse(lambda: self._obey(message)))
            case WatchInbox(player=player, watcher=watcher):
                self._watchers.setdefault(player, {})[watcher] = None
                envelope.answer(await self._or_refuse(lambda: self._look(player)))
            case UnwatchInbox(player=player, watcher=watcher):
                mine = self._watchers.get(player, {})
                mine.pop(watcher, None)
                if not mine:
                    self._watchers.pop(player, None)

    async def _tell(self, note: Note) -> None:
        """A database that is away is waited for: players wait for their answers meanwhile, and nobody misses a notice."""
        notice = await self._patiently(lambda: self._store.keep_note(note))
        if notice is not None:
            self._told += 1
            self._send(note.player, NoticeCame(notice))

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await work()
            except DatabaseAway:
                await trio.sleep(AWAY_SECONDS)

    async def _or_refuse(self, work: Callable[[], Awaitable[Body]]) -> Body:
        try:
            return await work()
        except DatabaseAway:
            return refused(Code.UNAVAILABLE, retry_after_ms=1000)

    async def _look(self, player: str) -> Body:
        notices, read = await self._store.inbox(player, INBOX_SHOWN)
        return Watching(INBOX, From.SNAPSHOT, self._version, InboxView(tuple(notices), read))

    # ── what players say of each other ──

    async def _obey(self, message: FromPerson) -> Body:
        match message.command:
            case SetRelation() as command:
                return await self._relate(message, command)
            case ReportPlayer() as command:
                return await self._report(message, command)
            case MarkRead(notice=number):
                self._send(message.player, InboxRead(await self._store.mark_read(message.player, number)))
                return Accepted()

    async def _relate(self, message: FromPerson, command: SetRelation) -> Body:
        me, other, now = message.player, command.player_id, self._clock.now_ms()
        if me == other:
            return refused(Code.NOT_WITH_YOURSELF)
        if not command.wanted:
            await self._store.end_relation(me, other, command.relation)
            return Accepted()
        if command.relation is Relation.FOLLOW and await self._store.blocked(me, other):
            return refused(Code.BLOCKED)
        if not await self._store.set_relation(me, other, command.relation, now):
            return refused(Code.NO_SUCH_PLAYER)
        if command.relation is Relation.FOLLOW:
            await self._tell(Note(f"follow/{me}", other, now, NoticeKind.FOLLOWED, who=me, who_name=message.name))
        return Accepted()

    async def _report(self, message: FromPerson, command: ReportPlayer) -> Body:
        if message.player == command.player_id:
            return refused(Code.NOT_WITH_YOURSELF)
        known = await self._store.report(message.player, command, self._clock.now_ms())
        return Accepted() if known else refused(Code.NO_SUCH_PLAYER)

    def _send(self, player: str, event: Event) -> None:
        self._version += 1
        watchers = self._watchers.get(player)
        if watchers:
            message = push(INBOX, self._version, event)
            for watcher in tuple(watchers):
                watcher.send(message)

    def statistics(self) -> Mapping[str, object]:
        return {"inboxes_watched": len(self._watchers), "told": self._told}
