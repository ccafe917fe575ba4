"""Skill: what the house believes of a player in one game, and how sure it is (openskill's Plackett-Luce model).

Players see a rating around 1500 and how far off it may be, on the scale that chess players know."""

from __future__ import annotations

from typing import Any, cast

import attrs
from openskill.models import PlackettLuce

_MODEL = PlackettLuce()
POINTS = 42.0
"""Points of rating for one of the model's: the first uncertainty, 25/3, is then 350 points."""

PROVISIONAL_DEVIATION = 200
"""Less sure than this, a rating is provisional: about the first dozen matches."""


@attrs.frozen
class Skill:
    """A normal distribution: where the player's skill most likely is, and how far off that may be."""

    mu: float = _MODEL.mu
    sigma: float = _MODEL.sigma

    @property
    def rating(self) -> int:
        return round(1500 + POINTS * (self.mu - _MODEL.mu))

    @property
    def deviation(self) -> int:
        return round(POINTS * self.sigma)

    @property
    def provisional(self) -> bool:
        return self.deviation > PROVISIONAL_DEVIATION


def after_match(skills: tuple[Skill, Skill], winner: int | None) -> tuple[Skill, Skill]:
    """Both skills after a match; nobody won a tie."""
    ranks = [1.0, 1.0] if winner is None else [1.0 + winner, 2.0 - winner]
    teams = [[_MODEL.rating(mu=skill.mu, sigma=skill.sigma)] for skill in skills]
    rated: Any = cast("Any", _MODEL).rate(teams, ranks=ranks)
    one, two = (Skill(team[0].mu, team[0].sigma) for team in rated)
    return one, two
