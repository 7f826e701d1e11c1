"""Pages that depend on a few values alone: rendered once for the same values."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from cachetools import LRUCache
from flask import g, request

from server.web.voice_banner import voice_fault

#: Characters of all pages that are kept: some hundred.
_MOST_CHARACTERS = 16_000_000


class PageCache:
    """Keeps rendered pages by everything that they show."""

    def __init__(self, limit: int = _MOST_CHARACTERS) -> None:
        """Prepare an empty cache.

        :param limit: characters of all pages together.
        """
        self._pages: LRUCache[Hashable, str] = LRUCache(limit, len)
        self._lock = threading.Lock()

    def page(self, render: Callable[[], str], *shown: Hashable) -> str:
        """Return a page, rendered unless it is kept.

        :param shown: all values that it shows, besides who is training, where Soleus is mounted and why
            nothing can be spoken.
        """
        key = (g.get("person"), request.script_root, voice_fault(), *shown)
        with self._lock:
            known = self._pages.get(key)
        if known is not None:
            return known
        rendered = render()
        if len(rendered) <= self._pages.maxsize:
            with self._lock:
                self._pages[key] = rendered
        return rendered
