"""The state of a match: its facts, folded. The same fold makes it live and on replay, so that both are the same.

A stored fact is the bare fact; `fold` also gives it back `shown`, with the board, the turn and the calls that follow from it."""

from __future__ import annotations

from typing import Any

import attrs

from actors.games.catalogue import game_of
from actors.games.rules import Game, Illegal, put
from actors.match.life import may_follow
from protocol.events import (
    AbortAsked,
    AbortDeclined,
    ChatSaid,
    ContestDropped,
    ContestRejected,
    EvidenceAdded,
    MatchAbandoned,
    MatchAborted,
    MatchCancelled,
    MatchConceded,
    MatchEvent,
    MatchForfeited,
    MatchOffered,
    MatchReplayed,
    MatchSettled,
    MatchVoided,
    MoveContested,
    MovePlayed,
    MoveTakenBack,
    PlayerNoShow,
    PlayerReady,
    PlayerSeated,
    RematchAgreed,
    RematchOffered,
    ReportsContradicted,
    ResultConfirmed,
    ResultContested,
    ResultReached,
    SeatingRefused,
    SeatingStarted,
    TakebackAsked,
    TakebackDeclined,
    TurnLapsed,
    VerdictAccepted,
    VerdictAppealed,
    VerdictGiven,
)
from protocol.events.match import ChatLine, Contested, DisputeView, Ending, EvidenceLine, Phase, Verdict
from protocol.games import Move, Result, Tie

CHAT_KEPT = 100
TRAIL_KEPT = 20
ROUNDS_MAX = 3


@attrs.frozen
class Moment:
    """The game at one point: its state, the last move that led there (seat, move), and that move's ply."""

    play: Any
    last_move: tuple[int, Move] | None = None
    last_ply: int = -1


@attrs.frozen
class MatchState:
    """All that the facts so far amount to. players[0] is the creator; players[1] who took or is taking the other seat."""

    match_id: str
    version: int
    phase: Phase
    offer: MatchOffered
    game: Game
    players: tuple[str, ...]
    names: tuple[str, ...]
    attempt: int = 0
    play: Any = None
    ply: int = 0
    last_move: tuple[int, Move] | None = None
    last_ply: int = -1
    trail: tuple[Moment, ...] = ()
    takeback: int | None = None
    declined_ply: int = -1
    deadline_ms: int | None = None
    result: Result | None = None
    confirmed: tuple[bool, bool] = (False, False)
    ending: Ending | None = None
    winner: int | None = None
    ready: tuple[bool, bool] = (True, True)
    round: int = 1
    abort: int | None = None
    contested: Contested | None = None
    dispute: DisputeView | None = None
    evidence_keys: tuple[tuple[int, str], ...] = ()
    rematch: int | None = None
    next_match: str | None = None
    paid_minor: tuple[int, ...] = ()
    rake_minor: int = 0
    chat: tuple[ChatLine, ...] = ()

    def seat_of(self, player: str) -> int | None:
        """The seat of a player who is in the match for good."""
        if self.phase is Phase.SEATING:
            return 0 if player == self.players[0] else None
        return self.players.index(player) if player in self.players else None

    @property
    def turn(self) -> tuple[int, ...]:
        return self.game.turn(self.play) if self.phase is Phase.LIVE and self.contested is None else ()

    @property
    def plays_again(self) -> bool:
        """Whether this result, once it is agreed, only leads to another round."""
        tied = self.result is not None and self.result.winner is None
        return tied and getattr(self.offer.options, "tie", None) is Tie.REPLAY and self.round < ROUNDS_MAX


@attrs.frozen
class Folded:
    """The state after a fact, and the fact as it is shown."""

    state: MatchState
    shown: MatchEvent


def fold(state: MatchState | None, event: MatchEvent, match_id: str) -> Folded:
    """One more fact. Asserts that the table of life and the rules of the game allow it: facts were checked before they became facts."""
    if state is None:
        assert isinstance(event, MatchOffered), event
        return Folded(_offered(match_id, event), event)
    after, shown = _FOLDS[type(event)](state, event)
    assert may_follow(state.phase, event, after.phase), f"{match_id}: {type(event).__name__} in {state.phase}"
    return Folded(attrs.evolve(after, version=state.version + 1), shown)


def _offered(match_id: str, event: MatchOffered) -> MatchState:
    return MatchState(
        match_id,
        1,
        Phase.OPEN,
        event,
        game_of(event.options),
        (event.creator,),
        (event.creator_name,),
        deadline_ms=event.at_ms + event.open_seconds * 1000,
    )


