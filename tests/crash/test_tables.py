"""R2: the server kills itself between bet, draw and settle, on a real durable PostgreSQL. After the restart the round comes to what its seed says,
nothing is drawn twice, and the books are exact. The test knows the key of the house, and works every outcome out for itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

import pytest
import trio

from actors.tables import cards, fairness
from actors.tables.own_draws import dice_multiplier, plinko_multipliers
from actors.tables.seeds import SeedKey
from actors.tables.wheel import won
from protocol.commands import ClaimDaily, Command, PlaceBet, PlayHand, ReadFairness, RotateSeeds
from protocol.envelope import Accepted, Body, Fairness
from protocol.events import TableView, WalletView
from protocol.ids import WALLET
from protocol.money import Currency
from protocol.refusals import Refused
from protocol.tables import Bet, BlackjackBet, BlackjackHands, Chip, CrashBet, DiceBet, HandMove, PlinkoBet, Risk, RouletteBet
from server.player import Account, ConnectionLost, Player, connected, sign_in
from tests.kit.process import ServerProcess, server_process

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1_200)]
GC = Currency.GC
STAKE = 100
BETS: dict[str, Bet] = {
    "t_roulette": RouletteBet((Chip("red", 60), Chip("dozen-2", 40))),
    "t_crash": CrashBet(STAKE, 150),
    "t_dice": DiceBet(over=True, minor=STAKE, target=5_000),
    "t_plinko": PlinkoBet(Risk.MEDIUM, STAKE, 12),
    "t_blackjack": BlackjackBet(STAKE, 3),
}
ROUND = ("table.before_bet", "table.after_bet", "table.before_lock", "table.locked", "table.drawn", "table.before_settle", "table.after_settle")
KILLS = (
    [("t_roulette", point) for point in ROUND]
    + [("t_crash", point) for point in ("table.after_bet", "table.locked", "table.drawn", "table.before_settle", "table.after_settle")]
    + [("t_dice", point) for point in ("table.after_bet", "table.locked", "table.drawn", "table.before_settle")]
    + [("t_blackjack", point) for point in ("table.drawn", "table.before_play", "table.after_play")]
    + [("t_plinko", "table.drawn")]
)
IN_THE_GATE = [
    ("t_roulette", "table.before_bet"), ("t_crash", "table.after_bet"), ("t_roulette", "table.before_lock"), ("t_dice", "table.locked"),
    ("t_plinko", "table.drawn"), ("t_blackjack", "table.drawn"), ("t_crash", "table.before_settle"), ("t_roulette", "table.after_settle"),
    ("t_blackjack", "table.before_play"), ("t_blackjack", "table.after_play"),
]  # fmt: skip
"""Every step and every table; each step at each table, ten times over, in the soak."""


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    with server_process() as one:
        yield one


class Gambler:
    """Ann, who asks again after every restart, under the same key."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.kills = 0

    def start(self, failpoint: str = "") -> None:
        armed = {"WAGERUP_FAILPOINT": f"{failpoint}:1"} if failpoint else {}
        self.server.start(WAGERUP_TABLE_PACE="2", **armed)

    async def begin(self) -> None:
        self.start()
        self.account: Account = await sign_in(self.server.url, "Ann")
        await self.told(ClaimDaily())
        for table in ("t_dice", "t_plinko"):
            await self.told(ReadFairness(table))
            assert isinstance(await self.told(RotateSeeds(table, 1, "annsSeed")), Accepted)
        self.key = SeedKey((self.server.data / "keys" / "seeds.key").read_text().strip().encode())
        self.server.terminate()

    async def told(self, command: Command) -> Body:
        """Over as many lives of the server as it takes."""
        for _attempt in range(20):
            try:
                async with connected(self.account) as player:
                    body = await player.ask(command)
                if not (isinstance(body, Refused) and body.retryable):
                    return body
            except (ConnectionLost, OSError, trio.TooSlowError, trio.BrokenResourceError):
                await self.back_up()
        raise AssertionError(f"no answer to {command}")

    async def back_up(self) -> None:
        with trio.move_on_after(2):
            while not self.server.dead:
                await trio.sleep(0.01)
        if self.server.dead:
            self.kills += 1
            await trio.to_thread.run_sync(self.start)

    async def view(self, table: str) -> TableView:
        while True:
            try:
                async with connected(self.account) as player:
                    view = (await player.watch(f"table:{table}")).snapshot
                assert isinstance(view, TableView)
                return view
            except (ConnectionLost, OSError, trio.TooSlowError, trio.BrokenResourceError):
                await self.back_up()

    async def money(self) -> tuple[int, int]:
        """Gold Coins in all, and how many are held."""
        while True:
            try:
                async with connected(self.account) as player:
                    view = (await player.watch(WALLET)).snapshot
                assert isinstance(view, WalletView)
                balance = next(one for one in view.balances if one.currency is GC)
                return balance.total, balance.held
            except (ConnectionLost, OSError, trio.TooSlowError, trio.BrokenResourceError):
                await self.back_up()

    async def one_round(self, table: str, failpoint: str) -> None:
        """A bet, a death, and what comes of it."""
        kills = self.kills
        await trio.to_thread.run_sync(self.start, failpoint)
        before, _held = await self.money()
        number = (await self.view(table)).round
        answer = await self.told(PlaceBet(BETS[table], GC, table, number, f"kill-{self.kills:06}-{number}"))
        if isinstance(answer, Refused):  # who was not told meanwhile is told that it was locked with the bet in it
            assert answer.code.value == "ROUND_CLOSED", answer
        with trio.fail_after(30):
            await self.play_on(table, number)
        after, _held = await self.money()
        await self.back_up_if_dead()
        fairness_of = await self.told(ReadFairness(table))
        assert isinstance(fairness_of, Fairness)
        assert after - before == self.expected(table, number, fairness_of) - STAKE, (table, failpoint, number)
        self.server.kill()
        if self.kills == kills and failpoint.endswith("_play"):
            await self.one_round(table, failpoint)  # a natural, ours or the dealer's: nobody had anything to play
        else:
            assert self.kills == kills + 1, f"{table} {failpoint}: it was to die once"

    async def back_up_if_dead(self) -> None:
        if self.server.dead:
            await self.back_up()

    async def play_on(self, table: str, number: int) -> None:
        """Until nothing is held any more; a hand is stood on."""
        while True:
            try:
                async with connected(self.account) as player:
                    while not await self.is_over(player, table, number):
                        await trio.sleep(0.15)
                    return
            except (ConnectionLost, OSError, trio.TooSlowError, trio.BrokenResourceError):
                await self.back_up()

    async def is_over(self, player: Player, table: str, number: int) -> bool:
        view = (await player.watch(f"table:{table}")).snapshot
        assert isinstance(view, TableView)
        if isinstance(view.play, BlackjackHands) and view.play.turn is not None and view.round == number:
            await player.ask(PlayHand(HandMove.STAND, table, number, view.play.plays))
        wallet = (await player.watch(WALLET)).snapshot
        assert isinstance(wallet, WalletView)
        return not wallet.holds and not (view.round == number and view.stage.value == "betting")

    def expected(self, table: str, number: int, told: Fairness) -> int:
        """What the bet came to, by the seeds alone."""
        bet = BETS[table]
        if told.chain is not None:
            seed, salt = self.key.round_hash(table, number), told.chain.salt
            if isinstance(bet, RouletteBet):
                return won(bet, fairness.roulette(seed, salt, number))
            if isinstance(bet, CrashBet):
                return STAKE * 150 // 100 if fairness.crash_point(seed, salt) >= 150 else 0
            return stood(fairness.cards(seed, salt, number, 24))
        assert told.seeds is not None
        seed = self.key.seed(f"{self.account.player_id}@{table}/1")
        if isinstance(bet, DiceBet):
            roll = fairness.dice(seed, "annsSeed", told.seeds.bets)
            return STAKE * dice_multiplier(bet) // 10_000 if roll > 5_000 else 0
        assert isinstance(bet, PlinkoBet)
        bucket = sum(fairness.plinko(seed, "annsSeed", told.seeds.bets, 12))
        return STAKE * plinko_multipliers(12, Risk.MEDIUM)[bucket] // 100


