"""How long the work of a routine takes, to keep it inside a bound before anything is spoken."""

from __future__ import annotations

from collections.abc import Iterable

from server.routine.model import Dose, Step

#: A track of this length has about 20 MB: more is a slip of the pen.
LONGEST_S = 3 * 60 * 60


def work_s(step: Step, dose: Dose) -> float:
    """Return the seconds of a step's work and rests, without what is said before and between."""
    sides = 1 if step.exercise.sides == "both" else 2
    sets = dose.sets * sides
    if step.exercise.tempo:
        return sets * (dose.reps * step.exercise.tempo.rep_s + dose.rest)
    return sets * dose.reps * (dose.seconds + dose.rest)


def too_long(steps: Iterable[tuple[Step, Dose]]) -> str:
    """Return what is wrong with the length of all steps together; nothing if it is inside the bound."""
    total = sum(work_s(step, dose) for step, dose in steps)
    if total <= LONGEST_S:
        return ""
    return f"all steps together take {total / 3600:.1f} hours; stay below {LONGEST_S // 3600} hours"
