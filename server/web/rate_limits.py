"""How often somebody may try something: counted in memory, or where several processes answer, together."""

from __future__ import annotations

import logging
from typing import Protocol, cast

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from server.errors import SoleusError
from server.store import Store
from server.web.context import services_of

log = logging.getLogger(__name__)

#: Wrong pairing codes, or wrong feed addresses, from one address; and from all of them.
WRONG_KEYS = RateLimitItemPerMinute(10)
ALL_WRONG_KEYS = RateLimitItemPerMinute(200)
#: Lines that one person may have spoken for a preview.
PREVIEWS = RateLimitItemPerMinute(30)
#: Lines in the log about too many tries of one kind.
_COMPLAINTS = RateLimitItemPerMinute(1)
_EXTENSION = "soleus-rate-limits"
_RETRY_AFTER_S = 60
#: Seconds that Redis may take to answer.
_REDIS_S = 0.5


class _Limiter(Protocol):
    def hit(self, item: RateLimitItem, *identifiers: str) -> bool: ...


class _StoreLimiter:
    """Counts in the database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        return self._store.count_hit(item.key_for(*identifiers), item.amount, item.get_expiry() * 1000)


class _CarefulLimiter:
    """Counts together with other processes; while that is not possible, this one counts alone."""

    def __init__(self, together: _Limiter, alone: _Limiter) -> None:
        self._together = together
        self._alone = alone

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        try:
            return self._together.hit(item, *identifiers)
        except (StorageError, SoleusError) as error:
            log.warning("uses are not counted together for now: %s", error)
            return self._alone.hit(item, *identifiers)


def init(app: Flask) -> None:
    """Start counting for an application."""
    found, alone = services_of(app), MovingWindowRateLimiter(MemoryStorage())
    limiter: _Limiter = alone
    if found.config.redis_url:
        shared = RedisStorage(found.config.redis_url, wrap_exceptions=True, socket_timeout=_REDIS_S)
        limiter = _CarefulLimiter(MovingWindowRateLimiter(shared), alone)
    elif found.store.serves_many:
        limiter = _CarefulLimiter(_StoreLimiter(found.store), alone)
    app.extensions[_EXTENSION] = limiter


def count(limit: RateLimitItem, *key: str) -> None:
    """Count one use of what is limited.

    :param key: whose use it is, such as an address.
    :raises TooManyRequests: if there were too many before.
    """
    if not _limiter().hit(limit, *key):
        raise TooManyRequests(retry_after=_RETRY_AFTER_S)


def count_wrong_key(kind: str, address: str) -> None:
    """Count a wrong key. Look first whether it is right: nobody who has the right one is ever held up.

    :param kind: what the key would open.
    :param address: where it came from.
    :raises TooManyRequests: if there were too many before, from this address or in all.
    """
    try:
        count(WRONG_KEYS, kind, address)
        count(ALL_WRONG_KEYS, kind)
    except TooManyRequests:
        if _limiter().hit(_COMPLAINTS, kind):
            log.warning("too many wrong keys tried (%s), lately from %s", kind, address)
        raise


def _limiter() -> _Limiter:
    return cast(_Limiter, current_app.extensions[_EXTENSION])
