"""Turn every error into a page, a fragment for htmx, or JSON for a client that sent JSON."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from server.errors import Fault, NotFound, SoleusError, told
from server.routine.parsing import Faulty
from server.web.fault_words import fault_in_words, message_in_words
from server.web.htmx import wants_fragment

log = logging.getLogger(__name__)

#: By status: a heading, and a sentence for errors that have none of their own.
WORDS: dict[int, tuple[str, str]] = {
    400: (
        "Soleus did not understand that",
        "Something in the request was missing or malformed. Go back and try again.",
    ),
    401: ("This device is not paired", "Pair it with the code that Soleus shows on its own computer."),
    403: (
        "Not allowed",
        "The request came from another site. Open Soleus itself and try again.",
    ),
    404: ("Not found", "There is no page at this address. The home page lists all routines."),
    405: ("Method not allowed", "This address cannot be used in this way. Go back to the home page."),
    409: (
        "Changed in the meantime",
        "Somebody else changed this at the same time. Reload the page and try again.",
    ),
    413: (
        "Too large",
        "That is more than Soleus accepts: 64 KB, or 1 MB for a file of another app, 2 MB for a phrase, "
        "25 MB for a voice.",
    ),
    415: ("Unsupported format", "Events must be sent as JSON."),
    422: ("That cannot be saved", "One of the values is out of range."),
    429: ("Too many attempts", "Wait a minute, then try again."),
    500: (
        "Something went wrong",
        "This is a fault in Soleus, not something that you did. The server's log says what happened.",
    ),
    503: ("Not ready", "Soleus cannot do this right now. Try again shortly."),
    507: ("The disk is full", "Delete what you do not need from the disk of Soleus, then try again."),
}


def init(app: Flask) -> None:
    """Register the error handlers of an application, and let templates tell of faults."""
    app.add_template_filter(told)
    app.register_error_handler(SoleusError, _soleus_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)
    app.log_exception = _log_exception  # type: ignore[method-assign] # Flask's own writes the path


def _soleus_error(error: SoleusError) -> Response:
    if error.status >= 500:
        log.error("%s: %s", _asked(), error)
    response = error_response(error.status, _said(error))
    if error.retry_after_s:
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _said(error: SoleusError) -> str:
    """Return what a person reads of an error, in the words of the pages."""
    if isinstance(error, NotFound):
        return message_in_words(Fault((), str(error)))
    if not isinstance(error, Faulty):
        return str(error)
    return "\n".join(told([fault_in_words(fault) for fault in error.faults]))


def _http_error(error: HTTPException) -> Response:
    response = error_response(error.code or 500)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "Location", "Content-Range"):
            response.headers[name] = value
    return response


def _unexpected_error(error: Exception) -> Response:
    log.error("%s failed", _asked(), exc_info=error)
    return error_response(500)


def _log_exception(exc_info: Any) -> None:
    """Log what failed after the answer was made."""
    log.error("%s failed at its end", _asked(), exc_info=exc_info)


def _asked() -> str:
    """Return what was asked for; without what the address holds, which may be a code or a key."""
    return f"{request.method} {request.url_rule or 'an unknown address'}"


def error_response(status: int, message: str = "") -> Response:
    """Return the answer that tells a person about an error.

    :param message: by default the usual sentence for this status.
    """
    heading, usual = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    message = message or usual
    if request.mimetype == "application/json":
        return make_response(jsonify(error=message), status)
    template = "partials/error.html" if wants_fragment() else "error.html"
    return make_response(render_template(template, heading=heading, message=message), status)
