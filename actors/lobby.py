"""The lobby: where matches are found. It starts match actors, knows their offers, and shows them to everybody who watches.

It keeps nothing of its own: what it knows the matches told it, and tell it again after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import attrs
import trio

from actors.mailbox import ActorDead, Cell, Envelope, Mailbox, MailboxFull
from actors.match.messages import FromPlayer, ReportToLobby, Standing
from actors.match.messages import Message as MatchMessage
from actors.outgoing import Encoded, Watcher, push
from actors.ref import Ref
from actors.registry import Registry
from protocol.commands import CancelMatch, CreateMatch
from protocol.envelope import From, LiveList, Watching
from protocol.events import LiveMatch, LobbyView, MatchLeft, Offer, OfferClosed, OfferOpened
from protocol.ids import LOBBY, PlayerId, match_id
from protocol.refusals import Code, refused

MAILBOX_SIZE = 4_096
OFFERS_SHOWN = 200
MATCHES_OF_A_PLAYER_MAX = 25

Matches = Registry[str, MatchMessage]


@attrs.frozen
class Create:
    """A player offers a match; answered by the match."""

    message: FromPlayer


@attrs.frozen
class Rouse:
    """A message for a match that has no actor now: one is started from its facts, and gets it."""

    match_id: str
    message: MatchMessage


@attrs.frozen
class WatchLobby:
    """Follow the lobby; answered with Watching. Connected players are those who were announced by it or by Arrived."""

    watcher: Watcher


@attrs.frozen
class UnwatchLobby:
    """Follow it no more."""

    watcher: Watcher


@attrs.frozen
class Arrived:
    """A player opened a connection."""

    player: str


@attrs.frozen
class Departed:
    """A player closed a connection."""

    player: str


@attrs.frozen
class TakeOffersBack:
    """A player may not play any more: none of their offers stands."""

    player: str


@attrs.frozen
class ReadLive:
    """Which matches may be watched now? Answered with LiveList."""


Message = ReadLive | TakeOffersBack | Create | Rouse | WatchLobby | UnwatchLobby | Arrived | Departed | Standing


class MatchStarter(Protocol):
    """Starts the actor of a match under its supervisor."""

    async def __call__(self, match_id: str) -> Ref[MatchMessage]: ...


@attrs.define
class LobbyMemory:
    """What outlives a crash of the lobby: who watches, who is connected."""

    watchers: dict[Watcher, None] = attrs.Factory(dict[Watcher, None])
    online: dict[str, int] = attrs.Factory(dict[str, int])


class LobbyActor:
    """The loop around the list of offers."""

    def __init__(
        self,
        matches: Matches,
        start_match: MatchStarter,
        live_matches: Callable[[], Any],
        memory: LobbyMemory,
    ) -> None:
        self._matches = matches
        self._start_match = start_match
        self._live_matches = live_matches
        self._memory = memory
        self._offers: dict[str, Offer] = {}
        self._live: dict[str, tuple[str, ...]] = {}
        self._of_player: dict[str, int] = {}
        self._watchable: dict[str, LiveMatch] = {}
        self._version = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        await self._rouse_all(await self._live_matches())
        ready()
        while True:
            await self._receive(await mailbox.take())

    async def _rouse_all(self, match_ids: Sequence[str]) -> None:
        """At boot every match that had not ended gets its actor; after a crash of ours those that run report again."""
        for match in match_ids:
            if self._matches.find(match) is None:
                await self._start(match)
        for match in self._matches:
            await self._say(match, ReportToLobby())

    async def _say(self, match: str, message: MatchMessage) -> None:
        while (ref := self._matches.find(match)) is not None:
            try:
                ref.tell(message)
                return
            except ActorDead:
                return
            except MailboxFull:
                await trio.sleep(0.01)

    async def _receive(self, envelope: Envelope[Message]) -> None:
        match envelope.message:
            case Create(message=message):
                await self._create(envelope, message)
            case Rouse(match_id=match, message=message):
                await self._forward(match, message, envelope)
            case Standing() as standing:
                self._note(standing)
            case ReadLive():
                envelope.answer(LiveList(tuple(sorted(self._watchable.values(), key=lambda one: -one.since_ms)[:OFFERS_SHOWN])))
            case WatchLobby(watcher=watcher):
                self._memory.watchers[watcher] = None
                envelope.answer(Watching(LOBBY, From.SNAPSHOT, self._version, self._view()))
            case UnwatchLobby(watcher=watcher):
                self._memory.watchers.pop(watcher, None)
            case Arrived(player=player):
                self._memory.online[player] = self._memory.online.get(player, 0) + 1
            case Departed(player=player):
                self._depart(player)
            case TakeOffersBack(player=player):
                for offer in [offer for offer in self._offers.values() if offer.creator == player]:
                    await self._say(offer.match_id, FromPlayer(player, offer.creator_name, CancelMatch(offer.match_id)))

    # ── matches ──

    async def _create(self, envelope: Envelope[Message], message: FromPlayer) -> None:
        assert isinstance(message.command, CreateMatch)
        match = match_id(PlayerId(message.player), message.command.key)
        if match not in self._offers and self._of_player.get(message.player, 0) >= MATCHES_OF_A_PLAYER_MAX:
            envelope.answer(refused(Code.TOO_MANY_MATCHES))
            return
        await self._forward(match, message, envelope)

    async def _forward(self, match: str, message: MatchMessage, envelope: Envelope[Message]) -> None:
        """Hands the message and its reply slot on; the match answers."""
        ref = self._matches.find(match) or await self._start(match)
        cell, envelope.reply_to = envelope.reply_to, None
        try:
            if cell is None:
                ref.tell(message)
            else:
                ref.post(message, cell)
        except (ActorDead, MailboxFull) as error:
            _fail(cell, error)

    async def _start(self, match: str) -> Ref[MatchMessage]:
        ref = await self._start_match(match)
        self._matches.register(match, ref)
        return ref

    def _note(self, standing: Standing) -> None:
        match = standing.match_id
        known = self._offers.get(match)
        self._count(match, standing)
        if standing.watchable is None:
            self._watchable.pop(match, None)
        else:
            self._watchable[match] = standing.watchable
        if standing.offer is not None and known is None:
            self._offers[match] = standing.offer
            self._publish(standing.offer, OfferOpened(standing.offer, *self._counts()))
        elif standing.offer is None and known is not None:
            del self._offers[match]
            self._publish(known, OfferClosed(match, standing.left, *self._counts()))

    def _count(self, match: str, standing: Standing) -> None:
        """How many open and live matches each player has."""
        for player in self._live.pop(match, ()):
            left = self._of_player.pop(player, 1) - 1
            if left:
                self._of_player[player] = left
        if standing.live or standing.offer is not None:
            self._live[match] = standing.players
            for player in standing.players:
                self._of_player[player] = self._of_player.get(player, 0) + 1

    # ── who looks ──

    def _depart(self, player: str) -> None:
        left = self._memory.online.pop(player, 1) - 1
        if left > 0:
            self._memory.online[player] = left

    def _counts(self) -> tuple[int, int]:
        return len(self._memory.online), len(self._live) - len(self._offers)

    def _view(self) -> LobbyView:
        shown = [offer for offer in self._offers.values() if _is_for_all(offer)]
        newest = sorted(shown, key=lambda offer: -offer.made_ms)[:OFFERS_SHOWN]
        return LobbyView(tuple(newest), *self._counts())

    def _publish(self, offer: Offer, event: OfferOpened | OfferClosed) -> None:
        if not _is_for_all(offer):
            return
        self._version += 1
        if not self._memory.watchers:
            return
        message: Encoded = push(LOBBY, self._version, event)
        for watcher in tuple(self._memory.watchers):
            watcher.send(message)

    def statistics(self) -> Mapping[str, object]:
        online, live = self._counts()
        return {"offers": len(self._offers), "live": live, "online": online, "watchers": len(self._memory.watchers)}


def _is_for_all(offer: Offer) -> bool:
    return not offer.invite_only and offer.reserved_for is None


def _fail(cell: Cell | None, error: Exception) -> None:
    if cell is not None:
        cell.fail(error)


__all__ = ["Arrived", "Create", "Departed", "LobbyActor", "MatchLeft", "ReadLive", "Rouse", "UnwatchLobby", "WatchLobby"]
