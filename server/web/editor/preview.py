"""A line, spoken as the coach would: heard before anything is saved."""

from __future__ import annotations

from dataclasses import astuple
from typing import cast

from flask import Blueprint, Response, current_app, make_response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from server.errors import NotFound
from server.services.preview import SpokenLine, checked_line
from server.web import rate_limits
from server.web.context import current_person, services

blueprint = Blueprint("preview", __name__, url_prefix="/said")

_A_DAY_S = 86_400


def hear(text: str) -> str:
    """Speak a line with the voice of whoever asks, and return the address of the sound.

    :raises BadInput: if there is nothing to speak, or too much.
    :raises UnspeakablePhrase: if the engine cannot speak it.
    :raises TooManyRequests: after many lines in a minute.
    """
    line = checked_line(text)
    rate_limits.count(rate_limits.PREVIEWS, str(current_person().id))
    spoken = services().preview.speak(current_person().id, line)
    return url_for("preview.sound", line=_signer().dumps(astuple(spoken)))


@blueprint.get("/<line>.m4a")
def sound(line: str) -> Response:
    """Send a line's sound; only lines that somebody was allowed to hear have an address."""
    try:
        spoken = SpokenLine(*_signer().loads(line))
    except BadSignature:
        raise NotFound("There is no such sound.") from None
    content = services().preview.audio(spoken)
    response = make_response(content)
    response.mimetype = "audio/mp4"
    response.cache_control.private = True
    response.cache_control.max_age = _A_DAY_S
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(bytes, current_app.secret_key), salt="a line to be heard")
