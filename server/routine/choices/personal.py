"""A routine as one person does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from server.routine.choices.doses import doses_of
from server.routine.model import Choices, Dose, Routine


@dataclass(frozen=True, slots=True)
class PersonalRoutine:
    """A routine with a person's choices, and the doses that follow from them, worked out once.

    Can be hashed, so that what depends on it can be kept beside it.
    """

    routine: Routine
    choices: Choices
    #: What is done in each step and block, by its id.
    doses: Mapping[str, Dose]
    #: Why steps are not done as the routine has them, or are all the same, by their ids: what is left out of
    #: all routines.
    because: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether anything was chosen for this routine itself."""
        chosen = {*self.choices.doses, *self.choices.instead} - self.because.keys()
        return bool(chosen) or any(map(self.is_done_anyway, self.because))

    def is_done_anyway(self, part_id: str) -> bool:
        """Tell whether a step is done although its person leaves it out of all routines."""
        swapped = part_id in self.choices.instead
        return part_id in self.because and not swapped and not self.doses[part_id].skip

    def __hash__(self) -> int:
        return hash((self.routine.id, repr(self.choices)))


def in_full(choices: Choices) -> Choices:
    """Return the same choices with every exercise introduced in full, for what is taken along."""
    return replace(choices, short_words="none", known=())


def personal_routine(routine: Routine, choices: Choices) -> PersonalRoutine:
    """Return a routine with a person's choices and its doses."""
    return PersonalRoutine(routine, choices, doses_of(routine.parts, choices))
