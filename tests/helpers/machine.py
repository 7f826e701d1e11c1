"""A machine whose clock a test sets."""

from __future__ import annotations

from server.clock import SteadyClock


class Machine:
    """Its clock stands still until a test moves it; what has passed since its start is a clock of its own."""

    def __init__(self) -> None:
        self.wall_ms = 1_767_225_600_000
        self._elapsed_ms = 5_000

    def wait(self, milliseconds: int) -> None:
        """Let time pass."""
        self.wall_ms += milliseconds
        self._elapsed_ms += milliseconds

    def set_clock(self, by_ms: int) -> None:
        """Set the clock forward, or back if negative."""
        self.wall_ms += by_ms

    def steady_clock(self) -> SteadyClock:
        """Return the clock of a process that starts now."""
        return SteadyClock(lambda: self.wall_ms, lambda: self._elapsed_ms)
