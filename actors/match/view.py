"""Views of a match: the whole of it for a watcher, how it stands for the lobby, its row for the index; and who may look at all."""

from __future__ import annotations

from actors.event_store import MatchRow, Settlement
from actors.integrity.scores import improbable
from actors.match.life import ENDED
from actors.match.messages import Standing
from actors.match.stakes import pays_minor
from actors.match.state import MatchState
from protocol.events import LiveMatch, MatchLeft, MatchView, Offer
from protocol.events.match import Phase


def offer_of(state: MatchState) -> Offer:
    offer = state.offer
    return Offer(
        state.match_id,
        offer.creator,
        offer.creator_name,
        offer.options,
        offer.stake,
        offer.rake_bp,
        pays_minor(offer.stake, offer.rake_bp),
        offer.at_ms,
        offer.invite_only,
        offer.creator_rating,
        offer.creator_provisional,
        offer.reserved_for,
    )


def view_of(state: MatchState, present: tuple[bool, ...] = (), claim_at_ms: tuple[int | None, ...] = ()) -> MatchView:
    seated = state.phase not in (Phase.OPEN, Phase.SEATING)
    return MatchView(
        offer=offer_of(state),
        phase=state.phase,
        players=state.players if seated else state.players[:1],
        names=state.names if seated else state.names[:1],
        ply=state.ply,
        board=state.game.board(state.play) if state.play is not None else None,
        turn=state.turn,
        deadline_ms=state.deadline_ms,
        result=state.result,
        ending=state.ending,
        confirmed=state.confirmed,
        takeback=state.takeback,
        may_take_back=bool(state.trail),
        ready=state.ready,
        round=state.round,
        abort=state.abort,
        contested=state.contested,
        dispute=state.dispute,
        rematch=state.rematch,
        next_match=state.next_match,
        paid_minor=state.paid_minor,
        rake_minor=state.rake_minor,
        chat=state.chat,
        present=present,
        claim_at_ms=claim_at_ms,
    )


def live_of(state: MatchState) -> LiveMatch | None:
    """What is said of it to those who may watch; nothing when they may not."""
    if not may_be_watched(state) or state.phase in ENDED:
        return None
    offer = state.offer
    return LiveMatch(state.match_id, state.game.tag, state.names, offer.stake, offer.at_ms)


def may_be_watched(state: MatchState) -> bool:
    """Everybody may watch, late, what was offered to everybody."""
    return is_private(state) and not state.offer.invite_only


def is_known_to(state: MatchState, player: str) -> bool:
    """Whether somebody may learn that it exists: its players, and everybody when it was offered to everybody. For the others it is none at all."""
    offered_to_all = not state.offer.invite_only and state.offer.reserved_for is None
    return player in state.players or offered_to_all or may_be_watched(state)


def may_take(state: MatchState, player: str) -> bool:
    """Whether the seat is still offered to somebody who knows the id, which is the invitation."""
    return state.phase in (Phase.OPEN, Phase.SEATING) and state.offer.reserved_for in (None, player)


def is_there_for(state: MatchState, player: str, *, invited: bool) -> bool:
    """Nobody learns by asking that a match exists which is none of theirs. invited: what is asked is what an invitation is for."""
    return is_known_to(state, player) or (invited and may_take(state, player))


def is_private(state: MatchState) -> bool:
    """An offer is for all to see; a match belongs to its two players."""
    return state.phase not in (Phase.OPEN, Phase.SEATING, Phase.CANCELLED)


def standing_of(state: MatchState) -> Standing:
    """How it stands, for the lobby."""
    offer = offer_of(state) if state.phase is Phase.OPEN else None
    left = MatchLeft.CANCELLED if state.phase is Phase.CANCELLED else MatchLeft.TAKEN
    live = state.phase not in ENDED and state.phase is not Phase.OPEN
    return Standing(state.match_id, offer, left, state.players, live, live_of(state))


def row_of(state: MatchState, at_ms: int) -> MatchRow:
    """The match as the index knows it; who is only taking a seat is not in it yet."""
    seated = is_private(state)
    return MatchRow(
        match_id=state.match_id,
        game=state.game.tag,
        creator=state.players[0],
        opponent=state.players[1] if seated else None,
        opponent_name=state.names[1] if seated else None,
        ended=state.phase in ENDED,
        at_ms=at_ms,
        settlement=_settlement(state, at_ms),
    )


def _settlement(state: MatchState, at_ms: int) -> Settlement | None:
    """What the match came to, once the money has moved."""
    if state.ending is None or state.phase not in ENDED:
        return None
    (one, two), (paid_one, paid_two) = state.players, state.paid_minor
    return Settlement(
        state.match_id,
        state.game.tag,
        at_ms,
        (one, two),
        state.winner,
        state.ending,
        state.offer.stake,
        (paid_one, paid_two),
        state.ply,
        improbable(state.game.board(state.play), state.names),
    )
