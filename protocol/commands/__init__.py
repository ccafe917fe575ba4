"""Commands: everything a player may ask, one file a subject. Imperative; a class is a message, its docstring the manual."""

from protocol.commands.account import (
    BeginDeposit,
    BeginWithdrawal,
    CloseAccount,
    ConfirmPlayLimit,
    DropDeposit,
    ExcludeSelf,
    PassGate,
    ReadAccount,
    SetPlayLimit,
    SetUpPayouts,
    TakeBreak,
)
from protocol.commands.coins import AskEntryCode, BuyCoins, ClaimDaily, ReadCoins, ReadRedemptions, RedeemCoins, RequestCoins, VerifyIdentity
from protocol.commands.dispute import (
    AcceptVerdict,
    AddEvidence,
    AnswerContest,
    AppealVerdict,
    AskAbort,
    ClaimForfeit,
    ContestMove,
    DeclineAbort,
    DropContest,
    OfferRematch,
)
from protocol.commands.lobby import CancelMatch, CreateMatch, JoinMatch, ListLive, ListMatches
from protocol.commands.match import (
    AnswerTakeback,
    AskTakeback,
    ConcedeMatch,
    ConfirmResult,
    ContestResult,
    PlayMove,
    ReactInMatch,
    SayInMatch,
)
from protocol.commands.people import (
    ListPeople,
    MarkRead,
    ReadHistory,
    ReadLeaderboard,
    ReadProfile,
    ReadReplay,
    ReportPlayer,
    SetRelation,
)
from protocol.commands.quick import ListPools, SeekOpponent, StopSeeking
from protocol.commands.session import Authenticate, Ping, Unwatch, Watch
from protocol.commands.shop import BuyItem, ClaimReward, GiveItem, ReadChallenges, ReadLooks, ReadShop, WearItem
from protocol.commands.tables import (
    CashOut,
    ListTables,
    PlaceBet,
    PlayHand,
    ReadFairness,
    RotateSeeds,
    SayAtTable,
    SetMode,
    TakeBetBack,
)
from protocol.commands.wallet import ReadStatement

Command = (
    Authenticate
    | Ping
    | Watch
    | Unwatch
    | CreateMatch
    | CancelMatch
    | JoinMatch
    | ListMatches
    | ListLive
    | SeekOpponent
    | StopSeeking
    | ListPools
    | PlayMove
    | AskTakeback
    | AnswerTakeback
    | SayInMatch
    | ReactInMatch
    | ConfirmResult
    | ContestResult
    | ContestMove
    | AnswerContest
    | DropContest
    | AddEvidence
    | AcceptVerdict
    | AppealVerdict
    | ConcedeMatch
    | ClaimForfeit
    | AskAbort
    | DeclineAbort
    | OfferRematch
    | ReadProfile
    | ReadHistory
    | ReadReplay
    | ReadLeaderboard
    | SetRelation
    | ListPeople
    | ReportPlayer
    | MarkRead
    | ReadStatement
    | ReadAccount
    | PassGate
    | SetPlayLimit
    | ConfirmPlayLimit
    | TakeBreak
    | ExcludeSelf
    | CloseAccount
    | BeginDeposit
    | DropDeposit
    | SetUpPayouts
    | BeginWithdrawal
    | ListTables
    | PlaceBet
    | TakeBetBack
    | CashOut
    | PlayHand
    | SayAtTable
    | ReadFairness
    | RotateSeeds
    | SetMode
    | ReadCoins
    | ClaimDaily
    | RequestCoins
    | BuyCoins
    | ReadRedemptions
    | VerifyIdentity
    | RedeemCoins
    | AskEntryCode
    | ReadShop
    | BuyItem
    | WearItem
    | GiveItem
    | ReadLooks
    | ReadChallenges
    | ClaimReward
)

__all__ = [
    "AcceptVerdict",
    "AddEvidence",
    "AnswerContest",
    "AnswerTakeback",
    "AppealVerdict",
    "AskAbort",
    "AskEntryCode",
    "AskTakeback",
    "Authenticate",
    "BeginDeposit",
    "BeginWithdrawal",
    "BuyCoins",
    "BuyItem",
    "CancelMatch",
    "CashOut",
    "ClaimDaily",
    "ClaimForfeit",
    "ClaimReward",
    "CloseAccount",
    "Command",
    "ConcedeMatch",
    "ConfirmPlayLimit",
    "ConfirmResult",
    "ContestMove",
    "ContestResult",
    "CreateMatch",
    "DeclineAbort",
    "DropContest",
    "DropDeposit",
    "ExcludeSelf",
    "GiveItem",
    "JoinMatch",
    "ListLive",
    "ListMatches",
    "ListPeople",
    "ListPools",
    "ListTables",
    "MarkRead",
    "OfferRematch",
    "PassGate",
    "Ping",
    "PlaceBet",
    "PlayHand",
    "PlayMove",
    "ReactInMatch",
    "ReadAccount",
    "ReadChallenges",
    "ReadCoins",
    "ReadFairness",
    "ReadHistory",
    "ReadLeaderboard",
    "ReadLooks",
    "ReadProfile",
    "ReadRedemptions",
    "ReadReplay",
    "ReadShop",
    "ReadStatement",
    "RedeemCoins",
    "ReportPlayer",
    "RequestCoins",
    "RotateSeeds",
    "SayAtTable",
    "SayInMatch",
    "SeekOpponent",
    "SetMode",
    "SetPlayLimit",
    "SetRelation",
    "SetUpPayouts",
    "StopSeeking",
    "TakeBetBack",
    "TakeBreak",
    "Unwatch",
    "VerifyIdentity",
    "Watch",
    "WearItem",
]
