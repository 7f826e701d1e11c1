"""What was used last, in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """Things by key, with a limit on their bytes; the least recently used are forgotten first.

    Safe to use from many threads.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Thing | None:
        """Return a thing, which is then the most recently used, or nothing."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def put(self, key: Hashable, thing: Thing, size_bytes: int) -> None:
        """Remember a thing, and forget others where there are too many."""
        with self._lock:
            if key in self._things:
                self._size -= self._things.pop(key)[1]
            self._things[key] = (thing, size_bytes)
            self._size += size_bytes
            while self._size > self._limit and len(self._things) > 1:
                self._size -= self._things.popitem(last=False)[1][1]
