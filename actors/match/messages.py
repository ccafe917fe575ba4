"""What may be said to a match, and what it says of itself to the lobby. Values only; who holds the match's address needs no more of it."""

from __future__ import annotations

import attrs

from actors.outgoing import Watcher
from protocol.commands import Command
from protocol.events import LiveMatch, MatchLeft, Offer


@attrs.frozen
class FromPlayer:
    """A command of a player who is who they say; answered with a reply body. rating: theirs in the game that they offer, and whether the house is
    sure of it, where it is known. reserved_for: the only player who may take the offer."""

    player: str
    name: str
    command: Command
    rating: int | None = None
    provisional: bool = True
    reserved_for: str | None = None


@attrs.frozen
class WatchMatch:
    """Follow the match; answered with Watching. A player's watching is their presence. late: as a spectator."""

    watcher: Watcher
    player: str
    since: int | None = None
    late: bool = False


@attrs.frozen
class UnwatchMatch:
    """Follow it no more."""

    watcher: Watcher


@attrs.frozen
class ReportToLobby:
    """Tell the lobby again how you stand."""


@attrs.frozen
class ReadMatch:
    """How do you stand? Answered with a MatchView, or nothing when there is no such match."""


@attrs.frozen
class GiveVerdict:
    """An operator decides the dispute: for a seat, or for nobody, perhaps with a strike. Answered with a reply body."""

    operator: str
    winner: int | None
    reason: str
    strike: int | None = None


@attrs.frozen
class StopMatch:
    """An operator stops the match: both stakes go back. Answered with a reply body."""

    operator: str
    reason: str


@attrs.frozen
class SayForHouse:
    """An operator says a word in the chat; answered with a reply body. key: the same one is not said twice."""

    key: str
    words: str


Message = FromPlayer | WatchMatch | UnwatchMatch | ReportToLobby | ReadMatch | GiveVerdict | StopMatch | SayForHouse


@attrs.frozen
class Standing:
    """How a match stands, told to the lobby whenever it changes."""

    match_id: str
    offer: Offer | None
    left: MatchLeft
    players: tuple[str, ...]
    live: bool
    watchable: LiveMatch | None = None
