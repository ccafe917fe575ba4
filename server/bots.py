"""Bots: players that keep the lobby alive. They play through the real socket, with believable skill and pace, and restart after a loss of
the connection where they were."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from typing import Any

import attrs
import trio

from actors.games.catalogue import ALL
from actors.games.sample import next_move
from protocol.commands import (
    AcceptVerdict,
    AnswerContest,
    AnswerTakeback,
    AskAbort,
    CancelMatch,
    Command,
    ConfirmResult,
    CreateMatch,
    JoinMatch,
    ListMatches,
    ListPools,
    OfferRematch,
    PlayMove,
    SayInMatch,
    SeekOpponent,
    StopSeeking,
)
from protocol.envelope import MatchCreated, MatchList, PoolList
from protocol.events import MatchView, MovePlayed, OpponentFound, PlayerSeated, RematchAgreed, RematchOffered, SeekEnded
from protocol.events.lobby import LobbyView
from protocol.events.match import Phase
from protocol.games import Board, GameOptions
from protocol.ids import LOBBY, MatchId, match_stream
from protocol.money import Amount, Currency
from protocol.refusals import Refused
from server.player import Account, ConnectionLost, Player, connected, sign_in
from server.table_bots import table_bots

NAMES = ("Marlow", "Dixie", "Okafor", "Bright", "Tamsin", "Rook", "Halloran", "Pim", "Sanna", "Vega", "Brandt", "Ito")
GUESTS = ("Lorca", "Bexley", "Quint", "Amara", "Jonas", "Petra", "Solano", "Wren", "Dabney", "Mirko")
"""Who sits at the tables."""
CHAT = ("Good luck!", "Nice one.", "Ouch.", "Well played.", "That was close.", "Here we go.")
STAKES_MINOR = (100, 200, 500, 1000)
THINK_SECONDS = (1.2, 3.2)
OFFER_REST_SECONDS = (2.0, 9.0)
RECONNECT_SECONDS = 2.0
SEEK_SECONDS = 20.0
SEEKERS_EVERY_SECONDS = 4.0
REMATCH_SECONDS = 8.0
ENDED = (Phase.SETTLED, Phase.CANCELLED, Phase.ABANDONED, Phase.VOIDED)


@attrs.define
class Following:
    """A match as the bot sees it: the last whole view, and what moves since."""

    match_id: str
    version: int
    seat: int
    view: MatchView
    board: Board | None
    turn: tuple[int, ...]
    ply: int


class Bot:
    """One bot: offers matches, now and then takes a bot's offer that nobody wanted, and plays what it is in."""

    def __init__(self, name: str, skill: float, seed: int, *, joins: bool, say: Callable[[str], None]) -> None:
        self.name = name
        self.skill = skill
        self.joins = joins
        self._random = random.Random(seed)  # noqa: S311  bots throw darts, not dice for money  # nosec B311
        self._say = say

    async def live(self, base: str) -> None:
        """For ever, over reconnects."""
        while True:
            try:
                account = await sign_in(base, self.name)
                await self._play_on(account)
            except (ConnectionLost, OSError, trio.TooSlowError, ValueError) as error:
                self._say(f"{self.name}: {type(error).__name__} {error}; back soon")
            await trio.sleep(RECONNECT_SECONDS)

    async def _play_on(self, account: Account) -> None:
        async with connected(account) as player:
            listed = await player.ask(ListMatches())
            if isinstance(listed, MatchList):
                for summary in listed.matches:
                    if not summary.ended:
                        await self._play(player, summary.match_id)
            while True:
                await self._play(player, await self._find_match(player))

    async def _find_match(self, player: Player) -> str:
        await trio.sleep(self._random.uniform(*OFFER_REST_SECONDS))
        found = await self._meet_a_seeker(player)
        if found is not None:
            return found
        offer = await self._offer_of_another_bot(player) if self.joins else None
        if offer is not None:
            answer = await player.ask(JoinMatch(offer))
            if not isinstance(answer, Refused):
                return offer
        stake = Amount(Currency.USD, self._random.choice(STAKES_MINOR))
        created = await player.ask(CreateMatch(secrets.token_urlsafe(12), self._options(), stake))
        if isinstance(created, MatchCreated):
            return created.match_id
        raise ValueError(str(created))

    async def _meet_a_seeker(self, player: Player) -> str | None:
        """Whoever seeks shall find: a bot that is free seeks the same."""
        pools = await player.ask(ListPools())
        if not isinstance(pools, PoolList) or not pools.pools:
            return None
        wanted = pools.pools[0]
        if isinstance(await player.ask(SeekOpponent(wanted.options, wanted.stake)), Refused):
            return None
        with trio.move_on_after(SEEK_SECONDS):
            while True:
                event = (await player.push()).event
                if isinstance(event, OpponentFound):
                    return event.match_id
                if isinstance(event, SeekEnded):
                    return None
        await player.ask(StopSeeking())
        return None

    def _options(self) -> GameOptions:
        """Any game of the house; golf over nine holes, as most people have the time for."""
        options: Any = self._random.choice(ALL).options()
        return attrs.evolve(options, holes=9) if hasattr(options, "holes") else options

    async def _offer_of_another_bot(self, player: Player) -> str | None:
        """Only bots' own offers, and only after people had time to take them."""
        view = (await player.watch(LOBBY)).snapshot
        assert isinstance(view, LobbyView)
        waiting = [offer for offer in view.offers if offer.creator_name in NAMES and offer.creator_name != self.name]
        return self._random.choice(waiting).match_id if len(waiting) > 3 else None

    # ── one match ──

    async def _play(self, player: Player, match_id: str) -> None:
        """One match, and the next ones as long as both want another."""
        next_match: str | None = match_id
        while next_match is not None:
            match = await self._play_one(player, next_match)
            next_match = await self._another(player, match)

    async def _play_one(self, player: Player, match_id: str) -> Following:
        stream = match_stream(MatchId(match_id))
        match, offered = await self._look(player, match_id), trio.current_time()
        while match.view.phase not in ENDED:
            acted = await self._act(player, match)
            if acted:
                match = await self._look(player, match_id)
                continue
            push = None
            with trio.move_on_after(SEEKERS_EVERY_SECONDS):
                push = await player.push()
            if push is None:
                if match.view.phase is Phase.OPEN and trio.current_time() - offered > SEEKERS_EVERY_SECONDS and await self._is_wanted(player):
                    await player.ask(CancelMatch(match_id))
                continue
            if push.stream != stream or push.version <= match.version:
                continue  # of another stream, or seen in the snapshot already
            match.version = push.version
            event = push.event
            match event:
                case MovePlayed():
                    match.board, match.turn, match.ply = event.board, event.turn, event.ply + 1
                case PlayerSeated():
                    match = await self._look(player, match_id)
                    await self._talk(player, match_id)
                case _:
                    match = await self._look(player, match_id)
        return match

    async def _is_wanted(self, player: Player) -> bool:
        """Whether somebody seeks alone: then one of the bots that wait in the lobby gives up its offer for them."""
        pools = await player.ask(ListPools())
        return isinstance(pools, PoolList) and any(pool.seeking % 2 for pool in pools.pools) and self._random.random() < 0.5

    async def _another(self, player: Player, match: Following) -> str | None:
        """The next match, when the opponent asks for another within a few seconds."""
        if match.view.phase is Phase.CANCELLED:
            return None
        with trio.move_on_after(REMATCH_SECONDS):
            while True:
                event = (await player.push()).event
                if isinstance(event, RematchOffered) and event.seat != match.seat:
                    await player.ask(OfferRematch(match.match_id))
                if isinstance(event, RematchAgreed):
                    await trio.sleep(1)
                    return event.match_id
        return None

    async def _look(self, player: Player, match_id: str) -> Following:
        watching = await player.watch(match_stream(MatchId(match_id)))
        view = watching.snapshot
        assert isinstance(view, MatchView)
        me = player.account.player_id
        seat = view.players.index(me) if me in view.players else 0
        return Following(match_id, watching.version, seat, view, view.board, view.turn, view.ply)

    async def _act(self, player: Player, match: Following) -> bool:
        """Does what is to be done now; false when it is the other's turn."""
        answer = self._courtesy(match) or self._agreement(match)
        if answer is not None:
            await trio.sleep(self._random.uniform(*THINK_SECONDS))
            await player.ask(answer)
            return True
        if match.view.phase is not Phase.LIVE or match.board is None:
            return False
        move = next_move(match.board, match.turn, match.seat, self.skill, self._random.random)
        if move is None:
            return False
        await trio.sleep(self._random.uniform(*THINK_SECONDS))
        await player.ask(PlayMove(match.match_id, match.ply, move))
        if self._random.random() < 0.02:
            await self._talk(player, match.match_id)
        return True

    def _courtesy(self, match: Following) -> Command | None:
        """A bot takes nothing ill: it gives moves back, calls off what the other wants called off, and insists on nothing."""
        view, other = match.view, 1 - match.seat
        if view.phase not in (Phase.LIVE, Phase.CONFIRMING, Phase.DISPUTED):
            return None
        if view.abort == other:
            return AskAbort(match.match_id)
        if view.contested is not None and view.contested.seat == other:
            return AnswerContest(match.match_id, agreed=True)
        if view.takeback == other and view.phase is not Phase.DISPUTED:
            return AnswerTakeback(match.match_id, match.ply, agreed=True)
        return None

    def _agreement(self, match: Following) -> Command | None:
        """With a result, or with a verdict."""
        view = match.view
        if view.phase is Phase.CONFIRMING and not view.confirmed[match.seat]:
            return ConfirmResult(match.match_id)
        verdict = view.dispute.verdict if view.dispute is not None else None
        if view.phase is Phase.JUDGED and verdict is not None and not verdict.accepted[match.seat]:
            return AcceptVerdict(match.match_id)
        return None

    async def _talk(self, player: Player, match_id: str) -> None:
        await player.ask(SayInMatch(match_id, secrets.token_urlsafe(12), self._random.choice(CHAT)))


def bots(count: int, say: Callable[[str], None]) -> list[Bot]:
    """So many bots of mixed skill; every second one also takes offers of other bots."""
    return [
        Bot(
            NAMES[place % len(NAMES)] + ("" if place < len(NAMES) else f" {place // len(NAMES) + 1}"),
            0.35 + 0.5 * ((place * 7) % 10) / 10,
            place,
            joins=place % 2 == 1,
            say=say,
        )
        for place in range(count)
    ]


async def run_bots(count: int, base: str, say: Callable[[str], None]) -> None:
    """Until cancelled. As many again, at most ten, sit at the tables."""
    async with trio.open_nursery() as nursery:
        for bot in bots(count, say):
            nursery.start_soon(bot.live, base)
        for guest in table_bots(GUESTS[:count], say):
            nursery.start_soon(guest.live, base)
