"""Skill and standings: what a settled match does to them, as tables and properties."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.event_store import Settlement
from actors.games.catalogue import ALL
from actors.ladder.skill import Skill, after_match
from actors.ladder.standing import COUNTED, EVER, Place, Standing, counted, periods_of, places_of, scopes_of
from protocol.events.match import Ending
from protocol.money import Amount, Currency

ANN, BOB = "p_ann", "p_bob"
SKILLS = st.builds(Skill, st.floats(0, 50), st.floats(1, 25 / 3))


def ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp() * 1000)


def match(winner: int | None, ending: Ending = Ending.FINISHED, *, paid: tuple[int, int] = (0, 0), at_ms: int = 0) -> Settlement:
    return Settlement("m_1", "ten_pin", at_ms, (ANN, BOB), winner, ending, Amount(Currency.USD, 500), paid)


def story(*winners: int | None) -> dict[Place, Standing]:
    standings: dict[Place, Standing] = {}
    for winner in winners:
        standings.update(counted(match(winner), standings))
    return standings


def of(standings: dict[Place, Standing], player: str = ANN, scope: str = "ten_pin") -> Standing:
    return standings[Place(scope, EVER, player)]


# ── skill ──


def test_a_newcomer_stands_at_1500_give_or_take_350() -> None:
    assert (Skill().rating, Skill().deviation, Skill().provisional) == (1500, 350, True)


def test_about_a_dozen_matches_make_a_rating_sure() -> None:
    me, matches = Skill(), 0
    while me.provisional:
        me, _other = after_match((me, Skill(25, 3)), matches % 2)
        matches += 1
    assert 8 <= matches <= 20


@given(SKILLS, SKILLS)
def test_who_wins_rises_and_who_loses_falls_and_both_are_surer(one: Skill, two: Skill) -> None:
    winner, loser = after_match((one, two), 0)
    assert winner.mu >= one.mu
    assert loser.mu <= two.mu
    assert winner.sigma <= one.sigma + 0.01
    assert loser.sigma <= two.sigma + 0.01


@given(SKILLS, SKILLS)
def test_the_seats_do_not_matter(one: Skill, two: Skill) -> None:
    here, there = after_match((one, two), 0), after_match((two, one), 1)
    assert here[0].mu == pytest.approx(there[1].mu)
    assert here[1].mu == pytest.approx(there[0].mu)


@given(SKILLS, SKILLS)
def test_a_tie_brings_the_two_together(one: Skill, two: Skill) -> None:
    first, second = after_match((one, two), None)
    assert abs(first.mu - second.mu) <= abs(one.mu - two.mu) + 1e-9


# ── ladders and periods ──


def test_a_match_counts_on_its_game_its_category_and_everything_in_a_week_a_month_and_for_ever() -> None:
    assert scopes_of("ten_pin") == ("ten_pin", "bowling", "all")
    assert len(places_of(match(0))) == 3 * 3 * 2
    assert {game.category for game in ALL} & {"all"} == set()


@pytest.mark.parametrize(
    ("day", "month", "week"),
    [((2026, 11, 21), "2026-11", "2026-W47"), ((2027, 1, 1), "2027-01", "2026-W53"), ((2024, 12, 30), "2024-12", "2025-W01")],
)
def test_weeks_are_those_of_iso_8601(day: tuple[int, int, int], month: str, week: str) -> None:
    assert periods_of(ms(*day)) == (EVER, month, week)


def test_a_months_row_keeps_the_rating_that_the_player_ended_it_with() -> None:
    standings = counted(match(0, at_ms=ms(2026, 10, 5)), {})
    october = standings[Place("ten_pin", "2026-10", ANN)]
    standings.update(counted(match(1, at_ms=ms(2026, 11, 5)), standings))
    assert standings[Place("ten_pin", "2026-10", ANN)] == october
    november, ever = standings[Place("ten_pin", "2026-11", ANN)], standings[Place("ten_pin", EVER, ANN)]
    assert november.skill == ever.skill != october.skill
    assert (november.played, ever.played) == (1, 2)


# ── counting ──


@pytest.mark.parametrize("ending", Ending, ids=lambda ending: ending.value)
def test_what_was_not_played_out_says_nothing_about_skill(ending: Ending) -> None:
    assert bool(counted(match(None, ending), {})) is (ending in COUNTED)
    assert (ending in COUNTED) is (ending.value in {"finished", "tied", "conceded", "forfeited", "decided"})


@pytest.mark.parametrize(
    ("winners", "played", "won", "tied", "lost", "streak", "best"),
    [
        ((0,), 1, 1, 0, 0, 1, 1),
        ((0, 0, 1), 3, 2, 0, 1, -1, 2),
        ((1, 1), 2, 0, 0, 2, -2, 0),
        ((0, None, 0), 3, 2, 1, 0, 1, 1),
        ((1, 1, None), 3, 0, 1, 2, 0, 0),
        ((1, 0, 0, 0), 4, 3, 0, 1, 3, 3),
    ],
)
def test_wins_ties_and_streaks(winners: tuple[int | None, ...], played: int, won: int, tied: int, lost: int, streak: int, best: int) -> None:
    mine = of(story(*winners))
    assert (mine.played, mine.won, mine.tied, mine.lost, mine.streak, mine.best_streak) == (played, won, tied, lost, streak, best)


def test_earnings_are_prizes_less_stakes_in_dollars() -> None:
    standings = counted(match(0, paid=(950, 0)), {})
    assert (of(standings).earned_minor, of(standings, BOB).earned_minor) == (450, -500)
    coins = attrs.evolve(match(0, paid=(950, 0)), stake=Amount(Currency.GC, 500))
    assert of(counted(coins, {})).earned_minor == 0


@given(st.lists(st.sampled_from([0, 1, None]), min_size=1, max_size=30))
def test_wins_ties_and_losses_of_both_fit_together(winners: list[int | None]) -> None:
    standings = story(*winners)
    ann, bob = of(standings), of(standings, BOB)
    assert (ann.won, ann.tied, ann.lost) == (bob.lost, bob.tied, bob.won)
    assert ann.played == len(winners)
    assert of(standings, scope="bowling") == ann
