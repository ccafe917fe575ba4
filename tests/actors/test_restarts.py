"""Restart intensity beside the sentence it comes from, at random times."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import integers, lists

from actors.restarts import Restarts


@given(integers(0, 5), integers(1, 10), lists(integers(0, 6), max_size=40))
def test_more_than_max_r_within_max_t_seconds_is_too_many(intensity: int, period: int, gaps: list[int]) -> None:
    restarts, times, now = Restarts(intensity, float(period)), list[int](), 0
    for gap in gaps:
        now += gap
        times.append(now)
        within = sum(now - period <= time for time in times)
        assert restarts.allow(float(now)) == (within <= intensity)
    assert restarts.total == len(gaps)


def test_it_remembers_no_more_than_a_period() -> None:
    restarts = Restarts(2, 5.0)
    for time in range(10_000):
        restarts.allow(float(time))
    assert len(restarts._times) == 6
