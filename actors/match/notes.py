"""Notes: which facts of a match a player is told of when they are not looking. Pure."""

from __future__ import annotations

from typing import Any

from actors.match.state import MatchState
from actors.people.note import Note
from protocol.events import (
    ContestRejected,
    MatchEvent,
    MatchSettled,
    NoticeKind,
    PlayerSeated,
    RematchOffered,
    ReportsContradicted,
    ResultContested,
    VerdictAppealed,
    VerdictGiven,
)
from protocol.money import Amount

BOTH = (0, 1)


def notes_of(state: MatchState, fact: MatchEvent, present: tuple[bool, ...]) -> list[Note]:
    """What to tell whom, from the state after a fact. Who is looking needs no note that their match was taken or settled."""
    absent = [seat for seat in BOTH if not (seat < len(present) and present[seat])]
    match fact:
        case PlayerSeated():
            waits = state.offer.reserved_for is not None  # who was brought together with somebody has been told so
            return [_note(state, fact, 0, NoticeKind.TAKEN)] if 0 in absent and not waits else []
        case ResultContested() | ContestRejected() | ReportsContradicted():
            assert state.dispute is not None
            return [_note(state, fact, seat, NoticeKind.DISPUTED, words=state.dispute.reason) for seat in BOTH]
        case VerdictGiven():
            return [_note(state, fact, seat, NoticeKind.JUDGED, words=fact.reason) for seat in BOTH]
        case VerdictAppealed():
            return [_note(state, fact, 1 - fact.seat, NoticeKind.APPEALED, words=fact.reason)]
        case RematchOffered():
            return [_note(state, fact, 1 - fact.seat, NoticeKind.REMATCH)]
        case MatchSettled():
            return [_settled(state, fact, seat) for seat in absent] + _strikes(state, fact)
        case _:
            return []


def _settled(state: MatchState, fact: MatchSettled, seat: int) -> Note:
    minor = fact.paid_minor[seat]
    paid = Amount(state.offer.stake.currency, minor) if minor else None
    won = None if fact.winner is None else fact.winner == seat
    return _note(state, fact, seat, NoticeKind.SETTLED, ending=fact.ending, won=won, paid=paid)


def _strikes(state: MatchState, fact: MatchSettled) -> list[Note]:
    verdict = state.dispute.verdict if state.dispute is not None else None
    if verdict is None or verdict.strike is None:
        return []
    return [_note(state, fact, verdict.strike, NoticeKind.STRUCK, words=verdict.reason)]


def _note(state: MatchState, fact: MatchEvent, seat: int, kind: NoticeKind, **more: Any) -> Note:
    other = 1 - seat
    return Note(
        f"{state.match_id}/{kind.value}/{state.version}",
        state.players[seat],
        fact.at_ms,
        kind,
        state.match_id,
        state.game.tag,
        state.players[other],
        state.names[other],
        **more,
    )
