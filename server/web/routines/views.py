"""A routine's page, and the doses and settings that a person changes there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.routine.choices import (
    PersonalRoutine,
    ScaleHolds,
    TakePreset,
    has_holds,
    is_in_effect,
    parse_changes,
)
from server.web import formatting
from server.web.context import current_person, services
from server.web.drawings import drawing
from server.web.htmx import wants_fragment
from server.web.page_cache import PageCache
from server.web.routines.cards import FormFaults, form_faults, step_cards
from server.web.routines.settings_form import setting_inputs

blueprint = Blueprint("routines", __name__, url_prefix="/routines")

#: What "all holds" offers, in percent.
SCALES = (75, 100, 125, 150)
_PAGES = PageCache()


@blueprint.get("/<routine_id>")
def page(routine_id: str) -> str:
    """Show a routine with a person's own doses."""
    routine = services().library.routine(routine_id)
    personal = services().preferences.chosen(current_person().id, routine)
    voices = tuple(services().preferences.voices())
    duration_ms = services().studio.duration_ms(routine, personal.choices, personal.doses)
    return _PAGES.page(lambda: _page(personal, FormFaults()), personal, duration_ms, voices)


@blueprint.post("/<routine_id>/doses")
def doses(routine_id: str) -> Response:
    """Change doses and settings; answer once that is durable."""
    routine, person = services().library.routine(routine_id), current_person()
    try:
        changes = parse_changes(routine, request.form.items(multi=True))
        personal = services().preferences.change(person.id, routine, changes)
    except BadInput as error:
        return _refused(services().preferences.chosen(person.id, routine), form_faults(error, request.form))
    if wants_fragment():
        return make_response(_fragment(personal, FormFaults()))
    return redirect(url_for(".page", routine_id=routine.id), 303)


def _refused(personal: PersonalRoutine, faults: FormFaults) -> Response:
    """Show the form again with what was typed, and beside each field why it cannot be accepted."""
    show = _fragment if wants_fragment() else _page
    return make_response(show(personal, faults), 422)


def _page(personal: PersonalRoutine, faults: FormFaults) -> str:
    """Return the whole page."""
    voices = services().preferences.voices()
    voice = services().preferences.chosen_voice(personal.choices)
    return render_template(
        "routines/routine.html",
        purpose=formatting.split_first_sentence(personal.routine.purpose),
        settings=setting_inputs(personal.choices, voices, voice),
        missing_voice=None if voice or not voices else personal.choices.voice,
        **_doses_context(personal, faults),
    )


def _fragment(personal: PersonalRoutine, faults: FormFaults) -> str:
    """Return what a form's answer replaces: the step that it names, or all steps."""
    context = _doses_context(personal, faults)
    named = {name.rpartition(".")[0] for name in request.form if "." in name}
    changed = [step for step in context["steps"] if step.id in named]
    if len(named) == 1 and changed:
        return render_template("routines/partials/step.html", changed_step=changed[0], **context)
    return render_template("routines/partials/doses.html", **context)


def _doses_context(personal: PersonalRoutine, faults: FormFaults) -> dict[str, Any]:
    routine = personal.routine
    duration_ms = services().studio.duration_ms(routine, personal.choices, personal.doses)
    return {
        "routine": routine,
        "doses_url": url_for(".doses", routine_id=routine.id),
        "steps": step_cards(personal, faults, request.form),
        "faults": faults.general,
        "length": formatting.length(duration_ms),
        "scales": SCALES if has_holds(routine) else (),
        "current_scale": next((scale for scale in SCALES if is_in_effect(ScaleHolds(scale), personal)), None),
        "current_preset": _current_preset(personal),
        "changed": bool(personal.choices.doses),
        "drawing": drawing,
        "swapped": wants_fragment(),
    }


def _current_preset(personal: PersonalRoutine) -> str:
    """Return the name of the preset that the doses are at; empty if they are at none."""
    presets = personal.routine.presets
    return next((preset.name for preset in presets if is_in_effect(TakePreset(preset), personal)), "")
