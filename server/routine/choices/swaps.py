"""What a person does instead of a step's exercise, and why one is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.characters import unusable_character
from server.errors import BadInput, Fault
from server.routine.choices.doses import figure_in, part_named
from server.routine.choices.figures import figure_fault
from server.routine.model import Dose, DoseField, Figure, Routine, Step

#: Fields of forms and of the command line beside the figures of a step, as in ``gastroc.instead``.
INSTEAD, WHY = "instead", "why"
#: Whether a step is done all the same that its person leaves out of all routines.
ANYWAY = "anyway"
#: What is chosen for a step whatever its exercise is.
ABOUT_STEP: frozenset[DoseField] = frozenset({"skip", "move"})
#: Characters of why a step is left out.
LONGEST_REASON = 80
#: What makes two exercises be done for as long, or as often.
_WORK: tuple[DoseField, ...] = ("seconds", "breaths", "phases")
#: What stays when a step gets another exercise, if all of it fits.
_CARRIED: tuple[DoseField, ...] = ("seconds", "breaths", "reps", "sets", "rest", "set_rest")


def is_text(name: str) -> bool:
    """Tell whether a field such as ``gastroc.why`` is not a figure."""
    return name.rpartition(".")[2] in (INSTEAD, WHY, ANYWAY)


def swap_of(routine: Routine, part_id: str, exercise_id: str) -> tuple[str, str]:
    """Return a step and what is done instead; nothing brings the routine's own exercise back.

    :raises BadInput: if there is no such step, or nothing in it that can be swapped.
    """
    part = part_named(routine, part_id)
    if not isinstance(part, Step) or part.exercise.kind == "pause":
        message = f"{part.id} is no exercise; only an exercise can be swapped"
        raise BadInput(faults=[Fault((part.id, INSTEAD), message)])
    return part.id, exercise_id


def reason_of(routine: Routine, part_id: str, written: str) -> tuple[str, str]:
    """Return a step or block and why it is left out.

    :raises BadInput: if there is none, or if the reason is too long.
    """
    part, reason = part_named(routine, part_id), " ".join(written.split())
    if unusable_character(reason) or len(reason) > LONGEST_REASON:
        message = f"write at most {LONGEST_REASON} characters"
        raise BadInput(faults=[Fault((part.id, WHY), message)])
    return part.id, reason


def anyway_of(routine: Routine, part_id: str, written: str) -> tuple[str, bool]:
    """Return a step, and whether it is done all the same.

    :raises BadInput: if there is no such step, or neither "yes" nor "no" is written.
    """
    part = part_named(routine, part_id)
    if written.lower() not in ("yes", "no"):
        raise BadInput(faults=[Fault((part.id, ANYWAY), "write yes or no")])
    return part.id, written.lower() == "yes"


def kept_swaps(document: Mapping[str, object]) -> dict[str, str]:
    """Return the swaps of choices as JSON keeps them; what is none is left out."""
    return _texts(document.get("instead"))


def swaps_in(routine: Routine, document: Mapping[str, object]) -> dict[str, str]:
    """Return the kept swaps that have been made in a routine."""
    exercises = {step.id: step.exercise.id for step in routine.steps}
    return {part: name for part, name in kept_swaps(document).items() if exercises.get(part) == name}


def reasons_in(document: Mapping[str, object], doses: Mapping[str, Dose]) -> dict[str, str]:
    """Return the kept reasons of what is left out."""
    kept = _texts(document.get("reasons")).items()
    return left_out({part: reason[:LONGEST_REASON] for part, reason in kept}, doses)


def left_out(reasons: Mapping[str, str], doses: Mapping[str, Dose]) -> dict[str, str]:
    """Return the reasons of what is left out; others are gone with what they were about."""
    return {part: reason for part, reason in reasons.items() if part in doses and doses[part].skip and reason}


def carried(before: Step, dose: Dose, after: Step) -> dict[DoseField, Figure]:
    """Return the figures of a step's dose that its other exercise takes over: all of them, or none.

    They fit if both are held or both are repeated, measured alike, and no figure leaves its range.
    """
    if (before.exercise.kind == "reps") != (after.exercise.kind == "reps"):
        return {}
    if any((name in before.amounts) != (name in after.amounts) for name in _WORK):
        return {}
    both = [name for name in _CARRIED if name in before.amounts and name in after.amounts]
    figures = {name: figure_in(dose, name) for name in both}
    fitting = {name: value for name, value in figures.items() if value is not None}
    return {} if any(figure_fault(after, name, value) for name, value in fitting.items()) else fitting


def changed_steps(before: Routine, after: Routine) -> Iterable[tuple[Step, Step]]:
    """Yield the steps that have another exercise than before, both ways."""
    for old, new in zip(before.steps, after.steps, strict=True):
        if old.exercise.id != new.exercise.id:
            yield old, new


def _texts(stored: object) -> dict[str, str]:
    """Return the usable texts of a stored group, by their keys."""
    if not isinstance(stored, Mapping):
        return {}
    return {
        key: text
        for key, text in stored.items()
        if isinstance(key, str) and isinstance(text, str) and text and not unusable_character(text)
    }
