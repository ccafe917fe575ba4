"""Games on the wire: what may be agreed before the stake (options), done in play (moves) and shown (boards). Knows no rule of any game."""

from __future__ import annotations

from protocol.games.basketball import (
    EndRun,
    HorseBoard,
    HorseOptions,
    MatchShot,
    SetShot,
    ShootBall,
    ShootRackBall,
    Shot,
    Spot,
    Style,
    ThreePointBoard,
    ThreePointOptions,
    ThreePointSheet,
    TwentyOneBoard,
    TwentyOneOptions,
)
from protocol.games.bowling import (
    CurrentFrameBoard,
    CurrentFrameOptions,
    NoTapBoard,
    NoTapOptions,
    PinsFrame,
    PinsSheet,
    RollBall,
    TenPinBoard,
    TenPinOptions,
)
from protocol.games.darts import (
    CricketBoard,
    CricketOptions,
    Darts501Options,
    DartsBoard,
    DartsThrow,
    HalveItBoard,
    HalveItOptions,
    Ring,
    ThrowDart,
)
from protocol.games.football import (
    FieldGoalsBoard,
    FieldGoalsOptions,
    Kick,
    KickBall,
    KickOutcome,
    Measure,
    MeasuredTry,
    PuntPassKickBoard,
    PuntPassKickOptions,
    QbAccuracyOptions,
    QbBoard,
    QbSheet,
    ThrowPass,
    Whiff,
)
from protocol.games.golf import (
    CardHole,
    ConcedeHole,
    GolfBoard,
    GolfHole,
    GolfMatchPlayOptions,
    GolfSkinsOptions,
    GolfStrokePlayOptions,
    PickUp,
    SkinsBoard,
    StrokePlayBoard,
)
from protocol.games.outcome import Result, Tie
from protocol.games.video import (
    FightingBoard,
    FightingSetOptions,
    FightingTitle,
    GameOutcome,
    KillRaceBoard,
    KillRaceOptions,
    KillRound,
    ReportGame,
    ReportRound,
    ReportScore,
    RoyaleTitle,
    SeriesBoard,
    SeriesGame,
    SportsSeriesOptions,
    SportsTitle,
)

GameOptions = (
    GolfStrokePlayOptions
    | GolfMatchPlayOptions
    | GolfSkinsOptions
    | SportsSeriesOptions
    | FightingSetOptions
    | KillRaceOptions
    | TwentyOneOptions
    | HorseOptions
    | ThreePointOptions
    | FieldGoalsOptions
    | QbAccuracyOptions
    | PuntPassKickOptions
    | Darts501Options
    | CricketOptions
    | HalveItOptions
    | TenPinOptions
    | CurrentFrameOptions
    | NoTapOptions
)
"""Fixed in the offer, before anybody stakes."""

Move = (
    CardHole
    | ConcedeHole
    | PickUp
    | ReportScore
    | ReportGame
    | ReportRound
    | ShootBall
    | SetShot
    | MatchShot
    | ShootRackBall
    | EndRun
    | KickBall
    | ThrowPass
    | Measure
    | Whiff
    | ThrowDart
    | RollBall
)
"""What a player does in a game."""

Board = (
    StrokePlayBoard
    | GolfBoard
    | SkinsBoard
    | SeriesBoard
    | FightingBoard
    | KillRaceBoard
    | TwentyOneBoard
    | HorseBoard
    | ThreePointBoard
    | FieldGoalsBoard
    | QbBoard
    | PuntPassKickBoard
    | DartsBoard
    | CricketBoard
    | HalveItBoard
    | TenPinBoard
    | CurrentFrameBoard
    | NoTapBoard
)
"""What the scoreboard shows, by seat: 0 the creator, 1 the other."""

__all__ = [
    "Board",
    "CardHole",
    "ConcedeHole",
    "CricketBoard",
    "CricketOptions",
    "CurrentFrameBoard",
    "CurrentFrameOptions",
    "Darts501Options",
    "DartsBoard",
    "DartsThrow",
    "EndRun",
    "FieldGoalsBoard",
    "FieldGoalsOptions",
    "FightingBoard",
    "FightingSetOptions",
    "FightingTitle",
    "GameOptions",
    "GameOutcome",
    "GolfBoard",
    "GolfHole",
    "GolfMatchPlayOptions",
    "GolfSkinsOptions",
    "GolfStrokePlayOptions",
    "HalveItBoard",
    "HalveItOptions",
    "HorseBoard",
    "HorseOptions",
    "Kick",
    "KickBall",
    "KickOutcome",
    "KillRaceBoard",
    "KillRaceOptions",
    "KillRound",
    "MatchShot",
    "Measure",
    "MeasuredTry",
    "Move",
    "NoTapBoard",
    "NoTapOptions",
    "PickUp",
    "PinsFrame",
    "PinsSheet",
    "PuntPassKickBoard",
    "PuntPassKickOptions",
    "QbAccuracyOptions",
    "QbBoard",
    "QbSheet",
    "ReportGame",
    "ReportRound",
    "ReportScore",
    "Result",
    "Ring",
    "RollBall",
    "RoyaleTitle",
    "SeriesBoard",
    "SeriesGame",
    "SetShot",
    "ShootBall",
    "ShootRackBall",
    "Shot",
    "SkinsBoard",
    "SportsSeriesOptions",
    "SportsTitle",
    "Spot",
    "StrokePlayBoard",
    "Style",
    "TenPinBoard",
    "TenPinOptions",
    "ThreePointBoard",
    "ThreePointOptions",
    "ThreePointSheet",
    "ThrowDart",
    "ThrowPass",
    "Tie",
    "TwentyOneBoard",
    "TwentyOneOptions",
    "Whiff",
]
