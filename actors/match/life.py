"""The life of a match: one table of what may happen when. What is not in it does not happen."""

from __future__ import annotations

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
from protocol.events.match import Phase

P = Phase

_CALLED_OFF: dict[type[MatchEvent], tuple[Phase, ...]] = {MatchAborted: (P.SETTLING,), MatchVoided: (P.SETTLING,), MatchConceded: (P.SETTLING,)}
_AFTERWARDS: tuple[type[MatchEvent], ...] = (ChatSaid, RematchOffered, RematchAgreed)

LIFE: dict[Phase | None, dict[type[MatchEvent], tuple[Phase, ...]]] = {
    None: {MatchOffered: (P.OPEN,)},
    P.OPEN: {SeatingStarted: (P.SEATING,), MatchCancelled: (P.CANCELLED,), ChatSaid: (P.OPEN,)},
    P.SEATING: {PlayerSeated: (P.LIVE,), SeatingRefused: (P.OPEN,)},
    P.LIVE: {
        PlayerReady: (P.LIVE,),
        PlayerNoShow: (P.SETTLING,),
        MovePlayed: (P.LIVE,),
        TurnLapsed: (P.LIVE,),
        ReportsContradicted: (P.DISPUTED,),
        MoveContested: (P.LIVE,),
        ContestDropped: (P.LIVE,),
        ContestRejected: (P.DISPUTED,),
        TakebackAsked: (P.LIVE,),
        TakebackDeclined: (P.LIVE,),
        MoveTakenBack: (P.LIVE,),
        AbortAsked: (P.LIVE,),
        AbortDeclined: (P.LIVE,),
        ChatSaid: (P.LIVE,),
        ResultReached: (P.CONFIRMING,),
        MatchForfeited: (P.SETTLING,),
        MatchAbandoned: (P.SETTLING,),
        **_CALLED_OFF,
    },
    P.CONFIRMING: {
        PlayerReady: (P.CONFIRMING,),
        ResultConfirmed: (P.CONFIRMING, P.SETTLING),
        MatchReplayed: (P.LIVE,),
        ResultContested: (P.DISPUTED,),
        TakebackAsked: (P.CONFIRMING,),
        TakebackDeclined: (P.CONFIRMING,),
        MoveTakenBack: (P.LIVE,),
        AbortAsked: (P.CONFIRMING,),
        AbortDeclined: (P.CONFIRMING,),
        ChatSaid: (P.CONFIRMING,),
        **_CALLED_OFF,
    },
    P.DISPUTED: {
        EvidenceAdded: (P.DISPUTED,),
        VerdictGiven: (P.JUDGED, P.SETTLING),
        AbortAsked: (P.DISPUTED,),
        AbortDeclined: (P.DISPUTED,),
        ChatSaid: (P.DISPUTED,),
        **_CALLED_OFF,
    },
    P.JUDGED: {
        VerdictAccepted: (P.JUDGED, P.SETTLING),
        VerdictAppealed: (P.DISPUTED,),
        MatchVoided: (P.SETTLING,),
        ChatSaid: (P.JUDGED,),
    },
    P.SETTLING: {MatchSettled: (P.SETTLED, P.ABANDONED, P.VOIDED), ChatSaid: (P.SETTLING,)},
    P.SETTLED: dict.fromkeys(_AFTERWARDS, (P.SETTLED,)),
    P.ABANDONED: dict.fromkeys(_AFTERWARDS, (P.ABANDONED,)),
    P.VOIDED: dict.fromkeys(_AFTERWARDS, (P.VOIDED,)),
    P.CANCELLED: {},
}

ENDED = frozenset({P.SETTLED, P.ABANDONED, P.VOIDED, P.CANCELLED})
"""Nothing but talk comes after these."""


def may_follow(phase: Phase | None, event: MatchEvent, to: Phase) -> bool:
    """Whether the event may happen in this phase and lead there."""
    return to in LIFE[phase].get(type(event), ())


def may_happen(phase: Phase | None, kind: type[MatchEvent]) -> bool:
    """Whether such an event may happen in this phase at all."""
    return kind in LIFE[phase]
