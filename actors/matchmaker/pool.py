"""A pool: those who seek the same game for the same stake, and who of them should play each other now. Pure.

Everybody looks through a window of rating points around their own, which widens with the wait and with how unsure their rating is. Two are
paired when each is inside the other's window, the closest first."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import attrs

from actors.ladder.skill import Skill

WINDOW_POINTS = 80.0
WIDENS_POINTS_PER_SECOND = 12.0
UNSURE_SHARE = 0.25
NEIGHBOURS = 8


@attrs.frozen
class Seek:
    """One who waits, since so many seconds on the caller's clock. avoid: whom they blocked, and who blocked them."""

    player: str
    name: str
    skill: Skill
    since: float
    avoid: frozenset[str] = frozenset()


def window(seek: Seek, now: float) -> float:
    """How far away an opponent may be for this player by now, in points of rating."""
    return WINDOW_POINTS + WIDENS_POINTS_PER_SECOND * (now - seek.since) + UNSURE_SHARE * seek.skill.deviation


def may_meet(one: Seek, two: Seek) -> bool:
    """Nobody plays themself, nor anybody that either has blocked."""
    return one.player != two.player and two.player not in one.avoid and one.player not in two.avoid


def pairs(seeks: Sequence[Seek], now: float) -> list[tuple[Seek, Seek]]:
    """Who plays whom now; the closest pairs first, and of equally close ones those who wait longest."""
    ranked = sorted(seeks, key=attrgetter("skill.mu", "player"))
    close: list[tuple[float, float, int, int]] = []
    for place, one in enumerate(ranked):
        for other in range(place + 1, min(place + 1 + NEIGHBOURS, len(ranked))):
            two = ranked[other]
            gap = two.skill.rating - one.skill.rating
            if gap <= min(window(one, now), window(two, now)) and may_meet(one, two):
                close.append((gap, min(one.since, two.since), place, other))
    return _disjoint(ranked, sorted(close))


def _disjoint(ranked: Sequence[Seek], close: Sequence[tuple[float, float, int, int]]) -> list[tuple[Seek, Seek]]:
    found: list[tuple[Seek, Seek]] = []
    taken: set[int] = set()
    for _gap, _since, one, two in close:
        if one not in taken and two not in taken:
            taken |= {one, two}
            found.append((ranked[one], ranked[two]))
    return found
