"""A person's choices about a routine: set, scaled, reset; never out of the range that the routine allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from server.errors import BadInput
from server.routine.choices.length import too_long
from server.routine.choices.settings import Settings, parse_settings
from server.routine.model import DOSE_FIELDS, Amount, Choices, Dose, DoseField, Kind, Routine, Step
from server.suggestions import suggestion

__all__ = [
    "Settings",
    "clamped",
    "dose_field",
    "dose_of",
    "from_document",
    "outside",
    "parse_settings",
    "step_named",
    "to_document",
    "with_assignments",
    "with_dose",
    "with_holds_changed",
    "with_holds_scaled",
    "with_preset",
    "without_doses",
]

#: Kinds of work whose length is chosen as a whole ("all holds x 1.25").
HELD: frozenset[Kind] = frozenset({"hold", "release"})
#: How far all holds may be scaled at once, in percent.
LOWEST_PERCENT, HIGHEST_PERCENT = 25, 400


_TAPS = ("less", "more")
#: Seconds that a tap changes; typing changes by one.
_TAP_S = 5


def dose_of(step: Step, choices: Choices) -> Dose:
    """Return what is done in a step: the routine's dose with this person's changes, inside the range."""
    chosen = choices.doses.get(step.id, {})

    def figure(field: DoseField) -> int:
        amount = step.amounts.get(field)
        return clamped(chosen.get(field, amount.default), amount) if amount else 0

    return Dose(seconds=figure("seconds"), reps=figure("reps"), sets=figure("sets"), rest=figure("rest"))


def taps(value: int, field: DoseField) -> tuple[int, int]:
    """Return where a tap on minus and on plus leads: the next multiples of 5 s, or of 1 for reps and sets."""
    grid = _TAP_S if field in ("seconds", "rest") else 1
    return (value - 1) // grid * grid, (value // grid + 1) * grid


def clamped(value: int, amount: Amount) -> int:
    """Return the allowed value nearest to the given one."""
    return min(max(value, amount.lowest), amount.highest)


def with_dose(routine: Routine, choices: Choices, step_id: str, field: str, value: int) -> Choices:
    """Return the choices with one figure of one step changed.

    Raises BadInput for an unknown step, a field that the step has not, and a value out of range.
    """
    step = step_named(routine, step_id)
    known = dose_field(step, field)
    amount = step.amounts[known]
    if not amount.lowest <= value <= amount.highest:
        raise BadInput(f"{step_id}.{field}: {outside(amount, value)}")
    return _bounded(routine, _laid(choices, step, {known: value}))


def with_assignments(routine: Routine, choices: Choices, assignments: Iterable[str]) -> Choices:
    """Return the choices with assignments such as ``gastroc.seconds=45`` carried out in their order.

    ``more`` and ``less`` go from what is chosen now to the next multiple of 5 s (of 1 for reps and sets),
    inside the range: from 32 to 35 or to 30. So two quick taps both count, whatever the page showed.

    Raises BadInput with a line for each assignment that cannot be taken.
    """
    faults = []
    for assignment in assignments:
        try:
            step_id, field, value = _parts(assignment)
            if value in _TAPS:
                choices = _tapped(routine, choices, step_id, field, value)
            else:
                choices = with_dose(routine, choices, step_id, field, int(value))
        except BadInput as fault:
            faults.append(str(fault))
    if faults:
        raise BadInput("\n".join(faults))
    return choices


def with_holds_scaled(routine: Routine, choices: Choices, percent: int) -> Choices:
    """Return the choices with every hold and release at a percentage of its default.

    Rounded to 5 s (to 1 s below 10 s) and kept inside each step's range.
    """
    if not LOWEST_PERCENT <= percent <= HIGHEST_PERCENT:
        raise BadInput(f"{percent} percent: write a number from {LOWEST_PERCENT} to {HIGHEST_PERCENT}")
    for step in _held(routine):
        amount = step.amounts["seconds"]
        choices = _laid(choices, step, {"seconds": clamped(_scaled(amount.default, percent), amount)})
    return _bounded(routine, choices)


def with_holds_changed(routine: Routine, choices: Choices, by_s: int, from_step: str) -> Choices:
    """Return the choices with holds and releases longer (or shorter) from a step on, inside the range."""
    first = routine.steps.index(step_named(routine, from_step))
    for step in _held(routine, first):
        seconds = clamped(dose_of(step, choices).seconds + by_s, step.amounts["seconds"])
        choices = _laid(choices, step, {"seconds": seconds})
    return _bounded(routine, choices)


def with_preset(routine: Routine, choices: Choices, name: str) -> Choices:
    """Return the choices with the doses of one of the routine's presets."""
    presets = {preset.name: preset for preset in routine.presets}
    if name not in presets:
        raise BadInput(f'{routine.id} has no preset "{name}"{suggestion(name, presets)}')
    for step_id, doses in presets[name].doses.items():
        choices = _laid(choices, step_named(routine, step_id), doses)
    return _bounded(routine, choices)