def _seating_started(state: MatchState, event: SeatingStarted) -> tuple[MatchState, MatchEvent]:
    return (
        attrs.evolve(
            state,
            phase=Phase.SEATING,
            players=(state.players[0], event.player_id),
            names=(state.names[0], event.name),
            attempt=event.attempt,
            deadline_ms=None,
        ),
        event,
    )


def _seating_refused(state: MatchState, event: SeatingRefused) -> tuple[MatchState, MatchEvent]:
    deadline = state.offer.at_ms + state.offer.open_seconds * 1000
    return (
        attrs.evolve(state, phase=Phase.OPEN, players=state.players[:1], names=state.names[:1], deadline_ms=deadline),
        event,
    )


def _seated(state: MatchState, event: PlayerSeated) -> tuple[MatchState, MatchEvent]:
    play = state.game.start(state.offer.options)
    after = attrs.evolve(state, phase=Phase.LIVE, play=play, ready=event.ready, deadline_ms=event.deadline_ms)
    return after, attrs.evolve(event, board=state.game.board(play), turn=state.game.turn(play))


def _played(state: MatchState, event: MovePlayed) -> tuple[MatchState, MatchEvent]:
    assert event.ply == state.ply, f"{state.match_id}: ply {event.ply} after {state.ply}"
    played = state.game.play(state.play, event.seat, event.move)
    assert not isinstance(played, Illegal), f"{state.match_id} ply {event.ply}: {played}"
    after = attrs.evolve(
        state,
        play=played.state,
        ply=state.ply + 1,
        last_move=(event.seat, event.move),
        last_ply=event.ply,
        trail=(*state.trail[-TRAIL_KEPT + 1 :], Moment(state.play, state.last_move, state.last_ply)),
        takeback=None,
        ready=put(state.ready, event.seat, value=True),
        deadline_ms=event.deadline_ms,
    )
    board, turn = state.game.board(played.state), state.game.turn(played.state)
    return after, attrs.evolve(event, calls=played.calls, board=board, turn=turn)


def _lapsed(state: MatchState, event: TurnLapsed) -> tuple[MatchState, MatchEvent]:
    assert event.ply == state.ply, f"{state.match_id}: ply {event.ply} after {state.ply}"
    played = state.game.lapse(state.play)
    assert played is not None, state.match_id
    after = attrs.evolve(
        state, play=played.state, ply=state.ply + 1, last_move=None, last_ply=-1, trail=(), takeback=None, deadline_ms=event.deadline_ms
    )
    board, turn = state.game.board(played.state), state.game.turn(played.state)
    return after, attrs.evolve(event, calls=played.calls, board=board, turn=turn)


def _takeback_asked(state: MatchState, event: TakebackAsked) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, takeback=event.seat), event


def _takeback_declined(state: MatchState, event: TakebackDeclined) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, takeback=None, declined_ply=state.ply), event


def _taken_back(state: MatchState, event: MoveTakenBack) -> tuple[MatchState, MatchEvent]:
    assert event.ply == state.ply, f"{state.match_id}: ply {event.ply} after {state.ply}"
    before = state.trail[-1]
    after = attrs.evolve(
        state,
        phase=Phase.LIVE,
        play=before.play,
        ply=state.ply + 1,
        last_move=before.last_move,
        last_ply=before.last_ply,
        trail=state.trail[:-1],
        takeback=None,
        contested=None,
        result=None,
        confirmed=(False, False),
        deadline_ms=event.deadline_ms,
    )
    board, turn = state.game.board(before.play), state.game.turn(before.play)
    return after, attrs.evolve(event, board=board, turn=turn, may_take_back=bool(after.trail))


def _ready(state: MatchState, event: PlayerReady) -> tuple[MatchState, MatchEvent]:
    ready = (state.ready[0] or event.seat == 0, state.ready[1] or event.seat == 1)
    return attrs.evolve(state, ready=ready, deadline_ms=event.deadline_ms), event


def _no_show(state: MatchState, event: PlayerNoShow) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.NO_SHOW, None), event


def _abort_asked(state: MatchState, event: AbortAsked) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, abort=event.seat), event


def _abort_declined(state: MatchState, event: AbortDeclined) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, abort=None), event


def _aborted(state: MatchState, event: MatchAborted) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.ABORTED, None), event


