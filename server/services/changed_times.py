"""The times that a person changed in a workout: offered at its end, to be kept for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.errors import NotFound
from server.routine import DoseField
from server.routine.choices import (
    Changes,
    SetFigure,
    figure_in,
    interval_field,
    kept_swaps,
    personal_from_document,
)
from server.routine.library import Library
from server.routine.parsing import Faulty
from server.services.dose_changes import first_amounts, last_amounts
from server.services.preferences import PreferencesService
from server.store import Store
from server.workout import Workout


@dataclass(frozen=True, slots=True)
class ChangedTime:
    """A hold or a number of reps that was changed in a workout."""

    step: str
    #: The exercise's name.
    name: str
    field: DoseField
    #: What the person has chosen for every workout: seconds, or reps.
    usual: int
    #: What it was changed to.
    changed: int


class ChangedTimesService:
    """Finds what was changed in a workout, and keeps it."""

    def __init__(self, store: Store, library: Library, preferences: PreferencesService) -> None:
        self._store = store
        self._library = library
        self._preferences = preferences

    def offered(self, workout: Workout) -> tuple[ChangedTime, ...]:
        """Return what was changed in a workout, and differs from what the person chose for every workout.

        What it began with for this once, such as holds that fit into less time, was not changed in it.
        """
        changed = any(event.kind == "dose" for event in self._store.events(workout.id))
        return tuple(self._differing(workout)) if changed else ()

    def keep(self, workout: Workout) -> None:
        """Choose for every workout what was changed in one, once that is durable.

        :raises NotFound: if the routine is gone.
        """
        changes = tuple(SetFigure(each.step, each.field, each.changed) for each in self.offered(workout))
        if changes:
            routine = self._library.routine(workout.routine_id)
            self._preferences.change(workout.person_id, routine, Changes(changes))

    def _differing(self, workout: Workout) -> Iterator[ChangedTime]:
        try:
            routine = self._library.routine(workout.routine_id)
        except (NotFound, Faulty):  # there is nothing for which it could be kept
            return
        usual = self._preferences.chosen(workout.person_id, routine)
        done = personal_from_document(usual.routine, workout.choices)
        if usual.choices.instead != kept_swaps(workout.choices):  # other exercises have been chosen since
            return
        began = self._began_with(workout)
        amounts = last_amounts(done.routine, done.choices)
        for step in done.routine.steps:
            field = interval_field(step)
            before = figure_in(usual.doses[step.id], field)
            after = amounts.get(step.id, figure_in(done.doses[step.id], field))
            if not (isinstance(before, int) and isinstance(after, int) and before):
                continue
            if after not in (before, began.get(step.id, before)):
                yield ChangedTime(step.id, step.exercise.name, field, before, after)

    def _began_with(self, workout: Workout) -> dict[str, int]:
        try:
            return first_amounts(self._store.timeline(workout.first_track))
        except NotFound:  # it is not kept any more
            return {}
