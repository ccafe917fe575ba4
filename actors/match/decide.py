"""Decisions: a player's command or a passed deadline, on a state, to facts or to a refusal. Pure: the time is an argument."""

from __future__ import annotations

from typing import Any

from actors.games.rules import Illegal
from actors.match.life import may_happen
from actors.match.state import MatchState
from actors.words import clean
from protocol.commands import ConcedeMatch, ConfirmResult, PlayMove, SayInMatch
from protocol.events import (
    ChatSaid,
    ContestRejected,
    MatchAbandoned,
    MatchCancelled,
    MatchConceded,
    MatchEvent,
    MatchForfeited,
    MatchReplayed,
    MatchVoided,
    MovePlayed,
    PlayerNoShow,
    PlayerReady,
    ReportsContradicted,
    ResultConfirmed,
    ResultReached,
    TurnLapsed,
    VerdictAccepted,
)
from protocol.events.match import Ending, Phase
from protocol.ids import HOUSE
from protocol.refusals import Code, Refused, refused

CHAT_LINES, CHAT_WITHIN_MS = 6, 12_000

Facts = tuple[MatchEvent, ...]
"""What is to be written; empty: it was so already, and is answered as before."""


def play_move(state: MatchState, seat: int, command: PlayMove, now: int) -> Facts | Refused:
    """A move, and the result with it when it was the last."""
    if command.ply == state.last_ply and state.last_move == (seat, command.move):
        return ()
    if state.phase is not Phase.LIVE:
        return wrong_phase(state)
    if state.contested is not None:
        return refused(Code.WRONG_PHASE, "The last move is contested: play waits until that is settled.")
    if command.ply != state.ply:
        return refused(Code.STALE_PLY, f"The next ply is {state.ply}, not {command.ply}.")
    played = state.game.play(state.play, seat, command.move)
    if isinstance(played, Illegal):
        return refused(played.code, played.message)

    move = MovePlayed(now, seat, command.ply, command.move, (), None, (), next_turn(state, now, mover=seat))
    return (move, *_then(state, played.state, now))


def next_turn(state: MatchState, now: int, *, mover: int | None = None) -> int:
    """By when the next move is due; while somebody has not come yet, they are waited for. Who moves is here."""
    here = all(ready or seat == mover for seat, ready in enumerate(state.ready))
    return after(now, state.offer.turn_seconds) if here or state.deadline_ms is None else state.deadline_ms


def _then(state: MatchState, play: Any, now: int) -> Facts:
    """What follows at once from how the game stands now: a result, a dispute, or nothing."""
    contradiction = state.game.contradiction(play)
    if contradiction is not None:
        return (ReportsContradicted(now, contradiction, after(now, state.offer.dispute_seconds)),)
    result = state.game.result(play)
    return () if result is None else (ResultReached(now, result, after(now, state.offer.confirm_seconds)),)


def say(state: MatchState, player: str, command: SayInMatch, now: int) -> Facts | Refused:
    """A line of chat, without the words that nobody wants to read; the same key is not said twice, and nobody says more than a few at once."""
    words = clean(command.words)
    mine = [line for line in state.chat if line.player_id == player]
    for line in mine:
        if line.key == command.key:
            return () if line.words in (words, "") else refused(Code.KEY_REUSED)
    if not may_happen(state.phase, ChatSaid):
        return wrong_phase(state)
    if len(mine) >= CHAT_LINES and now - mine[-CHAT_LINES].at_ms < CHAT_WITHIN_MS:
        return refused(Code.TOO_FAST, retry_after_ms=CHAT_WITHIN_MS - (now - mine[-CHAT_LINES].at_ms))
    return (ChatSaid(now, player, command.key, words),)


def say_for_house(state: MatchState, key: str, words: str, now: int) -> Facts | Refused:
    """A line of the house in the chat; the same key is not said twice."""
    if any(line.player_id == HOUSE and line.key == key for line in state.chat):
        return ()
    return (ChatSaid(now, HOUSE, key, words),) if may_happen(state.phase, ChatSaid) else wrong_phase(state)


