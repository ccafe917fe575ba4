"""One table of what a player in the match may ask, and what decides it. Pure: the time and what is known from outside are arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from actors.match import agreements, decide, disputes
from actors.match.decide import Facts
from actors.match.state import MatchState
from protocol.commands import (
    AcceptVerdict,
    AddEvidence,
    AnswerContest,
    AnswerTakeback,
    AppealVerdict,
    AskAbort,
    AskTakeback,
    ClaimForfeit,
    Command,
    ConcedeMatch,
    ConfirmResult,
    ContestMove,
    ContestResult,
    DeclineAbort,
    DropContest,
    OfferRematch,
    PlayMove,
    SayInMatch,
)
from protocol.events import EvidenceImage
from protocol.refusals import Refused


@attrs.frozen
class Known:
    """What a decision needs besides the facts: the time; the images that hashes name; from when the opponent's absence may be claimed."""

    now: int
    images: tuple[EvidenceImage, ...] | None = None
    claim_at_ms: int | None = None


Decision = Callable[[MatchState, int, Any, Known], Facts | Refused]

DECISIONS: dict[type[Command], Decision] = {
    PlayMove: lambda state, seat, command, known: decide.play_move(state, seat, command, known.now),
    SayInMatch: lambda state, seat, command, known: decide.say(state, state.players[seat], command, known.now),
    AskTakeback: lambda state, seat, command, known: agreements.ask_takeback(state, seat, command, known.now),
    AnswerTakeback: lambda state, seat, command, known: agreements.answer_takeback(state, seat, command, known.now),
    ConfirmResult: lambda state, seat, command, known: decide.confirm(state, seat, command, known.now),
    ContestResult: lambda state, seat, command, known: disputes.contest_result(state, seat, command, known.now),
    ContestMove: lambda state, seat, command, known: disputes.contest_move(state, seat, command, known.now),
    AnswerContest: lambda state, seat, command, known: disputes.answer_contest(state, seat, command, known.now),
    DropContest: lambda state, seat, _command, known: disputes.drop_contest(state, seat, known.now),
    AddEvidence: lambda state, seat, command, known: disputes.add_evidence(state, seat, command, known.images, known.now),
    AcceptVerdict: lambda state, seat, _command, known: disputes.accept_verdict(state, seat, known.now),
    AppealVerdict: lambda state, seat, command, known: disputes.appeal(state, seat, command, known.now),
    ConcedeMatch: lambda state, seat, command, known: decide.concede(state, seat, command, known.now),
    ClaimForfeit: lambda state, seat, _command, known: decide.claim(state, seat, known.claim_at_ms, known.now),
    AskAbort: lambda state, seat, _command, known: agreements.ask_abort(state, seat, known.now),
    DeclineAbort: lambda state, seat, _command, known: agreements.decline_abort(state, seat, known.now),
    OfferRematch: lambda state, seat, _command, known: agreements.offer_rematch(state, seat, known.now),
}


def obey(state: MatchState, seat: int, command: Command, known: Known) -> Facts | Refused:
    """What a player's command comes to. Asserts that it is one that a match obeys."""
    return DECISIONS[type(command)](state, seat, command, known)
