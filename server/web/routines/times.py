"""What a change of all times does to a routine, before and after it is made, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.errors import BadInput
from server.routine import DOSE_FIELD_SPECS, DoseField, Part, Step
from server.routine.choices import (
    HIGHEST_PERCENT,
    LOWEST_PERCENT,
    Changes,
    PersonalRoutine,
    ScaleHolds,
    apply,
    figure_in,
    parse_assignments,
    possible_fields,
    shown_figure,
)

#: From one percentage that the page offers to the next.
_TAP_PERCENT = 10
#: What says how long work lasts.
_TIMES: tuple[DoseField, ...] = ("seconds", "breaths", "phases")


@dataclass(frozen=True, slots=True)
class TimeChange:
    """A time of a step that differs."""

    #: The exercise whose drawing stands for the step.
    exercise: str
    name: str
    #: With their unit: "35 s".
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Percentage:
    """How long all times are to be, in percent of a person's own, and where taps on minus and plus lead."""

    percent: int
    #: Empty at the end of the range.
    less: str
    more: str


def percentage(written: str) -> Percentage:
    """Return the percentage that was asked for; 100 where nothing was that can be read."""
    plain = written.isascii() and written.isdigit() and len(written) <= len(str(HIGHEST_PERCENT))
    percent = min(max(int(written), LOWEST_PERCENT), HIGHEST_PERCENT) if plain else 100
    less, more = max(percent - _TAP_PERCENT, LOWEST_PERCENT), min(percent + _TAP_PERCENT, HIGHEST_PERCENT)
    return Percentage(percent, str(less) if less < percent else "", str(more) if more > percent else "")


def scaled(personal: PersonalRoutine, percent: int) -> PersonalRoutine:
    """Return the routine with all times at a percentage of a person's own.

    :raises BadInput: if it would take too long.
    """
    return apply(personal, Changes((ScaleHolds(percent),)))


def time_changes(before: PersonalRoutine, after: PersonalRoutine) -> tuple[TimeChange, ...]:
    """Return the times that differ, in the order of the steps."""
    return tuple(
        TimeChange(
            step.exercise.id, step.exercise.name, _shown(before, step, name), _shown(after, step, name)
        )
        for step in before.routine.steps
        for name in _differing(before, after, step)
        if name in _TIMES
    )


def way_back(before: PersonalRoutine, after: PersonalRoutine) -> tuple[str, ...]:
    """Return what undoes a change of doses, as the command line would assign it: "calf.seconds=45".

    None where something was as the coach usually does it, for which there is no figure.
    """
    changed = [
        (f"{part.id}.{name}", figure_in(before.doses[part.id], name))
        for part in before.routine.parts
        for name in _differing(before, after, part)
    ]
    if any(figure is None for _, figure in changed):
        return ()
    return tuple(f"{name}={shown_figure(figure)}" for name, figure in changed)


def gone_back(personal: PersonalRoutine, assignments: Sequence[str]) -> PersonalRoutine | None:
    """Return the routine with a change undone; None if there is none, or if it cannot be undone so."""
    try:
        changes = parse_assignments(personal.routine, assignments)
        return apply(personal, changes) if assignments else None
    except BadInput:
        return None


def _differing(before: PersonalRoutine, after: PersonalRoutine, part: Part) -> Iterator[DoseField]:
    for name in possible_fields(part):
        if figure_in(before.doses[part.id], name) != figure_in(after.doses[part.id], name):
            yield name


def _shown(personal: PersonalRoutine, step: Step, name: DoseField) -> str:
    unit = DOSE_FIELD_SPECS[name].unit or DOSE_FIELD_SPECS[name].label.lower()
    return f"{shown_figure(figure_in(personal.doses[step.id], name))} {unit}"
