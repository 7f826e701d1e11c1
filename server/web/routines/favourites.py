"""The star of a routine's page, by which home shows it first."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.web.context import current_person, services
from server.web.htmx import wants_fragment

blueprint = Blueprint("favourites", __name__, url_prefix="/routines")


@blueprint.post("/<routine_id>/favourite")
def change(routine_id: str) -> Response:
    """Make a routine a favourite of this person, or one no more."""
    routine, favourite = services().library.routine(routine_id), request.form.get("favourite") == "yes"
    services().store.set_favourite(current_person().id, routine.id, favourite)
    if not wants_fragment():
        return redirect(url_for("routines.page", routine_id=routine.id), 303)
    shown = {"routine": routine, "favourite": favourite}
    return make_response(render_template("routines/partials/favourite.html", **shown))
