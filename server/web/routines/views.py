"""A routine's page, and the doses and settings that a person changes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.quoting import quoted
from server.routine import Routine
from server.routine.choices import (
    LONGEST_REASON,
    PersonalRoutine,
    TakePreset,
    has_holds,
    is_in_effect,
    replacements,
)
from server.services import in_less_time
from server.web import formatting
from server.web.context import current_person, services
from server.web.htmx import wants_fragment
from server.web.minutes import minutes_of
from server.web.page_cache import PageCache
from server.web.routines.cards import FormFaults, form_faults, shared_cautions, step_cards
from server.web.routines.less_time import OFFERED, gives_way, minutes_offered
from server.web.routines.settings_form import setting_inputs
from server.web.routines.sheets import sheet
from server.web.routines.swap_cards import swap_cards
from server.web.routines.times import (
    Percentage,
    gone_back,
    percentage,
    scaled,
    time_changes,
    way_back,
)
from server.web.said import sound_address
from server.web.voice_words import missing_voice, voice_line

blueprint = Blueprint("routines", __name__, url_prefix="/routines")

#: Fields of a form that change many doses at once, which the sheet of all times can undo.
_MANY = ("all", "preset", "reset")
_USUAL = percentage("")
_PAGES = PageCache()


@blueprint.get("/<routine_id>")
def page(routine_id: str) -> str:
    """Show a routine with a person's own doses."""
    routine = services().library.routine(routine_id)
    personal = services().preferences.chosen(current_person().id, routine)
    seen = (personal, _duration_ms(personal), missing_voice(personal.choices), _is_favourite(routine))
    return _PAGES.page(lambda: _page(personal, FormFaults()), *seen)


@blueprint.get("/<routine_id>/steps/<part_id>")
def step(routine_id: str, part_id: str) -> str:
    """Show all about a step, a pause or a block, and all its figures."""
    context = _doses_context(_personal(routine_id), FormFaults())
    card = next((card for card in context["steps"] if card.id == part_id), None)
    if card is None:
        raise NotFound(f"This routine has no step {quoted(part_id)}.")
    return sheet("routines/step.html", step=card, **context)


@blueprint.get("/<routine_id>/steps/<part_id>/swap")
def swap(routine_id: str, part_id: str) -> str:
    """Show what could be done instead of a step's exercise: for the same muscles first, then all others."""
    personal, own = _personal(routine_id), services().library.routine(routine_id)
    steps = {step.id: step.exercise for step in own.steps if step.exercise.kind != "pause"}
    if part_id not in steps:
        raise NotFound(f"This routine has no exercise {quoted(part_id)}.")
    among = services().library.exercises_for(own)
    alike = replacements(steps[part_id], among)
    others = sorted((each for each in among if each not in alike), key=lambda each: each.name)
    now = {step.id: step.exercise.id for step in personal.routine.steps}
    avoided = services().preferences.avoided(current_person().id)
    return sheet(
        "routines/swap.html",
        part_id=part_id,
        name=steps[part_id].name,
        alike=swap_cards(alike, personal, now[part_id], avoided),
        others=swap_cards(others, personal, now[part_id], avoided),
        count=len(among),
        is_swapped=part_id in personal.choices.instead,
        today=request.args.get("for") == "today",
        **_addresses(own),
    )


@blueprint.get("/<routine_id>/times")
def times(routine_id: str) -> str:
    """Show what changes all doses at once: what a percentage would do, or has done and how to undo it."""
    personal, asked = _personal(routine_id), percentage(request.args.get("percent", "").strip())
    context = _times_context(personal, FormFaults(), asked, request.args.getlist("was"))
    if _target() == "times":
        return render_template("routines/partials/times.html", **context)
    return sheet("routines/times.html", **context)


@blueprint.get("/<routine_id>/less-time")
def less_time(routine_id: str) -> str:
    """Show what would give way, so that the routine fits the time there is; it is played once."""
    personal = _personal(routine_id)
    minutes = minutes_offered(_duration_ms(personal), minutes_of(request.args.get("minutes", "")))
    shorter = in_less_time(services().studio, minutes)(personal)
    length_ms = _duration_ms(shorter)
    shown = {
        "minutes": minutes,
        "offered": sorted({*OFFERED, minutes}),
        "rows": gives_way(personal, shorter),
        "length": formatting.length(length_ms),
        "fits": length_ms <= minutes * 60_000,
        "address": url_for(".less_time", routine_id=routine_id),
    }
    if _target() == "less":
        return render_template("routines/partials/less_time.html", **shown, routine=personal.routine)
    return sheet("routines/less_time.html", **shown, **_addresses(personal.routine))


@blueprint.get("/<routine_id>/coach")
def coach(routine_id: str) -> str:
    """Show how the coach speaks, to be changed."""
    personal = _personal(routine_id)
    return sheet("routines/coach.html", **_coach_context(personal), **_addresses(personal.routine))


@blueprint.post("/<routine_id>/doses")
def doses(routine_id: str) -> Response:
    """Change doses and settings; answer once that is durable."""
    routine, person = services().library.routine(routine_id), current_person()
    many = any(name in request.form for name in _MANY)
    before = services().preferences.chosen(person.id, routine) if many else None
    try:
        fields = tuple(request.form.items(multi=True))
        personal = services().preferences.change_as_typed(person.id, routine, fields)
    except BadInput as error:
        return _refused(services().preferences.chosen(person.id, routine), form_faults(error, request.form))
    back = way_back(before, personal) if before else ()
    if wants_fragment():
        return make_response(_fragment(personal, FormFaults(), back))
    return redirect(url_for(".times" if back else ".page", routine_id=routine.id, was=back), 303)


