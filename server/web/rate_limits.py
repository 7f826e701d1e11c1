"""How often somebody may try something, kept in this process's memory."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

#: Wrong pairing codes, or wrong feed addresses, from one address.
WRONG_KEYS = RateLimitItemPerMinute(10)
#: Lines that one person may have spoken for a preview.
PREVIEWS = RateLimitItemPerMinute(30)
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


def forget(limit: RateLimitItem, *key: str) -> None:
    """Reset the count."""
    _limiter().clear(limit, *key)


def _limiter() -> MovingWindowRateLimiter:
    return cast(MovingWindowRateLimiter, current_app.extensions[_EXTENSION])
