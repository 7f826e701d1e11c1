"""Results that depend on nothing but a routine and a few values, such as what was chosen for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

from server.routine import Routine

V = TypeVar("V")

#: Some for each routine of each person in a house.
_MOST_RESULTS = 2000


class RoutineCache(Generic[V]):
    """Keeps results by the routine, which the library replaces when its file changes, and by more."""

    def __init__(self) -> None:
        # The routine is kept with its result, so that its identity is not given to another one.
        self._results: LRUCache[Hashable, tuple[Routine, V]] = LRUCache(_MOST_RESULTS)
        self._lock = threading.Lock()

    def get(self, routine: Routine, make: Callable[[], V], *on: Hashable) -> V:
        """Return a result, made if it is not kept.

        :param on: whatever else it depends on.
        """
        with self._lock:
            known = self._results.get((id(routine), *on))
        return self.renew(routine, make, *on) if known is None else known[1]

    def renew(self, routine: Routine, make: Callable[[], V], *on: Hashable) -> V:
        """Make a result anew, and keep it."""
        result = make()
        with self._lock:
            self._results[(id(routine), *on)] = (routine, result)
        return result
