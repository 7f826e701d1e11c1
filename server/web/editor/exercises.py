"""An exercise of one's own: its words, heard before they are saved, and its doses."""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.routine.editing.emit import to_yaml
from server.routine.editing.exercise_form import SPOKEN, TEXTS, USUAL, exercise_document, typed_of
from server.routine.editing.ids import free_id, id_of
from server.routine.editing.patch import edited
from server.routine.model import DOSE_FIELDS
from server.routine.parsing.reading import parse
from server.services.user_library import Changed, digest_of
from server.voice.worker.pool import UnspeakablePhrase
from server.web.editor import own_files
from server.web.editor import routines as editor
from server.web.editor.own_files import Checked
from server.web.editor.preview import hear
from server.web.htmx import wants_fragment

log = logging.getLogger(__name__)
blueprint = Blueprint("exercises", __name__, url_prefix="/editor/exercise")

#: Fields of the exercise begin so; the others are a routine's draft, carried along until this is saved.
_OURS = "x."
#: Buttons of either form.
_BUTTONS = frozenset({"up", "down", "remove", "add", "say", "hear"})
_FIGURES = tuple(f"{name}{part}" for name in DOSE_FIELDS for part in ("", ".min", ".max"))
#: Characters of one field that are taken.
_MOST = 2000


@blueprint.get("")
def begin() -> str:
    """Begin an exercise by itself."""
    return _page(USUAL)


@blueprint.post("")
def begin_within() -> str:
    """Begin an exercise in the middle of a routine, whose draft the form carries along."""
    return _page(USUAL)


@blueprint.get("/<exercise_id>")
def edit(exercise_id: str) -> str:
    """Edit an exercise of one's own."""
    files = own_files.own_files()
    content = files.content("exercise", exercise_id)
    checked = own_files.checked_exercise(files.path("exercise", exercise_id), content)
    if checked.source is None:
        raise BadInput("\n".join(checked.lines()))
    return _page(typed_of(checked.source.data), checked, exercise_id, digest_of(content))


@blueprint.post("/save")
def save() -> Response:
    """Save the exercise; go back to the routine that it is for, if it is for one."""
    typed, exercise_id, digest = (
        _typed(),
        request.form.get("x.id", "")[:80],
        request.form.get("x.digest", "")[:64],
    )
    files = own_files.own_files()
    try:
        text = _text(typed, exercise_id)
        file_id = exercise_id or free_id(id_of(typed["name"]) or "exercise", own_files.taken("exercise"))
        checked = own_files.checked_exercise(files.path("exercise", file_id), text.encode(errors="replace"))
        if checked.faults:
            return make_response(_page(typed, checked, exercise_id, digest), 422)
        if exercise_id:
            files.replace("exercise", exercise_id, text, digest)
        else:
            files.create("exercise", file_id, text)
    except (Changed, NotFound) as error:
        return _conflict(typed, exercise_id, str(error))
    except BadInput as error:
        return make_response(_page(typed, None, exercise_id, digest, fault=str(error)), 422)
    log.info("exercise saved: %s", file_id)
    if "step" in request.form or "name" in request.form:
        return make_response(editor.draft_page_with(file_id))
    return redirect(url_for("editor.index"), 303)


@blueprint.post("/back")
def back() -> str:
    """Go back to the routine without an exercise."""
    return editor.draft_page()


@blueprint.post("/hear")
def heard() -> Response:
    """Speak a field of the form, or say why it cannot be spoken."""
    field = request.form.get("hear", "")
    text = request.form.get(f"{_OURS}{field}", "") if field in SPOKEN else ""
    try:
        sound, fault = hear(text), ""
    except (BadInput, UnspeakablePhrase) as error:
        sound, fault = "", str(error)
    status = 422 if fault else 200
    if wants_fragment():
        return make_response(
            render_template("editor/partials/preview.html", sound=sound, fault=fault), status
        )
    form = request.form
    said = {field: (sound, fault)}
    return make_response(
        _page(_typed(), None, form.get("x.id", "")[:80], form.get("x.digest", "")[:64], said=said), status
    )


def _typed() -> dict[str, str]:
    return {name: request.form.get(f"{_OURS}{name}", "")[:_MOST] for name in (*TEXTS, *_FIGURES, "tempo")}


def _text(typed: dict[str, str], exercise_id: str) -> str:
    """Return the file that the form makes."""
    if not exercise_id:
        return to_yaml(exercise_document(typed, {}))
    files = own_files.own_files()
    content = files.content("exercise", exercise_id)
    data = parse(files.path("exercise", exercise_id), content).data
    return edited(content, exercise_document(typed, data), ())


def _conflict(typed: dict[str, str], exercise_id: str, reason: str) -> Response:
    """Show what was typed and what the file holds by now; saving once more is a decision."""
    try:
        now = own_files.own_files().content("exercise", exercise_id)
    except NotFound:
        now, exercise_id = b"", ""
    conflict = {"reason": reason, "now": now.decode("utf-8", "replace")}
    return make_response(_page(typed, None, exercise_id, digest_of(now), conflict=conflict), 409)


def _page(
    typed: dict[str, str],
    checked: Checked | None = None,
    exercise_id: str = "",
    digest: str = "",
    **shown: object,
) -> str:
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(_OURS) and name not in _BUTTONS
    ]
    faults = checked.faults if checked else ()
    messages = {
        label: words for fault in faults for label, _, words in [fault.message.partition(": ")] if words
    }
    return render_template(
        "editor/exercise.html",
        typed=typed,
        id=exercise_id,
        digest=digest,
        carried=carried,
        messages=messages,
        faults=checked.lines() if checked else (),
        **{"fault": "", "conflict": None, "said": {}, **shown},
    )
