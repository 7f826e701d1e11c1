"""Read the JSON of a request's body."""

from __future__ import annotations

from flask import request


def json_body() -> object:
    """Return the JSON of a request's body; ``None`` if it is not JSON, or nested too deeply to be read."""
    try:
        body: object = request.get_json(silent=True, force=True)
    except RecursionError:
        return None
    return body
