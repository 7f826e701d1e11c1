"""Put a shipped exercise in the place of one that came from another app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.errors import BadInput
from server.quoting import quoted
from server.routine.editing import Bundle
from server.routine.model import Amount, DoseField, Exercise

#: The figures of a step that does the work once, without a rest.
_ONCE: tuple[DoseField, ...] = ("reps", "sets")
#: The keys of a step that change with its exercise; what is known of that one is spoken in full.
_REWRITTEN = frozenset({"exercise", "id", "seconds", "announce"})


def with_matches(bundle: Bundle, chosen: Mapping[str, str], exercises: Mapping[str, Exercise]) -> Bundle:
    """Return a bundle whose steps use other exercises, for as long as before.

    An exercise that is done on each side is done for that long on each of them.

    :param chosen: the id of an exercise that everybody has, by the id of one in the bundle.
    :param exercises: the ones that everybody has, by id.
    :raises BadInput: if there is no such exercise, or it cannot be done for some seconds.
    """
    for own, other in chosen.items():
        if own not in bundle.exercises or other not in exercises or exercises[other].phases:
            raise BadInput(f"There is no exercise {quoted(other)} that could stand for {quoted(own)}.")
    replaced = {own: exercises[other] for own, other in chosen.items()}
    seconds = {own: bundle.exercises[own].get("seconds") for own in chosen}
    kept = {name: values for name, values in bundle.exercises.items() if name not in replaced}
    routine = _with_steps(bundle.routine or {}, replaced, seconds)
    return Bundle(bundle.id, routine, kept, bundle.doses)


def _with_steps(
    group: Mapping[str, Any], replaced: Mapping[str, Exercise], seconds: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a routine or a block with other exercises in its steps."""
    steps = group.get("steps")
    if not isinstance(steps, list):
        return dict(group)
    return {**group, "steps": [_step(each, replaced, seconds) for each in steps]}


def _step(step: Any, replaced: Mapping[str, Exercise], seconds: Mapping[str, Any]) -> Any:
    if not isinstance(step, dict):
        return step
    own = step.get("exercise")
    if not isinstance(own, str) or own not in replaced:
        return _with_steps(step, replaced, seconds)
    exercise, length = replaced[own], step.get("seconds", seconds[own])
    others = {key: value for key, value in step.items() if key not in _REWRITTEN}
    return {
        "exercise": exercise.id,
        "id": step.get("id", own),
        "seconds": _ranged(length, exercise.amounts.get("seconds")),
        **_once(exercise),
        **others,
    }


def _once(exercise: Exercise) -> dict[str, Any]:
    """Return the figures that make an exercise one piece of work on each side."""
    names = _ONCE if exercise.timed else ("sets",)
    amounts = {name: exercise.amounts.get(name) for name in names}
    return {name: _ranged(1, amount) for name, amount in amounts.items() if amount and amount.default != 1}


def _ranged(value: Any, usual: Amount | None) -> Any:
    """Return a figure as a step writes it; with a range where the exercise's own would not allow it."""
    if usual is None or type(value) is not int:
        return value
    lowest, highest = usual.lowest, usual.highest
    if not isinstance(lowest, int) or not isinstance(highest, int) or lowest <= value <= highest:
        return value
    return {"default": value, "min": min(lowest, value), "max": max(highest, value)}
