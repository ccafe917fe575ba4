"""The games together, and the first three: the tricky cases as tables, the known totals, and properties that hold for any play."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.games.bowling.ten_pin import TEN_PIN, score
from actors.games.catalogue import ALL, GAMES
from actors.games.darts.aim import aim_of, bed_at
from actors.games.darts.beds import is_a_bed, mark
from actors.games.darts.checkouts import checkout
from actors.games.darts.darts_501 import DARTS_501
from actors.games.golf.match_play import GOLF_MATCH_PLAY
from actors.games.rules import Game, Illegal, Played
from actors.games.sample import next_move
from protocol.games import (
    CardHole,
    ConcedeHole,
    Darts501Options,
    GameOptions,
    GolfMatchPlayOptions,
    Move,
    Result,
    Ring,
    RollBall,
    TenPinOptions,
    ThrowDart,
    Tie,
)
from protocol.refusals import Code

RINGS = {"S": Ring.SINGLE, "D": Ring.DOUBLE, "T": Ring.TREBLE}
OPTIONS: tuple[GameOptions, ...] = (
    *(game.options() for game in ALL),
    Darts501Options(3),
    TenPinOptions(Tie.EXTRA),
    GolfMatchPlayOptions(9, Tie.SPLIT),
)


def dart(words: str) -> ThrowDart:
    if words == "0":
        return ThrowDart(0, Ring.MISS)
    if words in ("Bull", "25"):
        return ThrowDart(25, Ring.DOUBLE if words == "Bull" else Ring.SINGLE)
    return ThrowDart(int(words[1:]), RINGS[words[0]])


def after(game: Game, state: Any, *moves: tuple[int, Move]) -> tuple[Any, tuple[str, ...]]:
    calls: tuple[str, ...] = ()
    for seat, move in moves:
        played = game.play(state, seat, move)
        assert isinstance(played, Played), (played, move)
        state, calls = played.state, played.calls
    return state, calls


# ── 501 ──


def darts_with(left: int) -> Any:
    return attrs.evolve(DARTS_501.start(Darts501Options(1)), left=(left, 501), before=left)


@pytest.mark.parametrize(
    ("left", "throws", "then", "call"),
    [
        (32, "S16 S15", 32, "bust"),  # leaves 1
        (40, "S20 S20", 40, "bust"),  # nothing left, but not on a double
        (50, "Bull", 0, "game shot, and the match"),
        (170, "T20 T20 Bull", 0, "game shot, and the match"),
        (20, "T20", 20, "bust"),  # below nothing
        (2, "D1", 0, "game shot, and the match"),
        (25, "25", 25, "bust"),
        (501, "T20 T20 T20", 321, "180"),
        (60, "S20 0 0", 40, "20"),
    ],
)
def test_501_as_it_is_called(left: int, throws: str, then: int, call: str) -> None:
    state, calls = after(DARTS_501, darts_with(left), *((0, dart(words)) for words in throws.split()))
    assert (state.left[0], calls[-1]) == (then, call)


def test_after_a_bust_the_third_dart_is_refused() -> None:
    state, _ = after(DARTS_501, darts_with(32), (0, dart("S16")), (0, dart("S15")))
    refused = DARTS_501.play(state, 0, dart("S1"))
    assert isinstance(refused, Illegal)
    assert refused.code is Code.NOT_YOUR_TURN


def test_the_throw_alternates_leg_by_leg() -> None:
    state = attrs.evolve(DARTS_501.start(Darts501Options(2)), left=(40, 501), before=40)
    state, calls = after(DARTS_501, state, (0, dart("D20")))
    assert calls == ("game shot",)
    assert DARTS_501.turn(state) == (1,)


@pytest.mark.parametrize("bed", [ThrowDart(0, Ring.SINGLE), ThrowDart(21, Ring.SINGLE), ThrowDart(25, Ring.TREBLE), ThrowDart(5, Ring.MISS)])
def test_there_is_no_such_bed(bed: ThrowDart) -> None:
    assert not is_a_bed(bed)
    assert isinstance(DARTS_501.play(DARTS_501.start(Darts501Options(1)), 0, bed), Illegal)


@pytest.mark.parametrize(("left", "way"), [(170, "T20 T20 Bull"), (40, "D20"), (32, "D16"), (50, "Bull"), (41, "1 D20"), (3, "1 D1")])
def test_a_check_out_as_a_player_would_be_told(left: int, way: str) -> None:
    assert " ".join(checkout(left, 3)) == way


@pytest.mark.parametrize("left", [169, 168, 166, 165, 163, 162, 159, 1])
def test_bogey_numbers_have_no_check_out(left: int) -> None:
    assert checkout(left, 3) == ()


def test_every_check_out_adds_up_and_ends_on_a_double() -> None:
    worth = {"Bull": 50, "25": 25}
    for left in range(2, 171):
        way = checkout(left, 3)
        if way:
            assert sum(worth.get(bed) or int(bed.lstrip("DT")) * {"D": 2, "T": 3}.get(bed[0], 1) for bed in way) == left
            assert way[-1].startswith("D") or way[-1] == "Bull"


def test_a_dart_thrown_at_a_bed_without_scatter_hits_it() -> None:
    for bed in ["Bull", "25", *[f"{ring}{number}" for ring in ("", "D", "T") for number in range(1, 21)]]:
        assert mark(bed_at(*aim_of(bed))) == bed


# ── Ten-pin ──


def rolled(balls: list[int]) -> int:
    """An independent scorer: from the flat list of balls alone."""
    total = place = 0
    for _frame in range(10):
        if balls[place] == 10:
            total += 10 + sum(balls[place + 1 : place + 3])
            place += 1
        else:
            both = sum(balls[place : place + 2])
            total += both + (balls[place + 2] if both == 10 else 0)
            place += 2
    return total


def alone(balls: list[int]) -> Any:
    """Seat 0 rolls these, seat 1 only gutters."""
    state = TEN_PIN.start(TenPinOptions())
    left = list(balls)
    while TEN_PIN.result(state) is None:
        seat = TEN_PIN.turn(state)[0]
        state, _ = after(TEN_PIN, state, (seat, RollBall(left.pop(0) if seat == 0 else 0)))
    assert not left
    return state


@pytest.mark.parametrize(
    ("balls", "total"),
    [([10] * 12, 300), ([10, 9, 1] * 5 + [10], 200), ([9, 1] * 10 + [9], 190), ([9, 0] * 10, 90), ([5, 5] * 10 + [5], 150), ([0] * 20, 0), ([0, 10] * 10 + [0], 100), ([10] * 9 + [0, 0], 240), ([10] * 10 + [9, 1], 289)],
)
def test_ten_pin_totals_that_everybody_knows(balls: list[int], total: int) -> None:
    assert score(alone(balls).frames[0]) == total == rolled(balls)


def test_a_gutter_and_ten_is_a_spare_not_a_strike() -> None:
    state, calls = after(TEN_PIN, TEN_PIN.start(TenPinOptions()), (0, RollBall(0)), (0, RollBall(10)))
    assert calls == ("spare",)
    assert TEN_PIN.board(state).sheets[0].frames[0].marks == ("-", "/")


def test_three_strikes_are_a_turkey() -> None:
    state = TEN_PIN.start(TenPinOptions())
    for _ in range(2):
        state, _calls = after(TEN_PIN, state, (0, RollBall(10)), (1, RollBall(10)))
    assert after(TEN_PIN, state, (0, RollBall(10)))[1] == ("turkey",)


def test_only_standing_pins_can_fall() -> None:
    state, _ = after(TEN_PIN, TEN_PIN.start(TenPinOptions()), (0, RollBall(7)))
    assert isinstance(TEN_PIN.play(state, 0, RollBall(4)), Illegal)


def test_an_open_tenth_has_no_fill_ball() -> None:
    state = alone([0] * 18 + [3, 4])
    assert TEN_PIN.board(state).sheets[0].frames[9].marks == ("3", "4")


# ── Match play ──


def holes(*winners: int | None) -> list[tuple[int, Move]]:
    """Hole by hole: won by seat 0 or 1, or halved."""
    moves: list[tuple[int, Move]] = []
    for place, winner in enumerate(winners, 1):
        moves += [(0, CardHole(place, 5 if winner == 1 else 4)), (1, CardHole(place, 5 if winner == 0 else 4))]
    return moves


H = None


@pytest.mark.parametrize(
    ("story", "result"),
    [
        ((0, 0, 0, *[H] * 12, H), Result(0, "3&2")),  # dormie three, the sixteenth halved
        ((0, 0, *[H] * 14), None),  # two up with two left is not over
        ((0, 0, *[H] * 14, 1, H), Result(0, "1 up")),
        ((*[H] * 18, 1), Result(1, "1 up, at the 19th")),
        (tuple([0] * 10), Result(0, "10&8")),
        (tuple([H] * 18), None),
    ],
)
def test_match_play_ends_when_it_is_over(story: tuple[int | None, ...], result: Result | None) -> None:
    state, _ = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions()), *holes(*story))
    assert GOLF_MATCH_PLAY.result(state) == result


def test_all_square_may_be_agreed_to_be_halved() -> None:
    state, _ = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions(9, Tie.SPLIT)), *holes(*[H] * 9))
    assert GOLF_MATCH_PLAY.result(state) == Result(None, "halved")


def test_a_hole_after_the_end_is_refused() -> None:
    state, _ = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions()), *holes(*[0] * 10))
    assert isinstance(GOLF_MATCH_PLAY.play(state, 0, CardHole(11, 4)), Illegal)


def test_a_decided_hole_stands_and_a_concession_is_final() -> None:
    state, calls = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions()), (0, ConcedeHole(1)))
    assert calls == ("hole conceded", "1 up")
    refused = GOLF_MATCH_PLAY.play(state, 0, CardHole(1, 3))
    assert isinstance(refused, Illegal)
    assert "Hole 2" in refused.message


def test_what_the_opponent_carded_is_hidden_until_both_are_in() -> None:
    state, _ = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions()), (0, CardHole(1, 3)))
    assert GOLF_MATCH_PLAY.board(state).played == ()
    assert GOLF_MATCH_PLAY.turn(state) == (1,)


def test_dormie_is_said() -> None:
    state, _ = after(GOLF_MATCH_PLAY, GOLF_MATCH_PLAY.start(GolfMatchPlayOptions()), *holes(0, 0, 0, *[H] * 12))
    assert GOLF_MATCH_PLAY.board(state).dormie


# ── All of them ──



def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """A move of this kind within the bounds of its fields."""
    hints = get_type_hints(kind)
    values = {field.name: any_value(hints[field.name], field.metadata) for field in attrs.fields(kind)}
    return st.builds(kind, **values)


def any_value(hint: Any, bounds: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if hint is int:
        # Small numbers mostly: the ones that rules care about.
        most = bounds["maximum"]
        return st.one_of(st.integers(bounds["minimum"], min(20, most)), st.integers(bounds["minimum"], most))
    return st.booleans() if hint is bool else st.sampled_from(list(hint))


any_move = st.one_of(*map(any_of, get_args(Move)))


@given(st.sampled_from(OPTIONS), st.lists(st.tuples(st.integers(0, 1), any_move), max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_move_by_anybody_gets_an_answer_and_an_illegal_one_changes_nothing(options: GameOptions, moves: list[tuple[int, Move]]) -> None:
    game = GAMES[options.tag]
    state = game.start(options)
    for seat, move in moves:
        before = game.board(state)
        played = game.play(state, seat, move)
        if isinstance(played, Played):
            state = played.state
        else:
            assert game.board(state) == before
        over = game.result(state) is not None or game.contradiction(state) is not None
        assert (game.turn(state) == ()) == over


@given(st.sampled_from(OPTIONS), st.integers(0, 10_000), st.floats(0.3, 1))
@settings(max_examples=40, deadline=None)
def test_no_legal_game_gets_stuck_and_replay_is_what_was_live(options: GameOptions, seed: int, skill: float) -> None:
    game, chance = GAMES[options.tag], random.Random(seed)
    state, story = game.start(options), list[tuple[int, Move]]()
    while game.result(state) is None:
        seat = chance.choice(game.turn(state))
        move = next_move(game.board(state), game.turn(state), seat, skill, chance.random)
        assert move is not None
        story.append((seat, move))
        state, _ = after(game, state, (seat, move))
        assert len(story) < 5_000
    again, _ = after(game, game.start(options), *story)
    assert again == state
    result = game.result(state)
    assert result is not None
    assert result.winner in (0, 1, None)
    if options.tag in ("ten_pin", "no_tap"):
        for frames in state.frames:
            balls = [ball for frame in frames[:10] for ball in frame]
            assert 11 <= len(balls) <= 21
            assert 0 <= score(frames[:10]) == rolled(balls) <= 300
