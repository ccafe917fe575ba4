"""Sweeps Coins in lots: what a stake takes, what a win gives, what lapses; and every path of three steps against a model of coins one by one."""

from __future__ import annotations

from itertools import product

import attrs
import pytest

from protocol.coins import LotSource
from protocol.limits import AccountState, PlaceState
from protocol.money import Currency
from tests.wallet.test_gate import ANN, BOB, Desk
from wallet.accounts import bucket
from wallet.gate_transfers import Admit, SetAccount, SetPlace
from wallet.records import HoldState
from wallet.table_transfers import Grant, Lapse, Pay, Redeem, SetMode
from wallet.transfers import Capture, Hold, Op, Release, Transfer

SC, GC = Currency.SC, Currency.GC
BANK = "house:bank:SC"
HOUR_MS = 3_600_000


def sweeps(*, bank: int = 100_000) -> Desk:
    desk = Desk()
    assert desk.do(Transfer("outside:sweepstakes:SC", BANK, bank), SetMode(ANN, SC)) == "POSTED"
    return desk


def granted(lot: str, minor: int, bp: int = 10_000, hours: int = 24, start: int = 0) -> Grant:
    return Grant(lot, ANN, minor, bp, start + hours * HOUR_MS, LotSource.DAILY)


def give(desk: Desk, lot: str, minor: int, bp: int = 10_000, hours: int = 24) -> str:
    return desk.do(granted(lot, minor, bp, hours, desk.now))


def stake(desk: Desk, hold: str, minor: int) -> str:
    return desk.do(Hold(hold, ANN, SC, minor, "t_dice/1"))


def settle(desk: Desk, hold: str, staked: int, won: int) -> str:
    return desk.do(Capture(hold, BANK, staked), *((Pay(hold, ANN, BANK, won),) if won else ()))


def buckets(desk: Desk) -> tuple[int, int]:
    """What is available: unplayed, redeemable."""
    ledger = desk.book.ledger
    return ledger.account(bucket(ANN, SC, "unplayed")).available, ledger.account(bucket(ANN, SC, "redeemable")).available


def test_a_stake_takes_the_oldest_lot_first_and_redeemable_coins_last() -> None:
    desk = sweeps()
    give(desk, "a", 10)
    stake(desk, "h0", 10)
    settle(desk, "h0", 10, 25)
    give(desk, "b", 30)
    give(desk, "c", 30)
    assert buckets(desk) == (60, 25)
    stake(desk, "h", 70)
    assert desk.book.ledger.holds["h"].lots == (("b", 30), ("c", 30))
    assert buckets(desk) == (0, 15)


def test_what_a_played_stake_wins_is_redeemable_at_once() -> None:
    desk = sweeps()
    give(desk, "a", 100)
    stake(desk, "h", 40)
    settle(desk, "h", 40, 90)
    assert buckets(desk) == (60, 90)


def test_a_release_puts_back_exactly_what_was_taken() -> None:
    desk = sweeps()
    give(desk, "a", 30)
    stake(desk, "h0", 30)
    settle(desk, "h0", 30, 50)
    give(desk, "b", 40)
    before = (buckets(desk), dict(desk.book.ledger.lots))
    stake(desk, "h", 60)
    desk.do(Release("h"))
    assert (buckets(desk), desk.book.ledger.lots) == before


def test_at_three_times_what_is_won_stays_locked_until_the_lot_is_played_through() -> None:
    desk = sweeps()
    give(desk, "a", 10, bp=30_000)
    for turn in range(2):
        stake(desk, f"h{turn}", 10)
        settle(desk, f"h{turn}", 10, 10)
        assert buckets(desk) == (10, 0)
    stake(desk, "h", 6)
    settle(desk, "h", 6, 12)
    assert buckets(desk) == (16, 0)
    stake(desk, "last", 4)
    settle(desk, "last", 4, 8)
    assert buckets(desk) == (0, 20), "played through: what the last stake won, and what was left of the lot"


def test_a_lot_at_zero_is_redeemable_as_it_comes() -> None:
    desk = sweeps()
    give(desk, "a", 10, bp=0)
    assert buckets(desk) == (0, 10)


