"""Blackjack's arithmetic: totals, what may be done with a hand, what it pays. An endless shoe, the dealer stands on all 17 and peeks, a natural pays
3 to 2, double any two cards (after a split, too), split once, one card to split aces, no surrender, no insurance (rules.md 3.3)."""

from __future__ import annotations

from typing import NamedTuple

from protocol.tables.blackjack import HandMove

BUST = 21


def points(card: str) -> int:
    """2 to 10; an ace is 1 here, and 10 more where that does no harm."""
    rank = card[:-1]
    return 1 if rank == "A" else 10 if rank in ("J", "Q", "K") else int(rank)


class Total(NamedTuple):
    """Of a hand: soft while an ace counts 11."""

    points: int
    soft: bool


def total(cards: tuple[str, ...]) -> Total:
    low = sum(map(points, cards))
    soft = low <= BUST - 10 and any(points(card) == 1 for card in cards)
    return Total(low + 10 if soft else low, soft)


def is_blackjack(cards: tuple[str, ...], *, split: bool) -> bool:
    """An ace and a ten as they were dealt; 21 with two cards of a split hand is 21."""
    return len(cards) == 2 and not split and total(cards).points == BUST


def dealer_draws(cards: tuple[str, ...]) -> bool:
    return total(cards).points < 17


class OneHand(NamedTuple):
    """A player's hand. after: its first card is of a split pair; stood: its player wants no more."""

    cards: tuple[str, ...]
    split: bool = False
    doubled: bool = False
    stood: bool = False

    @property
    def done(self) -> bool:
        aces = self.split and points(self.cards[0]) == 1 and len(self.cards) == 2
        return self.stood or self.doubled or aces or total(self.cards).points >= BUST


def may(hand: OneHand, hands: int) -> tuple[HandMove, ...]:
    """What may be done with a hand, of so many of this seat; nothing with one that is done."""
    if hand.done or len(hand.cards) < 2:
        return ()
    moves = [HandMove.HIT, HandMove.STAND]
    if len(hand.cards) == 2:
        moves.append(HandMove.DOUBLE)
        if hands == 1 and points(hand.cards[0]) == points(hand.cards[1]):
            moves.append(HandMove.SPLIT)
    return tuple(moves)


def won(hand: OneHand, dealer: tuple[str, ...], minor: int) -> int:
    """What comes back for so much put up on the hand: 0, the stake, twice it, or for a natural two and a half times it, rounded down."""
    mine, theirs = total(hand.cards).points, total(dealer).points
    if mine > BUST:
        return 0
    natural, dealers = is_blackjack(hand.cards, split=hand.split), is_blackjack(dealer, split=False)
    if natural or dealers:
        return minor if natural and dealers else minor + minor * 3 // 2 if natural else 0
    if theirs > BUST or mine > theirs:
        return 2 * minor
    return minor if mine == theirs else 0
