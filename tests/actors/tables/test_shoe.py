"""Blackjack: hands as players know them, a round from deal to payment, and the same cards after a restart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actors.tables.cards import OneHand, dealer_draws, is_blackjack, may, total, won
from actors.tables.rules import Ended, Locked, Placed, Played, Source, Stake
from actors.tables.shoe import TURN_MS, Blackjack, Hands, add_stake
from protocol.money import Currency
from protocol.refusals import Refused
from protocol.tables import BlackjackBet, HandMove
from wallet.causes import table_hold_id

HIT, STAND, DOUBLE, SPLIT = HandMove.HIT, HandMove.STAND, HandMove.DOUBLE, HandMove.SPLIT


def cards(words: str) -> tuple[str, ...]:
    return tuple(f"{rank}♠" for rank in words.split())


class Shoe(Source):
    """A source whose cards are known."""

    def __init__(self, words: str) -> None:
        super().__init__("0" * 64, "s", 1)
        object.__setattr__(self, "deck", cards(words))

    def card(self, place: int) -> str:
        return self.deck[place]  # type: ignore[attr-defined,no-any-return]


def bets(*seats: int, minor: int = 100) -> dict[str, Placed]:
    return {
        f"p_{seat}": Placed(f"p_{seat}", "x", Currency.GC, BlackjackBet(minor, seat), (Stake(table_hold_id("t_blackjack", 1, f"p_{seat}", "key"), minor, 150),))
        for seat in seats
    }


def deal(deck: str, *seats: int, minor: int = 100, plays: tuple[str, ...] = (), placed: dict[str, Placed] | None = None) -> Hands:
    """Cards in the order of the deal: one to each seat, one to the dealer, again one to each, the hole card, then as they are drawn."""
    return Hands(Locked(1, placed or bets(*seats, minor=minor), Shoe(deck), 1_000, plays, 0, 0))


def do(table: Hands, seat: int, move: HandMove) -> Played:
    step = table.play(f"p_{seat}", move, table.shown().plays)
    assert isinstance(step, Played), step
    table.done(step, 0)
    return step


def paid(table: Hands) -> dict[str, tuple[int, ...]]:
    ends: Sequence[object] = table.pass_time(10**6)
    return {step.player: step.won for step in ends if isinstance(step, Ended)}


# ── hands ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "points", "soft"),
    [("A K", 21, True), ("A A", 12, True), ("A 6", 17, True), ("A 6 10", 17, False), ("10 6 A", 17, False), ("A A 9", 21, True), ("K Q 2", 22, False), ("5 5 A", 21, True)],
)
def test_an_ace_counts_eleven_while_it_can(words: str, points: int, soft: bool) -> None:
    assert total(cards(words)) == (points, soft)


@pytest.mark.parametrize(("words", "draws"), [("10 6", True), ("10 7", False), ("A 6", False), ("A 5", True), ("2 2", True)])
def test_the_dealer_stands_on_all_seventeen(words: str, draws: bool) -> None:
    assert dealer_draws(cards(words)) is draws


@pytest.mark.parametrize(
    ("mine", "dealer", "back"),
    [
        ("A K", "10 7", 250), ("A K", "A Q", 100), ("10 10", "A Q", 0), ("10 5 6", "A Q", 0), ("10 9", "10 8", 200), ("10 9", "10 9", 100),
        ("10 8", "10 9", 0), ("10 9 5", "10 6 10", 0), ("10 2", "10 6 10", 200), ("A K", "7 7 7", 250),
    ],
)  # fmt: skip
def test_what_a_hand_pays(mine: str, dealer: str, back: int) -> None:
    assert won(OneHand(cards(mine)), cards(dealer), 100) == back


def test_an_ace_and_a_ten_after_a_split_are_twenty_one_and_no_blackjack() -> None:
    hand = OneHand(cards("A K"), split=True)
    assert not is_blackjack(hand.cards, split=True)
    assert won(hand, cards("10 7"), 100) == 200
    assert won(hand, cards("7 7 7"), 100) == 100


def test_an_odd_stake_is_paid_three_to_two_rounded_down() -> None:
    assert won(OneHand(cards("A K")), cards("10 7"), 5) == 12


@pytest.mark.parametrize(
    ("hand", "hands", "moves"),
    [
        (OneHand(cards("8 8")), 1, (HIT, STAND, DOUBLE, SPLIT)),
        (OneHand(cards("8 8")), 2, (HIT, STAND, DOUBLE)),
        (OneHand(cards("K 10")), 1, (HIT, STAND, DOUBLE, SPLIT)),
        (OneHand(cards("8 3 2")), 1, (HIT, STAND)),
        (OneHand(cards("A K")), 1, ()),
        (OneHand(cards("K Q 5")), 1, ()),
        (OneHand(cards("A 9"), split=True), 2, ()),
        (OneHand(cards("9 2"), split=True), 2, (HIT, STAND, DOUBLE)),
        (OneHand(cards("5 6 2"), doubled=True), 1, ()),
    ],
)
def test_what_may_be_done_with_a_hand(hand: OneHand, hands: int, moves: tuple[HandMove, ...]) -> None:
    assert may(hand, hands) == moves


# ── rounds ───────────────────────────────────────────────────────────────────


def test_cards_are_dealt_round_the_table_and_the_hole_card_stays_down() -> None:
    table = deal("2 3 K 5 6 9", 1, 4)
    shown = table.shown()
    assert [seat.hands[0].cards for seat in shown.seats] == [cards("2 5"), cards("3 6")]
    assert (shown.dealer, shown.turn, shown.hand) == (cards("K"), 1, 0)
    assert table.open


def test_a_round_is_played_seat_by_seat_and_then_the_dealer_draws() -> None:
    table = deal("10 9 6 7 9 10 5 6", 0, 3)
    do(table, 0, STAND)
    assert table.shown().turn == 3
    do(table, 3, STAND)
    assert table.shown().dealer == cards("6 10 5")
    assert paid(table) == {"p_0": (0,), "p_3": (0,)}


def test_when_everybody_is_bust_the_dealer_draws_nothing() -> None:
    table = deal("10 6 6 10 10 5", 0)
    do(table, 0, HIT)
    assert table.shown().dealer == cards("6 10")
    assert paid(table) == {"p_0": (0,)}


def test_a_dealer_with_blackjack_ends_the_round_before_anybody_plays() -> None:
    table = deal("10 A A 9 K K", 0, 2)
    shown = table.shown()
    assert (shown.turn, shown.dealer) == (None, cards("A K"))
    assert paid(table) == {"p_0": (0,), "p_2": (100,)}, "a natural against a natural is a push"


def test_a_natural_is_paid_and_not_played() -> None:
    table = deal("A 6 10 K 10 9", 0, 1)
    assert table.shown().turn == 1
    assert [hand.blackjack for seat in table.shown().seats for hand in seat.hands] == [True, False]


def test_a_double_is_one_card_for_as_much_again() -> None:
    table = deal("6 10 5 7 9", 0)
    played = do(table, 0, DOUBLE)
    assert played.more == Stake("t_blackjack/1/p_0/x0", 100, 100)
    hand = table.shown().seats[0].hands[0]
    assert (hand.cards, hand.doubled, hand.minor) == (cards("6 5 9"), True, 200)
    assert paid(table) == {"p_0": (200, 200)}


def test_a_pair_is_split_once_and_each_hand_is_played_for_itself() -> None:
    table = deal("8 6 8 10 3 10 9 K", 0)
    do(table, 0, SPLIT)
    shown = table.shown().seats[0]
    assert [hand.cards for hand in shown.hands] == [cards("8 3"), cards("8 10")]
    assert SPLIT not in shown.hands[0].may
    do(table, 0, DOUBLE)
    do(table, 0, STAND)
    assert table.shown().dealer == cards("6 10 K")
    assert paid(table) == {"p_0": (200, 200, 200)}, "the first hand, the split one, and the double of the first"


def test_split_aces_get_one_card_each() -> None:
    table = deal("A 6 A 10 9 10 10", 0)
    do(table, 0, SPLIT)
    assert table.shown().turn is None
    assert paid(table) == {"p_0": (200, 200)}, "21 against a dealer who is bust, and no three to two"


def test_who_does_not_play_in_time_stands() -> None:
    table = deal("10 6 6 10 9 9", 0)
    assert table.due_ms() == TURN_MS
    (step,) = table.pass_time(TURN_MS)
    assert step == Played("p_0", 0, "0 stand")


@pytest.mark.parametrize(("player", "move", "plays", "code"), [
    ("p_3", HIT, 0, "NOT_YOUR_TURN"), ("p_9", HIT, 0, "NO_BET"), ("p_0", HIT, 1, "STALE_PLAY"), ("p_0", SPLIT, 0, "ILLEGAL_MOVE"),
])  # fmt: skip
def test_a_play_that_cannot_be_is_refused(player: str, move: HandMove, plays: int, code: str) -> None:
    refusal = deal("10 9 6 7 9 10 5", 0, 3).play(player, move, plays)
    assert isinstance(refusal, Refused)
    assert refusal.code.value == code


def test_a_restart_deals_the_same_cards_to_the_same_plays() -> None:
    deck = "8 4 6 8 5 10 3 10 9 K 2 2 2"
    table, placed, plays = deal(deck, 0, 5), bets(0, 5), list[str]()
    for seat, move in ((0, SPLIT), (0, HIT), (0, STAND), (0, DOUBLE), (5, HIT), (5, HIT)):
        step = do(table, seat, move)
        plays.append(step.words)
        if step.more:
            placed[step.player] = add_stake(placed[step.player], step.more)
        again = deal(deck, placed=dict(placed), plays=tuple(plays))
        assert again.shown() == table.shown(), plays
    assert paid(again) == paid(table)


def test_a_seat_is_taken_by_one() -> None:
    refusal = Blackjack().refuse(BlackjackBet(100, 2), list(bets(2).values()))
    assert refusal is not None
    assert refusal.code.value == "SEAT_TAKEN"
