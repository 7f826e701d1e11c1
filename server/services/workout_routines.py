"""The routines that workouts began with."""

from __future__ import annotations

import logging

from server.routine import Routine
from server.routine.library import Library, routine_from_values
from server.routine.parsing import Faulty
from server.store import ReadCache, Store
from server.workout import Workout

log = logging.getLogger(__name__)

#: Parsed routines that are kept, the last ones used: each takes some milliseconds to parse.
_KEPT = 128


class WorkoutRoutines:
    """What workouts began with, whatever has become of the routine's file since."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._parsed: ReadCache[str, Routine | None] = ReadCache(_KEPT)

    def of(self, workout: Workout) -> Routine:
        """Return the routine that a workout began with; today's where no usable one was kept.

        :raises NotFound: if there is neither.
        """
        digest = workout.routine_copy
        try:
            kept = self._parsed.get(digest, lambda: self._kept(digest)) if digest else None
        except Faulty as faulty:  # kept by another version of Soleus
            log.warning("a workout of %s goes on with today's routine: %s", workout.routine_id, faulty)
            kept = None
        return kept or self._library.routine(workout.routine_id)

    def _kept(self, digest: str) -> Routine | None:
        values = self._store.routine_copy(digest)
        return routine_from_values(values) if values is not None else None
