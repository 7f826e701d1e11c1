"""Deleting what is one's own: asked before, and undone after."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.services.services import parts
from server.services.user_library import Kind
from server.web.editor import own_files

log = logging.getLogger(__name__)
#: Part of the editor's.
blueprint = Blueprint("deleting", __name__)

_KINDS: dict[str, Kind] = {"routines": "routine", "exercises": "exercise"}


@blueprint.get("/<what>/<file_id>/delete")
def ask(what: str, file_id: str) -> str:
    """Ask whether a file is really to be deleted."""
    kind = _kind(what)
    own_files.own_files().content(kind, file_id)
    return render_template(
        "editor/delete.html",
        what=what,
        kind=kind,
        id=file_id,
        name=_name(kind, file_id),
        users=_users(kind, file_id),
    )


@blueprint.post("/<what>/<file_id>/delete")
def delete(what: str, file_id: str) -> Response:
    """Put a file aside; the next page offers to bring it back."""
    kind = _kind(what)
    users = _users(kind, file_id)
    if users:
        raise BadInput(f"{', '.join(users)} cannot do without this exercise. Remove it there first.")
    deleted = own_files.own_files().delete(kind, file_id, parts().clock())
    log.info("%s deleted: %s", kind, file_id)
    return redirect(url_for("editor.index", deleted=deleted.name), 303)


@blueprint.post("/restore/<what>")
def restore(what: str) -> Response:
    """Bring a deleted file back."""
    kind = _kind(what)
    name = request.form.get("name", "")[:120]
    file_id = own_files.own_files().restore(kind, name, own_files.taken(kind))
    log.info("%s brought back: %s", kind, file_id)
    return redirect(url_for("editor.index"), 303)


def _kind(what: str) -> Kind:
    if what not in _KINDS:
        raise NotFound("There is nothing at this address. The home page has all routines.")
    return _KINDS[what]


def _name(kind: Kind, file_id: str) -> str:
    known: Any = parts().library.exercises() if kind == "exercise" else parts().library.routines()
    return next((each.name for each in known if each.id == file_id), file_id)


def _users(kind: Kind, exercise_id: str) -> list[str]:
    """Return the names of the routines that use an exercise."""
    if kind != "exercise":
        return []
    return [
        routine.name
        for routine in parts().library.routines()
        if any(step.exercise.id == exercise_id for step in routine.steps)
    ]
