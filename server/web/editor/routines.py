"""A person's own routines: written on the phone, and saved as the files that people write by hand."""

from __future__ import annotations

import logging
from typing import Any, get_args

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server.digests import digest_of
from server.errors import BadInput, SoleusError
from server.routine.editing import RoutineDraft, draft_of
from server.routine.parsing import Faulty
from server.routine.schema import Occasion, all_limits
from server.services import DraftOrigin, SaveConflict
from server.web.context import services
from server.web.drawings import drawing
from server.web.editor import deleting
from server.web.editor.form_fields import draft_in, routine_messages, row_key, step_row_cards
from server.web.editor.preview import preview_response
from server.web.editor.problems import problem_context
from server.web.htmx import wants_fragment

log = logging.getLogger(__name__)
blueprint = Blueprint("editor", __name__, url_prefix="/editor")
blueprint.register_blueprint(deleting.blueprint)

#: Deleted files that the first page offers to restore.
_MOST_DELETED = 10


@blueprint.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["limits"] = all_limits()


@blueprint.get("")
def index() -> str:
    """Show the person's own routines and exercises, and how to make more."""
    library, routines = services().user_library, services().library.routines()
    own = library.routine_ids()
    return render_template(
        "editor/index.html",
        own=[routine for routine in routines if routine.id in own],
        broken=sorted(own - {routine.id for routine in routines}),
        shipped=[routine for routine in routines if routine.id not in own],
        exercises=library.exercises(),
        deleted=library.files.deleted()[:_MOST_DELETED],
        just_deleted=request.args.get("deleted", ""),
    )


@blueprint.get("/new")
def new() -> str:
    """Begin a routine, from scratch or as a copy of another."""
    copied_from = request.args.get("from", "")
    draft = (
        services().user_library.copy_of(copied_from) if copied_from else RoutineDraft({"occasion": "my own"})
    )
    return _page(DraftOrigin(copied_from=copied_from), draft)


@blueprint.get("/of/<routine_id>")
def change(routine_id: str) -> Response:
    """Redirect to the form for a routine: its own, or that of a copy."""
    if routine_id in services().user_library.routine_ids():
        return redirect(url_for(".edit", routine_id=routine_id), 303)
    routine_id = services().library.routine(routine_id).id
    return redirect(url_for(".new") + f"?from={routine_id}", 303)


@blueprint.get("/routines/<routine_id>")
def edit(routine_id: str) -> str:
    """Edit one of the person's routines; faults of its file are shown at once."""
    content = services().user_library.files.content("routine", routine_id)
    checked = services().user_library.check_routine(routine_id, content)
    origin = DraftOrigin(routine_id, digest=digest_of(content))
    return _page(origin, draft_of(checked.data()), checked.error())


@blueprint.post("/draft")
def draft() -> Response:
    """Add, remove or move a step of a draft; nothing is saved."""
    typed, error = draft_in(request.form), None
    try:
        typed = _rearranged(typed)
    except BadInput as refused:
        error = refused
    if wants_fragment():
        return make_response(_render("editor/partials/steps.html", _origin(), typed, error))
    return make_response(_page(_origin(), typed, error), 422 if error else 200)


@blueprint.post("/save")
def save() -> Response:
    """Save a routine, or show the form again with everything that prevents it."""
    typed = draft_in(request.form)
    try:
        routine_id = services().user_library.save_routine(typed, _origin())
    except SaveConflict as conflict:
        return make_response(_page(conflict.origin, typed, conflict), conflict.status)
    except BadInput as error:
        return make_response(_page(_origin(), typed, error), 422)
    log.info("routine saved: %s", routine_id)
    return redirect(url_for("routines.page", routine_id=routine_id), 303)


@blueprint.post("/hear")
def preview() -> Response:
    """Speak a line of a routine's form."""

    def page(sound: str, fault: str) -> str:
        return _page(_origin(), draft_in(request.form), fault=fault, sound=sound)

    return preview_response(request.form.get("say", ""), page)


def draft_page(added: str = "") -> str:
    """Return the page of the draft in the request's form.

    :param added: id of an exercise to add as one more step.
    """
    typed, error = draft_in(request.form), None
    try:
        typed = typed.with_added(added) if added else typed
    except BadInput as refused:
        error = refused
    return _page(_origin(), typed, error)


def _origin() -> DraftOrigin:
    form = request.form
    return DraftOrigin(form.get("id", ""), form.get("copied-from", ""), form.get("digest", ""))


def _rearranged(draft: RoutineDraft) -> RoutineDraft:
    """Return the draft after the button that was tapped."""
    form = request.form
    for name, by in (("up", -1), ("down", 1)):
        key = row_key(form.get(name, ""))
        if key is not None:
            draft = draft.with_moved(key, by)
    removed = row_key(form.get("remove", ""))
    if removed is not None:
        draft = draft.without(removed)
    return draft.with_added(form["add"]) if form.get("add") else draft


def _page(origin: DraftOrigin, draft: RoutineDraft, error: SoleusError | None = None, **shown: Any) -> str:
    return _render("editor/routine.html", origin, draft, error, **shown)


def _render(
    template: str, origin: DraftOrigin, draft: RoutineDraft, error: SoleusError | None, **shown: Any
) -> str:
    exercises = services().user_library.catalog().exercises
    messages = routine_messages(error.faults, draft) if isinstance(error, Faulty) else {}
    return render_template(
        template,
        origin=origin,
        draft=draft,
        rows=step_row_cards(draft, exercises, messages),
        messages=messages,
        exercises=sorted(exercises.values(), key=lambda each: each.name),
        occasions=[(name, name) for name in get_args(Occasion)],
        drawing=drawing,
        **{"sound": "", **problem_context(error), **shown},
    )
