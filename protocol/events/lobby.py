"""Facts about where matches are found, on the stream "lobby"."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

import attrs

from protocol.games import GameOptions
from protocol.money import Amount


@attrs.frozen
class Offer:
    """An open offer: both players are bound by exactly this. rake_bp is the house's share of the pot in basis points,
    pays what the winner gets, in minor units. invite_only: the lobby does not show it. creator_rating: in this game when it was offered.
    reserved_for: the only player who may take it, of two whom the house brought together."""

    match_id: str
    creator: str
    creator_name: str
    options: GameOptions
    stake: Amount
    rake_bp: int
    pays_minor: int
    made_ms: int
    invite_only: bool = False
    creator_rating: int | None = None
    creator_provisional: bool = True
    reserved_for: str | None = None


class MatchLeft(Enum):
    """Why an offer is no longer open."""

    TAKEN = "taken"
    CANCELLED = "cancelled"


@attrs.frozen
class LobbyView:
    """Snapshot of the lobby: open offers, newest first; players connected; matches being played."""

    tag: ClassVar[str] = "lobby_view"
    offers: tuple[Offer, ...]
    players_online: int
    matches_live: int


@attrs.frozen
class OfferOpened:
    """An offer came."""

    tag: ClassVar[str] = "offer_opened"
    offer: Offer
    players_online: int
    matches_live: int


@attrs.frozen
class OfferClosed:
    """An offer went."""

    tag: ClassVar[str] = "offer_closed"
    match_id: str
    why: MatchLeft
    players_online: int
    matches_live: int


@attrs.frozen
class LiveMatch:
    """A match that is being played and may be watched, with a delay; names by seat."""

    match_id: str
    game: str
    names: tuple[str, ...]
    stake: Amount
    since_ms: int
