"""Every error as a page, a fragment for htmx, or JSON for those who sent JSON; in plain words."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from server.errors import SoleusError
from server.web.htmx import wants_fragment

log = logging.getLogger(__name__)

#: What a person reads: a heading, and a sentence where the error itself brings none.
WORDS: dict[int, tuple[str, str]] = {
    400: (
        "That could not be read",
        "Something in the request was missing or not as it should be. Go back and try again.",
    ),
    401: ("This device is not paired", "Pair it with the code that Soleus shows on its machine."),
    403: ("Not from here", "The request came from another site. Open Soleus itself and try again."),
    404: ("Not found", "There is nothing at this address. The home page has all routines."),
    405: ("Not possible like this", "This address cannot be used in this way. Go back to the home page."),
    409: (
        "Changed meanwhile",
        "Something else changed this at the same time. Reload the page and try again.",
    ),
    413: ("Too large", "More was sent than Soleus takes (64 KB)."),
    415: ("That could not be read", "Events are sent as JSON."),
    422: ("That cannot be taken", "One of the figures is out of its range."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: (
        "Something went wrong",
        "This is a fault in Soleus, not in what you did. Its log says what happened.",
    ),
    503: ("Not ready", "Soleus cannot do this at the moment. Try again shortly."),
}


def init(app: Flask) -> None:
    """Answer all errors of an application."""
    app.register_error_handler(SoleusError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: SoleusError) -> Response:
    if error.status >= 500:
        log.error("%s %r: %s", request.method, request.path, error)
    return error_response(error.status, str(error))


def _http(error: HTTPException) -> Response:
    response = error_response(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "Location", "Content-Range"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    log.error("%s %r failed", request.method, request.path, exc_info=error)
    return error_response(500)


def error_response(status: int, message: str = "") -> Response:
    """Return what tells a person about an error.

    :param message: in place of the usual sentence for this status.
    """
    heading, usual = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    message = message or usual
    if request.mimetype == "application/json":
        return make_response(jsonify(error=message), status)
    template = "partials/error.html" if wants_fragment() else "error.html"
    return make_response(render_template(template, heading=heading, message=message), status)
