"""A routine within so many minutes: which sets, holds, rests and steps give way, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from server.routine.choices.doses import changed_figures, figure_in, within_range
from server.routine.choices.figures import limits_of
from server.routine.choices.personal import PersonalRoutine
from server.routine.model import Block, Dose, DoseField, Part

#: What gives way first, a set or a round at a time; then what becomes as short as it may be.
_TIMES: tuple[DoseField, ...] = ("sets", "rounds", "reps")
_RESTS: tuple[DoseField, ...] = ("rest", "set_rest")
_WORK: tuple[DoseField, ...] = ("seconds", "breaths", "reps")
_Doses: TypeAlias = Mapping[str, Dose]


def within(
    personal: PersonalRoutine, most_ms: int, length_ms: Callable[[PersonalRoutine], int]
) -> PersonalRoutine:
    """Return a routine that takes no longer than that, or all that can give way gives way.

    The order stays, and no figure goes below its lowest. Nothing changes if there is time enough.

    :param length_ms: how long a routine with these doses takes, in milliseconds.
    """
    ways = [personal, *(_with_doses(personal, doses) for doses in _shorter(personal))]
    # The first that fits, found by halving: each is shorter than the one before.
    low, high = 0, len(ways) - 1
    while low < high:
        middle = (low + high) // 2
        if length_ms(ways[middle]) <= most_ms:
            high = middle
        else:
            low = middle + 1
    return ways[low]


def _shorter(personal: PersonalRoutine) -> Iterator[_Doses]:
    """Yield doses that are shorter each time."""
    doses = dict(personal.doses)
    parts = [part for part in reversed(personal.routine.parts) if not doses[part.id].skip]
    yield from _fewer_times(parts, doses)
    for names in (_RESTS, _WORK):
        for part in parts:
            dose = _lowest(part, doses[part.id], names)
            if dose != doses[part.id]:
                doses[part.id] = dose
                yield dict(doses)
    done = [step for step in personal.routine.steps if not _left_out(personal, step.id)]
    moves = [step for step in done if step.exercise.kind != "pause"]
    for step in reversed([step for step in done if step not in moves[:1]]):
        doses[step.id] = replace(doses[step.id], skip=True)
        yield dict(doses)


def _fewer_times(parts: list[Part], doses: dict[str, Dose]) -> Iterator[_Doses]:
    """Yield doses with a set, a hold or a round less: of each in turn, so that no step gives all."""
    gave = True
    while gave:
        gave = False
        for part in parts:
            dose = _once_less(part, doses[part.id])
            if dose != doses[part.id]:
                doses[part.id], gave = dose, True
                yield dict(doses)


def _once_less(part: Part, dose: Dose) -> Dose:
    for name in _TIMES:
        held = name == "reps" and not isinstance(part, Block) and part.exercise.kind == "reps"
        value = figure_in(dose, name)
        if held or not isinstance(value, int) or name not in part.amounts:
            continue
        less = within_range(part, name, value - 1)
        if isinstance(less, int) and less < value:
            changed: dict[str, Any] = {name: less}
            return replace(dose, **changed)
    return dose


def _lowest(part: Part, dose: Dose, names: tuple[DoseField, ...]) -> Dose:
    """Return a dose with some figures as low as they may be."""
    changed: dict[str, Any] = {}
    for name in names:
        value, amount = figure_in(dose, name), limits_of(part, name)
        if amount is None or name not in part.amounts or value is None or isinstance(value, str):
            continue
        rungs = len(value) if isinstance(value, tuple) else 0
        lowest = within_range(part, name, (0,) * rungs if rungs else 0)
        if lowest is not None:
            changed[name] = lowest
    return replace(dose, **changed)


def _left_out(personal: PersonalRoutine, step_id: str) -> bool:
    """Tell whether a step is left out, by itself or with a block around it."""
    around = (block.id for block in personal.routine.blocks if any(s.id == step_id for s in block.steps))
    return any(personal.doses[part].skip for part in (step_id, *around))


def _with_doses(personal: PersonalRoutine, doses: _Doses) -> PersonalRoutine:
    figures = changed_figures(personal.routine.parts, doses)
    return replace(personal, choices=replace(personal.choices, doses=figures), doses=doses)
