"""A person's own routines: written on the phone, and saved as the files that people write by hand."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, get_args

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server.digests import digest_of
from server.errors import BadInput, SoleusError, ValuePath
from server.routine import Exercise
from server.routine.choices import shown_figure
from server.routine.editing import RoutineDraft, draft_of, next_key, row_at
from server.routine.parsing import Faulty
from server.routine.schema import Occasion, all_limits
from server.services import DraftOrigin, SaveConflict, draft_routine
from server.web import formatting
from server.web.context import current_person, services
from server.web.editor import deleting
from server.web.editor.changes import Change, added, changed
from server.web.editor.finding import found_exercises, search_words
from server.web.editor.form_fields import chosen_in, draft_in, inputs_of, routine_messages
from server.web.editor.hints import hints_in
from server.web.editor.preset_cards import preset_cards
from server.web.editor.problems import problem_context
from server.web.editor.row_names import row_title
from server.web.editor.step_cards import step_row_cards
from server.web.fault_words import ROUTINE_LABELS, Titles
from server.web.htmx import go_to, wants_fragment
from server.web.preview import preview_response

log = logging.getLogger(__name__)
blueprint = Blueprint("editor", __name__, url_prefix="/editor")
blueprint.register_blueprint(deleting.blueprint)

#: Deleted files that the first page offers to restore.
_MOST_DELETED = 10


@blueprint.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"limits": all_limits(), "shown_figure": shown_figure}


@blueprint.get("")
def index() -> str:
    """Show the house's own routines and exercises, and how to make more."""
    library, routines = services().user_library, services().library.routines()
    own, me = library.routine_ids(), current_person().id
    return render_template(
        "editor/index.html",
        own=[routine for routine in routines if routine.id in own],
        broken=sorted(own - {routine.id for routine in routines}),
        shipped=[routine for routine in routines if routine.id not in own],
        others=library.owned.others("routine", me),
        exercises=library.exercises(),
        others_exercises=library.owned.others("exercise", me),
        deleted=library.owned.deleted(me)[:_MOST_DELETED],
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
    """Redirect to the form for a routine, or for a copy of one that is shipped or somebody else's."""
    library = services().user_library
    others = library.owned.others("routine", current_person().id)
    if routine_id in library.routine_ids() - others.keys():
        return redirect(url_for(".edit", routine_id=routine_id), 303)
    routine_id = services().library.routine(routine_id).id
    return redirect(url_for(".new") + f"?from={routine_id}", 303)


@blueprint.get("/routines/<routine_id>")
def edit(routine_id: str) -> str:
    """Edit one of the person's routines; faults of its file are shown at once."""
    services().user_library.owned.require_own("routine", routine_id, current_person().id)
    content = services().user_library.files.content("routine", routine_id)
    checked = services().user_library.check_routine(routine_id, content)
    origin = DraftOrigin(routine_id, digest=digest_of(content))
    return _page(origin, draft_of(checked.data()), checked.error())


@blueprint.post("/draft")
def draft() -> Response:
    """Change the steps or the presets of a draft, as its buttons say; nothing is saved."""
    typed = draft_in(request.form)
    try:
        change, refused = changed(typed, request.form, _exercises(_origin())), ""
    except BadInput as error:
        change, refused = Change(typed), str(error)
    if wants_fragment():
        return make_response(_render("editor/partials/draft.html", change, refused=refused))
    return make_response(_render("editor/routine.html", change, refused=refused), 422 if refused else 200)


@blueprint.post("/length")
def length() -> str:
    """Return how long a draft takes as it is typed now."""
    shown = _length(draft_in(request.form), _origin())
    return render_template("editor/partials/length.html", length=shown)


@blueprint.post("/save")
def save() -> Response:
    """Save a routine, or show the form again with everything that prevents it."""
    typed = draft_in(request.form)
    try:
        routine_id = services().user_library.save_routine(typed, _origin(), current_person().id)
    except SaveConflict as conflict:
        return make_response(_page(conflict.origin, typed, conflict), conflict.status)
    except BadInput as error:
        return make_response(_page(_origin(), typed, error), 422)
    log.info("routine saved: %s", routine_id)
    return go_to(url_for("routines.page", routine_id=routine_id))


@blueprint.post("/hear")
def preview() -> Response:
    """Speak a line of a routine's form."""

    def page(sound: str, fault: str) -> str:
        return _page(_origin(), draft_in(request.form), fault=fault, sound=sound)

    return preview_response(request.form.get("say", ""), page)


def draft_page(with_exercise: str = "") -> str:
    """Return the page of the draft in the request's form.

    :param with_exercise: id of an exercise to add as one more step.
    """
    change, refused = Change(draft_in(request.form)), ""
    try:
        if with_exercise:
            change = added(change.draft, with_exercise, _exercises(_origin()))
    except BadInput as error:
        refused = str(error)
    return _render("editor/routine.html", change, refused=refused)


def _length(draft: RoutineDraft, origin: DraftOrigin) -> str:
    """Return how long a draft takes with this person's coach; empty if nobody knows yet."""
    routine = draft_routine(services().user_library, draft, origin)
    if routine is None:
        return ""
    choices = services().preferences.settings(current_person().id)
    return formatting.length(services().studio.duration_ms(routine, choices))


def _exercises(origin: DraftOrigin) -> Mapping[str, Exercise]:
    return services().user_library.exercises_for(origin)


def _origin() -> DraftOrigin:
    form = request.form
    return DraftOrigin(form.get("id", ""), form.get("copied-from", ""), form.get("digest", ""))


def _page(origin: DraftOrigin, draft: RoutineDraft, error: SoleusError | None = None, **shown: Any) -> str:
    return _render("editor/routine.html", Change(draft), origin=origin, error=error, **shown)


def _render(
    template: str,
    change: Change,
    *,
    refused: str = "",
    origin: DraftOrigin | None = None,
    error: SoleusError | None = None,
    **shown: Any,
) -> str:
    """Return the page of a draft, or the part of it that a tap changes.

    :param refused: why a tap changed nothing; the steps that were selected stay so.
    """
    origin = origin or _origin()
    exercises = _exercises(origin)
    messages = routine_messages(error.faults, change.draft) if isinstance(error, Faulty) else {}
    listed = sorted(exercises.values(), key=lambda each: each.name)
    return render_template(
        template,
        origin=origin,
        change=change,
        labels=ROUTINE_LABELS,
        refused=refused,
        draft=change.draft,
        length=_length(change.draft, origin),
        show_all=bool(request.form.get("show-all")),
        selecting=bool(refused and request.form.get("selecting")),
        rows=step_row_cards(change.draft, exercises, messages),
        presets=preset_cards(change.draft, exercises),
        next_key=next_key(change.draft.rows),
        chosen=chosen_in(request.form) if refused else (),
        messages=messages,
        hints=hints_in(inputs_of(change.draft)),
        exercises=listed,
        found=found_exercises(listed, request.form.get("find", "")),
        search_words=search_words,
        occasions=[(name, name) for name in get_args(Occasion)],
        **{"sound": "", **problem_context(error, _titles(change.draft, exercises)), **shown},
    )


def _titles(draft: RoutineDraft, exercises: Mapping[str, Exercise]) -> Titles:
    """Return what the rows of a draft are called, by the path to them in the file that it makes."""

    def title(path: ValuePath) -> str:
        row, _ = row_at(draft.rows, path)
        return row_title(draft.rows, row, exercises) if row else ""

    return title
