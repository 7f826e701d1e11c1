"""One's own routines: written on the phone, saved as the files that a person would write by hand."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, get_args

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.routine.editing.emit import to_yaml
from server.routine.editing.ids import free_id, id_of
from server.routine.editing.patch import edited, without_schema
from server.routine.editing.routine_form import Draft, document_of, draft_of, origins
from server.routine.parsing.reading import parse
from server.routine.schema.documents import Occasion
from server.services.services import parts
from server.services.user_library import Changed, digest_of
from server.voice.worker.pool import UnspeakablePhrase
from server.web.drawings import drawing
from server.web.editor import deleting, own_files
from server.web.editor.form_fields import draft_in, messages_by_field, row_cards
from server.web.editor.own_files import Checked
from server.web.editor.preview import hear
from server.web.htmx import wants_fragment

log = logging.getLogger(__name__)
blueprint = Blueprint("editor", __name__, url_prefix="/editor")
blueprint.register_blueprint(deleting.blueprint)

#: Deleted files that are offered to be brought back.
_OFFERED = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """What a draft is an edition of."""

    #: Id of the file that is edited; nothing for a new one.
    id: str = ""
    #: Id of the routine that a new one is a copy of.
    base: str = ""
    #: What the file held when the editing began.
    digest: str = ""

    def content(self) -> bytes:
        """Return the file from which to take what no form shows; nothing for one from scratch."""
        if self.id:
            return own_files.own_files().content("routine", self.id)
        return without_schema(own_files.routine_file(self.base).read_bytes()) if self.base else b""


@blueprint.get("")
def index() -> str:
    """Show what is one's own, and what can be made of it."""
    own = own_files.own_ids()
    routines = parts().library.routines()
    files = own_files.own_files()
    return render_template(
        "editor/index.html",
        own=[routine for routine in routines if routine.id in own],
        broken=sorted(own - {routine.id for routine in routines}),
        shipped=[routine for routine in routines if routine.id not in own],
        exercises=own_files.own_exercises(),
        deleted=files.deleted()[:_OFFERED],
        just=request.args.get("deleted", "")[:100],
    )


@blueprint.get("/new")
def new() -> str:
    """Begin a routine: from nothing, or as a copy."""
    origin = Origin(base=request.args.get("from", "")[:80])
    if not origin.base:
        return _page(origin, Draft({"occasion": "my own"}))
    draft = draft_of(parse(own_files.routine_file(origin.base), origin.content()).data)
    return _page(origin, Draft({**draft.texts, "name": f"My {draft.texts['name']}"[:60]}, draft.rows))


@blueprint.get("/of/<routine_id>")
def change(routine_id: str) -> Response:
    """Lead to the form for a routine: its own, or that of a copy."""
    if routine_id in own_files.own_ids():
        return redirect(url_for(".edit", routine_id=routine_id), 303)
    routine_id = parts().library.routine(routine_id).id
    return redirect(url_for(".new") + f"?from={routine_id}", 303)


@blueprint.get("/routines/<routine_id>")
def edit(routine_id: str) -> str:
    """Edit a routine of one's own; what is wrong with its file is shown at once."""
    origin = Origin(id=routine_id)
    content = origin.content()
    checked = own_files.checked_routine(own_files.own_files().path("routine", routine_id), content)
    if checked.source is None:
        raise BadInput("\n".join(checked.lines()))
    origin = Origin(routine_id, digest=digest_of(content))
    return _page(origin, draft_of(checked.source.data), checked)


@blueprint.post("/draft")
def draft() -> Response:
    """Change the steps of a draft: one more, one less, another order; nothing is saved by it."""
    changed, fault = draft_in(request.form), ""
    try:
        changed = _rearranged(changed)
    except BadInput as error:
        fault = str(error)
    if wants_fragment():
        return make_response(_render("editor/partials/steps.html", _origin(), changed, fault=fault))
    return make_response(_page(_origin(), changed, fault=fault), 422 if fault else 200)


