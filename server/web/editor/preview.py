"""A line spoken as the coach would say it, to hear before anything is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import cast

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from server.errors import BadInput, NotFound
from server.services import SpokenLine, checked_line
from server.voice import NoVoice, UnspeakablePhrase
from server.web import rate_limits
from server.web.context import current_person, services
from server.web.htmx import wants_fragment

blueprint = Blueprint("preview", __name__, url_prefix="/said")

_ONE_DAY_S = 86_400


def preview_response(text: str, page: Callable[[str, str], str]) -> Response:
    """Return an answer with the sound of a line, or with the reason why it cannot be spoken.

    :param page: returns the whole page with the address of the sound and the reason, one of them empty;
        used for browsers without scripts.
    :raises TooManyRequests: after too many lines in a minute.
    """
    try:
        sound, fault = _speak(text), ""
    except (BadInput, NoVoice, UnspeakablePhrase) as error:
        sound, fault = "", str(error)
    if wants_fragment():
        body = render_template("editor/partials/preview.html", sound=sound, fault=fault)
    else:
        body = page(sound, fault)
    return make_response(body, 422 if fault else 200)


def _speak(text: str) -> str:
    """Speak a line with the voice of the current person, and return the address of the sound."""
    line = checked_line(text)
    rate_limits.count(rate_limits.PREVIEWS, str(current_person().id))
    spoken = services().preview.speak(current_person().id, line)
    return url_for("preview.sound", line=_signer().dumps(astuple(spoken)))


@blueprint.get("/<line>.m4a")
def sound(line: str) -> Response:
    """Send the sound of a line; only lines that somebody was allowed to hear have an address."""
    try:
        spoken = SpokenLine(*_signer().loads(line))
    except BadSignature:
        raise NotFound("There is no such sound.") from None
    content = services().preview.audio(spoken)
    response = make_response(content)
    response.mimetype = "audio/mp4"
    response.cache_control.private = True
    response.cache_control.max_age = _ONE_DAY_S
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(bytes, current_app.secret_key), salt="a line to be heard")
