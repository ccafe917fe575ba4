"""`bench matchmaking`: a day of 100,000 players in virtual time, paired by skill as the house does it, beside first come, first served.

Each player has a true strength, and a rating that knows it as well as their number of matches allows. Games are as popular as a Zipf law says,
stakes are three, and people come in the evening more than at night. Both ways of pairing get the same seeks and look once a second."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from actors.games.catalogue import ALL
from actors.ladder.skill import POINTS, Skill
from actors.matchmaker.pool import Seek, pairs

PLAYERS = 100_000
SEEKS_EACH = 3
DAY_SECONDS = 86_400
STAKES = 3
PATIENCE_SECONDS = 300.0

Pairing = Callable[[Sequence[Seek], float], list[tuple[Seek, Seek]]]


@attrs.frozen
class Arrival:
    """Somebody presses the button: when, in which pool."""

    at: float
    pool: int
    seek: Seek
    strength: float


def bench_matchmaking(seconds: float) -> dict[str, Any]:
    """The whole day, however long it takes; seconds is the other benches' word for it."""
    del seconds
    arrivals = day(random.Random(1))  # noqa: S311  a simulated day, no money  # nosec B311
    ours, peer = run(arrivals, pairs), run(arrivals, first_come)
    ratio = {name: round(ours[name] / peer[name], 2) for name in ("mean_gap_points", "mean_strength_gap") if peer[name]}
    work = f"{PLAYERS:,} players, {len(arrivals):,} seeks in a day; peer: first come, first served"
    return {"work": work, "ours": ours, "peer": peer, "ratio": ratio}


def day(chance: random.Random) -> list[Arrival]:
    """All seeks of a day, in order."""
    weights = [1 / (rank + 1) for rank in range(len(ALL))]
    found: list[Arrival] = []
    for number in range(PLAYERS):
        strength = chance.gauss(25, 6)
        played = min(200, int(chance.expovariate(1 / 25)))
        sigma = max(1.6, (25 / 3) / math.sqrt(1 + played / 6))
        skill = Skill(chance.gauss(strength, sigma * 0.8), sigma)
        for _ in range(SEEKS_EACH):
            pool = chance.choices(range(len(ALL)), weights)[0] * STAKES + chance.choices(range(STAKES), (6, 3, 1))[0]
            at = _hour(chance) * 3600
            found.append(Arrival(at, pool, Seek(f"p{number}", "", skill, at), strength))
    return sorted(found, key=lambda arrival: arrival.at)


def _hour(chance: random.Random) -> float:
    """The time of day: most come around eight in the evening."""
    while True:
        hour = chance.uniform(0, 24)
        if chance.random() < 0.25 + 0.75 * math.exp(-(((hour - 20) / 3.5) ** 2)):
            return hour


def first_come(seeks: Sequence[Seek], _now: float) -> list[tuple[Seek, Seek]]:
    """The peer: the two who wait longest play each other."""
    waiting = sorted(seeks, key=lambda seek: seek.since)
    found: list[tuple[Seek, Seek]] = []
    while len(waiting) > 1 and waiting[0].player != waiting[1].player:
        found.append((waiting.pop(0), waiting.pop(0)))
    return found


def run(arrivals: Sequence[Arrival], pairing: Pairing) -> dict[str, Any]:
    """The day with one way of pairing."""
    waiting: dict[int, dict[str, Seek]] = {}
    strengths = {arrival.seek.player: arrival.strength for arrival in arrivals}
    waits, gaps, true_gaps, gone = list[float](), list[float](), list[float](), 0
    coming, now = 0, 0
    while now < DAY_SECONDS or any(waiting.values()):
        now += 1
        while coming < len(arrivals) and arrivals[coming].at <= now:
            waiting.setdefault(arrivals[coming].pool, {})[arrivals[coming].seek.player] = arrivals[coming].seek
            coming += 1
        for pool in waiting.values():
            late = [seek for seek in pool.values() if now - seek.since > PATIENCE_SECONDS]
            gone += len(late)
            for seek in late:
                del pool[seek.player]
            if len(pool) < 2:
                continue
            for one, two in pairing(tuple(pool.values()), now):
                del pool[one.player], pool[two.player]
                waits += [now - one.since, now - two.since]
                gaps.append(abs(one.skill.rating - two.skill.rating))
                true_gaps.append(POINTS * abs(strengths[one.player] - strengths[two.player]))
    return _figures(waits, gaps, true_gaps, gone)


def _figures(waits: list[float], gaps: list[float], true_gaps: list[float], gone: int) -> dict[str, Any]:
    waits.sort()
    seeks = len(waits) + gone
    return {
        "median_wait_seconds": round(waits[len(waits) // 2], 1),
        "p95_wait_seconds": round(waits[len(waits) * 95 // 100], 1),
        "matched_within_30_s_percent": round(100 * sum(wait <= 30 for wait in waits) / seeks, 1),
        "gave_up_percent": round(100 * gone / seeks, 1),
        "mean_gap_points": round(sum(gaps) / len(gaps), 1),
        "mean_strength_gap": round(sum(true_gaps) / len(true_gaps), 1),
    }