def ready(state: MatchState, seat: int, now: int) -> Facts:
    """A player is here for the first time since both are seated; when both are, the clock of the game starts."""
    if state.phase is not Phase.LIVE or state.ready[seat]:
        return ()
    deadline = after(now, state.offer.turn_seconds) if state.ready[1 - seat] else state.deadline_ms
    assert deadline is not None
    return (PlayerReady(now, seat, deadline),)


def claim(state: MatchState, seat: int, claim_at_ms: int | None, now: int) -> Facts | Refused:
    """The opponent is gone on their turn; claim_at_ms says from when that may be claimed, nothing while it may not."""
    if state.ending is Ending.FORFEITED and state.winner == seat:
        return ()
    if state.phase is not Phase.LIVE:
        return wrong_phase(state)
    if claim_at_ms is None or now < claim_at_ms or 1 - seat not in state.turn:
        return refused(Code.NOT_GONE)
    return (MatchForfeited(now, 1 - seat),)


def confirm(state: MatchState, seat: int, _command: ConfirmResult, now: int) -> Facts | Refused:
    """The opponent agrees with the result."""
    if state.result is not None and state.confirmed[seat] and state.phase is not Phase.DISPUTED:
        return ()
    if state.phase is not Phase.CONFIRMING:
        return wrong_phase(state)
    confirmed = ResultConfirmed(now, seat)
    return (confirmed, _again(state, now)) if state.confirmed[1 - seat] and state.plays_again else (confirmed,)


def _again(state: MatchState, now: int) -> MatchReplayed:
    return MatchReplayed(now, state.round + 1, state.ply, None, (), after(now, state.offer.turn_seconds))


def concede(state: MatchState, seat: int, _command: ConcedeMatch, now: int) -> Facts | Refused:
    """A player gives up."""
    if not may_happen(state.phase, MatchConceded):
        return wrong_phase(state)
    return (MatchConceded(now, seat),)


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
            confirmed = ResultConfirmed(now, -1)
            return (confirmed, _again(state, now)) if state.plays_again else (confirmed,)
        case Phase.JUDGED:
            return (VerdictAccepted(now, -1),)
        case Phase.DISPUTED:
            return (MatchVoided(now, "No verdict in time."),)
        case _:
            return ()


def _too_late(state: MatchState, now: int) -> Facts:
    """Somebody did not come, did not answer a contest or did not move in time. A late move: the game goes on by its own rule, or who was due
    forfeits; when nobody moved, nobody is to blame."""
    if not all(state.ready):
        return (PlayerNoShow(now, tuple(seat for seat in (0, 1) if not state.ready[seat])),)
    if state.contested is not None:
        return (ContestRejected(now, -1, after(now, state.offer.dispute_seconds)),)
    lapsed = state.game.lapse(state.play)
    if lapsed is not None:
        move = TurnLapsed(now, state.ply, (), None, (), after(now, state.offer.turn_seconds))
        return (move, *_then(state, lapsed.state, now))
    late = state.turn
    if state.ply == 0 or len(late) != 1:
        return (MatchAbandoned(now),)
    return (MatchForfeited(now, late[0]),)


def time_to_act(state: MatchState) -> float:
    """How many seconds the phase gives, as agreed in the offer."""
    offer = state.offer
    seconds = {
        Phase.OPEN: offer.open_seconds,
        Phase.LIVE: _live_seconds(state),
        Phase.CONFIRMING: offer.confirm_seconds,
        Phase.DISPUTED: offer.dispute_seconds,
        Phase.JUDGED: offer.appeal_seconds,
    }
    return seconds.get(state.phase, float("inf"))


def _live_seconds(state: MatchState) -> int:
    if not all(state.ready):
        return state.offer.ready_seconds
    return state.offer.confirm_seconds if state.contested is not None else state.offer.turn_seconds


def wrong_phase(state: MatchState) -> Refused:
    return refused(Code.WRONG_PHASE, f"The match is {state.phase.value}: this cannot be done now.")


def after(now: int, seconds: int) -> int:
    """So many seconds from now, in milliseconds."""
    return now + seconds * 1000
