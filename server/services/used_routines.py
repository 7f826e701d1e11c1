"""Which routines a person uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from server.clock import Clock
from server.routine.library import Library
from server.store import Store

_DAY_MS: Final = 86_400_000
#: A routine that was last done longer ago is not used any more.
_USED_MS: Final = 60 * _DAY_MS
#: What was done so lately counts as done today, at whatever hour a person trains.
_TODAY_MS: Final = _DAY_MS // 2


class UsedRoutines:
    """Knows what somebody has done lately, and what they have marked with a star."""

    def __init__(self, store: Store, library: Library, clock: Clock) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    def of(self, person_id: int) -> Sequence[str]:
        """Return the ids of the routines that a person uses, first what they have not done today."""
        known = {routine.id: routine.order for routine in self._library.routines()}
        done, today_ms = self._done_lately(person_id), self._clock() - _TODAY_MS
        lately = sorted(done.keys() & known.keys(), key=lambda name: (done[name] > today_ms, -done[name]))
        liked = sorted(self._store.favourites(person_id) & known.keys(), key=lambda name: known[name])
        return list(dict.fromkeys((*lately, *liked)))

    def _done_lately(self, person_id: int) -> Mapping[str, int]:
        since_ms = self._clock() - _USED_MS
        return {name: at for name, at in self._store.last_done(person_id).items() if at >= since_ms}
