"""Endings: how a match comes to each of them, who is paid, and whether a rake is taken."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from actors.match import agreements, decide, stakes
from actors.match.decide import Facts
from actors.match.stakes import PAYS
from actors.match.state import ROUNDS_MAX, MatchState
from actors.words import clean
from protocol.commands import ConfirmResult, SayInMatch
from protocol.events import MatchReplayed, PlayerNoShow, PlayerReady, ResultReached
from protocol.events.match import Ending, Phase
from protocol.games import Darts501Options, Result, TenPinOptions, Tie
from protocol.refusals import Code, Refused
from tests.actors.match.test_takeback import ANN, BOB, MATCH, TREBLE_20, after, code, live, thrown
from wallet.transfers import Capture, Release, Transfer

NOW = 10_000
WINNER_TAKES = {Ending.FINISHED, Ending.CONCEDED, Ending.FORFEITED, Ending.DECIDED}


@pytest.mark.parametrize("ending", Ending, ids=lambda ending: ending.value)
def test_a_rake_is_taken_only_from_a_match_that_somebody_won(ending: Ending) -> None:
    won = ending in WINNER_TAKES
    assert (PAYS[ending].winner_takes, PAYS[ending].rake) == (won, won)
    state = attrs.evolve(live(Darts501Options(1)), ending=ending, winner=1 if won else None)
    ops, fact = stakes.settling_ops(state), stakes.settled(state, NOW)
    if won:
        assert [type(op) for op in ops] == [Capture, Capture, Transfer, Transfer]
        assert (fact.paid_minor, fact.rake_minor) == ((0, 190), 10)
    else:
        assert [type(op) for op in ops] == [Release, Release]
        assert (fact.paid_minor, fact.rake_minor) == ((100, 100), 0)


@pytest.mark.parametrize(("ending", "winner"), [(Ending.ABORTED, 0), (Ending.NO_SHOW, 1), (Ending.FINISHED, None), (Ending.TIED, 0)])
def test_an_ending_never_pays_another_way_than_its_row_says(ending: Ending, winner: int | None) -> None:
    with pytest.raises(AssertionError):
        stakes.settling_ops(attrs.evolve(live(Darts501Options(1)), ending=ending, winner=winner))


# ── being there ──


def waiting() -> MatchState:
    """Seated, and the creator has not come yet."""
    return attrs.evolve(live(Darts501Options(1)), ready=(False, True), deadline_ms=900_000)


def test_the_clock_of_the_game_starts_when_both_are_there() -> None:
    facts = decide.ready(waiting(), 0, NOW)
    assert facts == (PlayerReady(NOW, 0, NOW + 300_000),)
    state = after(waiting(), facts)
    assert state.ready == (True, True)
    assert decide.ready(state, 0, NOW) == ()


def test_who_never_comes_ends_the_match_and_both_get_their_stake_back() -> None:
    facts = decide.time_passed(waiting(), 900_000)
    assert facts == (PlayerNoShow(900_000, (0,)),)
    state = after(waiting(), facts)
    assert (state.ending, state.winner) == (Ending.NO_SHOW, None)


def test_a_move_waits_for_who_has_not_come_and_who_moves_is_there() -> None:
    state = thrown(waiting(), TREBLE_20)
    assert state.ready == (True, True)
    away = attrs.evolve(live(Darts501Options(1)), ready=(True, False), deadline_ms=900_000)
    assert thrown(away, TREBLE_20).deadline_ms == 900_000


# ── claims ──


@pytest.mark.parametrize(
    ("claim_at", "now", "allowed"), [(None, NOW, False), (NOW + 1, NOW, False), (NOW, NOW, True), (NOW - 1, NOW, True)]
)
def test_a_match_is_claimed_only_from_somebody_who_has_been_gone_for_long_enough(claim_at: int | None, now: int, allowed: bool) -> None:
    state = live(Darts501Options(1))
    facts = decide.claim(state, 1, claim_at, now)
    if not allowed:
        assert code(facts) is Code.NOT_GONE
        return
    state = after(state, facts)
    assert (state.ending, state.winner) == (Ending.FORFEITED, 1)
    assert decide.claim(state, 1, None, now) == ()


def test_nobody_claims_on_their_own_turn() -> None:
    assert code(decide.claim(live(Darts501Options(1)), 0, NOW, NOW)) is Code.NOT_GONE


# ── by agreement ──


def test_a_match_is_called_off_only_by_both() -> None:
    state = after(live(Darts501Options(1)), agreements.ask_abort(live(Darts501Options(1)), 0, NOW))
    assert agreements.ask_abort(state, 0, NOW) == ()
    state = after(state, agreements.ask_abort(state, 1, NOW))
    assert (state.ending, state.winner) == (Ending.ABORTED, None)


def test_who_asked_to_call_it_off_or_was_asked_may_play_on() -> None:
    asked = after(live(Darts501Options(1)), agreements.ask_abort(live(Darts501Options(1)), 0, NOW))
    for seat in (0, 1):
        assert after(asked, agreements.decline_abort(asked, seat, NOW)).abort is None


def settled() -> MatchState:
    state = after(live(Darts501Options(1)), decide.concede(live(Darts501Options(1)), 1, None, NOW))  # type: ignore[arg-type]
    return after(state, (stakes.settled(state, NOW),))


def test_a_rematch_needs_both_and_has_one_name_however_often_it_is_asked_for() -> None:
    state = after(settled(), agreements.offer_rematch(settled(), 0, NOW))
    assert agreements.offer_rematch(state, 0, NOW) == ()
    state = after(state, agreements.offer_rematch(state, 1, NOW))
    assert state.next_match is not None
    assert agreements.offer_rematch(state, 0, NOW) == ()
    assert agreements.rematch_key(MATCH) == f"rematch-{MATCH}"


def test_there_is_no_rematch_before_the_end() -> None:
    assert code(agreements.offer_rematch(live(Darts501Options(1)), 0, NOW)) is Code.WRONG_PHASE


# ── ties that are played again ──


def tied(tie: Tie, round_: int = 1) -> MatchState:
    state = attrs.evolve(live(TenPinOptions(tie)), round=round_)
    return after(state, (ResultReached(NOW, Result(None, "150-150"), NOW + 120_000),))


def test_a_tie_is_played_again_for_the_same_stakes_when_the_offer_says_so() -> None:
    state = tied(Tie.REPLAY)
    first = after(state, decide.confirm(state, 0, ConfirmResult(MATCH), NOW))
    again = after(first, decide.confirm(first, 1, ConfirmResult(MATCH), NOW))
    assert (again.phase, again.round, again.result, again.confirmed) == (Phase.LIVE, 2, None, (False, False))
    assert again.play == live(TenPinOptions(Tie.REPLAY)).play
    assert again.ply == state.ply + 1


def test_the_time_to_contest_plays_a_tie_again_too() -> None:
    facts = decide.time_passed(tied(Tie.REPLAY), NOW + 120_000)
    assert isinstance(facts[-1], MatchReplayed)


@pytest.mark.parametrize(("tie", "round_"), [(Tie.SPLIT, 1), (Tie.REPLAY, ROUNDS_MAX)])
def test_a_tie_that_splits_or_was_played_often_enough_gives_both_stakes_back(tie: Tie, round_: int) -> None:
    state = tied(tie, round_)
    state = after(state, decide.time_passed(state, NOW + 120_000))
    assert (state.phase, state.ending, state.winner) == (Phase.SETTLING, Ending.TIED, None)


# ── chat ──


def say(state: MatchState, words: str, key: str, now: int = NOW) -> Facts | Refused:
    return decide.say(state, ANN, SayInMatch(MATCH, key, words), now)


def test_obscene_words_are_starred_and_innocent_ones_kept() -> None:
    assert clean("what a shit throw") == "what a **** throw"
    assert clean("Scunthorpe, a classic pass over the grass") == "Scunthorpe, a classic pass over the grass"


def test_the_same_line_again_is_the_same_also_when_it_was_starred() -> None:
    state = after(live(Darts501Options(1)), say(live(Darts501Options(1)), "oh shit", "chat-key-1"))
    assert state.chat[0].words == "oh ****"
    assert say(state, "oh shit", "chat-key-1") == ()
    assert code(say(state, "something else", "chat-key-1")) is Code.KEY_REUSED


def test_nobody_says_more_than_a_few_lines_at_once() -> None:
    state: Any = live(Darts501Options(1))
    for number in range(decide.CHAT_LINES):
        state = after(state, say(state, "hello", f"chat-key-{number}", NOW + number))
    refused = say(state, "hello", "chat-key-x", NOW + 100)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.retry_after_ms) == (Code.TOO_FAST, decide.CHAT_WITHIN_MS - 100)
    assert not isinstance(say(state, "hello", "chat-key-x", NOW + decide.CHAT_WITHIN_MS), Refused)
    assert not isinstance(decide.say(state, BOB, SayInMatch(MATCH, "chat-key-b", "me too"), NOW + 100), Refused)


# ── abandoned ──


def test_a_match_in_which_nobody_ever_moved_is_nobodys_fault() -> None:
    state = live(Darts501Options(1))
    assert state.deadline_ms is not None
    state = after(state, decide.time_passed(state, state.deadline_ms))
    assert (state.ending, state.winner) == (Ending.ABANDONED, None)


def test_who_stops_after_the_first_move_forfeits() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    assert state.deadline_ms is not None
    state = after(state, decide.time_passed(state, state.deadline_ms))
    assert (state.ending, state.winner) == (Ending.FORFEITED, 1)
