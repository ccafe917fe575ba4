"""Views of a match: the whole of it for a watcher, its offer for the lobby, its row for the index."""

from __future__ import annotations

from actors.event_store import MatchRow
from actors.match.life import ENDED
from actors.match.stakes import pays_minor
from actors.match.state import MatchState
from protocol.events import MatchView, Offer
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
    )


def view_of(state: MatchState, present: tuple[bool, ...]) -> MatchView:
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
        verdict=state.verdict,
        paid_minor=state.paid_minor,
        rake_minor=state.rake_minor,
        chat=state.chat,
        present=present,
    )


def row_of(state: MatchState, at_ms: int) -> MatchRow:
    """The match as the index knows it; who is only taking a seat is not in it yet."""
    seated = state.phase not in (Phase.OPEN, Phase.SEATING, Phase.CANCELLED)
    return MatchRow(
        match_id=state.match_id,
        game=state.game.tag,
        creator=state.players[0],
        opponent=state.players[1] if seated else None,
        opponent_name=state.names[1] if seated else None,
        ended=state.phase in ENDED,
        at_ms=at_ms,
    )
