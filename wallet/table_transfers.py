"""Transfers of The Tables: lots of Sweeps Coins, the mode, and what a round needs to be in the books. Data only.

A bet stands in the same group as the hold of its stake, a draw is governed by a commitment that stands before it: one journal, one order."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.coins import LotSource
from protocol.money import Currency

# ── coins ────────────────────────────────────────────────────────────────────


@attrs.frozen
class Grant:
    """Sweeps Coins given to a player, as a lot: playthrough_bp of it (10,000: once) must be staked, before expires_ms."""

    tag: ClassVar[str] = "grant"
    lot_id: str
    player: str
    minor: int
    playthrough_bp: int
    expires_ms: int
    source: LotSource


@attrs.frozen
class Lapse:
    """What is left of a lot whose time is over goes back where it came from."""

    tag: ClassVar[str] = "lapse"
    lot_id: str


@attrs.frozen
class SetMode:
    """Which of the two coins the player plays with, on all their devices."""

    tag: ClassVar[str] = "mode"
    player: str
    currency: Currency


@attrs.frozen
class Sell:
    """The expected payment is for Gold Coins: it goes to the house, once; the coins come in the same group."""

    tag: ClassVar[str] = "sell"
    deposit_id: str


@attrs.frozen
class Redeem:
    """Sets redeemable Sweeps Coins aside for a prize; no more than day_most in any 24 hours."""

    tag: ClassVar[str] = "redeem"
    hold_id: str
    player: str
    minor: int
    day_most: int


# ── rounds ───────────────────────────────────────────────────────────────────


@attrs.frozen
class Commit:
    """What is published before play: the SHA-256 of a seed, under the seed's name. Never changes."""

    tag: ClassVar[str] = "commit"
    name: str
    digest: str


@attrs.frozen
class Rotate:
    """From now on a player's outcomes at a table come from their next seed, number, which was committed to, mixed with a client seed of
    their own."""

    tag: ClassVar[str] = "rotate"
    player: str
    table: str
    number: int
    client_seed: str


@attrs.frozen
class Wager:
    """What a held stake is on. round is the one that still takes bets, or, for one who is in it already, the one that is being played.
    cover: so much of the bank is set aside beside the stake, to pay the most that it can win. personal: drawn from the player's own
    seeds, by the next nonce."""

    tag: ClassVar[str] = "wager"
    hold_id: str
    table: str
    round: int
    choice: str
    cover: int
    personal: bool


@attrs.frozen
class Lock:
    """No more bets on this round of a table. Rounds are locked one after the other, without a gap, and never twice."""

    tag: ClassVar[str] = "lock"
    table: str
    round: int


@attrs.frozen
class Play:
    """What a player did in the round that is being played, after so many other plays: a card that is dealt cannot be dealt again."""

    tag: ClassVar[str] = "play"
    table: str
    round: int
    after: int
    choice: str


@attrs.frozen
class Pay:
    """What a captured bet has won, its stake included, out of the bank or the escrow; into the bucket that the stake's coins have earned."""

    tag: ClassVar[str] = "pay"
    hold_id: str
    player: str
    source: str
    minor: int


Coins = Grant | Lapse | SetMode | Sell | Redeem
Rounds = Commit | Rotate | Wager | Lock | Play | Pay