def _move_contested(state: MatchState, event: MoveContested) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, contested=Contested(event.seat, event.ply, event.reason), takeback=None, deadline_ms=event.deadline_ms), event


def _contest_dropped(state: MatchState, event: ContestDropped) -> tuple[MatchState, MatchEvent]:
    after = attrs.evolve(state, contested=None, deadline_ms=event.deadline_ms)
    return after, attrs.evolve(event, turn=after.turn)


def _contest_rejected(state: MatchState, event: ContestRejected) -> tuple[MatchState, MatchEvent]:
    assert state.contested is not None, state.match_id
    return _disputed(state, event, state.contested.seat, state.contested.reason), event


def _contradicted(state: MatchState, event: ReportsContradicted) -> tuple[MatchState, MatchEvent]:
    return _disputed(state, event, -1, event.reason), event


def _contested(state: MatchState, event: ResultContested) -> tuple[MatchState, MatchEvent]:
    return _disputed(state, event, event.seat, event.reason), event


def _disputed(state: MatchState, event: ContestRejected | ReportsContradicted | ResultContested, seat: int, reason: str) -> MatchState:
    dispute = DisputeView(seat, reason, (), event.at_ms + state.offer.evidence_seconds * 1000, None, None)
    return attrs.evolve(state, phase=Phase.DISPUTED, contested=None, takeback=None, dispute=dispute, deadline_ms=event.deadline_ms)


def _evidence(state: MatchState, event: EvidenceAdded) -> tuple[MatchState, MatchEvent]:
    assert state.dispute is not None, state.match_id
    line = EvidenceLine(event.at_ms, event.seat, event.note, event.images)
    dispute = attrs.evolve(state.dispute, evidence=(*state.dispute.evidence, line))
    return attrs.evolve(state, dispute=dispute, evidence_keys=(*state.evidence_keys, (event.seat, event.key))), event


def _chat(state: MatchState, event: ChatSaid) -> tuple[MatchState, MatchEvent]:
    line = ChatLine(state.version + 1, event.at_ms, event.player_id, event.words, event.key)
    return attrs.evolve(state, chat=(*state.chat[-CHAT_KEPT + 1 :], line)), event


def _result(state: MatchState, event: ResultReached) -> tuple[MatchState, MatchEvent]:
    # Who made the last move has said by it that this is the result; the opponent confirms, or the timer does.
    last = state.last_move[0] if state.last_move is not None else -1
    return (
        attrs.evolve(
            state,
            phase=Phase.CONFIRMING,
            result=event.result,
            confirmed=(last == 0, last == 1),
            deadline_ms=event.deadline_ms,
        ),
        event,
    )


def _confirmed(state: MatchState, event: ResultConfirmed) -> tuple[MatchState, MatchEvent]:
    confirmed = (state.confirmed[0] or event.seat in (0, -1), state.confirmed[1] or event.seat in (1, -1))
    if not all(confirmed) or state.plays_again:
        return attrs.evolve(state, confirmed=confirmed), event
    assert state.result is not None
    winner = state.result.winner
    ending = Ending.TIED if winner is None else Ending.FINISHED
    return _over(attrs.evolve(state, confirmed=confirmed), ending, winner), event


def _conceded(state: MatchState, event: MatchConceded) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.CONCEDED, 1 - event.seat), event


def _forfeited(state: MatchState, event: MatchForfeited) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.FORFEITED, 1 - event.seat), event


def _abandoned(state: MatchState, event: MatchAbandoned) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.ABANDONED, None), event


def _replayed(state: MatchState, event: MatchReplayed) -> tuple[MatchState, MatchEvent]:
    assert event.ply == state.ply, f"{state.match_id}: ply {event.ply} after {state.ply}"
    play = state.game.start(state.offer.options)
    after = attrs.evolve(
        state,
        phase=Phase.LIVE,
        play=play,
        ply=state.ply + 1,
        last_move=None,
        last_ply=-1,
        trail=(),
        takeback=None,
        result=None,
        confirmed=(False, False),
        round=event.round,
        deadline_ms=event.deadline_ms,
    )
    return after, attrs.evolve(event, board=state.game.board(play), turn=state.game.turn(play))


def _voided(state: MatchState, event: MatchVoided) -> tuple[MatchState, MatchEvent]:
    return _over(state, Ending.VOIDED if event.operator is None else Ending.VOIDED_BY_OPERATOR, None), event


