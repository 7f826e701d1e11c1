"""When the clock of a running Soleus takes over what the machine's clock is set to."""

from __future__ import annotations

from typing import Final

from server.clock import Clock, SteadyClock
from server.store import Store

#: Milliseconds without news from any workout, after which nobody is taken to be training.
_QUIET_MS: Final = 600_000
#: The least difference between the two clocks that is worth it.
_WORTHWHILE_MS: Final = 1000
#: An event so much ahead of the machine's clock was noted while that was far wrong: it does not count.
_FAR_AHEAD_MS: Final = 24 * 3_600_000


class ClockSetting:
    """Lets a steady clock take over the time of the machine, while that moves no workout.

    A machine without a battery for its clock begins with a wrong time and is told the right one later.
    """

    def __init__(self, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store

    def begin(self) -> None:
        """Go on from the last event of an unfinished workout, if the machine's clock stands before it."""
        if isinstance(self._clock, SteadyClock):
            self._clock.read_again(self._last_ms(self._clock.wall()))

    def renew(self) -> None:
        """Take over the machine's time if nobody is training and no last event is later."""
        clock = self._clock
        if not isinstance(clock, SteadyClock) or abs(clock.wall() - clock()) < _WORTHWHILE_MS:
            return
        now_ms, wall_ms = clock(), clock.wall()
        last_ms = self._last_ms(now_ms)
        moves_none = last_ms <= wall_ms or last_ms > wall_ms + _FAR_AHEAD_MS
        if moves_none and now_ms - last_ms >= _QUIET_MS:
            clock.read_again()

    def _last_ms(self, now_ms: int) -> int:
        return self._store.last_activity_ms(now_ms - _FAR_AHEAD_MS, now_ms + _FAR_AHEAD_MS)