def without_doses(choices: Choices) -> Choices:
    """Return the choices with every dose back at the routine's default."""
    return replace(choices, doses={})


def to_document(choices: Choices) -> dict[str, Any]:
    """Return the choices as JSON can hold them."""
    return asdict(choices)


def from_document(routine: Routine | None, document: Mapping[str, Any]) -> Choices:
    """Read stored choices back; what a changed routine no longer allows is dropped, or moved into its range.

    Without a routine only the settings are read. An old or damaged document is never an error.
    """
    choices = replace(Choices(), **_settings(document))
    doses = document.get("doses")
    for step in routine.steps if routine else ():
        stored = doses.get(step.id) if isinstance(doses, Mapping) else None
        if isinstance(stored, Mapping):
            choices = _laid(choices, step, _still_allowed(step, stored))
    return without_doses(choices) if routine and _too_long(routine, choices) else choices


def step_named(routine: Routine, step_id: str) -> Step:
    """Return the step with this id. Raises BadInput that names the nearest ones."""
    steps = {step.id: step for step in routine.steps}
    if step_id not in steps:
        raise BadInput(f'{routine.id} has no step "{step_id}"{suggestion(step_id, steps)}')
    return steps[step_id]


def dose_field(step: Step, field: str) -> DoseField:
    """Return the field under this name. Raises BadInput where the step has no such figure."""
    known = next((known for known in DOSE_FIELDS if known == field and known in step.amounts), None)
    if known is None:
        possible = ", ".join(known for known in DOSE_FIELDS if known in step.amounts)
        raise BadInput(f'{step.id} has no figure "{field}"; it has {possible}')
    return known


def outside(amount: Amount, value: int, owner: str = "") -> str:
    """Say of which limit a value is on the wrong side, whose limit it is, and what may be written."""
    side, limit = ("below the lowest", amount.lowest)
    if value > amount.highest:
        side, limit = ("above the highest", amount.highest)
    if amount.lowest == amount.highest:
        return f"{value} cannot be chosen; it is always {limit}"
    return f"{value} is {side}{owner}, {limit}; write a number from {amount.lowest} to {amount.highest}"


def _laid(choices: Choices, step: Step, doses: Mapping[DoseField, int]) -> Choices:
    """Lay figures over a step's chosen ones; a figure at its default is not kept."""
    merged = {**choices.doses.get(step.id, {}), **doses}
    kept = {field: value for field, value in merged.items() if value != step.amounts[field].default}
    others = {step_id: chosen for step_id, chosen in choices.doses.items() if step_id != step.id}
    return replace(choices, doses={**others, step.id: kept} if kept else others)


def _bounded(routine: Routine, choices: Choices) -> Choices:
    fault = _too_long(routine, choices)
    if fault:
        raise BadInput(f"{routine.id}: {fault}")
    return choices


def _too_long(routine: Routine, choices: Choices) -> str:
    return too_long((step, dose_of(step, choices)) for step in routine.steps)


def _parts(assignment: str) -> tuple[str, str, str]:
    name, _, value = assignment.partition("=")
    step_id, dot, field = name.strip().rpartition(".")
    written = value.strip()
    if not dot or not step_id or not re.fullmatch("[0-9]{1,9}|more|less", written):
        raise BadInput(f'"{assignment[:80]}": write it as STEP.seconds=45, with a whole number')
    return step_id, field, written


def _tapped(routine: Routine, choices: Choices, step_id: str, field: str, direction: str) -> Choices:
    step = step_named(routine, step_id)
    name = dose_field(step, field)
    less, more = taps(getattr(dose_of(step, choices), name), name)
    return with_dose(
        routine, choices, step_id, name, clamped({"less": less, "more": more}[direction], step.amounts[name])
    )


def _held(routine: Routine, first: int = 0) -> list[Step]:
    return [step for step in routine.steps[first:] if step.exercise.kind in HELD]


def _scaled(seconds: int, percent: int) -> int:
    """Scale seconds; half a step rounds up, and 100 percent changes nothing."""
    if percent == 100:
        return seconds
    exact = seconds * percent
    grid = 100 if exact < 1000 else 500
    return (exact + grid // 2) // grid * (grid // 100)


def _settings(document: Mapping[str, Any]) -> Settings:
    """Read each setting by itself: one that is no longer allowed does not take the others down."""
    settings = Settings()
    for name in Settings.__annotations__:
        value = document.get(name)
        if isinstance(value, str | int):
            with suppress(ValueError):
                settings.update(parse_settings({name: str(value)}))
    return settings


def _still_allowed(step: Step, stored: Mapping[str, Any]) -> dict[DoseField, int]:
    return {
        field: clamped(stored[field], amount)
        for field, amount in step.amounts.items()
        if type(stored.get(field)) is int
    }
