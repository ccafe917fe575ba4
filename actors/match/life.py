"""The life of a match: one table of what may happen when. What is not in it does not happen."""

from __future__ import annotations

from protocol.events import (
    ChatSaid,
    MatchAbandoned,
    MatchCancelled,
    MatchConceded,
    MatchEvent,
    MatchForfeited,
    MatchOffered,
    MatchSettled,
    MatchVoided,
    MovePlayed,
    MoveTakenBack,
    PlayerSeated,
    ReportsContradicted,
    ResultConfirmed,
    ResultContested,
    ResultReached,
    SeatingRefused,
    SeatingStarted,
    TakebackAsked,
    TakebackDeclined,
    TurnLapsed,
    VerdictGiven,
)
from protocol.events.match import Phase

P = Phase

LIFE: dict[Phase | None, dict[type[MatchEvent], tuple[Phase, ...]]] = {
    None: {MatchOffered: (P.OPEN,)},
    P.OPEN: {SeatingStarted: (P.SEATING,), MatchCancelled: (P.CANCELLED,), ChatSaid: (P.OPEN,)},
    P.SEATING: {PlayerSeated: (P.LIVE,), SeatingRefused: (P.OPEN,)},
    P.LIVE: {
        MovePlayed: (P.LIVE,),
        TurnLapsed: (P.LIVE,),
        ReportsContradicted: (P.DISPUTED,),
        TakebackAsked: (P.LIVE,),
        TakebackDeclined: (P.LIVE,),
        MoveTakenBack: (P.LIVE,),
        ChatSaid: (P.LIVE,),
        ResultReached: (P.CONFIRMING,),
        MatchConceded: (P.SETTLING,),
        MatchForfeited: (P.SETTLING,),
        MatchAbandoned: (P.SETTLING,),
    },
    P.CONFIRMING: {
        ResultConfirmed: (P.CONFIRMING, P.SETTLING),
        ResultContested: (P.DISPUTED,),
        TakebackAsked: (P.CONFIRMING,),
        TakebackDeclined: (P.CONFIRMING,),
        MoveTakenBack: (P.LIVE,),
        MatchConceded: (P.SETTLING,),
        ChatSaid: (P.CONFIRMING,),
    },
    P.DISPUTED: {VerdictGiven: (P.SETTLING,), MatchVoided: (P.SETTLING,), MatchConceded: (P.SETTLING,), ChatSaid: (P.DISPUTED,)},
    P.SETTLING: {MatchSettled: (P.SETTLED, P.ABANDONED, P.VOIDED), ChatSaid: (P.SETTLING,)},
    P.SETTLED: {ChatSaid: (P.SETTLED,)},
    P.ABANDONED: {ChatSaid: (P.ABANDONED,)},
    P.VOIDED: {ChatSaid: (P.VOIDED,)},
    P.CANCELLED: {},
}

ENDED = frozenset({P.SETTLED, P.ABANDONED, P.VOIDED, P.CANCELLED})
"""Nothing but talk comes after these."""

STAKES_HELD = frozenset({P.LIVE, P.CONFIRMING, P.DISPUTED, P.SETTLING})
"""Both stakes are held, and exactly these two."""


def may_follow(phase: Phase | None, event: MatchEvent, to: Phase) -> bool:
    """Whether the event may happen in this phase and lead there."""
    return to in LIFE[phase].get(type(event), ())


def may_happen(phase: Phase | None, kind: type[MatchEvent]) -> bool:
    """Whether such an event may happen in this phase at all."""
    return kind in LIFE[phase]