@blueprint.post("/save")
def save() -> Response:
    """Save a routine, or show the form again with everything that keeps it from being saved."""
    origin, typed = _origin(), draft_in(request.form)
    files = own_files.own_files()
    try:
        _must_be_unchanged(origin)
        text = _text(origin, typed)
        file_id = origin.id or free_id(id_of(typed.texts["name"]) or "routine", own_files.taken("routine"))
        checked = own_files.checked_routine(files.path("routine", file_id), text.encode(errors="replace"))
        if checked.faults:
            return make_response(_page(origin, typed, checked), 422)
        if origin.id:
            files.replace("routine", origin.id, text, origin.digest)
        else:
            files.create("routine", file_id, text)
    except (Changed, NotFound) as error:
        return _conflict(origin, typed, str(error))
    except BadInput as error:
        return make_response(_page(origin, typed, fault=str(error)), 422)
    log.info("routine saved: %s", file_id)
    return redirect(url_for("routines.page", routine_id=file_id), 303)


@blueprint.post("/hear")
def heard() -> Response:
    """Speak a line of a routine's form, or say why it cannot be spoken."""
    text = request.form.get("say", "")
    try:
        sound, fault = hear(text), ""
    except (BadInput, UnspeakablePhrase) as error:
        sound, fault = "", str(error)
    status = 422 if fault else 200
    if wants_fragment():
        return make_response(
            render_template("editor/partials/preview.html", sound=sound, fault=fault), status
        )
    page = _page(_origin(), draft_in(request.form), fault=fault, sound=sound)
    return make_response(page, status)


def _origin() -> Origin:
    form = request.form
    return Origin(form.get("id", "")[:80], form.get("base", "")[:80], form.get("digest", "")[:64])


def _rearranged(draft: Draft) -> Draft:
    """Return the draft after the button that was tapped."""
    form = request.form
    for name, by in (("up", -1), ("down", 1)):
        if form.get(name, "").isdecimal():
            draft = draft.with_moved(int(form[name][:6]), by)
    if form.get("remove", "").isdecimal():
        draft = draft.without(int(form["remove"][:6]))
    return draft.with_added(form["add"][:80]) if form.get("add") else draft


def _text(origin: Origin, draft: Draft) -> str:
    """Return the file that a draft makes.

    :raises CannotKeep: if the file that is edited is written in an unusual way.
    """
    content = origin.content()
    if not content:
        return to_yaml(document_of(draft, {}))
    data = parse(own_files.own_files().path("routine", origin.id or origin.base), content).data
    return edited(content, document_of(draft, data), origins(draft, data))


def _must_be_unchanged(origin: Origin) -> None:
    if origin.id and digest_of(origin.content()) != origin.digest:
        raise Changed(f"{origin.id}.yaml was changed meanwhile, outside of this page.")


def _conflict(origin: Origin, typed: Draft, reason: str) -> Response:
    """Show both: what was typed, and what the file holds by now; saving once more is a decision."""
    now = b""
    if origin.id:
        try:
            now = origin.content()
        except NotFound:
            origin = Origin()
    elif origin.base:
        try:
            origin.content()
        except NotFound:
            origin = Origin()
    origin = Origin(origin.id, origin.base, digest_of(now))
    conflict = {"reason": reason, "now": now.decode("utf-8", "replace")}
    return make_response(_page(origin, typed, conflict=conflict), 409)


def _page(origin: Origin, draft: Draft, checked: Checked | None = None, **shown: Any) -> str:
    return _render("editor/routine.html", origin, draft, checked, **shown)


def _render(template: str, origin: Origin, draft: Draft, checked: Checked | None = None, **shown: Any) -> str:
    exercises = own_files.own_shelf().exercises
    faults = checked.faults if checked else ()
    source = checked.source if checked else None
    messages = messages_by_field(faults, source, draft) if source else {}
    return render_template(
        template,
        origin=origin,
        draft=draft,
        rows=row_cards(draft, exercises, messages),
        messages=messages,
        faults=checked.lines() if checked else (),
        exercises=sorted(exercises.values(), key=lambda each: each.name),
        occasions=[(name, name) for name in get_args(Occasion)],
        drawing=drawing,
        **{"fault": "", "sound": "", "conflict": None, **shown},
    )


def draft_page() -> str:
    """Show the draft that the form of the request carries along."""
    return _page(_origin(), draft_in(request.form))


def draft_page_with(exercise: str) -> str:
    """Show the draft that the form of the request carries along, with one more step."""
    draft, fault = draft_in(request.form), ""
    try:
        draft = draft.with_added(exercise)
    except BadInput as error:
        fault = str(error)
    return _page(_origin(), draft, fault=fault)