def stood(deck: tuple[str, ...]) -> int:
    """Blackjack, alone at the table, standing on the first two cards."""
    hand = cards.OneHand((deck[0], deck[2]))
    dealer, place = (deck[1], deck[3]), 4
    natural = cards.is_blackjack(hand.cards, split=False)
    while not natural and cards.dealer_draws(dealer):
        dealer, place = (*dealer, deck[place]), place + 1
    return cards.won(hand, dealer, STAKE)


async def story(server: ServerProcess, kills: list[tuple[str, str]]) -> None:
    ann = Gambler(server)
    await ann.begin()
    for table, failpoint in kills:
        await ann.one_round(table, failpoint)


def test_a_round_comes_to_what_its_seed_says_wherever_the_server_dies(server: ServerProcess) -> None:
    assert {point for _table, point in IN_THE_GATE} == {point for _table, point in KILLS}
    assert {table for table, _point in IN_THE_GATE} == {table for table, _point in KILLS}
    trio.run(story, server, IN_THE_GATE)
    findings = server.audit()
    assert findings["right"], findings
    assert (findings["totals"], findings["open_holds"]) == ({"USD": 0, "GC": 0, "SC": 0}, 0)


@pytest.mark.soak
def test_the_same_two_hundred_times(server: ServerProcess) -> None:
    assert len(KILLS) == 20
    trio.run(story, server, list(islice(cycle(KILLS), 200)))
    assert server.audit()["right"]
