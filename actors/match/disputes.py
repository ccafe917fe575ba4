"""Disputes: a contested move or result, both sides' evidence, a verdict, one appeal. The stakes stay held all the while. Pure."""

from __future__ import annotations

from actors.match.agreements import taken_back
from actors.match.decide import Facts, after, next_turn, wrong_phase
from actors.match.life import may_happen
from actors.match.state import MatchState
from protocol.commands import AddEvidence, AnswerContest, AppealVerdict, ContestMove, ContestResult
from protocol.events import (
    ContestDropped,
    ContestRejected,
    EvidenceAdded,
    EvidenceImage,
    MatchVoided,
    MoveContested,
    ResultContested,
    VerdictAccepted,
    VerdictAppealed,
    VerdictGiven,
)
from protocol.events.match import Ending, Phase
from protocol.refusals import Code, Refused, refused

EVIDENCE_MAX = 6


def contest_move(state: MatchState, seat: int, command: ContestMove, now: int) -> Facts | Refused:
    """The opponent's last move is not so; play waits."""
    if state.contested is not None and (state.contested.seat, state.contested.ply) == (seat, command.ply):
        return ()
    if state.phase is not Phase.LIVE or state.contested is not None:
        return wrong_phase(state)
    if state.last_move is None or state.last_ply != command.ply or state.last_move[0] == seat:
        return refused(Code.NOTHING_TO_CONTEST)
    return (MoveContested(now, seat, command.ply, command.reason, after(now, state.offer.confirm_seconds)),)


def answer_contest(state: MatchState, seat: int, command: AnswerContest, now: int) -> Facts | Refused:
    """Who made the move takes it back, or insists."""
    if state.phase is not Phase.LIVE or state.contested is None or state.contested.seat == seat:
        return refused(Code.NOTHING_TO_CONTEST)
    if command.agreed:
        return (taken_back(state, now),)
    return (ContestRejected(now, seat, after(now, state.offer.dispute_seconds)),)


def drop_contest(state: MatchState, seat: int, now: int) -> Facts | Refused:
    """Who contested does not any more."""
    if state.phase is not Phase.LIVE or state.contested is None or state.contested.seat != seat:
        return refused(Code.NOTHING_TO_CONTEST)
    return (ContestDropped(now, seat, (), next_turn(state, now)),)


def contest_result(state: MatchState, seat: int, command: ContestResult, now: int) -> Facts | Refused:
    """The opponent does not agree with the result."""
    if state.phase is not Phase.CONFIRMING or state.confirmed[seat]:
        return wrong_phase(state)
    return (ResultContested(now, seat, command.reason, after(now, state.offer.dispute_seconds)),)


def add_evidence(state: MatchState, seat: int, command: AddEvidence, images: tuple[EvidenceImage, ...] | None, now: int) -> Facts | Refused:
    """A player's side. images: what the hashes name, or nothing when one of them is not an image that this player uploaded."""
    if (seat, command.key) in state.evidence_keys:
        return ()
    if state.phase is not Phase.DISPUTED or state.dispute is None:
        return wrong_phase(state)
    if now > state.dispute.evidence_until_ms or sum(one == seat for one, _key in state.evidence_keys) >= EVIDENCE_MAX:
        return refused(Code.EVIDENCE_CLOSED)
    if images is None:
        return refused(Code.NO_SUCH_IMAGE)
    return (EvidenceAdded(now, seat, command.key, command.note, images),)


def verdict(state: MatchState, winner: int | None, reason: str, strike: int | None, operator: str, now: int) -> Facts | Refused:
    """An operator decides: for a seat, or for nobody. After an appeal it is final. The same verdict again is answered as before."""
    if state.phase is Phase.DISPUTED:
        assert state.dispute is not None
        deadline = None if state.dispute.appeal is not None else after(now, state.offer.appeal_seconds)
        return (VerdictGiven(now, winner, reason, operator, strike, deadline),)
    given = state.dispute.verdict if state.dispute is not None else None
    same = given is not None and (given.winner, given.reason) == (winner, reason)
    return () if same else wrong_phase(state)


def accept_verdict(state: MatchState, seat: int, now: int) -> Facts | Refused:
    """A player will not appeal."""
    given = state.dispute.verdict if state.dispute is not None else None
    if given is None:
        return wrong_phase(state)
    if given.accepted[seat] or state.phase is not Phase.JUDGED:
        return ()
    return (VerdictAccepted(now, seat),)


def appeal(state: MatchState, seat: int, command: AppealVerdict, now: int) -> Facts | Refused:
    """Who lost by the verdict wants another look, once."""
    if state.phase is not Phase.JUDGED or state.dispute is None or state.dispute.verdict is None:
        return wrong_phase(state)
    if state.dispute.verdict.accepted[seat]:
        return refused(Code.WRONG_PHASE, "You have accepted this verdict, or it is for you.")
    return (VerdictAppealed(now, seat, command.reason, after(now, state.offer.dispute_seconds)),)


def void(state: MatchState, reason: str, operator: str, now: int) -> Facts | Refused:
    """An operator stops a match at any point before it is settled: both stakes go back."""
    if state.ending is Ending.VOIDED_BY_OPERATOR:
        return ()
    return (MatchVoided(now, reason, operator),) if may_happen(state.phase, MatchVoided) else wrong_phase(state)
