"""How often somebody may try something, kept in this process's memory."""

from __future__ import annotations

import logging
from typing import cast

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

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


def init(app: Flask) -> None:
    """Start counting for an application."""
    app.extensions[_EXTENSION] = MovingWindowRateLimiter(MemoryStorage())


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


def _limiter() -> MovingWindowRateLimiter:
    return cast(MovingWindowRateLimiter, current_app.extensions[_EXTENSION])
