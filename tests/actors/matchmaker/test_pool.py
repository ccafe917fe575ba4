"""Pairing: who meets whom, as a table and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.ladder.skill import POINTS, Skill
from actors.matchmaker.pool import Seek, may_meet, pairs, window

NOW = 1_000.0


def seek(player: str, rating: int = 1500, *, waited: float = 0, sigma: float = 2.0, avoid: frozenset[str] = frozenset()) -> Seek:
    return Seek(player, player, Skill(25 + (rating - 1500) / POINTS, sigma), NOW - waited, avoid)


def names(found: list[tuple[Seek, Seek]]) -> set[frozenset[str]]:
    return {frozenset((one.player, two.player)) for one, two in found}


def test_equals_meet_at_once() -> None:
    assert names(pairs([seek("a"), seek("b")], NOW)) == {frozenset("ab")}


def test_who_is_far_apart_waits_until_both_windows_are_wide_enough() -> None:
    apart = [seek("a", 1200), seek("b", 1800)]
    assert pairs(apart, NOW) == []
    assert pairs([seek("a", 1200, waited=100), seek("b", 1800)], NOW) == []
    assert names(pairs([seek("a", 1200, waited=100), seek("b", 1800, waited=100)], NOW)) == {frozenset("ab")}


def test_of_three_the_closest_two_meet() -> None:
    assert names(pairs([seek("a", 1500), seek("b", 1560), seek("c", 1510)], NOW)) == {frozenset("ac")}


def test_a_newcomer_looks_wider() -> None:
    assert window(seek("a", sigma=25 / 3), NOW) > window(seek("a"), NOW) + 50


@pytest.mark.parametrize("who", ["one", "two"])
def test_who_blocked_or_was_blocked_never_meets(who: str) -> None:
    one = seek("a", avoid=frozenset("b") if who == "one" else frozenset(), waited=500)
    two = seek("b", avoid=frozenset("a") if who == "two" else frozenset(), waited=500)
    assert not may_meet(one, two)
    assert pairs([one, two], NOW) == []


def test_nobody_meets_themself() -> None:
    assert pairs([seek("a"), seek("a", 1501)], NOW) == []


SEEKS = st.lists(
    st.builds(seek, st.text("abcdefghij", min_size=1, max_size=3), st.integers(600, 2400), waited=st.floats(0, 300)), max_size=30, unique_by=lambda one: one.player
)


@given(SEEKS)
def test_nobody_is_paired_twice_and_everybody_within_both_windows(seeks: list[Seek]) -> None:
    found = pairs(seeks, NOW)
    players = [player for pair in found for player in (pair[0].player, pair[1].player)]
    assert len(players) == len(set(players))
    for one, two in found:
        assert abs(one.skill.rating - two.skill.rating) <= min(window(one, NOW), window(two, NOW))


@given(SEEKS)
def test_the_order_in_which_they_came_does_not_matter(seeks: list[Seek]) -> None:
    assert names(pairs(seeks, NOW)) == names(pairs(seeks[::-1], NOW))


@given(st.lists(st.builds(seek, st.text("abcdefghij", min_size=1, max_size=3)), max_size=20, unique_by=lambda one: one.player))
def test_among_equals_at_most_one_is_left_over(seeks: list[Seek]) -> None:
    assert len(seeks) - 2 * len(pairs(seeks, NOW)) <= 1