def _judged(state: MatchState, event: VerdictGiven) -> tuple[MatchState, MatchEvent]:
    assert state.dispute is not None, state.match_id
    final = event.deadline_ms is None
    accepted = (final or event.winner == 0, final or event.winner == 1)
    verdict = Verdict(event.winner, event.reason, final, event.strike, accepted)
    after = attrs.evolve(
        state, phase=Phase.JUDGED, abort=None, dispute=attrs.evolve(state.dispute, verdict=verdict), deadline_ms=event.deadline_ms
    )
    return (_decided(after, verdict) if final else after), event


def _verdict_accepted(state: MatchState, event: VerdictAccepted) -> tuple[MatchState, MatchEvent]:
    assert state.dispute is not None, state.match_id
    assert state.dispute.verdict is not None, state.match_id
    before = state.dispute.verdict
    accepted = (before.accepted[0] or event.seat in (0, -1), before.accepted[1] or event.seat in (1, -1))
    verdict = attrs.evolve(before, accepted=accepted, final=all(accepted))
    after = attrs.evolve(state, dispute=attrs.evolve(state.dispute, verdict=verdict))
    return (_decided(after, verdict) if verdict.final else after), event


def _appealed(state: MatchState, event: VerdictAppealed) -> tuple[MatchState, MatchEvent]:
    assert state.dispute is not None, state.match_id
    until = event.at_ms + state.offer.evidence_seconds * 1000
    dispute = attrs.evolve(state.dispute, appeal=event.reason, verdict=None, evidence_until_ms=until)
    return attrs.evolve(state, phase=Phase.DISPUTED, dispute=dispute, deadline_ms=event.deadline_ms), event


def _decided(state: MatchState, verdict: Verdict) -> MatchState:
    return _over(state, Ending.VOIDED_BY_OPERATOR if verdict.winner is None else Ending.DECIDED, verdict.winner)


def _rematch_offered(state: MatchState, event: RematchOffered) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, rematch=event.seat), event


def _rematch_agreed(state: MatchState, event: RematchAgreed) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, next_match=event.match_id), event


def _over(state: MatchState, ending: Ending, winner: int | None) -> MatchState:
    return attrs.evolve(
        state, phase=Phase.SETTLING, ending=ending, winner=winner, contested=None, takeback=None, abort=None, deadline_ms=None
    )


def _cancelled(state: MatchState, event: MatchCancelled) -> tuple[MatchState, MatchEvent]:
    return attrs.evolve(state, phase=Phase.CANCELLED, deadline_ms=None), event


_ENDED_AS = {
    Ending.ABANDONED: Phase.ABANDONED,
    Ending.NO_SHOW: Phase.ABANDONED,
    Ending.ABORTED: Phase.VOIDED,
    Ending.VOIDED: Phase.VOIDED,
    Ending.VOIDED_BY_OPERATOR: Phase.VOIDED,
}


def _settled(state: MatchState, event: MatchSettled) -> tuple[MatchState, MatchEvent]:
    phase = _ENDED_AS.get(event.ending, Phase.SETTLED)
    return attrs.evolve(state, phase=phase, paid_minor=event.paid_minor, rake_minor=event.rake_minor), event


_FOLDS: dict[type[MatchEvent], Any] = {
    SeatingStarted: _seating_started,
    SeatingRefused: _seating_refused,
    PlayerSeated: _seated,
    MovePlayed: _played,
    TurnLapsed: _lapsed,
    TakebackAsked: _takeback_asked,
    TakebackDeclined: _takeback_declined,
    MoveTakenBack: _taken_back,
    ReportsContradicted: _contradicted,
    ChatSaid: _chat,
    ResultReached: _result,
    ResultConfirmed: _confirmed,
    ResultContested: _contested,
    MatchConceded: _conceded,
    MatchForfeited: _forfeited,
    MatchAbandoned: _abandoned,
    MatchVoided: _voided,
    VerdictGiven: _judged,
    VerdictAccepted: _verdict_accepted,
    VerdictAppealed: _appealed,
    PlayerReady: _ready,
    PlayerNoShow: _no_show,
    AbortAsked: _abort_asked,
    AbortDeclined: _abort_declined,
    MatchAborted: _aborted,
    MoveContested: _move_contested,
    ContestDropped: _contest_dropped,
    ContestRejected: _contest_rejected,
    EvidenceAdded: _evidence,
    MatchReplayed: _replayed,
    RematchOffered: _rematch_offered,
    RematchAgreed: _rematch_agreed,
    MatchCancelled: _cancelled,
    MatchSettled: _settled,
}
