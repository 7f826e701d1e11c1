"""Values that were read and have not been changed since."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from cachetools import LRUCache

from server.store.values import Device
from server.workout import Event, Workout

#: More devices, and more workouts, than one process answers for at once.
_MOST_CACHED = 20_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
#: What is to be read again: the name of a cache, and one of its keys; without a key, all of it.
Stale: TypeAlias = tuple[Literal["devices", "workouts", "events", "files", "jobs"], str | None]


class ReadCache(Generic[K, V]):
    """Keeps what every poll reads; whoever changes it in the database says so afterwards.

    Where other processes write too, they say so as well; while they cannot be heard, nothing is kept.

    :param size: how many values are kept, the last ones used.
    """

    def __init__(self, size: int) -> None:
        self._values: LRUCache[K, V] = LRUCache(size)
        self._lock = threading.Lock()
        self._changes = 0
        #: Whether values may be kept.
        self.trusted = True

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
            if self._changes == changes and self.trusted:
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
        self._renew_files: Callable[[], None] = lambda: None
        self._hear_of_job: Callable[[str], None] = lambda _: None

    def forget(self, *stale: Stale) -> None:
        """Read again what was changed."""
        caches: dict[str, ReadCache[str, Any]] = {
            "devices": self.devices,
            "workouts": self.workouts,
            "events": self.events,
        }
        for name, key in stale:
            if name == "files":
                self._renew_files()
            elif name == "jobs":
                self._hear_of_job(key or "")
            elif key is None:
                caches[name].clear()
            else:
                caches[name].forget(key)

    def call_when_files_change(self, renew: Callable[[], None]) -> None:
        """Have somebody told when files have changed that processes share, or may have."""
        self._renew_files = renew

    def call_when_jobs_end(self, heard: Callable[[str], None]) -> None:
        """Have somebody told the key of each job that ends."""
        self._hear_of_job = heard

    def trust(self) -> None:
        """Keep what is read from now on: whatever changes it is heard."""
        self._set(trusted=True)
        self._renew_files()

    def distrust(self) -> None:
        """Keep nothing: what other processes change is not heard."""
        self._set(trusted=False)

    def _set(self, *, trusted: bool) -> None:
        for cache in (self.devices, self.workouts, self.events):
            cache.trusted = trusted
            cache.clear()


#: Everything that every poll reads.
ALL_STALE: tuple[Stale, ...] = (("devices", None), ("workouts", None), ("events", None))
