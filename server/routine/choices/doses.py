"""The dose of each step after a person's choices, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.doses import DOSE_FIELD_SPECS
from server.routine.model import DOSE_FIELDS, Amount, Choices, Dose, DoseField, Routine, Step
from server.suggestions import suggestion

#: A tap on minus, or on plus.
Direction = Literal["less", "more"]


def dose_of(step: Step, choices: Choices) -> Dose:
    """Return what is done in a step: the routine's dose with a person's changes, within the range."""
    chosen = choices.doses.get(step.id, {})
    return Dose(**{name: _figure(step.amounts.get(name), chosen.get(name)) for name in DOSE_FIELDS})


def doses_of(steps: Iterable[Step], choices: Choices) -> dict[str, Dose]:
    """Return what is done in each of some steps, by step id."""
    return {step.id: dose_of(step, choices) for step in steps}


def changed_figures(steps: Iterable[Step], doses: Mapping[str, Dose]) -> dict[str, dict[DoseField, int]]:
    """Return the figures that differ from the routine's defaults, by step id."""
    changed: dict[str, dict[DoseField, int]] = {}
    for step in steps:
        figures = {name: figure_in(doses[step.id], name) for name in step.amounts}
        differing = {name: value for name, value in figures.items() if value != step.amounts[name].default}
        if differing:
            changed[step.id] = differing
    return changed


def figure_in(dose: Dose, name: DoseField) -> int:
    """Return one figure of a dose."""
    value: int = getattr(dose, name)
    return value


def clamped(value: int, amount: Amount) -> int:
    """Return the allowed value nearest to the given one."""
    return min(max(value, amount.lowest), amount.highest)


def after_tap(value: int, name: DoseField, direction: Direction, amount: Amount) -> int:
    """Return where a tap on minus or plus leads: to the next multiple, within the range."""
    tap = DOSE_FIELD_SPECS[name].tap
    multiple = value // tap + 1 if direction == "more" else (value - 1) // tap
    return clamped(multiple * tap, amount)


def step_named(routine: Routine, step_id: str) -> Step:
    """Return the step with this id.

    :raises BadInput: suggesting the nearest ids.
    """
    steps = {step.id: step for step in routine.steps}
    if step_id not in steps:
        known = suggestion(step_id, steps)
        raise BadInput(faults=[Fault((), f"{routine.id} has no step {quoted(step_id)}{known}")])
    return steps[step_id]


def dose_field(step: Step, written: str) -> DoseField:
    """Return the dose field with this name.

    :raises BadInput: if the step has no such figure; the message names those that it has.
    """
    possible = [name for name in DOSE_FIELDS if name in step.amounts]
    for name in possible:
        if name == written:
            return name
    message = f"{step.id} has no figure {quoted(written)}; it has {', '.join(possible)}"
    raise BadInput(faults=[Fault((), message)])


def out_of_range(amount: Amount, value: int, owner: str = "") -> str:
    """Return why a value cannot be chosen and what can; an empty string if it can be.

    :param owner: whose range it is, such as " of calf".
    """
    if amount.lowest <= value <= amount.highest:
        return ""
    if amount.lowest == amount.highest:
        return f"{value} cannot be chosen; it is always {amount.lowest}"
    side, limit = ("below the lowest", amount.lowest)
    if value > amount.highest:
        side, limit = ("above the highest", amount.highest)
    return f"{value} is {side}{owner}, {limit}; write a number from {amount.lowest} to {amount.highest}"


def _figure(amount: Amount | None, chosen: int | None) -> int:
    """Return a figure within its range; 0 where the step has none."""
    if amount is None:
        return 0
    return amount.default if chosen is None else clamped(chosen, amount)
