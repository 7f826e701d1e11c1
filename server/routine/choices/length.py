"""How long the work of a routine takes, to keep it within a bound before anything is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.routine.model import Dose, Step

#: A track of this length has about 20 MB; whoever asks for more has mistyped.
LONGEST_S = 3 * 60 * 60


def work_s(step: Step, dose: Dose) -> float:
    """Return the seconds of a step's work and rests, without what is said before and between."""
    sides = 1 if step.exercise.sides == "both" else 2
    sets = dose.sets * sides
    if step.exercise.tempo:
        return sets * (dose.reps * step.exercise.tempo.rep_s + dose.rest)
    return sets * dose.reps * (dose.seconds + dose.rest)


def too_long(steps: Iterable[Step], doses: Mapping[str, Dose]) -> str:
    """Return by how much all steps together are too long; an empty string if they are not.

    :param doses: by step id.
    """
    total_s = sum(work_s(step, doses[step.id]) for step in steps)
    if total_s <= LONGEST_S:
        return ""
    return f"all steps together take {total_s / 3600:.1f} hours; stay below {LONGEST_S // 3600} hours"