def test_what_is_not_played_in_time_lapses_and_what_is_in_a_bet_does_not() -> None:
    desk = sweeps()
    give(desk, "a", 50, hours=1)
    stake(desk, "h", 20)
    assert desk.do(Lapse("a")) == "NOT_LAPSED"
    desk.now += HOUR_MS
    assert stake(desk, "late", 10) == "INSUFFICIENT_FUNDS", "a lot whose time is over is not staked, swept or not"
    assert desk.do(Lapse("a")) == "POSTED"
    assert settle(desk, "h", 20, 30) == "POSTED"
    assert buckets(desk) == (0, 30)
    assert desk.do(Lapse("a")) == "NO_SUCH_LOT"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (bucket(ANN, SC, "redeemable"), bucket(BOB, SC, "redeemable")),
        (bucket(ANN, SC, "unplayed"), bucket(ANN, SC, "redeemable")),
        ("outside:stripe:SC", bucket(ANN, SC, "unplayed")),
        ("house:bank:SC", bucket(ANN, SC, "redeemable")),
        (bucket(ANN, SC, "redeemable"), "house:bank:SC"),
    ],
)
def test_sweeps_coins_are_never_bought_given_or_moved(source: str, target: str) -> None:
    desk = sweeps()
    give(desk, "a", 100, bp=0)
    assert desk.do(Transfer(source, target, 10)) == "SWEEPS_DO_NOT_MOVE"


def test_a_lot_is_granted_once() -> None:
    desk = sweeps()
    assert [give(desk, "a", 10), give(desk, "a", 10)] == ["POSTED", "LOT_EXISTS"]


@pytest.mark.parametrize(
    ("state", "grant", "bet", "redeem"),
    [
        (PlaceState.OPEN, "POSTED", "POSTED", "POSTED"),
        (PlaceState.NO_GRANT, "PLACE_CLOSED", "POSTED", "POSTED"),
        (PlaceState.REDEEM_ONLY, "PLACE_CLOSED", "PLACE_CLOSED", "POSTED"),
        (PlaceState.CLOSED, "PLACE_CLOSED", "PLACE_CLOSED", "PLACE_CLOSED"),
    ],
)
def test_a_state_is_left_in_three_steps(state: PlaceState, grant: str, bet: str, redeem: str) -> None:
    desk = sweeps()
    desk.do(Admit(ANN, "US-NY", 21, 0, 0))
    give(desk, "a", 100, bp=0)
    desk.do(SetPlace(SC, "US-NY", 0, state, 21))
    assert (give(desk, "b", 10), stake(desk, "h", 10), desk.do(Redeem("r_1", ANN, 10, 100))) == (grant, bet, redeem)


# ── redemption ───────────────────────────────────────────────────────────────


def test_only_what_was_played_is_redeemed_and_no_more_a_day_than_the_house_says() -> None:
    desk = sweeps()
    give(desk, "a", 100)
    give(desk, "b", 100, bp=0)
    assert desk.do(Redeem("r_0", ANN, 101, 1_000)) == "INSUFFICIENT_FUNDS"
    assert desk.do(Redeem("r_1", ANN, 60, 80)) == "POSTED"
    assert desk.do(Redeem("r_2", ANN, 30, 80)) == "DAY_FULL"
    assert desk.do(Release("r_1")) == "POSTED", "denied: the coins are back, and the day is as it was"
    assert desk.do(Redeem("r_3", ANN, 80, 80)) == "POSTED"
    assert desk.do(Capture("r_3", "outside:sweepstakes:SC", 80), Transfer("outside:prizes:USD", bucket(ANN, Currency.USD, "cash"), 80)) == "POSTED"
    desk.now += 25 * HOUR_MS
    assert desk.do(Redeem("r_4", ANN, 20, 80)) == "POSTED"


def test_an_account_does_not_close_over_a_redemption_or_a_bet() -> None:
    desk = sweeps()
    give(desk, "a", 100, bp=0)
    desk.do(Redeem("r_1", ANN, 10, 100))
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "MONEY_LEFT"
    desk.do(Release("r_1"))
    stake(desk, "h", 10)
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "MONEY_LEFT"
    desk.do(Release("h"))
    assert desk.do(SetAccount(ANN, AccountState.CLOSED)) == "POSTED"


def test_a_frozen_account_redeems_nothing() -> None:
    desk = sweeps()
    give(desk, "a", 100, bp=0)
    desk.do(SetAccount(ANN, AccountState.FROZEN))
    assert desk.do(Redeem("r_1", ANN, 10, 100)) == "ACCOUNT_FROZEN"


# ── the mode ─────────────────────────────────────────────────────────────────


