"""The dose of each step and block after a person's choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.choices.figures import (
    choosable,
    clamped,
    default_of,
    limits_of,
    list_fault,
    possible_fields,
)
from server.routine.model import Choices, Dose, DoseField, Figure, Part, Routine, Step
from server.suggestions import suggestion


def dose_of(part: Part, choices: Choices) -> Dose:
    """Return what is done in a step or block: the routine's dose with a person's changes."""
    chosen = choices.doses.get(part.id, {})
    figures: dict[str, Any] = {name: amount.default for name, amount in choosable(part).items()}
    for name, value in chosen.items():
        within = within_range(part, name, value)
        if within is not None:
            figures[name] = within
    return Dose(**figures)


def doses_of(parts: Iterable[Part], choices: Choices) -> dict[str, Dose]:
    """Return what is done in each of some steps and blocks, by their ids."""
    return {part.id: dose_of(part, choices) for part in parts}


def within_range(part: Part, name: DoseField, value: Figure) -> Figure | None:
    """Return the allowed figure nearest to the given one; None if there is none, or no such field."""
    amount = limits_of(part, name)
    if amount is None or isinstance(value, str) != isinstance(amount.default, str):
        return None
    if isinstance(amount.default, tuple) and not isinstance(value, tuple):
        value = () if isinstance(value, str) else (value,)
    within = clamped(value, amount)
    return None if isinstance(within, tuple) and list_fault(part, name, within) else within


def changed_figures(parts: Iterable[Part], doses: Mapping[str, Dose]) -> dict[str, dict[DoseField, Figure]]:
    """Return the figures that differ from the routine's defaults, by the id of the step or block."""
    changed: dict[str, dict[DoseField, Figure]] = {}
    for part in parts:
        figures = {name: figure_in(doses[part.id], name) for name in possible_fields(part)}
        differing = {
            name: value
            for name, value in figures.items()
            if value is not None and value != default_of(part, name)
        }
        if differing:
            changed[part.id] = differing
    return changed


def figure_in(dose: Dose, name: DoseField) -> Figure | None:
    """Return one figure of a dose; None where the coach does what it usually does."""
    value: Figure | None = getattr(dose, name)
    return value


def part_named(routine: Routine, part_id: str) -> Part:
    """Return the step or block with this id.

    :raises BadInput: suggesting the nearest ids.
    """
    parts = {part.id: part for part in routine.parts}
    if part_id not in parts:
        known = suggestion(part_id, parts, exercise_names(routine.parts))
        raise BadInput(faults=[Fault((), f"{routine.id} has no step {quoted(part_id)}{known}")])
    return parts[part_id]


def exercise_names(parts: Iterable[Part]) -> dict[str, str]:
    """Return what each step does, by its id: what somebody may have meant by another id."""
    steps = (part for part in parts if isinstance(part, Step))
    return {step.id: f"{step.exercise.id} {step.exercise.name}" for step in steps}


def dose_field(part: Part, written: str) -> DoseField:
    """Return the dose field with this name.

    :raises BadInput: if the step or block has no such figure; the message names those that it has.
    """
    possible = possible_fields(part)
    for name in possible:
        if name == written:
            return name
    message = f"{part.id} has no figure {quoted(written)}; it has {', '.join(possible)}"
    raise BadInput(faults=[Fault((), message)])
