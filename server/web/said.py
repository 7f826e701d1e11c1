"""The sound of single lines: samples of the coach's voice, and previews of what somebody writes."""

from __future__ import annotations

from dataclasses import astuple
from typing import cast

from flask import Blueprint, Response, current_app, make_response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from server.errors import NotFound
from server.services import SpokenLine
from server.web.being_made import PATIENCE_S
from server.web.context import services

blueprint = Blueprint("said", __name__, url_prefix="/said")

_ONE_DAY_S = 86_400


def sound_address(line: SpokenLine) -> str:
    """Return the address of a line's sound; only what has been given one can be heard."""
    return url_for("said.sound", line=_signer().dumps(astuple(line)))


@blueprint.get("/<line>.m4a")
def sound(line: str) -> Response:
    """Send the sound of a line; only lines that somebody was allowed to hear have an address."""
    try:
        spoken = SpokenLine(*_signer().loads(line))
    except BadSignature:
        raise NotFound("There is no such sound.") from None
    content = services().preview.audio(spoken, PATIENCE_S)
    response = make_response(content)
    response.mimetype = "audio/mp4"
    response.cache_control.private = True
    response.cache_control.max_age = _ONE_DAY_S
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(bytes, current_app.secret_key), salt="a line as it is said")
