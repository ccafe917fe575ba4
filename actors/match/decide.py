"""Decisions: a player's command or a passed deadline, on a state, to facts or to a refusal. Pure: the time is an argument."""

from __future__ import annotations

from typing import Any

from actors.games.rules import Illegal
from actors.match.life import may_happen
from actors.match.state import OFFER_SECONDS, MatchState
from protocol.commands import AnswerTakeback, AskTakeback, ConcedeMatch, ConfirmResult, ContestResult, PlayMove, SayInMatch
from protocol.events import (
    ChatSaid,
    MatchAbandoned,
    MatchCancelled,
    MatchConceded,
    MatchEvent,
    MatchForfeited,
    MatchVoided,
    MovePlayed,
    MoveTakenBack,
    ReportsContradicted,
    ResultConfirmed,
    ResultContested,
    ResultReached,
    TakebackAsked,
    TakebackDeclined,
    TurnLapsed,
    VerdictGiven,
)
from protocol.events.match import Ending, Phase
from protocol.refusals import Code, Refused, refused

Facts = tuple[MatchEvent, ...]
"""What is to be written; empty: it was so already, and is answered as before."""


def play_move(state: MatchState, seat: int, command: PlayMove, now: int) -> Facts | Refused:
    """A move, and the result with it when it was the last."""
    if command.ply == state.last_ply and state.last_move == (seat, command.move):
        return ()
    if state.phase is not Phase.LIVE:
        return wrong_phase(state)
    if command.ply != state.ply:
        return refused(Code.STALE_PLY, f"The next ply is {state.ply}, not {command.ply}.")
    played = state.game.play(state.play, seat, command.move)
    if isinstance(played, Illegal):
        return refused(played.code, played.message)

    move = MovePlayed(now, seat, command.ply, command.move, (), None, (), _after(now, state.offer.turn_seconds))
    return (move, *_then(state, played.state, now))


def _then(state: MatchState, play: Any, now: int) -> Facts:
    """What follows at once from how the game stands now: a result, a dispute, or nothing."""
    contradiction = state.game.contradiction(play)
    if contradiction is not None:
        return (ReportsContradicted(now, contradiction, _after(now, state.offer.dispute_seconds)),)
    result = state.game.result(play)
    return () if result is None else (ResultReached(now, result, _after(now, state.offer.confirm_seconds)),)


def say(state: MatchState, player: str, command: SayInMatch, now: int) -> Facts | Refused:
    """A line of chat; the same key is not said twice."""
    for line in reversed(state.chat):
        if line.key == command.key and line.player_id == player:
            return () if line.words == command.words else refused(Code.KEY_REUSED)
    if not may_happen(state.phase, ChatSaid):
        return wrong_phase(state)
    return (ChatSaid(now, player, command.key, command.words),)


def ask_takeback(state: MatchState, seat: int, command: AskTakeback, now: int) -> Facts | Refused:
    """A player wants the last move back; when both want it, it is agreed."""
    refusal = _no_takeback(state, command.ply)
    if refusal is not None:
        return refusal
    if not state.trail or state.declined_ply == state.ply:
        return refused(Code.NOTHING_TO_TAKE_BACK)
    if state.takeback is None:
        return (TakebackAsked(now, seat),)
    return () if state.takeback == seat else (_taken_back(state, now),)


def answer_takeback(state: MatchState, seat: int, command: AnswerTakeback, now: int) -> Facts | Refused:
    """The opponent agrees to a takeback, or does not."""
    refusal = _no_takeback(state, command.ply)
    if refusal is not None:
        return refusal
    if state.takeback is None or state.takeback == seat:
        return refused(Code.NOTHING_TO_TAKE_BACK)
    return (_taken_back(state, now),) if command.agreed else (TakebackDeclined(now, seat),)


def _no_takeback(state: MatchState, ply: int) -> Refused | None:
    if not may_happen(state.phase, TakebackAsked):
        return wrong_phase(state)
    return refused(Code.STALE_PLY, f"The next ply is {state.ply}, not {ply}.") if ply != state.ply else None


