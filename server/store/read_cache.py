"""Values that were read and have not been changed since."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

from server.store.values import Device
from server.workout import Event, Workout

#: More devices, and more workouts, than are ever in use at once in a club.
_MOST_CACHED = 1000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ReadCache(Generic[K, V]):
    """Keeps what every poll reads; whoever changes it in the database says so afterwards.

    One process answers and writes, so nothing changes behind its back.

    :param size: how many values are kept, the last ones used.
    """

    def __init__(self, size: int) -> None:
        self._values: LRUCache[K, V] = LRUCache(size)
        self._lock = threading.Lock()
        self._changes = 0

    def get(self, key: K, read: Callable[[], V]) -> V:
        """Return a value, read if it is not kept.

        What was read while something changed is returned, but not kept: it may be of before the change.
        """
        with self._lock:
            if key in self._values:
                return self._values[key]
            changes = self._changes
        value = read()
        with self._lock:
            if self._changes == changes:
                self._values[key] = value
        return value

    def forget(self, key: K) -> None:
        """Read a value again, because it was changed."""
        with self._lock:
            self._changes += 1
            self._values.pop(key, None)

    def clear(self) -> None:
        """Read everything again."""
        with self._lock:
            self._changes += 1
            self._values.clear()


class ReadCaches:
    """What every poll reads."""

    def __init__(self) -> None:
        self.devices: ReadCache[str, Device | None] = ReadCache(_MOST_CACHED)
        self.workouts: ReadCache[str, Workout] = ReadCache(_MOST_CACHED)
        #: The events of each workout.
        self.events: ReadCache[str, tuple[Event, ...]] = ReadCache(_MOST_CACHED)

    def clear(self) -> None:
        """Read everything again, because much has changed at once."""
        for cache in (self.devices, self.workouts, self.events):
            cache.clear()
