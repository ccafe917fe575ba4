"""What a table is to its room: which bets it takes, how long things take, and a round in play. Time, seeds and bets in, payments out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import attrs

from actors.tables import fairness
from protocol.money import Currency
from protocol.refusals import Refused
from protocol.tables import Bet, Play, TableKind, TableLimit


@attrs.frozen
class Times:
    """How long bets are taken, what was drawn is shown, and the result stands before the next round, in ms. idle: whether rounds are drawn for
    who only looks on."""

    bets: int
    show: int
    pause: int
    idle: bool


@attrs.frozen
class Drawn:
    """What a personal draw comes from."""

    seed: str
    client_seed: str
    number: int
    nonce: int


@attrs.frozen
class Stake:
    """A part of a bet: a hold, and what it was put up for (the bet itself, a double, a split)."""

    hold_id: str
    minor: int
    cover: int


@attrs.frozen
class Placed:
    """A bet that stands in the books. drawn: where a player has seeds of their own."""

    player: str
    name: str
    currency: Currency
    bet: Bet
    stakes: tuple[Stake, ...]
    drawn: Drawn | None = None

    @property
    def minor(self) -> int:
        return sum(stake.minor for stake in self.stakes)

    @property
    def cover(self) -> int:
        return sum(stake.cover for stake in self.stakes)


@attrs.frozen
class Source:
    """What a shared round is drawn from: its own hash of the chain, the salt, and its number as the nonce."""

    seed: str
    salt: str
    number: int

    def card(self, place: int) -> str:
        return fairness.cards(self.seed, self.salt, self.number, place + 1)[place]


@attrs.frozen
class Ended:
    """A bet is over: what each of its holds won, stakes included; or back: all of it goes back. at: for the curve, where it left."""

    player: str
    won: tuple[int, ...]
    back: bool = False
    at: int | None = None

    @property
    def paid(self) -> int:
        return sum(self.won)


@attrs.frozen
class Played:
    """Something is played that has to be in the books before it is shown, after so many plays. more: what is put up for it, and what the bank
    adds."""

    player: str
    after: int
    words: str
    more: Stake | None = None


Step = Ended | Played


class Playing(Protocol):
    """A round between its lock and its last payment. What is returned has happened once the caller has it in the books, and says so with `done`."""

    def shown(self) -> Play:
        """What everybody may see now."""
        ...

    @property
    def open(self) -> bool:
        """Whether something is still to be decided: then the seed of the round is not shown."""
        ...

    def due_ms(self) -> int | None:
        """When something happens by itself; nothing once all is over."""
        ...

    def pass_time(self, now_ms: int, /) -> Sequence[Step]:
        """What happens by itself until now."""
        ...

    def done(self, step: Step, now_ms: int, /) -> None:
        """It is in the books."""
        ...


@attrs.frozen
class Locked:
    """A round that takes no more bets. show_ms: how long what was drawn is shown. plays: what was played in it before a restart. began_ms: when
    it was locked, nothing when nobody remembers, for the house was down in between."""

    number: int
    bets: Mapping[str, Placed]
    source: Source | None
    show_ms: int
    plays: tuple[str, ...]
    now_ms: int
    began_ms: int | None


class TableRules(Protocol):
    """One kind of table."""

    kind: TableKind
    return_bp: int
    times: Times
    personal: bool

    def refuse(self, bet: Any, others: Sequence[Placed], /) -> Refused | None:
        """Why there is no such bet, or nothing. others: the bets of everybody else in this round."""
        ...

    def cover(self, bet: Any, limit: TableLimit, /) -> int:
        """The most that the bet can win beyond its stake, in minor units."""
        ...

    def begin(self, locked: Locked) -> Playing: ...

    def past(self, source: Source, /) -> Play | None:
        """What a round came to, where its source alone says so."""
        ...


def stake_of(bet: Bet) -> int:
    """All that is put up for a bet."""
    return sum(chip.minor for chip in bet.chips) if hasattr(bet, "chips") else bet.minor  # type: ignore[union-attr]
