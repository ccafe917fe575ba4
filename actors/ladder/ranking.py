"""Rankings: what a leaderboard is ordered by, who is on it, and in which bucket of its tally a standing is counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import attrs

from actors.ladder.standing import Place, Standing
from protocol.commands.people import Ranking

EARNINGS_STEP_MINOR = 1_000


@attrs.frozen
class Ordered:
    """One ranking: the value, whether a standing is ranked at all, and how many values share a bucket."""

    value: Callable[[Standing], int]
    is_ranked: Callable[[Standing], bool]
    step: int = 1


RANKINGS: dict[Ranking, Ordered] = {
    Ranking.RATING: Ordered(lambda one: one.skill.rating, lambda one: not one.skill.provisional),
    Ranking.WINS: Ordered(lambda one: one.won, lambda one: one.won > 0),
    Ranking.EARNINGS: Ordered(lambda one: one.earned_minor, lambda _one: True, EARNINGS_STEP_MINOR),
    Ranking.STREAK: Ordered(lambda one: one.best_streak, lambda one: one.best_streak > 0),
}

Bucket = tuple[str, str, str, int]
"""Scope, period, ranking, and the bucket's number."""


def bucket_of(ranking: Ranking, value: int) -> int:
    return value // RANKINGS[ranking].step


def tally(before: Mapping[Place, Standing], after: Mapping[Place, Standing]) -> dict[Bucket, int]:
    """By how many players each bucket changes when these rows become those."""
    changes: Counter[Bucket] = Counter()
    for place, one in after.items():
        old = before.get(place)
        if old is not None:
            changes.subtract(_buckets(place, old))
        changes.update(_buckets(place, one))
    return {bucket: count for bucket, count in changes.items() if count}


def _buckets(place: Place, one: Standing) -> list[Bucket]:
    return [
        (place.scope, place.period, ranking.value, bucket_of(ranking, ordered.value(one)))
        for ranking, ordered in RANKINGS.items()
        if ordered.is_ranked(one)
    ]
