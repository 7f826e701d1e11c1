"""Tracks: audio, captions and timeline under addresses whose content never changes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, request, send_file

from server.coach import timeline_document
from server.track import webvtt
from server.web.context import services

blueprint = Blueprint("tracks", __name__, url_prefix="/tracks")

#: A year, the longest that caches keep anything.
_FOREVER_S = 31_536_000


@blueprint.get("/<digest>.m4a")
def audio(digest: str) -> Response:
    """Send the audio, or a range of it."""
    sent = services().studio.audio(digest).to_send()
    response = send_file(sent, mimetype="audio/mp4", conditional=True, etag=digest, max_age=_FOREVER_S)
    # The file's time is that of its last use, and says nothing about its content.
    response.headers.remove("Last-Modified")
    return _forever(response)


@blueprint.get("/<digest>.vtt")
def captions(digest: str) -> Response:
    """Send what is said, as WebVTT."""
    response = make_response(webvtt(services().store.timeline(digest)))
    response.mimetype = "text/vtt"
    return immutable(response, digest)


@blueprint.get("/<digest>.json")
def timeline(digest: str) -> Response:
    """Send the timeline."""
    return immutable(jsonify(timeline_document(services().store.timeline(digest))), digest)


def immutable(response: Response, digest: str) -> Response:
    """Mark an answer as immutable, and turn it into a 304 for a browser that has it."""
    response.set_etag(digest)
    response.make_conditional(request)
    return _forever(response)


def _forever(response: Response) -> Response:
    response.cache_control.private = True
    response.cache_control.public = False
    response.cache_control.no_cache = None
    response.cache_control.max_age = _FOREVER_S
    response.cache_control.immutable = True
    return response
