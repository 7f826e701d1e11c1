"""Tracks that are not ready yet: how long an answer waits for one, and what it says then."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template

from server.track import BeingMade

#: Seconds that an answer waits for a track; one whose words were spoken before takes a fraction of that. No
#: answer of Soleus takes two, and this one has work left when the wait is over.
PATIENCE_S = 1.0


def init(app: Flask) -> None:
    """Answer whoever asks for a file that is being made with 503: nothing could be saved yet."""
    app.register_error_handler(BeingMade, lambda making: being_made(making, making.status))


def being_made(making: BeingMade, status: int) -> Response:
    """Return a page that tells how far a track is, and asks for the same address again by itself."""
    response = make_response(render_template("being_made.html", making=making), status)
    response.headers["Retry-After"] = str(making.retry_after_s)
    response.headers["Soleus-Percent"] = str(making.preparation.percent)
    return response
