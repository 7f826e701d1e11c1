"""A routine's page, and the doses that a person changes there."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.routine.choices.changes import HELD, with_holds_scaled, with_preset
from server.routine.model import Choices, Routine
from server.services.preferences import change, chosen, named_steps
from server.services.services import parts
from server.web import formatting
from server.web.context import current_person
from server.web.drawings import drawing
from server.web.htmx import wants_fragment
from server.web.routines.cards import Faults, step_cards

blueprint = Blueprint("routines", __name__, url_prefix="/routines")

#: What "all holds" offers, in percent.
SCALES = (75, 100, 125, 150)


@blueprint.get("/<routine_id>")
def page(routine_id: str) -> str:
    """Show a routine with a person's own doses."""
    routine = parts().library.routine(routine_id)
    choices = chosen(current_person().id, routine)
    return _render("routines/routine.html", routine, choices, Faults())


@blueprint.post("/<routine_id>/doses")
def doses(routine_id: str) -> Response:
    """Change doses and settings; answer once that is durable."""
    routine = parts().library.routine(routine_id)
    person = current_person()
    try:
        choices = change(person.id, routine, request.form)
    except BadInput as error:
        return _refused(routine, chosen(person.id, routine), str(error))
    if wants_fragment():
        return make_response(_render(_fragment(), routine, choices, Faults()))
    return redirect(url_for(".page", routine_id=routine.id), 303)


def _refused(routine: Routine, choices: Choices, message: str) -> Response:
    """Show the form again with what was typed, and beside each field why it cannot be taken."""
    faults = _faults(message)
    template = _fragment() if wants_fragment() else "routines/routine.html"
    return make_response(_render(template, routine, choices, faults), 422)


def _faults(message: str) -> Faults:
    """Sort the lines of a message to their fields; a line that names none stands above all."""
    typed = {name: value[:20] for name, value in request.form.items() if "." in name}
    messages: dict[str, str] = {}
    for line in message.splitlines():
        name = next((name for name in typed if name in line), "")
        messages[name] = line.removeprefix(f"{name}: ")
    return Faults(messages, typed)


def _fragment() -> str:
    """Return what a form's answer replaces: one step, or all of them."""
    return (
        "routines/partials/step.html"
        if len(named_steps(request.form)) == 1
        else "routines/partials/doses.html"
    )


def _render(template: str, routine: Routine, choices: Choices, faults: Faults) -> str:
    steps = step_cards(routine, choices, faults, tuple(request.form))
    only = named_steps(request.form)
    return render_template(
        template,
        routine=routine,
        choices=choices,
        purpose=formatting.split_first_sentence(routine.purpose),
        steps=steps,
        changed_step=next((step for step in steps if step.id in only), None),
        fault=faults.messages.get("", ""),
        length=formatting.length(parts().studio.duration_ms(routine, choices)),
        scales=SCALES,
        has_holds=any(step.exercise.kind in HELD for step in routine.steps),
        current_scale=_current_scale(routine, choices),
        current_preset=_current_preset(routine, choices),
        voices=_voices(choices.voice),
        voice_gone=_voice_name(choices.voice) is None,
        drawing=drawing,
        swapped=wants_fragment(),
    )


def _current_scale(routine: Routine, choices: Choices) -> int | None:
    """Return which of the scales the holds are at, if at one of them."""
    return next((scale for scale in SCALES if with_holds_scaled(routine, choices, scale) == choices), None)


def _current_preset(routine: Routine, choices: Choices) -> str:
    names = (preset.name for preset in routine.presets)
    return next((name for name in names if with_preset(routine, choices, name) == choices), "")


def _voices(chosen_id: str | None) -> list[tuple[str, str]]:
    """Return the voices to choose from: those that read English, and the one that is chosen."""
    voices = parts().clips.voices()
    offered = {voice.id: voice.name for voice in voices if voice.language.startswith("en")}
    if chosen_id and chosen_id not in offered:
        offered[chosen_id] = _voice_name(chosen_id) or f"{chosen_id} (not on this machine)"
    return [("", f"Usual ({voices[0].name})"), *offered.items()]


def _voice_name(voice_id: str | None) -> str | None:
    """Return what a voice is called; nothing if this machine has not got it any more."""
    try:
        name: str = parts().clips.voice(voice_id).name
    except NotFound:
        return None
    return name
