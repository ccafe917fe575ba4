"""Commands at The Tables: bet, play, talk, and one's own seeds; and which coin one plays with."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import text, whole
from protocol.ids import KEY_PATTERN, TABLE_PATTERN
from protocol.money import Currency
from protocol.tables import Bet, HandMove

CLIENT_SEED_PATTERN = r"^[A-Za-z0-9]{1,64}$"


@attrs.frozen
class ListTables:
    """Which tables are there, and what goes on at them?"""

    tag: ClassVar[str] = "list_tables"


@attrs.frozen
class PlaceBet:
    """My bet on the round that takes bets now. At crash, roulette and blackjack another one before the lock takes the place of the one before, in one
    breath; at dice and plinko the draw is fixed with the bet, and it stays. currency must be the one that I play with. The key makes it
    safe to send again."""

    tag: ClassVar[str] = "place_bet"
    bet: Bet
    currency: Currency
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    round: int = whole(1)
    key: str = text(8, 64, pattern=KEY_PATTERN)


@attrs.frozen
class TakeBetBack:
    """Takes my bet off the table, before the lock."""

    tag: ClassVar[str] = "take_bet_back"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    round: int = whole(1)


@attrs.frozen
class CashOut:
    """Crash: I leave the curve here. Where "here" is, the server's clock says, when it hears this."""

    tag: ClassVar[str] = "cash_out"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    round: int = whole(1)


@attrs.frozen
class PlayHand:
    """Blackjack: my hand, my turn. plays is how many plays I have seen in this round."""

    tag: ClassVar[str] = "play_hand"
    move: HandMove
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    round: int = whole(1)
    plays: int = whole(0, 1_000)


@attrs.frozen
class SayAtTable:
    """One line to everybody at the table."""

    tag: ClassVar[str] = "say_at_table"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    words: str = text(1, 280)


@attrs.frozen
class ReadFairness:
    """What is the table drawn from, and what was published of it before?"""

    tag: ClassVar[str] = "read_fairness"
    table: str = text(5, 18, pattern=TABLE_PATTERN)


@attrs.frozen
class RotateSeeds:
    """Dice and plinko: from now on I draw from my next pair, number, with this client seed. The server seed of the pair before is shown. Read its
    commitment first (read_fairness): it stands before your client seed, so nobody can have fitted one to the other."""

    tag: ClassVar[str] = "rotate_seeds"
    table: str = text(5, 18, pattern=TABLE_PATTERN)
    number: int = whole(1, 1_000_000)
    client_seed: str = text(1, 64, pattern=CLIENT_SEED_PATTERN)


@attrs.frozen
class SetMode:
    """From now on I play with Gold Coins (GC) or with Sweeps Coins (SC), on all my devices. Not while a bet in the other is open."""

    tag: ClassVar[str] = "set_mode"
    currency: Currency
    key: str = text(8, 64, pattern=KEY_PATTERN)
