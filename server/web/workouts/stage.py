"""What a workout's page holds all along: its exercises with their instructions, and what one needs."""

from __future__ import annotations

from dataclasses import dataclass

from server.coach import for_side, needs_sentence
from server.routine import Routine


@dataclass(frozen=True, slots=True)
class StageExercise:
    """An exercise as it is shown while one gets into position."""

    id: str
    #: The instruction as it is said for either side.
    left: str
    right: str


def stage(routine: Routine) -> dict[str, object]:
    """Return what the page's template needs of a routine: each of its exercises once, and what one needs."""
    done = [step.exercise for step in routine.steps if step.exercise.kind != "pause"]
    exercises = {
        each.id: StageExercise(
            each.id, for_side(each.instruction, "left"), for_side(each.instruction, "right")
        )
        for each in done
    }
    return {"exercises": list(exercises.values()), "needs": needs_sentence(routine)}
