"""The matchmaker: once a second it looks who of those that seek should meet, and seats them as any two players are seated: an offer of the one,
taken by the other, both stakes held at once. It also seats those who agreed on a rematch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import trio

from actors.clock import Clock
from actors.lobby import Create, Matches, Rouse
from actors.lobby import Message as LobbyMessage
from actors.mailbox import ActorCrashed, ActorDead, Envelope, Mailbox, MailboxFull
from actors.match.messages import FromPlayer
from actors.matchmaker.pool import Seek, pairs, window
from actors.outgoing import Watcher, push
from actors.ref import AskTimeout, Ref
from actors.wallet_refusals import OWN
from protocol.commands import CancelMatch, CreateMatch, JoinMatch
from protocol.envelope import Accepted, Body, MatchCreated, Pool, PoolList
from protocol.events import Event, OpponentFound, SeekEnded, SeekProgress
from protocol.games import GameOptions
from protocol.ids import QUICK
from protocol.money import Amount
from protocol.refusals import Code, Refused, refused

MAILBOX_SIZE = 4_096
LOOK_SECONDS = 1.0
PROGRESS_EVERY = 3
OFFER_OPEN_MINUTES = 2
ASK_SECONDS = 5.0
ASK_AGAIN = 3
POOLS_SHOWN = 50


@attrs.frozen
class StartSeek:
    """A player seeks. Answered with a body; what comes of it goes to the watcher."""

    seek: Seek
    options: GameOptions
    stake: Amount
    watcher: Watcher


@attrs.frozen
class StopSeek:
    """They do not any more; nothing happens when another connection of theirs seeks by now, unless no connection is named."""

    player: str
    watcher: Watcher | None = None


@attrs.frozen
class SeatPair:
    """Two who agreed to play: their ids and names, the creator first. The key names the match."""

    players: tuple[str, str]
    names: tuple[str, str]
    key: str
    options: GameOptions
    stake: Amount
    invite_only: bool = False


@attrs.frozen
class ReadPools:
    """What is sought now? Answered with PoolList."""


Message = StartSeek | StopSeek | SeatPair | ReadPools

PoolKey = tuple[GameOptions, Amount]


@attrs.define
class Seeker:
    """One who seeks, where, and who is told."""

    seek: Seek
    pool: PoolKey
    watcher: Watcher
    version: int = 0
    seating: bool = False
    left: bool = False

    def tell(self, event: Event) -> None:
        self.version += 1
        self.watcher.send(push(QUICK, self.version, event))


@attrs.define
class MatchmakerMemory:
    """What outlives a crash of the matchmaker: who seeks."""

    seekers: dict[str, Seeker] = attrs.Factory(dict[str, Seeker])


class MatchmakerActor:
    """The loop around the pools."""

    def __init__(self, lobby: Callable[[], Ref[LobbyMessage]], matches: Matches, clock: Clock, memory: MatchmakerMemory) -> None:
        self._lobby = lobby
        self._matches = matches
        self._clock = clock
        self._memory = memory
        self._paired = 0
        self._looks = 0

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        self._end_interrupted()
        ready()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._look_for_ever, nursery)
            while True:
                envelope = await mailbox.take()
                match envelope.message:
                    case SeatPair() as pair:
                        nursery.start_soon(self._seat, pair)
                    case _:
                        self._receive(envelope)

    def _end_interrupted(self) -> None:
        """Who was being seated at a crash may have a match by now: they are told to look, not put in line again."""
        for player, seeker in tuple(self._memory.seekers.items()):
            if seeker.seating:
                self._end(player, refused(Code.UNKNOWN_OUTCOME))

    def _receive(self, envelope: Envelope[Any]) -> None:
        match envelope.message:
            case StartSeek() as start:
                envelope.answer(self._start(start))
            case StopSeek(player=player, watcher=watcher):
                seeker = self._memory.seekers.get(player)
                if seeker is not None and watcher in (None, seeker.watcher):
                    seeker.left = True
                    if not seeker.seating:
                        del self._memory.seekers[player]
                envelope.answer(Accepted())
            case ReadPools():
                pools = sorted(self._pools().items(), key=lambda pool: -len(pool[1]))[:POOLS_SHOWN]
                envelope.answer(PoolList(tuple(Pool(options, stake, len(seekers)) for (options, stake), seekers in pools)))
            case _:
                raise AssertionError(envelope.message)

    def _start(self, start: StartSeek) -> Body:
        player = start.seek.player
        before = self._memory.seekers.get(player)
        if before is not None and before.seating:
            return refused(Code.BUSY, "You are being seated.", retry_after_ms=1000)
        if before is not None and before.watcher is not start.watcher:
            self._end(player, refused(Code.SEEKING_ELSEWHERE))
        seek = attrs.evolve(start.seek, since=trio.current_time())
        self._memory.seekers[player] = Seeker(seek, (start.options, start.stake), start.watcher)
        return Accepted()

    # ── looking ──

    async def _look_for_ever(self, nursery: trio.Nursery) -> None:
        while True:
            await trio.sleep(LOOK_SECONDS)
            self._looks += 1
            for pool, seekers in self._pools().items():
                self._look(pool, seekers, nursery)

    def _pools(self) -> dict[PoolKey, list[Seeker]]:
        pools: dict[PoolKey, list[Seeker]] = {}
        for seeker in self._memory.seekers.values():
            if not seeker.seating:
                pools.setdefault(seeker.pool, []).append(seeker)
        return pools

    def _look(self, pool: PoolKey, seekers: list[Seeker], nursery: trio.Nursery) -> None:
        now = trio.current_time()
        for one, two in pairs([seeker.seek for seeker in seekers], now):
            self._paired += 1
            for seek in (one, two):
                self._memory.seekers[seek.player].seating = True
            nursery.start_soon(self._seat_seekers, pool, one, two)
        if self._looks % PROGRESS_EVERY == 0:
            for seeker in seekers:
                if not seeker.seating:
                    seeker.tell(_progress(seeker.seek, len(seekers), now))

    # ── seating ──

    async def _seat_seekers(self, pool: PoolKey, one: Seek, two: Seek) -> None:
        key = f"quick-{self._clock.now_ms():x}-{self._paired}"
        match, answer = await self._seat(SeatPair((one.player, two.player), (one.name, two.name), key, *pool))
        if not isinstance(answer, Refused):
            self._found(match, one, two)
        elif answer.code in OWN:
            self._end(two.player, answer)
            self._wait_on(one.player)
        elif answer.code in (Code.OPPONENT_CANNOT_COVER, Code.TOO_MANY_MATCHES):
            self._end(one.player, refused(Code.INSUFFICIENT_FUNDS) if answer.code is Code.OPPONENT_CANNOT_COVER else answer)
            self._wait_on(two.player)
        else:
            self._end(one.player, answer)
            self._end(two.player, answer)

    async def _seat(self, pair: SeatPair) -> tuple[str, Body]:
        """The match, and the answer to who joined it; an offer that came to nothing is withdrawn."""
        create = CreateMatch(pair.key, pair.options, pair.stake, pair.invite_only, OFFER_OPEN_MINUTES)
        offer = FromPlayer(pair.players[0], pair.names[0], create, reserved_for=pair.players[1])
        created = await self._ask(self._lobby, Create(offer))
        if not isinstance(created, MatchCreated):
            return "", created
        match = created.match_id
        answer = await self._to_match(match, FromPlayer(pair.players[1], pair.names[1], JoinMatch(match)))
        if isinstance(answer, Refused) and answer.code is not Code.UNKNOWN_OUTCOME:
            await self._to_match(match, FromPlayer(pair.players[0], pair.names[0], CancelMatch(match)))
        return match, answer

    async def _to_match(self, match: str, message: FromPlayer) -> Body:
        ref = self._matches.find(match)
        return await self._ask(self._lobby, Rouse(match, message)) if ref is None else await self._ask(lambda: ref, message)

    async def _ask(self, target: Callable[[], Ref[Any]], message: object) -> Body:
        """Asks, and asks again when there was no answer: what is asked here has a name, so that twice is once."""
        for _ in range(ASK_AGAIN):
            try:
                return await target().ask(message, seconds=ASK_SECONDS)
            except (AskTimeout, ActorDead, ActorCrashed, MailboxFull):
                await trio.sleep(0.2)
        return refused(Code.UNKNOWN_OUTCOME)

    def _found(self, match: str, one: Seek, two: Seek) -> None:
        for me, other in ((one, two), (two, one)):
            seeker = self._memory.seekers.pop(me.player, None)
            if seeker is not None:
                seeker.tell(OpponentFound(match, other.player, other.name, other.skill.rating))

    def _wait_on(self, player: str) -> None:
        """Back in line; unless they left while they were being seated, and would be staked without being there."""
        seeker = self._memory.seekers.get(player)
        if seeker is not None and seeker.left:
            del self._memory.seekers[player]
        elif seeker is not None:
            seeker.seating = False

    def _end(self, player: str, why: Refused) -> None:
        seeker = self._memory.seekers.pop(player, None)
        if seeker is not None:
            seeker.tell(SeekEnded(why))

    def statistics(self) -> Mapping[str, object]:
        return {"seeking": len(self._memory.seekers), "pools": len(self._pools()), "paired": self._paired}


def _progress(seek: Seek, seeking: int, now: float) -> SeekProgress:
    return SeekProgress(int(now - seek.since), seeking, int(window(seek, now)), seek.skill.rating, seek.skill.provisional)
