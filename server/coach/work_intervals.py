"""The work of a routine in its order: which side, set and hold comes when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.routine import Dose, Exercise, Routine, Side, SideChoice, Step, Tempo

_SIDES: Mapping[SideChoice, tuple[Side, ...]] = {
    "both": ("left", "right"),
    "left": ("left",),
    "right": ("right",),
    "left-first": ("left", "right"),
    "right-first": ("right", "left"),
}


@dataclass(frozen=True, slots=True)
class WorkInterval:
    """The work between one start tone and its end tone: a hold, or a set of reps."""

    step: Step
    dose: Dose
    side: Side
    #: Counted from 1 within the side.
    set: int
    #: The hold within its set; 1 for a set of reps.
    rep: int
    #: Which of the intervals of this side it is, from 1.
    number: int
    #: Intervals on each side.
    of: int

    @property
    def exercise(self) -> Exercise:
        """The exercise that is done."""
        return self.step.exercise

    @property
    def sided(self) -> bool:
        """Whether there is a side to say."""
        return self.side != "both"

    @property
    def tempo(self) -> Tempo:
        """How the reps are paced.

        :raises ValueError: if the work is not reps.
        """
        if self.exercise.tempo is None:
            raise ValueError(f"{self.exercise.id}: reps need a tempo")
        return self.exercise.tempo


def work_intervals(routine: Routine, doses: Mapping[str, Dose], choice: SideChoice) -> Iterator[WorkInterval]:
    """Yield all work intervals of a routine in the order in which they are done.

    :param doses: by step id.
    """
    for step in routine.steps:
        yield from _intervals_of_step(step, doses[step.id], choice)


def sides_of(exercise: Exercise, choice: SideChoice) -> tuple[Side, ...]:
    """Return the sides that are done, in their order."""
    return ("both",) if exercise.sides == "both" else _SIDES[choice]


def _intervals_of_step(step: Step, dose: Dose, choice: SideChoice) -> Iterator[WorkInterval]:
    streams = [_intervals_of_side(step, dose, side) for side in sides_of(step.exercise, choice)]
    if step.exercise.sides == "alternate":
        for turn in zip(*streams, strict=True):
            yield from turn
    else:
        for stream in streams:
            yield from stream


def _intervals_of_side(step: Step, dose: Dose, side: Side) -> list[WorkInterval]:
    per_set = 1 if step.exercise.kind == "reps" else dose.reps
    total = dose.sets * per_set
    return [
        WorkInterval(
            step, dose, side, set=index // per_set + 1, rep=index % per_set + 1, number=index + 1, of=total
        )
        for index in range(total)
    ]
