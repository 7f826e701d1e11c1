"""A routine's page, and the doses and settings that a person changes there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.quoting import quoted
from server.routine import Routine
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
from server.web.htmx import wants_fragment
from server.web.page_cache import PageCache
from server.web.routines.cards import FormFaults, form_faults, shared_cautions, step_cards
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
    seen = (personal, duration_ms, voices, _is_favourite(routine))
    return _PAGES.page(lambda: _page(personal, FormFaults()), *seen)


@blueprint.get("/<routine_id>/steps/<part_id>")
def step(routine_id: str, part_id: str) -> str:
    """Show all about a step, a pause or a block, and all its figures."""
    context = _doses_context(_personal(routine_id), FormFaults())
    card = next((card for card in context["steps"] if card.id == part_id), None)
    if card is None:
        raise NotFound(f"This routine has no step {quoted(part_id)}.")
    return _sheet("routines/step.html", step=card, **context)


@blueprint.get("/<routine_id>/times")
def times(routine_id: str) -> str:
    """Show what changes all doses at once."""
    return _sheet("routines/times.html", **_doses_context(_personal(routine_id), FormFaults()))


@blueprint.get("/<routine_id>/coach")
def coach(routine_id: str) -> str:
    """Show how the coach speaks, to be changed."""
    personal = _personal(routine_id)
    voices = services().preferences.voices()
    inputs = setting_inputs(personal.choices, voices, services().preferences.chosen_voice(personal.choices))
    return _sheet("routines/coach.html", settings=inputs, **_addresses(personal.routine))


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


def _personal(routine_id: str) -> PersonalRoutine:
    return services().preferences.chosen(current_person().id, services().library.routine(routine_id))


def _is_favourite(routine: Routine) -> bool:
    return routine.id in services().store.favourites(current_person().id)


def _sheet(template: str, **context: Any) -> str:
    """Return a sheet: over the routine's page, or as a page of its own where there is no JavaScript."""
    layout = "sheets/dialog.html" if wants_fragment() else "sheets/page.html"
    return render_template(template, layout=layout, **context)


def _refused(personal: PersonalRoutine, faults: FormFaults) -> Response:
    """Show the form again with what was typed, and beside each field why it cannot be accepted."""
    show = _fragment if wants_fragment() else _page
    return make_response(show(personal, faults), 422)


def _page(personal: PersonalRoutine, faults: FormFaults) -> str:
    """Return the whole page."""
    routine = personal.routine
    voices = services().preferences.voices()
    voice = services().preferences.chosen_voice(personal.choices)
    return render_template(
        "routines/routine.html",
        purpose=formatting.sentence(routine.short) or formatting.split_first_sentence(routine.purpose)[0],
        facts=" ".join(map(formatting.sentence, filter(None, (", ".join(routine.needs), routine.how_often)))),
        tools=_tools(routine),
        favourite=_is_favourite(routine),
        missing_voice=None if voice or not voices else personal.choices.voice,
        **_doses_context(personal, faults),
    )


def _tools(routine: Routine) -> tuple[tuple[str, str], ...]:
    """Return the buttons that open sheets, with their addresses."""
    times = "All times" if has_holds(routine) else "Doses"
    names = {times: ".times", "Coach": ".coach"}
    return tuple((name, url_for(view, routine_id=routine.id)) for name, view in names.items())


def _addresses(routine: Routine) -> dict[str, Any]:
    """Return where the forms of a routine's page lead, and back to it."""
    page, doses = (url_for(view, routine_id=routine.id) for view in (".page", ".doses"))
    return {"routine": routine, "doses_url": doses, "back": page}


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
    cards = step_cards(personal, faults)
    return {
        **_addresses(routine),
        "steps": cards,
        "cautions": shared_cautions(cards),
        "faults": faults.general,
        "length": formatting.length(duration_ms),
        "scales": SCALES if has_holds(routine) else (),
        "current_scale": next((scale for scale in SCALES if is_in_effect(ScaleHolds(scale), personal)), None),
        "current_preset": _current_preset(personal),
        "changed": bool(personal.choices.doses),
        "swapped": wants_fragment(),
        #: The id of what the answer replaces; the other parts that it brings are swapped out of band.
        "target": request.headers.get("HX-Target", ""),
    }


def _current_preset(personal: PersonalRoutine) -> str:
    """Return the name of the preset that the doses are at; empty if they are at none."""
    presets = personal.routine.presets
    return next((preset.name for preset in presets if is_in_effect(TakePreset(preset), personal)), "")
