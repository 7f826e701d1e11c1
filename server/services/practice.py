"""Which exercises a person knows, worked out from what was done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from server.errors import SoleusError
from server.services.timelines import kept_timelines
from server.store import Document, Preferences, Store
from server.workout import Workout, exercises_done

log = logging.getLogger(__name__)

#: In how many workouts an exercise is explained in full.
TIMES_EXPLAINED = 3
#: The last workouts that are looked at where nobody has noted yet what a person knows.
_MOST_EARLIER = 50


class PracticeService:
    """Notes which exercises people know, where their settings are kept, so that no page has to count.

    Beside them stand the workouts in which each of the others was done: one that ends twice counts once.
    """

    def __init__(self, store: Store, learnt: Callable[[int, str], None]) -> None:
        """Prepare.

        :param learnt: called with a person's id and that of the routine in which they now know more.
        """
        self._store = store
        self._learnt = learnt

    def finished(self, workout: Workout) -> None:
        """Note what was done in a workout, and tell if the person knows more now.

        A fault in it is logged: what happened in the workout has been kept.
        """
        try:
            if self._note(workout):
                self._learnt(workout.person_id, workout.routine_id)
        except SoleusError as error:
            log.warning("what was done is not noted: %s: %s", workout.routine_id, error)

    def _note(self, workout: Workout) -> bool:
        """Note what was done; tell whether this person knows more now."""
        done = {workout.id: self._done(workout)}
        if "known" not in self._store.settings(workout.person_id):
            earlier = [each for each in self._store.workouts_of(workout.person_id) if each.finished_ms]
            done |= {each.id: self._done(each) for each in earlier[-_MOST_EARLIER:]}

        def changed(kept: Preferences) -> tuple[Preferences, bool]:
            settings = {**kept.settings, **_noted(kept.settings, done)}
            learnt = settings["known"] != kept.settings.get("known", [])
            return Preferences(settings, kept.choices), learnt

        return self._store.change_preferences(workout.person_id, workout.routine_id, changed)

    def _done(self, workout: Workout) -> frozenset[str]:
        """Return the exercises that were done in a workout; none if its tracks are not kept."""
        events = self._store.events(workout.id)
        timelines = kept_timelines(self._store, workout, events)
        return exercises_done(events, timelines, workout.first_track)


def _noted(settings: Document, done: Mapping[str, Iterable[str]]) -> Document:
    """Return what is noted after some workouts, by their ids.

    :param settings: with what was noted before.
    """
    known = set(settings.get("known", ()))
    times = {exercise: set(ids) for exercise, ids in settings.get("practised", {}).items()}
    for workout_id, exercises in done.items():
        for exercise in exercises:
            times.setdefault(exercise, set()).add(workout_id)
    known |= {exercise for exercise, ids in times.items() if len(ids) >= TIMES_EXPLAINED}
    practised = {exercise: sorted(ids) for exercise, ids in sorted(times.items()) if exercise not in known}
    return {"known": sorted(known), "practised": practised}
