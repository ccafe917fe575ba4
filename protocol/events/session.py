"""Facts about the connection itself, on the stream "session"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.money import Currency


@attrs.frozen
class Welcomed:
    """First push of every connection: who the house takes you for (nothing before authenticate), its clock, and how often
    it must hear from you."""

    tag: ClassVar[str] = "welcomed"
    player_id: str | None
    name: str | None
    protocol: int
    server_ms: int
    heartbeat_seconds: int
    play_money: bool


@attrs.frozen
class SessionEnded:
    """You signed out, here or elsewhere; the connection closes with 4001."""

    tag: ClassVar[str] = "session_ended"


@attrs.frozen
class Net:
    """What was won less what was lost, in minor units of its currency; below zero: lost."""

    currency: Currency
    minor: int


@attrs.frozen
class RealityCheck:
    """On the hour: how long you have been here, over all your connections, and what you won or lost meanwhile; a currency in which that is nothing
    is not named, and open stakes count as neither."""

    tag: ClassVar[str] = "reality_check"
    minutes: int
    nets: tuple[Net, ...]


@attrs.frozen
class StandingChanged:
    """To who follows their wallet: how you stand changed (frozen, admitted, a limit, a break, what you owe); read_account says how."""

    tag: ClassVar[str] = "standing_changed"


@attrs.frozen
class Announced:
    """A word of the house to everybody, until a moment (ms since 1970); no words: what was said before is taken back."""

    tag: ClassVar[str] = "announced"
    words: str
    until_ms: int


@attrs.frozen
class ServerMoving:
    """The house restarts: the connection closes with 1012. Matches are kept; come back after so many ms."""

    tag: ClassVar[str] = "server_moving"
    back_in_ms: int