def test_a_bet_in_the_other_currency_is_refused() -> None:
    desk = Desk()
    desk.do(Transfer("outside:coins:GC", bucket(ANN, GC, "coins"), 100))
    assert desk.do(Hold("h", ANN, GC, 10, "t_dice/1")) == "POSTED", "Gold Coins, until one says otherwise"
    assert desk.do(Hold("g", ANN, SC, 10, "t_dice/1")) == "WRONG_CURRENCY_MODE"
    desk.do(Release("h"))
    desk.do(SetMode(ANN, SC))
    assert desk.do(Hold("k", ANN, GC, 10, "t_dice/1")) == "WRONG_CURRENCY_MODE"


def test_nobody_switches_while_a_bet_in_the_other_currency_is_open() -> None:
    desk = sweeps()
    give(desk, "a", 100)
    stake(desk, "h", 10)
    assert desk.do(SetMode(ANN, GC)) == "OPEN_BETS"
    assert desk.do(SetMode(ANN, SC)) == "POSTED"
    settle(desk, "h", 10, 0)
    assert desk.do(SetMode(ANN, GC)) == "POSTED"
    assert desk.do(SetMode(ANN, Currency.USD)) == "CURRENCY_MISMATCH"


def test_a_match_for_dollars_goes_on_in_either_mode() -> None:
    desk = sweeps()
    desk.fund(ANN)
    assert desk.do(Hold("h", ANN, Currency.USD, 10, "m_x")) == "POSTED"
    assert desk.do(SetMode(ANN, GC)) == "POSTED"


# ── every path of three steps (L3) ───────────────────────────────────────────


@attrs.define
class Coin:
    """One coin of a lot. where: free, bet (the hold's name), gone; how often it may still have to be played is its lot's."""

    lot: str | None
    bet: str | None = None


class Model:
    """Coins one by one: slow, and hard to get wrong. A coin without a lot is redeemable."""

    def __init__(self) -> None:
        self.coins: list[Coin] = []
        self.order: list[str] = []
        self.need: dict[str, int] = {}
        self.times: dict[str, int] = {}
        self.until: dict[str, int] = {}
        self.stakes: dict[str, list[str | None]] = {}

    def grant(self, lot: str, minor: int, bp: int, until: int) -> None:
        self.order.append(lot)
        self.need[lot], self.times[lot], self.until[lot] = minor * bp // 10_000, bp, until
        self.coins += [Coin(lot) for _ in range(minor)]
        self.unlock()

    def free(self, now: int) -> list[Coin]:
        """In the order in which they are staked."""
        mine = [coin for coin in self.coins if coin.bet is None and (coin.lot is None or self.until[coin.lot] > now)]
        return sorted(mine, key=lambda coin: len(self.order) if coin.lot is None else self.order.index(coin.lot))

    def stake(self, hold: str, minor: int, now: int) -> bool:
        free = self.free(now)
        if len(free) < minor or hold in self.stakes:
            return False
        for coin in free[:minor]:
            coin.bet = hold
        self.stakes[hold] = [coin.lot for coin in free[:minor]]
        return True

    def settle(self, hold: str, won: int) -> bool:
        mine = [coin for coin in self.coins if coin.bet == hold]
        if not mine:
            return False
        self.coins = [coin for coin in self.coins if coin.bet != hold]
        for coin in mine:
            if coin.lot is not None:
                self.need[coin.lot] -= 1
        self.unlock()
        for lot in self.order:
            share = won * self.stakes[hold].count(lot) // len(mine)
            if self.times[lot] > 10_000 and self.need[lot] > 0:
                self.coins += [Coin(lot) for _ in range(share)]
                won -= share
        self.coins += [Coin(None) for _ in range(won)]
        return True

    def release(self, hold: str) -> bool:
        mine = [coin for coin in self.coins if coin.bet == hold]
        for coin in mine:
            coin.bet = None
        self.unlock()
        return bool(mine)

    def unlock(self) -> None:
        for coin in self.coins:
            if coin.bet is None and coin.lot is not None and self.need[coin.lot] <= 0:
                coin.lot = None

    def lapse(self, lot: str, now: int) -> bool:
        over = [coin for coin in self.coins if coin.lot == lot and coin.bet is None and self.until[lot] <= now]
        self.coins = [coin for coin in self.coins if not any(coin is one for one in over)]
        return bool(over)

    def buckets(self) -> tuple[int, int, int, int]:
        """unplayed and redeemable: posted, held."""
        counts = [[coin for coin in self.coins if (coin.lot is None) is played] for played in (False, True)]
        flat = [number for mine in counts for number in (len(mine), sum(coin.bet is not None for coin in mine))]
        return flat[0], flat[1], flat[2], flat[3]


