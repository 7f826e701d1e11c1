"""Tell whether this server can do its work."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from server.web.context import services

blueprint = Blueprint("health", __name__)

#: Seconds that the voice may take to answer.
VOICE_TIMEOUT_S = 5.0


@blueprint.get("/livez")
def alive() -> str:
    """Answer, and look at nothing: the watching process asks whether there are answers at all."""
    return "alive\n"


@blueprint.get("/healthz")
def health() -> Response:
    """Answer 200 if the database and the voice answer, else 503, and say which does not."""
    found = {
        "database": services().store.answers(),
        "voice": not services().speech.watch.check(VOICE_TIMEOUT_S),
    }
    well = all(found.values())
    told = {name: "ok" if answers else "does not answer" for name, answers in found.items()}
    return make_response(jsonify(status="ok" if well else "not ok", **told), 200 if well else 503)
