"""Golf on the wire: stroke play, match play, skins."""

from __future__ import annotations

from typing import ClassVar

import attrs

from protocol.fields import whole
from protocol.games.outcome import Tie


@attrs.frozen
class GolfStrokePlayOptions:
    """9 or 18 holes, lowest total wins. The creator gives the opponent so many strokes (below zero: receives them), taken off the total.
    Level at the end: split, or on to extra holes until one is lower."""

    tag: ClassVar[str] = "golf_stroke_play"
    holes: int = whole(9, 18, default=18)
    strokes_given: int = whole(-36, 36, default=0)
    tie: Tie = Tie.EXTRA


@attrs.frozen
class GolfMatchPlayOptions:
    """9 or 18 holes. All square at the end: halved (split), or on to extra holes until one is won."""

    tag: ClassVar[str] = "golf_match_play"
    holes: int = whole(9, 18, default=18)
    tie: Tie = Tie.EXTRA


@attrs.frozen
class GolfSkinsOptions:
    """9 or 18 holes of a skin each, carried while nobody wins one. What is carried after the last hole is played off, or split."""

    tag: ClassVar[str] = "golf_skins"
    holes: int = whole(9, 18, default=18)
    tie: Tie = Tie.EXTRA


@attrs.frozen
class CardHole:
    """My strokes on the hole being played, penalties included; needed from both."""

    tag: ClassVar[str] = "card_hole"
    hole: int = whole(1, 99)
    strokes: int = whole(1, 30)


@attrs.frozen
class ConcedeHole:
    """Match play: I give my opponent the hole being played. It cannot be withdrawn (Rule 3.2b)."""

    tag: ClassVar[str] = "concede_hole"
    hole: int = whole(1, 99)


@attrs.frozen
class PickUp:
    """I did not hole out. In stroke play that is no valid card (Rule 3.3c): I lose. In skins I cannot win the hole."""

    tag: ClassVar[str] = "pick_up"
    hole: int = whole(1, 99)


@attrs.frozen
class GolfHole:
    """One hole begun: strokes by seat (nothing = not carded, or hidden until both are in; or conceded, or picked up), winner seat, or
    nothing while open or halved, and whether it is decided."""

    hole: int
    strokes: tuple[int | None, ...]
    winner: int | None
    decided: bool
    conceded: bool


@attrs.frozen
class GolfBoard:
    """holes of the round; the hole being played; holes begun; lead above zero = seat 0 is up; holes to play; dormie;
    the state in players' words for seat 0 and seat 1 ("2 up", "1 down", "All square")."""

    tag: ClassVar[str] = "golf_match_play"
    holes: int
    hole: int
    played: tuple[GolfHole, ...]
    lead: int
    to_play: int
    dormie: bool
    words: tuple[str, ...]


@attrs.frozen
class StrokePlayBoard:
    """gross: strokes so far by seat; net: gross less the strokes received; to_play of the round; extra holes have numbers above it."""

    tag: ClassVar[str] = "golf_stroke_play"
    holes: int
    hole: int
    played: tuple[GolfHole, ...]
    gross: tuple[int, ...]
    net: tuple[int, ...]
    to_play: int


@attrs.frozen
class SkinsBoard:
    """skins won by seat; carried: what the hole being played is worth beside its own skin; to_play of the round."""

    tag: ClassVar[str] = "golf_skins"
    holes: int
    hole: int
    played: tuple[GolfHole, ...]
    skins: tuple[int, ...]
    carried: int
    to_play: int
