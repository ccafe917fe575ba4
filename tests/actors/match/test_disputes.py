"""Disputes: who may contest, show, decide, accept and appeal, and what each of it does."""

from __future__ import annotations

import attrs
import pytest

from actors.match import decide, disputes
from actors.match.decide import Facts
from actors.match.state import MatchState
from protocol.commands import AddEvidence, AnswerContest, AppealVerdict, ContestMove, ContestResult, PlayMove
from protocol.events import EvidenceImage
from protocol.events.match import Ending, Phase
from protocol.games import Darts501Options, Ring, ThrowDart
from protocol.refusals import Code, Refused
from tests.actors.match.test_takeback import MATCH, TREBLE_20, after, code, live, thrown

NOW = 10_000
WHY = "That is not how it was."


def disputed() -> MatchState:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    state = after(state, contest(state, 1, 0))
    return after(state, disputes.answer_contest(state, 0, AnswerContest(MATCH, agreed=False), NOW))


def contest(state: MatchState, seat: int, ply: int) -> Facts | Refused:
    return disputes.contest_move(state, seat, ContestMove(MATCH, ply, WHY), NOW)


def show(state: MatchState, seat: int, key: str = "evidence-1", now: int = NOW) -> Facts | Refused:
    return disputes.add_evidence(state, seat, AddEvidence(MATCH, key, "Look at this."), (), now)


def judged(state: MatchState, winner: int | None) -> MatchState:
    return after(state, disputes.verdict(state, winner, WHY, None, "operator", NOW))


def appealed(state: MatchState, seat: int) -> MatchState:
    return after(state, disputes.appeal(state, seat, AppealVerdict(MATCH, "Look once more, please."), NOW))


# ── a move, contested in play ──


def test_play_waits_while_a_move_is_contested() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    state = after(state, contest(state, 1, 0))
    assert state.turn == ()
    assert code(decide.play_move(state, 0, PlayMove(MATCH, state.ply, ThrowDart(1, Ring.SINGLE)), NOW)) is Code.WRONG_PHASE


@pytest.mark.parametrize(("seat", "ply"), [(0, 0), (1, 1), (1, 5)])
def test_only_the_opponents_last_move_can_be_contested(seat: int, ply: int) -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    assert code(contest(state, seat, ply)) is Code.NOTHING_TO_CONTEST


def test_who_made_the_move_may_take_it_back_and_play_goes_on() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    before = live(Darts501Options(1)).play
    state = after(state, contest(state, 1, 0))
    state = after(state, disputes.answer_contest(state, 0, AnswerContest(MATCH, agreed=True), NOW))
    assert (state.phase, state.contested, state.play, state.turn) == (Phase.LIVE, None, before, (0,))


def test_who_contested_may_drop_it_and_the_move_stands() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    contested = after(state, contest(state, 1, 0))
    dropped = after(contested, disputes.drop_contest(contested, 1, NOW))
    assert (dropped.contested, dropped.play, dropped.turn) == (None, state.play, state.turn)
    assert code(disputes.drop_contest(contested, 0, NOW)) is Code.NOTHING_TO_CONTEST


def test_no_answer_in_time_is_a_dispute() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    state = after(state, contest(state, 1, 0))
    assert state.deadline_ms is not None
    state = after(state, decide.time_passed(state, state.deadline_ms))
    assert state.phase is Phase.DISPUTED
    assert state.dispute is not None
    assert (state.dispute.seat, state.dispute.reason) == (1, WHY)


def test_nobody_answers_their_own_contest() -> None:
    state = thrown(live(Darts501Options(1)), TREBLE_20)
    state = after(state, contest(state, 1, 0))
    assert code(disputes.answer_contest(state, 1, AnswerContest(MATCH, agreed=True), NOW)) is Code.NOTHING_TO_CONTEST


# ── evidence ──


def test_evidence_is_kept_once_by_its_key_and_only_so_much_of_it() -> None:
    state = disputed()
    for number in range(disputes.EVIDENCE_MAX):
        state = after(state, show(state, 0, f"evidence-{number}"))
    assert show(state, 0, "evidence-0") == ()
    assert code(show(state, 0, "one-too-many")) is Code.EVIDENCE_CLOSED
    state = after(state, show(state, 1, "evidence-0"))
    assert state.dispute is not None
    assert [line.seat for line in state.dispute.evidence] == [0] * disputes.EVIDENCE_MAX + [1]


