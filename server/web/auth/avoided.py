"""What a person leaves out of all routines, and what they have at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.routine import Exercise
from server.routine.choices import (
    BODY,
    POSITIONS,
    Avoided,
    AvoidedGroup,
    PersonalRoutine,
    offered_in,
)
from server.web.context import current_person, services
from server.web.htmx import wants_fragment

blueprint = Blueprint("avoided", __name__, url_prefix="/leave-out")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be left out, or be at hand."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChangedRoutine:
    """A routine that is done otherwise for what is left out."""

    id: str
    name: str
    #: What is done instead of what, and what is left out.
    told: str


@blueprint.get("")
def page() -> str:
    """Show what is left out of all routines and what is at hand, to be changed, and what that changes."""
    avoided, exercises = services().preferences.avoided(current_person().id), services().library.exercises()
    labels: dict[AvoidedGroup, dict[str, str]] = {
        "positions": {each: words[0] for each, words in POSITIONS.items()},
        "body": dict(BODY.items()),
        "exercises": {exercise.id: exercise.name for exercise in exercises},
        "props": {},
    }
    choices = {group: _choices(group, avoided, exercises, words) for group, words in labels.items()}
    return render_template("auth/leave_out.html", choices=choices, changed_routines=_changed_routines())


@blueprint.post("")
def change() -> Response:
    """Keep what was chosen in one group; answer once that is durable."""
    form = request.form
    services().preferences.leave_out(current_person().id, form.get("group", ""), form.getlist("chosen"))
    if not wants_fragment():
        return redirect(url_for(".page"), 303)
    return make_response(render_template("auth/partials/changed.html", changed_routines=_changed_routines()))


def avoided_line(avoided: Avoided) -> str:
    """Return what somebody leaves out and lacks: "kneeling, knees, 2 exercises, no step"."""
    positions = [words[0].lower() for each, words in POSITIONS.items() if each in avoided.positions]
    body = [words for each, words in BODY.items() if each in avoided.body]
    count = len(avoided.exercises)
    exercises = [f"{count} exercise{'' if count == 1 else 's'}"] if count else []
    lacking = [f"no {prop}" for prop in sorted(avoided.props)]
    return ", ".join([*positions, *body, *exercises, *lacking]) or "nothing is left out"


def _choices(
    group: AvoidedGroup, avoided: Avoided, exercises: Sequence[Exercise], labels: Mapping[str, str]
) -> tuple[Choice, ...]:
    named, at_hand = getattr(avoided, group), group == "props"
    return tuple(
        Choice(value, _label(labels.get(value, value)), (value in named) != at_hand)
        for value in offered_in(group, exercises)
    )


def _label(words: str) -> str:
    return words[:1].upper() + words[1:]


def _changed_routines() -> tuple[ChangedRoutine, ...]:
    """Return the routines in which something is left out or replaced, in the order of the home page."""
    routines = services().library.routines()
    chosen = services().preferences.chosen_for_all(current_person().id, routines)
    told = {routine.id: _told(chosen[routine.id]) for routine in routines}
    return tuple(ChangedRoutine(each.id, each.name, told[each.id]) for each in routines if told[each.id])


def _told(personal: PersonalRoutine) -> str:
    """Return what is changed in a routine: "2 steps replaced, 1 left out"."""
    replaced = sum(part in personal.choices.instead for part in personal.because)
    left_out = sum(personal.doses[part].skip for part in personal.because)
    if not (replaced or left_out):
        return ""
    steps = f"{replaced or left_out} step{'' if (replaced or left_out) == 1 else 's'}"
    if not replaced:
        return f"{steps} left out"
    return f"{steps} replaced" + (f", {left_out} left out" if left_out else "")