def _taken_back(state: MatchState, now: int) -> MoveTakenBack:
    return MoveTakenBack(now, state.ply, None, (), _after(now, state.offer.turn_seconds), may_take_back=False)


def confirm(state: MatchState, seat: int, _command: ConfirmResult, now: int) -> Facts | Refused:
    """The opponent agrees with the result."""
    if state.result is not None and state.confirmed[seat] and state.phase is not Phase.DISPUTED:
        return ()
    if state.phase is not Phase.CONFIRMING:
        return wrong_phase(state)
    return (ResultConfirmed(now, seat),)


def contest(state: MatchState, seat: int, command: ContestResult, now: int) -> Facts | Refused:
    """The opponent does not agree."""
    if state.phase is not Phase.CONFIRMING or state.confirmed[seat]:
        return wrong_phase(state)
    return (ResultContested(now, seat, command.reason, _after(now, state.offer.dispute_seconds)),)


def concede(state: MatchState, seat: int, _command: ConcedeMatch, now: int) -> Facts | Refused:
    """A player gives up."""
    if not may_happen(state.phase, MatchConceded):
        return wrong_phase(state)
    return (MatchConceded(now, seat),)


def verdict(state: MatchState, winner: int | None, reason: str, operator: str, now: int) -> Facts | Refused:
    """An operator decides a dispute: for a seat, or for nobody. The same verdict again is answered as before."""
    if state.phase is not Phase.DISPUTED:
        same = state.ending in (Ending.DECIDED, Ending.VOIDED) and state.winner == winner
        return () if same else wrong_phase(state)
    return (VerdictGiven(now, winner, reason, operator),)


def cancel(state: MatchState, player: str, now: int) -> Facts | Refused:
    """The creator withdraws the offer."""
    if player != state.players[0]:
        return refused(Code.NOT_YOUR_MATCH)
    if state.phase is Phase.CANCELLED:
        return ()
    if state.phase is not Phase.OPEN:
        return wrong_phase(state)
    return (MatchCancelled(now),)


def time_passed(state: MatchState, now: int) -> Facts:
    """What a deadline does that is over: the offer lapses, whose turn it is forfeits, the result stands, the dispute ends void."""
    if state.deadline_ms is None or now < state.deadline_ms:
        return ()
    match state.phase:
        case Phase.OPEN:
            return (MatchCancelled(now),)
        case Phase.LIVE:
            return _too_late(state, now)
        case Phase.CONFIRMING:
            return (ResultConfirmed(now, -1),)
        case Phase.DISPUTED:
            return (MatchVoided(now, "No verdict in time."),)
        case _:
            return ()


def _too_late(state: MatchState, now: int) -> Facts:
    """Somebody did not move in time: the game goes on by its own rule, or who was due forfeits; when nobody moved, nobody is to blame."""
    lapsed = state.game.lapse(state.play)
    if lapsed is not None:
        move = TurnLapsed(now, state.ply, (), None, (), _after(now, state.offer.turn_seconds))
        return (move, *_then(state, lapsed.state, now))
    late = state.turn
    if state.ply == 0 or len(late) != 1:
        return (MatchAbandoned(now),)
    return (MatchForfeited(now, late[0]),)


def time_to_act(state: MatchState) -> float:
    """How many seconds the phase gives, as agreed in the offer."""
    offer = state.offer
    seconds = {
        Phase.OPEN: OFFER_SECONDS,
        Phase.LIVE: offer.turn_seconds,
        Phase.CONFIRMING: offer.confirm_seconds,
        Phase.DISPUTED: offer.dispute_seconds,
    }
    return seconds.get(state.phase, float("inf"))


def wrong_phase(state: MatchState) -> Refused:
    return refused(Code.WRONG_PHASE, f"The match is {state.phase.value}: this cannot be done now.")


def _after(now: int, seconds: int) -> int:
    return now + seconds * 1000
