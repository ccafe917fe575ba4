"""R5 and R6: each table played a hundred thousand times (ten million in the soak): what comes back is what is declared, within three standard errors,
and the draws are even; a wheel that is off by one part in a thousand is found out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from math import sqrt

import pytest

from actors.tables import fairness
from actors.tables.cards import points, total
from actors.tables.own_draws import dice_multiplier, plinko_multipliers
from actors.tables.rules import Ended, Locked, Placed, Played, Source, Stake
from actors.tables.shoe import Hands
from protocol.money import Currency
from protocol.tables import BlackjackBet, DiceBet, HandMove, Risk
from protocol.tables.blackjack import BlackjackHands, Hand

SALT = "a salt of the tests"
ROUNDS = 100_000
SOAK_ROUNDS = 10_000_000


def seeds() -> Iterator[str]:
    """Server seeds, each from the one before."""
    seed = "5" * 64
    while True:
        seed = hashlib.sha256(seed.encode()).hexdigest()
        yield seed


def crash_at_two() -> Iterator[float]:
    for seed in seeds():
        yield 2.0 if fairness.crash_point(seed, SALT) >= 200 else 0.0


def roulette_on_17_and_red() -> Iterator[float]:
    for nonce in count():
        pocket = fairness.roulette("5" * 64, SALT, nonce)
        yield 18.0 * (pocket == 17) + (pocket in RED)


RED = frozenset((1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36))


def dice_over_half() -> Iterator[float]:
    bet = DiceBet(over=True, minor=100, target=5_000)
    for nonce in count():
        yield dice_multiplier(bet) / 10_000 * (fairness.dice("5" * 64, SALT, nonce) > 5_000)


def plinko_of_16() -> Iterator[float]:
    board = plinko_multipliers(16, Risk.MEDIUM)
    for nonce in count():
        yield board[sum(fairness.plinko("5" * 64, SALT, nonce, 16))] / 100


# ── basic strategy: endless shoe, the dealer stands on all 17, double after split ──


def wanted(hand: Hand, upcard: str) -> HandMove:
    """What the strategy says, of what may be done."""
    dealer = 11 if points(upcard) == 1 else points(upcard)
    for move in _wishes(hand, dealer):
        if move in hand.may:
            return move
    raise AssertionError(hand)


def _wishes(hand: Hand, dealer: int) -> tuple[HandMove, ...]:
    hit, stand, double, split = HandMove.HIT, HandMove.STAND, HandMove.DOUBLE, HandMove.SPLIT
    if split in hand.may and _splits(points(hand.cards[0]), dealer):
        return (split,)
    if hand.soft:
        if hand.total >= 19:
            return (stand,)
        if hand.total == 18:
            return (double, stand) if 3 <= dealer <= 6 else (stand,) if dealer in (2, 7, 8) else (hit,)
        least = {17: 3, 16: 4, 15: 4, 14: 5, 13: 5}.get(hand.total, 99)
        return (double, hit) if least <= dealer <= 6 else (hit,)
    if hand.total >= 17 or (hand.total >= 13 and dealer <= 6) or (hand.total == 12 and 4 <= dealer <= 6):
        return (stand,)
    doubles = {11: range(2, 11), 10: range(2, 10), 9: range(3, 7)}
    return (double, hit) if dealer in doubles.get(hand.total, ()) else (hit,)


def _splits(pair: int, dealer: int) -> bool:
    if pair in (1, 8):
        return pair == 1 or dealer <= 11
    ranges = {2: range(2, 8), 3: range(2, 8), 4: (5, 6), 6: range(2, 7), 7: range(2, 8), 9: (2, 3, 4, 5, 6, 8, 9)}
    return dealer in ranges.get(pair, ())


class Cards(Source):
    """All cards of a round are drawn once."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed, SALT, 1)
        object.__setattr__(self, "deck", fairness.cards(seed, SALT, 1, 24))

    def card(self, place: int) -> str:
        deck: tuple[str, ...] = self.deck  # type: ignore[attr-defined]
        return deck[place] if place < len(deck) else super().card(place)


