"""Patterns: what is flagged, and what honest players do without being flagged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actors.event_store import Settlement
from actors.games.catalogue import GAMES
from actors.integrity.patterns import PAIR_MATCHES, device_flag, pair_flags, score_flag
from actors.integrity.scores import HARDLY, improbable
from protocol.events.match import Ending
from protocol.games import DartsBoard, PinsSheet, TenPinBoard, TenPinOptions
from protocol.money import Amount, Currency

PAIR = ("p_ann", "p_bob")
WINNER = {"A": 0, "B": 1, "t": None, "a": 0, "b": 1}


def between(winners: str) -> list[Settlement]:
    """A and B: who won; t: a tie; a and b: the other gave up at once."""
    found = []
    for number, letter in enumerate(winners):
        ending = Ending.TIED if letter == "t" else Ending.CONCEDED if letter.islower() else Ending.FINISHED
        plies = 1 if letter in "ab" else 40
        stake = Amount(Currency.USD, 500)
        found.append(Settlement(f"m_{number}", "ten_pin", number, PAIR, WINNER[letter], ending, stake, (0, 0), plies))
    return found


def kinds(matches: Sequence[Settlement], played: dict[str, int] | None = None) -> set[str]:
    return {flag.kind for flag in pair_flags(PAIR, matches, played or {"p_ann": 1_000, "p_bob": 1_000})}


@pytest.mark.parametrize(
    ("winners", "flagged"),
    [
        ("ABABABABAB", {"win_trading"}),
        ("ABABABAB", {"win_trading"}),
        ("AABBABBBAA", set[str]()),
        ("AAAAAAAAAA", set[str]()),
        ("ABABAB", set[str]()),
        ("aaaa", {"given_away"}),
        ("aabb", set[str]()),
        ("bbbbA", {"given_away"}),
        ("tttttttttt", set[str]()),
        ("", set[str]()),
    ],
)
def test_wins_handed_to_and_fro_and_matches_given_away_are_flagged(winners: str, flagged: set[str]) -> None:
    assert kinds(between(winners)) == flagged


@pytest.mark.parametrize(("played", "flagged"), [(10, True), (12, True), (13, False), (200, False)])
def test_two_who_hardly_play_anybody_else_are_flagged(played: int, flagged: bool) -> None:
    found = kinds(between("AABBABBBAA"), {"p_ann": played, "p_bob": 500})
    assert ("repeated_pair" in found) is flagged
    assert "repeated_pair" not in kinds(between("A" * (PAIR_MATCHES - 1)), {"p_ann": 9, "p_bob": 9})


def test_a_flag_names_its_players_its_evidence_and_its_matches_and_is_raised_once_a_month() -> None:
    first, again = (pair_flags(PAIR, between("ABABABABAB"), {})[-1] for _ in range(2))
    assert first.key == again.key
    assert first.players == PAIR
    assert first.evidence == "10 wins, the winner changed 9 times"
    assert first.matches == tuple(f"m_{number}" for number in range(10))
    assert device_flag(PAIR, between("A")).evidence.startswith("both sign in on one device")


def test_a_score_that_hardly_anybody_makes_is_flagged_with_its_words() -> None:
    board = TenPinBoard((PinsSheet((), 300, 300), PinsSheet((), 120, 120)), 0, 10, 10)
    words = improbable(board, ("Ann", "Bob"))
    assert words == "Ann: a game of 300"
    match = Settlement("m_1", "ten_pin", 0, PAIR, 0, Ending.FINISHED, Amount(Currency.USD, 500), (0, 0), 40, words)
    flag = score_flag(match)
    assert flag is not None
    assert (flag.kind, flag.evidence, flag.matches) == ("improbable_score", words, ("m_1",))


def test_good_players_are_not_flagged() -> None:
    board = TenPinBoard((PinsSheet((), 258, 258), PinsSheet((), 279, 279)), 0, 10, 10)
    assert improbable(board, ("Ann", "Bob")) is None
    darts = DartsBoard(1, (1, 0), (0, 40), 0, (), 0, (), (10_412, 9_950), ())
    assert improbable(darts, ("Ann", "Bob")) is None


@pytest.mark.parametrize("tag", sorted(GAMES))
def test_every_game_can_be_looked_at_from_its_first_board(tag: str) -> None:
    game = GAMES[tag]
    board = game.board(game.start(game.options() if tag != "ten_pin" else TenPinOptions()))
    assert improbable(board, ("Ann", "Bob")) is None
    assert improbable(None, ()) is None
    assert len(HARDLY) >= 10
