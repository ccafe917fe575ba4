"""Table bots: guests who keep the tables alive with Gold Coins. Each sits at one table, bets most rounds, and plays hands by a simple rule."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from random import Random

import trio

from actors.tables.catalogue import ROOMS
from protocol.commands import CashOut, ClaimDaily, PlaceBet, PlayHand, ReadFairness, RotateSeeds
from protocol.envelope import Fairness
from protocol.events import PlayShown, RoundOpened, TableView
from protocol.money import Currency
from protocol.tables import Bet, BlackjackBet, BlackjackHands, Chip, CrashBet, CrashFlight, DiceBet, HandMove, PlinkoBet, Risk, RouletteBet
from server.player import Account, ConnectionLost, Player, connected, sign_in

STAKES = (100, 200, 500, 1_000)
SPOTS = ("red", "black", "odd", "even", "dozen-1", "dozen-2", "column-3", "17", "8-11", "0")
RECONNECT_SECONDS = 3.0
THINK_SECONDS = (0.5, 2.5)
BORED_SECONDS = (6, 10)
"""A table that waits for its first bet does not wait for ever."""
STANDS_FROM = 16


class TableBot:
    """One guest at one table."""

    def __init__(self, name: str, table: str, seed: int, say: Callable[[str], None]) -> None:
        self.name = name
        self.table = table
        self._random = Random(seed)  # noqa: S311  which chip to put where, for nothing  # nosec B311
        self._say = say

    async def live(self, base: str) -> None:
        """Until cancelled; after a loss of the connection again."""
        account = await sign_in(base, self.name)
        while True:
            try:
                async with connected(account) as player:
                    await self._sit(player, account)
            except (ConnectionLost, OSError, trio.TooSlowError):
                await trio.sleep(RECONNECT_SECONDS)

    async def _sit(self, player: Player, account: Account) -> None:
        await player.ask(ClaimDaily())
        if ROOMS[self.table].rules.personal:
            await self._own_seeds(player)
        view = (await player.watch(f"table:{self.table}")).snapshot
        assert isinstance(view, TableView)
        self._say(f"{self.name} is at {self.table}")
        number = view.round
        while True:
            event = None
            with trio.move_on_after(self._random.uniform(*BORED_SECONDS)):
                event = (await player.push()).event
            if isinstance(event, PlayShown):
                await self._play(player, account, event)
            elif event is None or isinstance(event, RoundOpened):
                number = event.round if event else number
                await self._bet(player, number)

    async def _own_seeds(self, player: Player) -> None:
        told = await player.ask(ReadFairness(self.table))
        if isinstance(told, Fairness) and told.seeds is not None and told.seeds.number == 0:
            await player.ask(RotateSeeds(self.table, 1, secrets.token_hex(8)))

    async def _bet(self, player: Player, number: int) -> None:
        if self._random.random() < 0.8:
            await trio.sleep(self._random.uniform(*THINK_SECONDS))
            await player.ask(PlaceBet(self._choose(), Currency.GC, self.table, number, secrets.token_hex(8)))

    def _choose(self) -> Bet:
        chance, minor = self._random, self._random.choice(STAKES)
        match self.table:
            case "t_crash":
                return CrashBet(minor, chance.choice((None, 150, 200, 300, 500)))
            case "t_roulette":
                return RouletteBet(tuple(Chip(spot, minor) for spot in chance.sample(SPOTS, chance.randint(1, 3))))
            case "t_blackjack":
                return BlackjackBet(minor, chance.randint(0, 6))
            case "t_dice":
                return DiceBet(over=chance.random() < 0.5, minor=minor, target=chance.randint(2_000, 8_000))
            case _:
                return PlinkoBet(chance.choice(tuple(Risk)), minor, chance.choice((8, 12, 16)))

    async def _play(self, player: Player, account: Account, event: PlayShown) -> None:
        play = event.play
        if isinstance(play, CrashFlight) and play.crashed_at is None and self._random.random() < 0.5:
            await trio.sleep(self._random.uniform(1, 12))
            await player.ask(CashOut(self.table, event.round))
        elif isinstance(play, BlackjackHands) and play.turn is not None and play.hand is not None:
            seat = next(seat for seat in play.seats if seat.seat == play.turn)
            if seat.player == account.player_id:
                await trio.sleep(self._random.uniform(*THINK_SECONDS))
                move = HandMove.STAND if seat.hands[play.hand].total >= STANDS_FROM else HandMove.HIT
                await player.ask(PlayHand(move, self.table, event.round, play.plays))


def table_bots(names: tuple[str, ...], say: Callable[[str], None]) -> list[TableBot]:
    """One at each table, then a second, as many as there are names."""
    tables = [*ROOMS, *ROOMS]
    return [TableBot(name, table, place, say) for place, (name, table) in enumerate(zip(names, tables, strict=False))]