def blackjack_by_the_book() -> Iterator[float]:
    """What comes back on a stake of one: doubles and splits count as put up."""
    for seed in seeds():
        placed = Placed("p", "x", Currency.GC, BlackjackBet(2, 0), (Stake("t_blackjack/1/p/k", 2, 3),))
        table = Hands(Locked(1, {"p": placed}, Cards(seed), 0, (), 0, 0))
        staked = 2
        while (shown := table.shown()).turn is not None:
            step = table.play("p", wanted(_hand(shown), shown.dealer[0]), shown.plays)
            assert isinstance(step, Played)
            staked += step.more.minor if step.more else 0
            table.done(step, 0)
        (end,) = table.pass_time(0)
        assert isinstance(end, Ended)
        yield 1 + (end.paid - staked) / 2


def _hand(shown: BlackjackHands) -> Hand:
    assert shown.hand is not None
    return shown.seats[0].hands[shown.hand]


TABLES: dict[str, tuple[Callable[[], Iterator[float]], float]] = {
    "crash": (crash_at_two, 0.99),
    "roulette": (roulette_on_17_and_red, 36 / 37),
    "dice": (dice_over_half, 0.99 * 10_000 / 10_001),
    "plinko": (plinko_of_16, 0.989883),
    "blackjack": (blackjack_by_the_book, 0.994296),
}


def measure(table: str, rounds: int) -> tuple[float, float]:
    """The mean of what came back, and its standard error."""
    number = mean = squares = 0.0
    for back in TABLES[table][0]():
        number += 1
        delta = back - mean
        mean += delta / number
        squares += delta * (back - mean)
        if number == rounds:
            return mean, sqrt(squares / (rounds - 1) / rounds)
    raise AssertionError


@pytest.mark.parametrize("table", TABLES)
def test_a_table_returns_what_it_declares(table: str) -> None:
    mean, error = measure(table, ROUNDS)
    assert abs(mean - TABLES[table][1]) < 3 * error, (mean, error)


@pytest.mark.soak
@pytest.mark.parametrize("table", TABLES)
def test_a_table_returns_what_it_declares_over_ten_million_rounds(table: str) -> None:
    mean, error = measure(table, SOAK_ROUNDS)
    assert abs(mean - TABLES[table][1]) < 3 * error, (mean, error)


# ── even, or found out ───────────────────────────────────────────────────────

CRITICAL_36 = 67.985
"""Of chi-square with 36 degrees of freedom, at one in a thousand."""


def chi_square(pockets: Iterator[int], rounds: int) -> float:
    counts = [0] * 37
    for _ in range(rounds):
        counts[next(pockets)] += 1
    expected = rounds / 37
    return sum((found - expected) ** 2 / expected for found in counts)


def fair_wheel() -> Iterator[int]:
    return (fairness.roulette("5" * 64, SALT, nonce) for nonce in count())


def bent_wheel(parts_in_a_thousand: int) -> Iterator[int]:
    """So often the ball goes to 17 whatever was drawn."""
    for nonce, pocket in enumerate(fair_wheel()):
        lies = fairness.pick(next(fairness.draws("6" * 64, SALT, nonce)), 1_000) < parts_in_a_thousand
        yield 17 if lies else pocket


def test_the_wheel_is_even() -> None:
    assert chi_square(fair_wheel(), ROUNDS) < CRITICAL_36


def test_a_wheel_that_is_bent_is_found_out() -> None:
    """Ten parts in a thousand show in a hundred thousand rounds; one part in a thousand in ten million (the soak)."""
    assert chi_square(bent_wheel(10), ROUNDS) > CRITICAL_36


@pytest.mark.soak
def test_a_wheel_that_is_off_by_one_in_a_thousand_is_found_out_in_ten_million_rounds() -> None:
    assert chi_square(fair_wheel(), SOAK_ROUNDS) < CRITICAL_36
    assert chi_square(bent_wheel(1), SOAK_ROUNDS) > CRITICAL_36


def test_what_is_drawn_does_not_hang_on_what_is_bet_or_who_bets() -> None:
    """The draw takes seeds and a number: there is nothing of the bet to hang on."""
    two = [total(fairness.cards(seed, SALT, 1, 2)) for seed, _ in zip(seeds(), range(100), strict=False)]
    again = [total(fairness.cards(seed, SALT, 1, 2)) for seed, _ in zip(seeds(), range(100), strict=False)]
    assert two == again