def test_the_window_for_evidence_closes_before_the_verdict_is_due() -> None:
    state = disputed()
    state = attrs.evolve(state, dispute=attrs.evolve(state.dispute, evidence_until_ms=NOW + 5))  # type: ignore[type-var]
    assert not isinstance(show(state, 0, now=NOW + 5), Refused)
    assert code(show(state, 0, now=NOW + 6)) is Code.EVIDENCE_CLOSED


def test_a_hash_that_names_no_image_of_the_players_is_refused() -> None:
    command = AddEvidence(MATCH, "evidence-1", "Look at this.", ("ab" * 32,))
    assert code(disputes.add_evidence(disputed(), 0, command, None, NOW)) is Code.NO_SUCH_IMAGE
    image = EvidenceImage("ab" * 32, "image/webp", 10)
    state = after(disputed(), disputes.add_evidence(disputed(), 0, command, (image,), NOW))
    assert state.dispute is not None
    assert state.dispute.evidence[0].images == (image,)


def test_there_is_no_evidence_without_a_dispute() -> None:
    assert code(show(live(Darts501Options(1)), 0)) is Code.WRONG_PHASE


# ── verdict and appeal ──


@pytest.mark.parametrize(("winner", "ending"), [(0, Ending.DECIDED), (1, Ending.DECIDED), (None, Ending.VOIDED_BY_OPERATOR)])
def test_a_verdict_settles_once_everybody_who_lost_by_it_accepts(winner: int | None, ending: Ending) -> None:
    state = judged(disputed(), winner)
    assert state.phase is Phase.JUDGED
    for seat in (0, 1):
        if state.phase is Phase.JUDGED:
            state = after(state, disputes.accept_verdict(state, seat, NOW))
    assert (state.phase, state.ending, state.winner) == (Phase.SETTLING, ending, winner)


def test_a_verdict_stands_when_its_time_is_over() -> None:
    state = judged(disputed(), 1)
    assert state.deadline_ms == NOW + state.offer.appeal_seconds * 1000
    state = after(state, decide.time_passed(state, state.deadline_ms))
    assert (state.phase, state.winner) == (Phase.SETTLING, 1)


def test_there_is_one_appeal_and_what_follows_is_final() -> None:
    state = appealed(judged(disputed(), 1), 0)
    assert state.phase is Phase.DISPUTED
    state = judged(state, 0)
    assert (state.phase, state.winner, state.ending) == (Phase.SETTLING, 0, Ending.DECIDED)
    assert code(disputes.appeal(state, 1, AppealVerdict(MATCH, "And once more, please."), NOW)) is Code.WRONG_PHASE


def test_who_won_by_the_verdict_has_nothing_to_appeal() -> None:
    state = judged(disputed(), 1)
    assert code(disputes.appeal(state, 1, AppealVerdict(MATCH, "Even more for me."), NOW)) is Code.WRONG_PHASE


def test_no_appeal_comes_back_to_a_match_without_a_verdict_in_time() -> None:
    state = appealed(judged(disputed(), 1), 0)
    assert state.deadline_ms is not None
    state = after(state, decide.time_passed(state, state.deadline_ms))
    assert (state.phase, state.ending) == (Phase.SETTLING, Ending.VOIDED)


def test_the_same_verdict_again_is_answered_as_before_and_another_is_refused() -> None:
    state = judged(disputed(), 1)
    assert disputes.verdict(state, 1, WHY, None, "operator", NOW) == ()
    assert code(disputes.verdict(state, 0, WHY, None, "operator", NOW)) is Code.WRONG_PHASE


def test_a_result_is_contested_by_who_has_not_agreed_to_it() -> None:
    state = disputed()
    assert code(disputes.contest_result(state, 0, ContestResult(MATCH, WHY), NOW)) is Code.WRONG_PHASE


@pytest.mark.parametrize("state", [live(Darts501Options(1)), disputed(), judged(disputed(), 0)], ids=["live", "disputed", "judged"])
def test_an_operator_stops_a_match_at_any_point_and_both_get_their_stake_back(state: MatchState) -> None:
    state = after(state, disputes.void(state, "The venue closed.", "operator", NOW))
    assert (state.phase, state.ending, state.winner) == (Phase.SETTLING, Ending.VOIDED_BY_OPERATOR, None)
    assert disputes.void(state, "The venue closed.", "operator", NOW) == ()
