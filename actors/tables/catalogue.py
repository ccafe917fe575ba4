"""The tables of the house: which there are, what they take, what they return."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from actors.tables.curve import Crash
from actors.tables.own_draws import Dice, Plinko
from actors.tables.rules import TableRules
from actors.tables.shoe import Blackjack
from actors.tables.wheel import Roulette
from protocol.money import Currency
from protocol.tables import TableLimit

GC, SC = Currency.GC, Currency.SC

LIMITS: Mapping[Currency, TableLimit] = {
    GC: TableLimit(GC, 100, 1_000_000, 10_000_000),
    SC: TableLimit(SC, 10, 5_000, 250_000),
}
"""From 1.00 to 10,000.00 Gold Coins, winning at most 100,000.00; from 0.10 to 50.00 Sweeps Coins, winning at most 2,500.00."""

Limits = Mapping[Currency, TableLimit]


def published(_table: str) -> Limits:
    """What every table takes, where operators have not narrowed it."""
    return LIMITS


EXPOSURE: Mapping[Currency, int] = {GC: 2_000_000_000, SC: 5_000_000}
"""What all bets of one round may win together, in minor units."""

BANK: Mapping[Currency, int] = {GC: 20_000_000_000, SC: 20_000_000}
"""What the bank of the tables begins with."""


@attrs.frozen
class Room:
    """A table of the house, by its id."""

    table: str
    rules: TableRules


ROOMS: Mapping[str, Room] = {
    room.table: room
    for room in (
        Room("t_crash", Crash()),
        Room("t_roulette", Roulette()),
        Room("t_blackjack", Blackjack()),
        Room("t_dice", Dice()),
        Room("t_plinko", Plinko()),
    )
}
