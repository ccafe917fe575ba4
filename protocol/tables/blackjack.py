"""Blackjack on the wire: seven seats, an endless shoe, the dealer stands on all 17."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.money import AMOUNT_MINOR_MAX


class HandMove(Enum):
    """What a player may do with a hand. double: one more card for as much again. split: a pair, once, for as much again."""

    HIT = "hit"
    STAND = "stand"
    DOUBLE = "double"
    SPLIT = "split"


@attrs.frozen
class BlackjackBet:
    """A stake on a seat, 0 to 6, counted from the dealer's left."""

    tag: ClassVar[str] = "blackjack_bet"
    minor: int = whole(1, AMOUNT_MINOR_MAX)
    seat: int = whole(0, 6)


@attrs.frozen
class Hand:
    """Cards as "10♦" and "A♣", their total (an ace counts 11 while it can), and what may be done with them now."""

    cards: tuple[str, ...]
    total: int
    soft: bool
    minor: int
    doubled: bool
    blackjack: bool
    done: bool
    may: tuple[HandMove, ...]


@attrs.frozen
class BlackjackSeat:
    """A seat with its hands: one, or two after a split."""

    seat: int
    player: str
    hands: tuple[Hand, ...]


@attrs.frozen
class BlackjackHands:
    """The table. dealer: one card until it is the dealer's turn. plays: how many were made, which the next must name. turn, hand: the
    seat and its hand that is to play, nothing once all have."""

    tag: ClassVar[str] = "blackjack_hands"
    seats: tuple[BlackjackSeat, ...]
    dealer: tuple[str, ...]
    dealer_total: int
    plays: int
    turn: int | None
    hand: int | None
