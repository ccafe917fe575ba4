"""The Tables on the wire: what may be bet at each, what everybody sees of a round, and what proves it."""

from __future__ import annotations

from enum import Enum

import attrs

from protocol.money import Currency
from protocol.tables.blackjack import BlackjackBet, BlackjackHands, HandMove
from protocol.tables.crash import CrashBet, CrashFlight
from protocol.tables.draws import DiceBet, DiceDraw, Draw, PersonalDraws, PlinkoBet, PlinkoDraw, Risk
from protocol.tables.roulette import Chip, RouletteBet, RouletteSpin

Bet = CrashBet | RouletteBet | BlackjackBet | DiceBet | PlinkoBet
Play = CrashFlight | RouletteSpin | BlackjackHands | PersonalDraws


class TableKind(Enum):
    """What is played at a table."""

    CRASH = "crash"
    ROULETTE = "roulette"
    BLACKJACK = "blackjack"
    DICE = "dice"
    PLINKO = "plinko"


class Stage(Enum):
    """Where a round stands. betting: bets are taken. playing: they are not, and what was drawn is shown. settled: everybody is paid."""

    BETTING = "betting"
    PLAYING = "playing"
    SETTLED = "settled"


@attrs.frozen
class TableLimit:
    """Of one currency, in minor units: the least and the most of a bet, and the most that one bet can win."""

    currency: Currency
    least: int
    most: int
    win_most: int


@attrs.frozen
class TableCard:
    """A table in the list of them. betting: players with a bet in this round. watching: players who are there. return_bp: what a long evening
    returns of what was staked, in basis points."""

    table: str
    kind: TableKind
    stage: Stage
    watching: int
    betting: int
    return_bp: int
    limits: tuple[TableLimit, ...]
    last: tuple[str, ...]


@attrs.frozen
class BetView:
    """A bet that stands. minor is all of it, with what was doubled and split."""

    player: str
    name: str
    currency: Currency
    minor: int
    bet: Bet


@attrs.frozen
class BetResult:
    """What a bet came to: staked and paid (its stake included) in minor units."""

    player: str
    name: str
    currency: Currency
    staked: int
    paid: int


@attrs.frozen
class RoundResult:
    """A round that is over. seed: its own hash in the chain, which proves it; nothing where each player has seeds of their own."""

    round: int
    at_ms: int
    play: Play
    seed: str | None


@attrs.frozen
class Guest:
    """A player who is at the table."""

    player: str
    name: str


@attrs.frozen
class ChainView:
    """The hash chain that a table draws from: its published end, the salt that was fixed after it, and which rounds it is for. Round
    first_round + n is drawn from the hash that, hashed n + 1 times, gives the commitment."""

    name: str
    commitment: str
    salt: str
    first_round: int
    rounds: int


@attrs.frozen
class SpentSeeds:
    """A seed pair that is not drawn from any more: the server seed is shown."""

    number: int
    server_seed: str
    commitment: str
    client_seed: str
    bets: int


@attrs.frozen
class SeedsView:
    """A player's own seeds at a table. number 0: none yet. bets: how many were drawn, which is the last nonce. next_commitment: of the server
    seed that a rotation begins."""

    number: int
    commitment: str | None
    client_seed: str | None
    bets: int
    next_commitment: str
    spent: tuple[SpentSeeds, ...]


__all__ = [
    "Bet",
    "BetResult",
    "BetView",
    "BlackjackBet",
    "BlackjackHands",
    "ChainView",
    "Chip",
    "CrashBet",
    "CrashFlight",
    "DiceBet",
    "DiceDraw",
    "Draw",
    "Guest",
    "HandMove",
    "PersonalDraws",
    "PlinkoBet",
    "PlinkoDraw",
    "Risk",
    "RouletteBet",
    "RouletteSpin",
    "RoundResult",
    "SeedsView",
    "SpentSeeds",
    "Stage",
    "TableCard",
    "TableKind",
    "TableLimit",
]
