"""Agreements: what happens only when both want it. A takeback, calling the match off, another one. Pure."""

from __future__ import annotations

from actors.match.decide import Facts, after, wrong_phase
from actors.match.life import may_happen
from actors.match.state import MatchState
from protocol.commands import AnswerTakeback, AskTakeback
from protocol.events import (
    AbortAsked,
    AbortDeclined,
    MatchAborted,
    MoveTakenBack,
    RematchAgreed,
    RematchOffered,
    TakebackAsked,
    TakebackDeclined,
)
from protocol.events.match import Ending
from protocol.ids import PlayerId, match_id
from protocol.refusals import Code, Refused, refused


def ask_takeback(state: MatchState, seat: int, command: AskTakeback, now: int) -> Facts | Refused:
    """A player wants the last move back; when both want it, it is agreed."""
    refusal = _no_takeback(state, command.ply)
    if refusal is not None:
        return refusal
    if not state.trail or state.declined_ply == state.ply:
        return refused(Code.NOTHING_TO_TAKE_BACK)
    if state.takeback is None:
        return (TakebackAsked(now, seat),)
    return () if state.takeback == seat else (taken_back(state, now),)


def answer_takeback(state: MatchState, seat: int, command: AnswerTakeback, now: int) -> Facts | Refused:
    """The opponent agrees to a takeback, or does not."""
    refusal = _no_takeback(state, command.ply)
    if refusal is not None:
        return refusal
    if state.takeback is None or state.takeback == seat:
        return refused(Code.NOTHING_TO_TAKE_BACK)
    return (taken_back(state, now),) if command.agreed else (TakebackDeclined(now, seat),)


def _no_takeback(state: MatchState, ply: int) -> Refused | None:
    if not may_happen(state.phase, TakebackAsked):
        return wrong_phase(state)
    return refused(Code.STALE_PLY, f"The next ply is {state.ply}, not {ply}.") if ply != state.ply else None


def taken_back(state: MatchState, now: int) -> MoveTakenBack:
    """The fact that the last move never was."""
    return MoveTakenBack(now, state.ply, None, (), after(now, state.offer.turn_seconds), may_take_back=False)


def ask_abort(state: MatchState, seat: int, now: int) -> Facts | Refused:
    """A player wants to call it off; when both do, it is agreed."""
    if state.ending is Ending.ABORTED:
        return ()
    if not may_happen(state.phase, AbortAsked):
        return wrong_phase(state)
    if state.abort is None:
        return (AbortAsked(now, seat),)
    return () if state.abort == seat else (MatchAborted(now),)


def decline_abort(state: MatchState, seat: int, now: int) -> Facts | Refused:
    """The opponent wants to play on. Who asked may take the question back by the same word."""
    if not may_happen(state.phase, AbortDeclined):
        return wrong_phase(state)
    return () if state.abort is None else (AbortDeclined(now, seat),)


def offer_rematch(state: MatchState, seat: int, now: int) -> Facts | Refused:
    """The same again; when both want it, the next match has a name. The seats change sides."""
    if state.next_match is not None:
        return ()
    if not may_happen(state.phase, RematchOffered) or len(state.players) < 2:
        return wrong_phase(state)
    if state.rematch is None:
        return (RematchOffered(now, seat),)
    if state.rematch == seat:
        return ()
    creator = 1
    return (RematchAgreed(now, match_id(PlayerId(state.players[creator]), rematch_key(state.match_id)), creator),)


def rematch_key(match: str) -> str:
    """The key of the offer of the next match, so that it has the same name however often it is made."""
    return f"rematch-{match}"
