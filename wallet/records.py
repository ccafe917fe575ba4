"""Records: what the ledger keeps, as values. They are replaced as a whole, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

import attrs

from wallet.table_transfers import Grant, Wager
from wallet.transfers import Expect, Hold


class HoldState(Enum):
    """A hold is open, then ends exactly once."""

    OPEN = "open"
    CAPTURED = "captured"
    RELEASED = "released"


class DepositState(Enum):
    """A deposit is expected, then comes in or never does."""

    EXPECTED = "expected"
    CREDITED = "credited"
    DROPPED = "dropped"


class Account:
    """posted: what the books say. held: set aside. available = posted - held. version counts changes from 1."""

    __slots__ = ("held", "name", "posted", "version")

    def __init__(self, name: str, posted: int = 0, held: int = 0, version: int = 0) -> None:
        self.name = name
        self.posted = posted
        self.held = held
        self.version = version

    @property
    def available(self) -> int:
        return self.posted - self.held


class Bet(NamedTuple):
    """What a hold is on: the wager, the account of the bank that covers it, and, of a personal draw, the seed and the nonce that it is drawn by."""

    wager: Wager
    bank: str
    seed: str = ""
    client_seed: str = ""
    nonce: int = 0


class HeldMoney(NamedTuple):
    """A hold: what it took from which bucket and which lots, where it stands, since when, and what it is a bet on. A hold for no match is a
    withdrawal, or Sweeps Coins that somebody redeems."""

    hold: Hold
    takes: tuple[tuple[str, int], ...]
    state: HoldState
    at_ms: int = 0
    lots: tuple[tuple[str, int], ...] = ()
    bet: Bet | None = None

    @property
    def is_stake(self) -> bool:
        return self.hold.match_id != ""


class Lot(NamedTuple):
    """Sweeps Coins given together. left: not played yet, of which held are in bets; played: what was staked of it and settled."""

    grant: Grant
    left: int
    held: int
    played: int

    @property
    def available(self) -> int:
        return self.left - self.held


class Seeds(NamedTuple):
    """A player's seed pair at a table with personal draws: the how-many-eth server seed, their client seed, and how many bets it has drawn.
    spent: the same of the pairs before it, the newest first, as far as they are shown."""

    number: int
    client_seed: str
    nonce: int = 0
    spent: tuple[tuple[int, str, int], ...] = ()


@attrs.frozen
class Locker:
    """A player's things: which, and whether bought (else earned); and what is worn in which slot."""

    owned: Mapping[str, bool] = attrs.Factory(dict[str, bool])
    worn: Mapping[str, str] = attrs.Factory(dict[str, str])


EMPTY_LOCKER = Locker()


class Round(NamedTuple):
    """The newest round of a table that takes no more bets, and what was played in it since."""

    number: int = 0
    plays: tuple[str, ...] = ()


NO_ROUND = Round()


class Deposit(NamedTuple):
    """A deposit: what was expected, since when, where it stands, how much of it went back to the payer, how often that changed, and
    whether it was for coins: then it is the house's."""

    expect: Expect
    at_ms: int
    state: DepositState
    credited_ms: int = 0
    taken_back: int = 0
    changes: int = 0
    sold: bool = False
