"""The published vectors, computed here as others compute them; and how even the mapping is, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest

from actors.tables.fairness import (
    OUTCOMES,
    SeedWrong,
    bias,
    card,
    cards,
    chain_before,
    chance_of,
    commitment,
    crash_point,
    dice,
    draws,
    pick,
    plinko,
    roulette,
)
from server.verify_command import verified

V1 = ("18e93f4a7b5b58d2569765766d1b6c3296bbd8430d6f20249044d72f14720159", "bb62964774", 1)
V2 = ("a9a09f7f84c9dc6d4f46f9b702d8e7e211e1fc219ac10e1145c4ca032eb000c6", "3c83fc7e07", 3)
SALT = "0000000000000000001b34dc6a1e86083f95500b096231436e9b25cbdd0075c4"


def test_the_commitment_is_of_the_seeds_own_text() -> None:
    assert commitment(V1[0]) == "92a94e8c23510695d92e123725ecd728e54bd251c0ec4b4c422bd16aa34567f9"
    assert commitment(V2[0]) == "735699851adce9f8345624575365a435e2ac5d4e941ab2744db8c2ad00a6d79f"


def test_the_draws_are_the_bytes_of_the_mac_four_by_four() -> None:
    first = b"".join(draw.to_bytes(4, "big") for draw in islice(draws(*V1), 16)).hex()
    assert first[:64] == "c590d171e39b70404ee1fff2ce09c3e1090688e1320a9cd27f58b1ac3dfa8c92"
    assert first[64:] == "98e4513c6a0c341d2c3323a84166c5c0f5be65b369787c8e633146b66e98ff67"
    assert next(draws(*V1)) / OUTCOMES == 0.7717409993056208
    assert next(draws(*V2)) / OUTCOMES == 0.19596398621797562


def test_each_table_makes_of_it_what_others_do() -> None:
    assert (dice(*V1), dice(*V2)) == (7718, 1959)
    assert (roulette(*V1), roulette(*V2)) == (28, 7)
    assert " ".join(cards(*V1, 10)) == "Q♦ K♠ 6♦ Q♥ 2♥ 4♠ 8♥ 5♦ 9♣ 7♥"
    assert " ".join(cards(*V2, 5)) == "4♠ 7♣ 10♣ J♦ 7♣"
    assert [sum(plinko(*seeds, rows)) for seeds in (V1, V2) for rows in (8, 16)] == [3, 5, 3, 5]


def test_a_crash_point_is_a_floor_in_hundredths() -> None:
    assert crash_point("b4e7b335045da0a2666145980d03ed440a2e150e5369c72c7e6e24aeeb95f791", SALT) == 256
    assert crash_point("3e473405bd819ed4171854194bae75a2b117739fc1ab2e1c4cd263e1904dae6f", SALT) == 131


def test_a_chain_leads_to_its_published_end() -> None:
    first = "9f57575fd54cd441e962448537e155ace9555df10cd27fa817bbcaf48a59ebcf"
    assert chain_before(first) == "86728f5fc3bd99db94d3cdaf105d67788194e9701bf95d049ad0e1ee3d004277"


def test_the_deck_is_fifty_two_different_cards() -> None:
    assert (card(0), card(51)) == ("2♦", "A♣")
    assert len({card(number) for number in range(52)}) == 52


@pytest.mark.parametrize("choices", [2, 37, 52, 10_001])
def test_the_chances_add_up_to_one_and_differ_by_the_stated_bias(choices: int) -> None:
    chances = [chance_of(outcome, choices) for outcome in range(choices)]
    assert sum(chances) == 1
    assert (max(chances) - min(chances)) * choices == bias(choices)
    assert bias(choices) < Fraction(1, 50_000_000) * choices


@pytest.mark.parametrize("choices", [2, 3, 37, 52])
def test_a_chance_is_counted_right(choices: int) -> None:
    """On a toy of 12 bits every draw is tried."""
    tried = [draw * choices >> 12 for draw in range(4_096)]
    for outcome in range(choices):
        first, after = -(-outcome * 4_096 // choices), -(-(outcome + 1) * 4_096 // choices)
        assert tried.count(outcome) == after - first
    assert pick(OUTCOMES - 1, choices) == choices - 1
    assert pick(0, choices) == 0


@pytest.mark.parametrize(("server", "client"), [("A" * 64, "x"), ("a" * 63, "x"), ("a" * 64, "a:b"), ("a" * 64, "")])
def test_seeds_of_another_shape_are_refused(server: str, client: str) -> None:
    with pytest.raises(SeedWrong):
        next(draws(server, client, 1))


def test_the_command_line_says_the_same() -> None:


    server, client, nonce = V1
    assert verified("dice", server, client, nonce, None).splitlines()[0] == "outcome     77.18"
    assert verified("roulette", server, client, nonce, None).splitlines()[0] == "outcome     28"
    assert verified("cards", server, client, nonce, 3).splitlines()[0] == "outcome     Q♦ K♠ 6♦"
    assert verified("plinko", server, client, nonce, 8).splitlines()[0].endswith("bucket 3")
    assert verified("crash", "b4e7b335045da0a2666145980d03ed440a2e150e5369c72c7e6e24aeeb95f791", SALT, 0, None).splitlines()[0] == "outcome     2.56x"
    assert commitment(server) in verified("dice", server, client, nonce, None)
