"""Settings: what of the configuration operators may change while the house runs. Pure: what was changed is in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from protocol.admin.house_views import Setting
from server.config import BOUNDS, VARIABLES, Config

LIVE = (
    "rake_bp",
    "turn_seconds",
    "confirm_seconds",
    "ready_seconds",
    "away_seconds",
    "evidence_hours",
    "dispute_hours",
    "appeal_hours",
    "cooling_hours",
    "loosen_hours",
    "review_dollars",
    "redeem_least",
    "redeem_day",
    "chat_days",
    "commands_per_second",
    "alone_dollars",
)
"""Fields of the configuration. The terms of a match are those of the moment at which it is offered."""

MONEY = frozenset({"alone_dollars", "review_dollars", "cooling_hours", "loosen_hours", "rake_bp"})
"""Settings that one operator alone may not change where there is a second one."""


class Settings:
    """The configuration as it stands now. changed: what operators set, by name; whoever holds it may add to it."""

    def __init__(self, configured: Config, changed: Mapping[str, int]) -> None:
        self._configured = configured
        self._changed = changed
        self._seen: dict[str, int] = {}
        self._now = configured

    def now(self) -> Config:
        """Made anew only when something was changed."""
        if self._changed != self._seen:
            self._seen = dict(self._changed)
            known: dict[str, Any] = {name: value for name, value in self._seen.items() if name in LIVE and fits(name, value)}
            self._now = attrs.evolve(self._configured, **known)
        return self._now

    def listed(self) -> tuple[Setting, ...]:
        now = self.now()
        return tuple(
            Setting(name, getattr(now, name), getattr(self._configured, name), *BOUNDS[name], VARIABLES[f"WAGERUP_{name.upper()}"])
            for name in LIVE
        )


def fits(name: str, value: int) -> bool:
    least, most = BOUNDS[name]
    return least <= value <= most
