"""Restart intensity: OTP's MaxR restarts within MaxT seconds, beyond which the supervisor gives up. Pure: time is an argument."""

from __future__ import annotations

from collections import deque


class Restarts:
    """A sliding window of restarts."""

    def __init__(self, intensity: int, period_seconds: float) -> None:
        assert intensity >= 0
        assert period_seconds > 0
        self.intensity = intensity
        self.period_seconds = period_seconds
        self.total = 0
        self._times: deque[float] = deque()

    def allow(self, now: float) -> bool:
        """Counts one restart; False when there are more than `intensity` within the last period, its edge included."""
        self.total += 1
        self._times.append(now)
        while self._times and now - self._times[0] > self.period_seconds:
            self._times.popleft()
        return len(self._times) <= self.intensity
