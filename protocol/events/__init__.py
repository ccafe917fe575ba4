"""Events: facts, past tense, one file a subject. A push carries one; a snapshot is the whole view instead."""

from protocol.events.lobby import LobbyView, MatchLeft, Offer, OfferClosed, OfferOpened
from protocol.events.match import (
    ChatSaid,
    MatchAbandoned,
    MatchCancelled,
    MatchConceded,
    MatchForfeited,
    MatchOffered,
    MatchSettled,
    MatchView,
    MatchVoided,
    MovePlayed,
    MoveTakenBack,
    PlayerSeated,
    PresenceChanged,
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
from protocol.events.session import ServerMoving, SessionEnded, Welcomed
from protocol.events.wallet import WalletChanged, WalletView

MatchEvent = (
    MatchOffered
    | SeatingStarted
    | SeatingRefused
    | PlayerSeated
    | MovePlayed
    | TurnLapsed
    | TakebackAsked
    | TakebackDeclined
    | MoveTakenBack
    | ReportsContradicted
    | ChatSaid
    | ResultReached
    | ResultConfirmed
    | ResultContested
    | MatchConceded
    | MatchForfeited
    | MatchAbandoned
    | MatchCancelled
    | MatchVoided
    | VerdictGiven
    | MatchSettled
)

Event = (
    MatchEvent
    | PresenceChanged
    | OfferOpened
    | OfferClosed
    | WalletChanged
    | Welcomed
    | SessionEnded
    | ServerMoving
)

__all__ = [
    "ChatSaid",
    "Event",
    "LobbyView",
    "MatchAbandoned",
    "MatchCancelled",
    "MatchConceded",
    "MatchEvent",
    "MatchForfeited",
    "MatchLeft",
    "MatchOffered",
    "MatchSettled",
    "MatchView",
    "MatchVoided",
    "MovePlayed",
    "MoveTakenBack",
    "Offer",
    "OfferClosed",
    "OfferOpened",
    "PlayerSeated",
    "PresenceChanged",
    "ReportsContradicted",
    "ResultConfirmed",
    "ResultContested",
    "ResultReached",
    "SeatingRefused",
    "SeatingStarted",
    "ServerMoving",
    "SessionEnded",
    "TakebackAsked",
    "TakebackDeclined",
    "TurnLapsed",
    "VerdictGiven",
    "WalletChanged",
    "WalletView",
    "Welcomed",
]
