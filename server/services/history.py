"""What a person did last, and what they left unfinished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from server.clock import Clock
from server.coach import Timeline
from server.services.workouts import WorkoutService
from server.store import Store
from server.workout import State, Workout

#: A workout that was left longer ago than this is not offered again: a new one is begun instead.
RESUMABLE_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A workout that can be gone on with."""

    workout: Workout
    #: Where it is; both are None while it has no track.
    state: State | None
    timeline: Timeline | None


class HistoryService:
    """Tells what was done, and offers what was left."""

    def __init__(
        self, store: Store, workouts: WorkoutService, clock: Clock, renew_clock: Callable[[], None]
    ) -> None:
        """Prepare.

        :param renew_clock: called before a workout is looked for: lets the clock be set right.
        """
        self._store = store
        self._workouts = workouts
        self._clock = clock
        self._renew_clock = renew_clock

    def last_done(self, person_id: int) -> Mapping[str, int]:
        """Return when each routine was last done (milliseconds since 1970), by routine id."""
        return self._store.last_done(person_id)

    def unfinished(self, person_id: int) -> Unfinished | None:
        """Return the workout that a person left last or still does, if it began not long ago."""
        self._renew_clock()
        found = self._store.unfinished(person_id, self._clock() - RESUMABLE_MS)
        if not found or not found[0].track:
            return Unfinished(found[0], None, None) if found else None
        progress = self._workouts.progress(found[0])
        return Unfinished(found[0], progress.state, progress.timeline)

    def let_go(self, person_id: int, workout_id: str) -> None:
        """Offer a workout no more, for a person who will not go on with it."""
        self._store.let_go(workout_id, person_id)