def _personal(routine_id: str) -> PersonalRoutine:
    return services().preferences.chosen(current_person().id, services().library.routine(routine_id))


def _is_favourite(routine: Routine) -> bool:
    return routine.id in services().store.favourites(current_person().id)


def _refused(personal: PersonalRoutine, faults: FormFaults) -> Response:
    """Show the form again with what was typed, and beside each field why it cannot be accepted."""
    show = _fragment if wants_fragment() else _page
    return make_response(show(personal, faults), 422)


def _page(personal: PersonalRoutine, faults: FormFaults) -> str:
    """Return the whole page."""
    routine = personal.routine
    return render_template(
        "routines/routine.html",
        purpose=formatting.sentence(routine.short) or formatting.split_first_sentence(routine.purpose)[0],
        facts=" ".join(map(formatting.sentence, filter(None, (", ".join(routine.needs), routine.how_often)))),
        tools=_tools(routine),
        favourite=_is_favourite(routine),
        missing_voice=missing_voice(personal.choices),
        **_doses_context(personal, faults),
    )


def _tools(routine: Routine) -> tuple[tuple[str, str], ...]:
    """Return the buttons that open sheets, with their addresses."""
    times = "All times" if has_holds(routine) else "Doses"
    names = {"Less time": ".less_time", times: ".times", "Coach": ".coach"}
    return tuple((name, url_for(view, routine_id=routine.id)) for name, view in names.items())


def _addresses(routine: Routine) -> dict[str, Any]:
    """Return where the forms of a routine's page lead, and back to it."""
    page, doses = (url_for(view, routine_id=routine.id) for view in (".page", ".doses"))
    return {"routine": routine, "doses_url": doses, "back": page}


def _fragment(personal: PersonalRoutine, faults: FormFaults, back: Sequence[str] = ()) -> str:
    """Return what a form's answer replaces: the step that it names, or all steps, beside the sheet it is in.

    :param back: what undoes the change.
    """
    if _target() == "times":
        context = _times_context(personal, faults, _USUAL, back)
        return render_template("routines/partials/doses.html", **context)
    context = _doses_context(personal, faults)
    if _target() == "coach":
        return render_template("routines/partials/doses.html", **context, **_coach_context(personal))
    named = {name.rpartition(".")[0] for name in request.form if "." in name}
    changed = [step for step in context["steps"] if step.id in named]
    if len(named) == 1 and changed and context["target"] != "doses":
        return render_template("routines/partials/step.html", changed_step=changed[0], **context)
    return render_template("routines/partials/doses.html", **context)


def _doses_context(personal: PersonalRoutine, faults: FormFaults) -> dict[str, Any]:
    routine = personal.routine
    cards = step_cards(personal, faults, services().library.routine(routine.id))
    return {
        **_addresses(routine),
        "steps": cards,
        "cautions": shared_cautions(cards),
        "faults": faults.general,
        "length": _length(personal),
        "nothing": not _duration_ms(personal),
        "longest_reason": LONGEST_REASON,
        "swapped": wants_fragment(),
        "target": _target(),
    }


def _coach_context(personal: PersonalRoutine) -> dict[str, Any]:
    """Return what the sheet of the coach shows."""
    choices = personal.choices
    usual = replace(personal, choices=replace(choices, pace=100))
    saved_ms = _duration_ms(usual) - _duration_ms(personal)
    effect = ""
    if saved_ms:
        effect = f"{'saves' if saved_ms > 0 else 'adds'} {formatting.length(abs(saved_ms))}"
    sample = services().preview.sample(personal)
    return {
        "settings": setting_inputs(choices, effect),
        "voice": voice_line(choices),
        "sample": sample,
        "sound": sound_address(sample) if sample else "",
    }


def _times_context(
    personal: PersonalRoutine, faults: FormFaults, asked: Percentage, back: Sequence[str]
) -> dict[str, Any]:
    """Return what the sheet of all times shows.

    :param asked: what would be done to the times.
    :param back: what undoes what was done to them.
    """
    context = _doses_context(personal, faults)
    before = gone_back(personal, back) if asked == _USUAL else None
    try:
        wanted = scaled(personal, asked.percent) if asked != _USUAL else None
    except BadInput as error:
        wanted, context["faults"] = None, tuple(fault.message for fault in error.faults)
    return {
        **context,
        "times_url": url_for(".times", routine_id=personal.routine.id),
        "has_times": has_holds(personal.routine),
        "percentage": asked,
        "time_changes": time_changes(before or personal, wanted or personal),
        "wanted": _length(wanted) if wanted else "",
        "way_back": back if before else (),
        "was_length": _length(before) if before else "",
        "current_preset": _current_preset(personal),
        "changed": personal.is_changed,
    }


def _length(personal: PersonalRoutine) -> str:
    return formatting.length(_duration_ms(personal))


def _duration_ms(personal: PersonalRoutine) -> int:
    return services().studio.duration_ms(personal.routine, personal.choices, personal.doses)


def _target() -> str:
    """Return the id of what an answer to htmx replaces; the other parts that it brings are out of band."""
    return request.headers.get("HX-Target", "")


def _current_preset(personal: PersonalRoutine) -> str:
    """Return the name of the preset that the doses are at; empty if they are at none."""
    presets = personal.routine.presets
    return next((preset.name for preset in presets if is_in_effect(TakePreset(preset), personal)), "")
