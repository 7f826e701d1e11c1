"""Soleus as an app: the manifest, the service worker, and routines kept on the phone."""

from __future__ import annotations

import json

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request, url_for

from server.track import BeingMade
from server.web.assets import STATIC, release, static_files
from server.web.being_made import PATIENCE_S, being_made
from server.web.context import current_person, services
from server.web.json_body import json_body
from server.web.workouts.screen import WORDS, Screen, view_at
from server.web.workouts.stage import stage

blueprint = Blueprint("offline", __name__)

#: The files that together are the service worker.
WORKER = ("worker.js", "worker_kept.js")
#: The most routines that a phone may ask about at once.
MOST_KEPT = 100
#: Sizes in pixels. The picture fills all four edges, so that a phone may crop it to any shape.
_ICONS = (192, 512)
#: A static file never changes under its address, which holds the release; a year is the longest there is.
_FOREVER = "public, max-age=31536000, immutable"


def init(app: Flask) -> None:
    """Register the release header of every answer, and let static files be cached for good."""
    app.after_request(_name_release)


@blueprint.get("/sw.js")
def worker() -> Response:
    """Send the service worker of this release; a browser takes another release for a new worker."""
    files = [url_for("static", filename=name) for name in static_files() if name not in WORKER]
    head = f"const RELEASE = {json.dumps(release())};\nconst FILES = {json.dumps(files)};\n"
    response = make_response(head + "".join((STATIC / name).read_text("utf-8") for name in WORKER))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Send what a phone needs to put Soleus on its home screen."""
    response = jsonify(
        id="/",
        name="Soleus",
        short_name="Soleus",
        description="A stretching coach that you hear.",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f6f3ec",
        theme_color="#f6f3ec",
        icons=[_icon(purpose, size) for size in _ICONS for purpose in ("any", "maskable")],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/kept")
def kept() -> str:
    """Show which routines are on this phone; a script on the page finds out."""
    return render_template("workouts/kept.html", routines=services().library.routines())


@blueprint.get("/kept.json")
def present() -> Response:
    """Send what names the present script of some routines, so that a phone finds out what it must renew."""
    routine_ids = request.args.getlist("routine")[:MOST_KEPT]
    response = jsonify(services().keeping.present_scripts(current_person().id, routine_ids))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/kept/<routine_id>")
def page(routine_id: str) -> Response:
    """Show the page of a routine that is kept on a phone: a workout that needs no server until it is over."""
    try:
        kept = services().keeping.keep(current_person().id, routine_id, PATIENCE_S)
    except BeingMade as making:
        return being_made(making, 202)
    digest, timeline = kept.track.digest, kept.track.timeline
    screen = Screen(digest, 0, playing=False, player="", poll_s=None, view=view_at(timeline, 0))
    shown = {**stage(kept.routine), "words": WORDS, "screen": screen, "preparation": None, "summary": None}
    response = make_response(
        render_template("workouts/workout.html", kept=kept.routine, workout=None, **shown)
    )
    response.headers["Soleus-Track"] = digest
    response.headers["Soleus-Script"] = kept.script
    return response


@blueprint.put("/kept/<routine_id>/workouts/<workout_id>")
def begin(routine_id: str, workout_id: str) -> Response:
    """Adopt a workout that a phone began without network; a second time changes nothing."""
    body = json_body()
    track = body.get("track") if isinstance(body, dict) else None
    new = services().keeping.adopt(current_person(), routine_id, workout_id, track)
    return jsonify(new=new)


def _name_release(response: Response) -> Response:
    response.headers.setdefault("Soleus-Release", release())
    if request.endpoint == "static" and response.status_code < 400:
        response.headers["Cache-Control"] = _FOREVER
    return response


def _icon(purpose: str, size: int) -> dict[str, str]:
    address = url_for("static", filename=f"icons/icon-{size}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
