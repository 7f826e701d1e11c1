"""Tell whether this server can do its work."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from server.web.context import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
def alive() -> str:
    """Answer, and look at nothing: the watching process asks whether there are answers at all."""
    return "alive\n"


@blueprint.get("/readyz")
def ready() -> Response:
    """Answer 200 if this node takes requests, else 503: it is about to stop, or its database is away."""
    fault = services().health.unready()
    return make_response(f"{fault or 'ready'}\n", 503 if fault else 200)


@blueprint.get("/healthz")
def health() -> Response:
    """Answer 200 if everything works, else 503, and say what does not; anybody may ask."""
    found = services().health.findings()
    well = not any(finding.fault for finding in found)
    told = {finding.part: finding.fault or "ok" for finding in found}
    return make_response(jsonify(status="ok" if well else "not ok", **told), 200 if well else 503)
