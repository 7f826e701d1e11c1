"""Lead who types a slash at the end of an address to the page without it."""

from __future__ import annotations

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

#: The redirect that keeps method and body.
_PERMANENT = 308


def init(app: Flask) -> None:
    """Register the check of every request."""
    app.before_request(_without_slash)


def _without_slash() -> Response | None:
    if not (isinstance(request.routing_exception, NotFound) and request.path.endswith("/")):
        return None
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter.match(request.path.rstrip("/")) if adapter else None
    except HTTPException:
        return None
    if found is None:
        return None
    endpoint, values = found
    # Made anew from what was found, so that it never leads to another host, as "//example.org/" would.
    query = request.query_string.decode("ascii", "ignore")
    return redirect(url_for(endpoint, **values) + (f"?{query}" if query else ""), _PERMANENT)
