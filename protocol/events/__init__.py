"""Events: facts, past tense, one file a subject. A push carries one; a snapshot is the whole view instead."""

from protocol.events.dispute import (
    AbortAsked,
    AbortDeclined,
    ContestDropped,
    ContestRejected,
    EvidenceAdded,
    EvidenceImage,
    MatchAborted,
    MoveContested,
    PlayerNoShow,
    PlayerReady,
    RematchAgreed,
    RematchOffered,
    VerdictAccepted,
    VerdictAppealed,
    VerdictGiven,
)
from protocol.events.lobby import LiveMatch, LobbyView, MatchLeft, Offer, OfferClosed, OfferOpened
from protocol.events.match import (
    ChatSaid,
    MatchAbandoned,
    MatchCancelled,
    MatchConceded,
    MatchForfeited,
    MatchOffered,
    MatchReplayed,
    MatchSettled,
    MatchView,
    MatchVoided,
    MovePlayed,
    MoveTakenBack,
    PlayerSeated,
    PresenceChanged,
    Reacted,
    ReportsContradicted,
    ResultConfirmed,
    ResultContested,
    ResultReached,
    SeatingRefused,
    SeatingStarted,
    TakebackAsked,
    TakebackDeclined,
    TurnLapsed,
)
from protocol.events.payments import PaymentChanged, PaymentsView, PayoutsReady
from protocol.events.people import (
    InboxRead,
    InboxView,
    Notice,
    NoticeCame,
    NoticeKind,
    RatingChanged,
)
from protocol.events.quick import OpponentFound, SeekEnded, SeekProgress
from protocol.events.session import Announced, RealityCheck, ServerMoving, SessionEnded, StandingChanged, Welcomed
from protocol.events.shop import LooksChanged
from protocol.events.tables import (
    BetsPlaced,
    GuestsChanged,
    PlayerCashedOut,
    PlayShown,
    RoundOpened,
    RoundSettled,
    TableSaid,
    TableView,
)
from protocol.events.wallet import WalletChanged, WalletView

MatchEvent = (
    MatchOffered
    | SeatingStarted
    | SeatingRefused
    | PlayerSeated
    | PlayerReady
    | PlayerNoShow
    | MovePlayed
    | TurnLapsed
    | TakebackAsked
    | TakebackDeclined
    | MoveTakenBack
    | AbortAsked
    | AbortDeclined
    | MatchAborted
    | MoveContested
    | ContestDropped
    | ContestRejected
    | ReportsContradicted
    | ChatSaid
    | ResultReached
    | ResultConfirmed
    | MatchReplayed
    | ResultContested
    | EvidenceAdded
    | VerdictGiven
    | VerdictAccepted
    | VerdictAppealed
    | MatchConceded
    | MatchForfeited
    | MatchAbandoned
    | MatchCancelled
    | MatchVoided
    | MatchSettled
    | RematchOffered
    | RematchAgreed
)

Event = (
    MatchEvent
    | PresenceChanged
    | Reacted
    | OfferOpened
    | OfferClosed
    | SeekProgress
    | OpponentFound
    | SeekEnded
    | NoticeCame
    | InboxRead
    | RatingChanged
    | WalletChanged
    | PaymentChanged
    | PayoutsReady
    | RealityCheck
    | StandingChanged
    | Welcomed
    | SessionEnded
    | ServerMoving
    | Announced
    | TableSaid
    | RoundOpened
    | BetsPlaced
    | PlayShown
    | PlayerCashedOut
    | RoundSettled
    | GuestsChanged
    | LooksChanged
)

__all__ = [
    "AbortAsked",
    "AbortDeclined",
    "Announced",
    "BetsPlaced",
    "ChatSaid",
    "ContestDropped",
    "ContestRejected",
    "Event",
    "EvidenceAdded",
    "EvidenceImage",
    "GuestsChanged",
    "InboxRead",
    "InboxView",
    "LiveMatch",
    "LobbyView",
    "LooksChanged",
    "MatchAbandoned",
    "MatchAborted",
    "MatchCancelled",
    "MatchConceded",
    "MatchEvent",
    "MatchForfeited",
    "MatchLeft",
    "MatchOffered",
    "MatchReplayed",
    "MatchSettled",
    "MatchView",
    "MatchVoided",
    "MoveContested",
    "MovePlayed",
    "MoveTakenBack",
    "Notice",
    "NoticeCame",
    "NoticeKind",
    "Offer",
    "OfferClosed",
    "OfferOpened",
    "OpponentFound",
    "PaymentChanged",
    "PaymentsView",
    "PayoutsReady",
    "PlayShown",
    "PlayerCashedOut",
    "PlayerNoShow",
    "PlayerReady",
    "PlayerSeated",
    "PresenceChanged",
    "RatingChanged",
    "Reacted",
    "RealityCheck",
    "RematchAgreed",
    "RematchOffered",
    "ReportsContradicted",
    "ResultConfirmed",
    "ResultContested",
    "ResultReached",
    "RoundOpened",
    "RoundSettled",
    "SeatingRefused",
    "SeatingStarted",
    "SeekEnded",
    "SeekProgress",
    "ServerMoving",
    "SessionEnded",
    "StandingChanged",
    "TableSaid",
    "TableView",
    "TakebackAsked",
    "TakebackDeclined",
    "TurnLapsed",
    "VerdictAccepted",
    "VerdictAppealed",
    "VerdictGiven",
    "WalletChanged",
    "WalletView",
    "Welcomed",
]
