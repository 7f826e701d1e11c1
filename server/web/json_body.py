"""What a request brought, read without trust."""

from __future__ import annotations

from flask import request


def json_body() -> object:
    """Return the JSON of a request's body; nothing where it is none, or is nested deeper than can be read."""
    try:
        body: object = request.get_json(silent=True, force=True)
    except RecursionError:
        return None
    return body
