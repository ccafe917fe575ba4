"""Roulette: every spot there is, what each pays on every pocket, and what the wheel returns, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from actors.tables.catalogue import LIMITS
from actors.tables.wheel import POCKETS, SPOTS, Roulette, pays, won
from protocol.money import Currency
from protocol.tables import Chip, RouletteBet

TABLE = Roulette()
GC = LIMITS[Currency.GC]


def bet(**chips: int) -> RouletteBet:
    return RouletteBet(tuple(Chip(spot.strip("_").replace("_", "-"), minor) for spot, minor in chips.items()))


def test_there_are_as_many_spots_as_on_the_cloth() -> None:
    sizes = [len(pockets) for pockets in SPOTS.values()]
    assert {size: sizes.count(size) for size in set(sizes)} == {1: 37, 2: 60, 3: 14, 4: 23, 6: 11, 12: 6, 18: 6}


@pytest.mark.parametrize(
    ("spot", "odds"),
    [("17", 35), ("17-20", 17), ("0-2", 17), ("16-17-18", 11), ("0-1-2", 11), ("16-17-19-20", 8), ("0-1-2-3", 8), ("13-14-15-16-17-18", 5),
     ("dozen-2", 2), ("column-3", 2), ("red", 1), ("even", 1), ("low", 1)],
)  # fmt: skip
def test_a_spot_pays_what_players_expect(spot: str, odds: int) -> None:
    assert pays(spot) == odds


@pytest.mark.parametrize("spot", ["17-19", "3-4", "0-4", "1-5", "37", "00", "dozen-4", "16-17-18-19", "20-17", "rot", "34-35-36-37"])
def test_what_is_not_on_the_cloth_is_refused(spot: str) -> None:
    refusal = TABLE.refuse(RouletteBet((Chip(spot, 100),)), ())
    assert refusal is not None
    assert refusal.code.value == "ILLEGAL_BET"


def test_a_spot_is_named_once() -> None:
    assert TABLE.refuse(RouletteBet((Chip("red", 100), Chip("red", 100))), ()) is not None
    assert TABLE.refuse(RouletteBet((Chip("red", 100), Chip("black", 100))), ()) is None


@pytest.mark.parametrize("spot", ["red", "black", "odd", "even", "low", "high", "dozen-1", "column-1"])
def test_zero_loses_everything_outside(spot: str) -> None:
    assert won(RouletteBet((Chip(spot, 100),)), 0) == 0


def test_the_layout_is_the_one_on_the_cloth() -> None:
    assert SPOTS["red"] | SPOTS["black"] == SPOTS["odd"] | SPOTS["even"] == SPOTS["low"] | SPOTS["high"] == frozenset(range(1, 37))
    assert sorted(SPOTS["column-1"])[:3] == [1, 4, 7]
    assert sorted(SPOTS["dozen-3"])[0] == 25
    assert {10, 11, 28, 29} <= SPOTS["black"]


@pytest.mark.parametrize("spot", SPOTS)
def test_every_spot_returns_36_of_37(spot: str) -> None:
    returned = sum(won(RouletteBet((Chip(spot, 100),)), pocket) for pocket in POCKETS)
    assert Fraction(returned, 37 * 100) == Fraction(36, 37)


def test_the_bank_covers_the_worst_pocket_and_no_more() -> None:
    chips = bet(_17=100, red=500, dozen_1=300)
    worst = max(won(chips, pocket) for pocket in POCKETS) - 900
    assert TABLE.cover(chips, GC) == worst == 36 * 100 - 900
    assert TABLE.cover(bet(red=100, black=100), GC) == 0
