"""A routine within so many minutes: which sets, holds, rests and steps give way, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from server.routine.choices.doses import changed_figures, figure_in, within_range
from server.routine.choices.figures import after_tap, limits_of
from server.routine.choices.personal import PersonalRoutine
from server.routine.model import Block, Dose, DoseField, Figure, Part

#: What gives way first, a set or a round at a time; then what becomes as short as it may be.
_TIMES: tuple[DoseField, ...] = ("sets", "rounds", "reps")
_RESTS: tuple[DoseField, ...] = ("rest", "set_rest")
_WORK: tuple[DoseField, ...] = ("seconds", "breaths", "reps")
#: What is given back first while there is time left.
_GIVEN_BACK: tuple[tuple[DoseField, ...], ...] = (("skip",), _WORK, _RESTS, ("sets", "rounds"))
_Doses: TypeAlias = Mapping[str, Dose]


def within(
    personal: PersonalRoutine, most_ms: int, length_ms: Callable[[PersonalRoutine], int]
) -> PersonalRoutine:
    """Return a routine that takes no longer than that, or all that can give way gives way.

    The order stays, and no figure goes below its lowest. Nothing changes if there is time enough, and nothing
    gives way that there would be time for.

    :param length_ms: how long a routine with these doses takes, in milliseconds.
    """

    def fits(each: PersonalRoutine) -> bool:
        return length_ms(each) <= most_ms

    ways = [personal, *(_with_doses(personal, doses) for doses in _shorter(personal))]
    # The first that fits, found by halving: each is shorter than the one before.
    low, high = 0, len(ways) - 1
    while low < high:
        middle = (low + high) // 2
        if fits(ways[middle]):
            high = middle
        else:
            low = middle + 1
    return _given_back(personal, ways[low], fits) if low and fits(ways[low]) else ways[low]


def _given_back(
    usual: PersonalRoutine, shorter: PersonalRoutine, fits: Callable[[PersonalRoutine], bool]
) -> PersonalRoutine:
    """Return a routine in which nothing is less than usual that could be more and still fit."""
    before = None
    while shorter is not before:
        before = shorter
        for names in _GIVEN_BACK:
            shorter = _a_little_more(usual, shorter, names, fits)
            if shorter is not before:  # what was too much before may fit now
                break
    return shorter


def _a_little_more(
    usual: PersonalRoutine,
    shorter: PersonalRoutine,
    names: tuple[DoseField, ...],
    fits: Callable[[PersonalRoutine], bool],
) -> PersonalRoutine:
    """Give each part back one tap of each of some figures, where that fits."""
    for name in names:
        for part in usual.routine.parts:
            more = _once_more(part, shorter.doses[part.id], usual.doses[part.id], name)
            if more == shorter.doses[part.id] or (name != "skip" and _left_out(shorter, part.id)):
                continue
            longer = _with_doses(usual, {**shorter.doses, part.id: more})
            shorter = longer if fits(longer) else shorter
    return shorter


def _once_more(part: Part, dose: Dose, usual: Dose, name: DoseField) -> Dose:
    """Return a dose with one figure a tap nearer to the usual one."""
    value, most, amount = figure_in(dose, name), figure_in(usual, name), limits_of(part, name)
    if value == most or value is None or most is None or amount is None:
        return dose
    more = most if name == "skip" else _smaller(after_tap(value, name, "more", amount), most)
    changed: dict[str, Any] = {name: more}
    return replace(dose, **changed)


def _smaller(one: Figure, other: Figure) -> Figure:
    """Return the smaller of two figures; of several numbers, the smaller of each."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(map(min, one, other))
    return min(one, other) if isinstance(one, int) and isinstance(other, int) else other


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
