"""A cache in memory of what was used most recently."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class MemoryCache(Generic[Value]):
    """Values by key, with a limit on their bytes; the least recently used are forgotten first.

    Safe to use from many threads.
    """

    def __init__(self, limit_bytes: int, size_of: Callable[[Value], int]) -> None:
        """Prepare an empty cache.

        :param size_of: gives the bytes of a value.
        """
        # A value above the limit counts as the whole limit: it is kept until the next one comes.
        self._values: LRUCache[Hashable, Value] = LRUCache(
            limit_bytes, lambda value: min(size_of(value), limit_bytes)
        )
        self._lock = threading.Lock()
        self._changes = 0

    @property
    def changes(self) -> int:
        """How often a value was put in."""
        return self._changes

    def get(self, key: Hashable) -> Value | None:
        """Return a value, which is then the most recently used, or ``None``."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Remember a value, and forget others if there are too many."""
        with self._lock:
            self._values[key] = value
            self._changes += 1
