"""The clock of the house: the real time as of the start, whoever sets the machine's clock meanwhile."""

from __future__ import annotations

import pytest

from server.foundation import SteadyClock, steady

DAY_NS = 86_400 * 10**9


class Machine:
    """A machine whose clock can be set."""

    def __init__(self) -> None:
        self.wall, self.up = 1_700_000_000 * 10**9, 5_000 * 10**9

    def pass_time(self, ns: int) -> None:
        self.wall, self.up = self.wall + ns, self.up + ns


@pytest.mark.parametrize("step", [32 * DAY_NS, -32 * DAY_NS, 3_600 * 10**9, -3_600 * 10**9])
def test_a_step_ends_no_break_and_hands_out_no_limit_anew(step: int) -> None:
    machine = Machine()
    clock = SteadyClock(lambda: machine.wall, lambda: machine.up)
    began = clock.now_ms()
    machine.pass_time(7 * 10**9)
    machine.wall += step
    assert clock.now_ms() - began == 7_000
    assert clock.stepped_seconds() == pytest.approx(step / 1e9)


def test_a_restart_takes_the_clock_as_it_is() -> None:
    machine = Machine()
    SteadyClock(lambda: machine.wall, lambda: machine.up)
    machine.wall += DAY_NS
    clock = SteadyClock(lambda: machine.wall, lambda: machine.up)
    assert clock.now_ms() == machine.wall // 10**6
    assert clock.stepped_seconds() == 0.0


def test_it_is_the_real_time_and_only_goes_on() -> None:
    clock = SteadyClock()
    times = [clock.now_ms() for _ in range(1_000)]
    assert times == sorted(times)
    assert abs(clock.stepped_seconds()) < 5
    assert steady() > 0
