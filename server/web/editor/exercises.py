"""A person's own exercises: their words, to hear before they are saved, and their doses."""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from server.digests import digest_of
from server.errors import BadInput, SoleusError
from server.routine.editing import EXERCISE_INPUTS, NEW_EXERCISE, SPOKEN, exercise_inputs
from server.routine.parsing import Faulty
from server.services import DraftOrigin, SaveConflict
from server.web.context import current_person, services
from server.web.editor import routines
from server.web.editor.changes import BUTTONS
from server.web.editor.form_fields import exercise_messages
from server.web.editor.hints import hints_in
from server.web.editor.problems import problem_context
from server.web.htmx import go_to
from server.web.preview import preview_response

log = logging.getLogger(__name__)
blueprint = Blueprint("exercises", __name__, url_prefix="/editor/exercise")

#: Begins the names of the exercise's fields; the others are a routine's draft that the form carries along.
_PREFIX = "x."
#: Buttons of either form.
_BUTTONS = BUTTONS | {"say", "hear"}


@blueprint.get("")
def new() -> str:
    """Begin an exercise that is not for a routine, from scratch or as a copy of another of the house."""
    copied_from = request.args.get("from", "")
    inputs = services().user_library.exercise_copy(copied_from) if copied_from else NEW_EXERCISE
    return _page(DraftOrigin(), inputs)


@blueprint.post("")
def new_for_routine() -> str:
    """Begin an exercise for a routine, whose draft the form carries along, or go on with one."""
    return _page(_origin(), {**NEW_EXERCISE, **_typed()})


@blueprint.get("/<exercise_id>")
def edit(exercise_id: str) -> str:
    """Edit one of the person's exercises; faults of its file are shown at once."""
    services().user_library.owned.require_own("exercise", exercise_id, current_person().id)
    content = services().user_library.files.content("exercise", exercise_id)
    checked = services().user_library.check_exercise(exercise_id, content)
    origin = DraftOrigin(exercise_id, digest=digest_of(content))
    return _page(origin, exercise_inputs(checked.data()), checked.error())


@blueprint.post("/save")
def save() -> Response:
    """Save the exercise; go back to the routine if it is for one."""
    typed = _typed()
    try:
        exercise_id = services().user_library.save_exercise(typed, _origin(), current_person().id)
    except SaveConflict as conflict:
        return make_response(_page(conflict.origin, typed, conflict), conflict.status)
    except BadInput as error:
        return make_response(_page(_origin(), typed, error), 422)
    log.info("exercise saved: %s", exercise_id)
    if "step" in request.form or "name" in request.form:
        return make_response(routines.draft_page(with_exercise=exercise_id))
    return go_to(url_for("editor.index"))


@blueprint.post("/back")
def back() -> str:
    """Go back to the routine without an exercise."""
    return routines.draft_page()


@blueprint.post("/hear")
def preview() -> Response:
    """Speak a field of an exercise's form."""
    field = request.form.get("hear", "")
    text = request.form.get(f"{_PREFIX}{field}", "") if field in SPOKEN else ""

    def page(sound: str, fault: str) -> str:
        return _page(_origin(), _typed(), previews={field: (sound, fault)})

    return preview_response(text, page)


def _typed() -> dict[str, str]:
    form = request.form
    return {name: form[f"{_PREFIX}{name}"] for name in EXERCISE_INPUTS if f"{_PREFIX}{name}" in form}


def _origin() -> DraftOrigin:
    form = request.form
    return DraftOrigin(form.get(f"{_PREFIX}id", ""), digest=form.get(f"{_PREFIX}digest", ""))


def _page(
    origin: DraftOrigin, typed: dict[str, str], error: SoleusError | None = None, **shown: object
) -> str:
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(_PREFIX) and name not in _BUTTONS
    ]
    return render_template(
        "editor/exercise.html",
        typed=typed,
        origin=origin,
        carried=carried,
        hints=hints_in({f"{_PREFIX}{name}": text for name, text in typed.items()}),
        messages=exercise_messages(error.faults) if isinstance(error, Faulty) else {},
        **{"previews": {}, **problem_context(error), **shown},
    )