STEPS = (
    "grant a 7 10000", "grant b 5 30000", "grant c 4 5000", "stake h 6", "stake g 3", "win h 15", "win g 4", "lose h", "lose g",
    "push h", "release h", "release g", "wait", "lapse a", "lapse b", "redeem 4",
)  # fmt: skip
STARTS = ((), ("grant a 7 10000", "grant b 5 30000"), ("grant b 5 30000", "stake h 6", "grant c 4 5000", "stake g 3"), ("grant c 4 5000", "stake g 3", "win g 4"))


class Both:
    """The books and the model, told the same."""

    def __init__(self) -> None:
        self.desk, self.model = sweeps(), Model()

    def tell(self, words: str) -> None:
        kind, *rest = words.split()
        said, expected = getattr(self, f"_{kind}")(*rest)
        assert (said == "POSTED") is expected, f"{words}: {said}"
        ledger = self.desk.book.ledger
        accounts = [ledger.account(bucket(ANN, SC, name)) for name in ("unplayed", "redeemable")]
        got = tuple(number for one in accounts for number in (one.posted, one.held))
        assert got == self.model.buckets(), words
        assert all(account.available >= 0 for account in ledger.accounts.values() if not account.name.startswith("outside:"))
        assert set(ledger.totals().values()) <= {0}
        assert sum(lot.left for lot in ledger.lots.values()) == accounts[0].posted

    def _grant(self, lot: str, minor: str, bp: str) -> tuple[str, bool]:
        new = lot not in self.model.order
        said = give(self.desk, lot, int(minor), int(bp), hours=1)
        if new:
            self.model.grant(lot, int(minor), int(bp), self.desk.now + HOUR_MS)
        return said, new

    def _stake(self, hold: str, minor: str) -> tuple[str, bool]:
        return stake(self.desk, hold, int(minor)), self.model.stake(hold, int(minor), self.desk.now)

    def _staked(self, hold: str) -> int:
        return 6 if hold == "h" else 3

    def _win(self, hold: str, won: str) -> tuple[str, bool]:
        return settle(self.desk, hold, self._staked(hold), int(won)), self.model.settle(hold, int(won))

    def _lose(self, hold: str) -> tuple[str, bool]:
        return settle(self.desk, hold, self._staked(hold), 0), self.model.settle(hold, 0)

    def _push(self, hold: str) -> tuple[str, bool]:
        return self._win(hold, str(self._staked(hold)))

    def _release(self, hold: str) -> tuple[str, bool]:
        return self.desk.do(Release(hold)), self.model.release(hold)

    def _wait(self) -> tuple[str, bool]:
        self.desk.now += HOUR_MS
        return "POSTED", True

    def _lapse(self, lot: str) -> tuple[str, bool]:
        return self.desk.do(Lapse(lot)), self.model.lapse(lot, self.desk.now)

    def _redeem(self, minor: str) -> tuple[str, bool]:
        free = [coin for coin in self.model.coins if coin.lot is None and coin.bet is None][: int(minor)]
        enough = len(free) == int(minor)
        for coin in free if enough else ():
            coin.bet = "r"
        return self.desk.do(Redeem(f"r_{self.desk.count}", ANN, int(minor), 1_000)), enough


@pytest.mark.parametrize("start", STARTS, ids=range(len(STARTS)))
def test_every_path_of_three_steps_is_what_coins_one_by_one_would_do(start: tuple[str, ...]) -> None:
    for path in product(STEPS, repeat=3):
        both = Both()
        for words in (*start, *path):
            both.tell(words)


def test_nothing_becomes_redeemable_but_by_a_settled_stake() -> None:
    """The same, said of every op that is not a settlement."""
    others: tuple[Op, ...] = (granted("z", 5, start=2**42), Lapse("a"), Release("h"), SetMode(ANN, GC), Redeem("r_1", ANN, 1, 10), Hold("g", ANN, SC, 2, "t_x/1"))
    for op in others:
        desk = sweeps()
        give(desk, "a", 10)
        stake(desk, "h", 4)
        before = desk.book.ledger.account(bucket(ANN, SC, "redeemable")).posted
        desk.do(op)
        assert desk.book.ledger.account(bucket(ANN, SC, "redeemable")).posted == before, op


def test_a_replay_makes_the_same_lots() -> None:
    desk = sweeps()
    give(desk, "a", 10, bp=30_000)
    give(desk, "b", 10)
    stake(desk, "h", 15)
    settle(desk, "h", 15, 20)
    again = desk.replayed().ledger
    assert (again.lots, again.lots_of, again.holds) == (desk.book.ledger.lots, desk.book.ledger.lots_of, desk.book.ledger.holds)
    assert again.holds["h"].state is HoldState.CAPTURED
