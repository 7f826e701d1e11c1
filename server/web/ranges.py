"""Answer with all of a file where a range is asked for that cannot be read (RFC 9110, 14.2)."""

from __future__ import annotations

from flask import Flask, request


def init(app: Flask) -> None:
    """Register the check of every request."""
    app.before_request(_ignore_unusable)


def _ignore_unusable() -> None:
    """Forget a range that is malformed, of another unit, or of several parts."""
    if "HTTP_RANGE" not in request.environ:
        return
    wanted = request.range
    usable = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    if not usable:
        request.environ.pop("HTTP_RANGE", None)
