from __future__ import annotations

import time

import pytest

from server.clock import SteadyClock, elapsed_ms, epoch_ms, wall_of
from tests.helpers.machine import Machine

HOUR_MS = 3_600_000


@pytest.mark.parametrize("by_ms", [HOUR_MS, -HOUR_MS])
def test_setting_the_machines_clock_moves_nothing(by_ms: int) -> None:
    machine = Machine()
    clock = machine.steady_clock()
    begun_ms = clock()
    machine.wait(1000)
    machine.set_clock(by_ms)
    machine.wait(1000)
    assert clock() == begun_ms + 2000
    assert wall_of(clock)() == begun_ms + 2000 + by_ms


def test_what_is_read_again_may_be_no_earlier_than_something(machine: Machine) -> None:
    clock = machine.steady_clock()
    machine.set_clock(-HOUR_MS)
    clock.read_again(machine.wall_ms + 7)
    machine.wait(3)
    assert clock() == machine.wall_ms + 7
    clock.read_again(machine.wall_ms - 7)
    assert clock() == machine.wall_ms


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_the_real_clocks_go_on() -> None:
    before_ms, passed_ms = epoch_ms(), elapsed_ms()
    clock = SteadyClock()
    time.sleep(0.01)
    assert elapsed_ms() - passed_ms >= 10
    assert clock() - before_ms >= 10
