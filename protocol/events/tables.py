"""Facts of a table, on the stream "table:<id>". Everybody at the table is sent the same bytes; bets and comings and goings are gathered up."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.tables import BetResult, BetView, ChainView, Guest, Play, RoundResult, Stage, TableKind, TableLimit


@attrs.frozen
class TableSaid:
    """Somebody said something at a table."""

    tag: ClassVar[str] = "table_said"
    at_ms: int
    player: str
    name: str
    words: str


@attrs.frozen
class TableView:
    """Snapshot of a table. due_ms: when this stage is over, nothing while it waits for a first bet. play: what is shown of this round.
    last: rounds that are over, the newest first. chain: what it is drawn from, nothing where each player has seeds of their own."""

    tag: ClassVar[str] = "table_view"
    table: str
    kind: TableKind
    return_bp: int
    limits: tuple[TableLimit, ...]
    round: int
    stage: Stage
    due_ms: int | None
    bets: tuple[BetView, ...]
    play: Play | None
    last: tuple[RoundResult, ...]
    watching: int
    guests: tuple[Guest, ...]
    chat: tuple[TableSaid, ...]
    chain: ChainView | None


@attrs.frozen
class RoundOpened:
    """Bets are taken, until due_ms; where that is nothing, until some time after the first."""

    tag: ClassVar[str] = "round_opened"
    round: int
    due_ms: int | None


@attrs.frozen
class BetsPlaced:
    """Bets that stand, each in the place of an older one of the same player; taken_back: players whose bet is off the table."""

    tag: ClassVar[str] = "bets_placed"
    round: int
    bets: tuple[BetView, ...]
    taken_back: tuple[str, ...]
    due_ms: int | None


@attrs.frozen
class PlayShown:
    """No more bets; what was drawn, as far as it can be seen now. seed: the hash of the round where nothing is left to decide."""

    tag: ClassVar[str] = "play_shown"
    round: int
    play: Play
    seed: str | None
    due_ms: int | None


@attrs.frozen
class PlayerCashedOut:
    """Somebody left the curve at so many hundredths, and was paid."""

    tag: ClassVar[str] = "player_cashed_out"
    round: int
    player: str
    at: int
    paid: int


@attrs.frozen
class RoundSettled:
    """The round is over and everybody is paid. The next one opens at due_ms."""

    tag: ClassVar[str] = "round_settled"
    result: RoundResult
    bets: tuple[BetResult, ...]
    due_ms: int | None


@attrs.frozen
class GuestsChanged:
    """Who is at the table, as far as they are shown, and how many."""

    tag: ClassVar[str] = "guests_changed"
    watching: int
    guests: tuple[Guest, ...]
