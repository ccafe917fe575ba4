"""Takebacks: a move comes back exactly, by agreement only, and never twice."""

from __future__ import annotations

import random
from typing import Any

import attrs
import pytest

from actors.games.catalogue import ALL
from actors.games.rules import Game
from actors.games.sample import next_move
from actors.match import agreements, decide
from actors.match.decide import Facts
from actors.match.state import MatchState, fold
from protocol.commands import AnswerTakeback, AskTakeback, PlayMove
from protocol.events import MatchOffered, MoveTakenBack, PlayerSeated, SeatingStarted, TakebackAsked
from protocol.events.match import Phase
from protocol.games import Darts501Options, Ring, ThrowDart
from protocol.money import Amount, Currency
from protocol.refusals import Code, Refused

MATCH = "m_" + "a" * 16
ANN, BOB = "p_" + "a" * 16, "p_" + "b" * 16
TREBLE_20 = ThrowDart(20, Ring.TREBLE)


def after(state: MatchState | None, facts: Facts | Refused) -> MatchState:
    assert not isinstance(facts, Refused), facts
    for fact in facts:
        state = fold(state, fact, MATCH).state
    assert state is not None
    return state


def live(options: Any) -> MatchState:
    offered = MatchOffered(0, ANN, "Ann", options, Amount(Currency.USD, 100), 500, 300, 120, 3_600)
    return after(None, (offered, SeatingStarted(1, BOB, "Bob", 1), PlayerSeated(2, BOB, "Bob", None, (), 300_000)))


def thrown(state: MatchState, *darts: ThrowDart) -> MatchState:
    for dart in darts:
        state = after(state, decide.play_move(state, state.turn[0], PlayMove(MATCH, state.ply, dart), 5))
    return state


def ask(state: MatchState, seat: int, ply: int | None = None) -> Facts | Refused:
    return agreements.ask_takeback(state, seat, AskTakeback(MATCH, state.ply if ply is None else ply), 6)


def answer(state: MatchState, seat: int, *, agreed: bool) -> Facts | Refused:
    return agreements.answer_takeback(state, seat, AnswerTakeback(MATCH, state.ply, agreed), 7)


def code(facts: Facts | Refused) -> Code:
    assert isinstance(facts, Refused), facts
    return facts.code


@pytest.mark.parametrize("game", ALL, ids=lambda game: game.tag)
@pytest.mark.parametrize("seed", range(3))
def test_every_move_of_every_game_comes_back_exactly(game: Game, seed: int) -> None:
    chance = random.Random(seed)
    state = live(game.options())
    while state.phase is Phase.LIVE:
        seat = chance.choice(state.turn)
        move = next_move(game.board(state.play), state.turn, seat, 0.9, chance.random)
        assert move is not None
        before = state
        state = after(state, decide.play_move(state, seat, PlayMove(MATCH, state.ply, move), 5))
        if state.phase is Phase.DISPUTED:
            return
        back = after(state, (MoveTakenBack(6, state.ply, None, (), 9, may_take_back=False),))
        assert attrs.evolve(back, version=0, ply=0, deadline_ms=0, trail=()) == attrs.evolve(
            before, version=0, ply=0, deadline_ms=0, trail=(), confirmed=(False, False)
        )
        assert back.ply == state.ply + 1


def test_it_takes_both() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    asked = after(state, ask(state, 0))
    assert asked.takeback == 0
    assert ask(asked, 0) == ()
    assert code(answer(asked, 0, agreed=True)) is Code.NOTHING_TO_TAKE_BACK
    assert after(asked, answer(asked, 1, agreed=True)).play == live(Darts501Options(1)).play


def test_asked_by_both_it_is_agreed() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    asked = after(state, ask(state, 1))
    facts = ask(asked, 0)
    assert not isinstance(facts, Refused)
    assert isinstance(facts[0], MoveTakenBack)


def test_declined_it_stands_and_is_not_asked_again_until_the_next_move() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    asked = after(state, ask(state, 0))
    stands = after(asked, answer(asked, 1, agreed=False))
    assert stands.play == state.play
    assert code(ask(stands, 0)) is Code.NOTHING_TO_TAKE_BACK
    assert after(thrown(stands, TREBLE_20), ask(thrown(stands, TREBLE_20), 0)).takeback == 0


def test_who_plays_on_has_declined() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    assert thrown(after(state, ask(state, 0)), TREBLE_20).takeback is None


def test_nothing_played_is_nothing_to_take_back_and_a_stale_ply_is_refused() -> None:
    fresh = live(Darts501Options(1))
    assert code(ask(fresh, 0)) is Code.NOTHING_TO_TAKE_BACK
    assert code(ask(thrown(fresh, TREBLE_20), 0, ply=0)) is Code.STALE_PLY


def test_a_late_copy_of_the_move_that_was_taken_back_is_not_played_again() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20, TREBLE_20)
    back = after(after(state, ask(state, 0)), answer(after(state, ask(state, 0)), 1, agreed=True))
    assert code(decide.play_move(back, 0, PlayMove(MATCH, 1, TREBLE_20), 9)) is Code.STALE_PLY
    assert decide.play_move(back, 0, PlayMove(MATCH, 0, TREBLE_20), 9) == ()  # this one stands, and is answered as before


def test_the_last_dart_of_a_match_may_be_taken_back_before_it_is_confirmed() -> None:
    state = live(Darts501Options(1))
    for _ in range(2):
        state = thrown(state, *[TREBLE_20] * 3, *[ThrowDart(0, Ring.MISS)] * 3)
    state = thrown(state, TREBLE_20, ThrowDart(19, Ring.TREBLE), ThrowDart(12, Ring.DOUBLE))
    assert state.phase is Phase.CONFIRMING
    asked = after(state, (TakebackAsked(6, 0),))
    back = after(asked, answer(asked, 1, agreed=True))
    assert (back.phase, back.result, back.confirmed) == (Phase.LIVE, None, (False, False))
