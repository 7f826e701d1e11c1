"""Deleting a person's own routines and exercises: confirmed first, and undone on request."""

from __future__ import annotations

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import NotFound
from server.services import FileKind
from server.web.context import current_person, services

log = logging.getLogger(__name__)
#: Part of the editor's blueprint.
blueprint = Blueprint("deleting", __name__)

#: Kinds of files by their word in an address.
_KINDS: dict[str, FileKind] = {"routines": "routine", "exercises": "exercise"}


@blueprint.get("/<kind_in_url>/<file_id>/delete")
def confirm(kind_in_url: str, file_id: str) -> str:
    """Ask whether a file is really to be deleted."""
    kind, library = _kind(kind_in_url), services().user_library
    library.owned.require_own(kind, file_id, current_person().id)
    library.files.content(kind, file_id)
    return render_template(
        "editor/delete.html",
        kind_in_url=kind_in_url,
        kind=kind,
        id=file_id,
        name=library.title(kind, file_id),
        users=library.routines_using(file_id) if kind == "exercise" else (),
    )


@blueprint.post("/<kind_in_url>/<file_id>/delete")
def delete(kind_in_url: str, file_id: str) -> Response:
    """Delete a file; the next page offers to restore it."""
    kind = _kind(kind_in_url)
    deleted = services().user_library.delete(kind, file_id, services().clock(), current_person().id)
    log.info("%s deleted: %s", kind, file_id)
    return redirect(url_for("editor.index", deleted=deleted.name), 303)


@blueprint.post("/restore/<kind_in_url>")
def restore(kind_in_url: str) -> Response:
    """Restore a deleted file."""
    kind = _kind(kind_in_url)
    file_id = services().user_library.restore(kind, request.form.get("name", ""), current_person().id)
    log.info("%s restored: %s", kind, file_id)
    return redirect(url_for("editor.index"), 303)


def _kind(kind_in_url: str) -> FileKind:
    if kind_in_url not in _KINDS:
        raise NotFound("There is no page at this address. The home page lists all routines.")
    return _KINDS[kind_in_url]
