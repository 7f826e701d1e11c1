"""The one place that reads the machine's clocks, so that tests can use others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeAlias

#: Returns milliseconds since 1970-01-01 UTC.
Clock: TypeAlias = Callable[[], int]

#: Clocks that nobody sets and that go on while the machine sleeps, the best first: on Linux, and on macOS. On
#: Windows Python's own does so.
_STEADY: Final = next(
    (getattr(time, name) for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC") if hasattr(time, name)), None
)


def epoch_ms() -> int:
    """Return the machine's time in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def elapsed_ms() -> int:
    """Return milliseconds since some moment in the past, whatever the machine's clock is set to meanwhile."""
    return (time.monotonic_ns() if _STEADY is None else time.clock_gettime_ns(_STEADY)) // 1_000_000


class SteadyClock:
    """Reads the machine's clock once and then goes by itself, so that setting that clock moves nothing."""

    def __init__(self, wall: Clock = epoch_ms, elapsed: Callable[[], int] = elapsed_ms) -> None:
        """Read the machine's clock.

        :param wall: the machine's clock, which people and networks set.
        :param elapsed: milliseconds since some moment in the past.
        """
        #: The machine's clock, by which processes agree.
        self.wall = wall
        self._elapsed = elapsed
        self._begun_ms = 0
        self.read_again()

    def __call__(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        return self._begun_ms + self._elapsed()

    def read_again(self, not_before_ms: int = 0) -> None:
        """Go on from what the machine's clock says, or from a later time."""
        self._begun_ms = max(self.wall(), not_before_ms) - self._elapsed()


def wall_of(clock: Clock) -> Clock:
    """Return the machine's clock behind a clock; a clock of any other kind is its own."""
    return clock.wall if isinstance(clock, SteadyClock) else clock
