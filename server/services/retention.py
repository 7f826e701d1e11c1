"""Removing what nothing uses any more, in the background and a little at a time."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

from server.clock import Clock, wall_of
from server.errors import SoleusError
from server.routine.choices import choices_document
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.services.timelines import kept_timelines
from server.store import Store
from server.track import Recordings
from server.workout import summarize

log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 3_600_000
#: Days after which a track that nothing uses is removed: somebody who trains once a year finds it as it was.
TRACK_DAYS: Final = 400
#: Days by which ages grow at most from one round to the next. A machine that is used once a week keeps up; a
#: clock that says 2099 costs a week a round, not everything at once.
MOST_DAYS_A_ROUND: Final = 7
#: Rows that are removed in one transaction; it takes some milliseconds, and others write in between.
_AT_A_TIME: Final = 20
#: Recordings that are removed in one transaction: it looks through all tracks, so there should be few.
_RECORDINGS_AT_A_TIME: Final = 1000
#: Seconds from the start to the first round, between two rounds, and between two steps of one.
_FIRST_AFTER_S, _ROUND_S, _STEP_S = 600.0, 24 * 3600.0, 0.1
#: Milliseconds after a round in which nobody begins another one, of all processes that use the database.
_APART_MS: Final = 20 * 3_600_000


def counted_until(now_ms: int, last_ms: int | None) -> int:
    """Return the time by which ages are counted, in milliseconds since 1970.

    By a clock that is far ahead, as after its battery died, everything would be old at once.

    :param now_ms: what the clock says.
    :param last_ms: the time by which they were last counted; ``None`` if there was nothing to count.
    """
    return now_ms if last_ms is None else min(now_ms, last_ms + MOST_DAYS_A_ROUND * _DAY_MS)


class RetentionService:
    """Removes what no workout of the last 400 days, no episode and no choice uses: tracks and recordings.

    :param workout_days: days for which workouts are kept; 0 keeps them for good.
    """

    def __init__(
        self,
        store: Store,
        library: Library,
        recordings: Recordings,
        preferences: PreferencesService,
        clock: Clock,
        workout_days: int,
    ) -> None:
        self._store = store
        self._library = library
        self._recordings = recordings
        self._preferences = preferences
        self._clock = clock
        self._workout_days = workout_days
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to remove what is not needed, once a day, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the step under way."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def run(self, pause_s: float = 0.0, apart_ms: int = 0) -> None:
        """Remove all that is not needed.

        :param pause_s: seconds between two steps, in which others write.
        :param apart_ms: nothing is done if this process or another one did it less than this ago.
        """
        # The steady clock may still go by a wrong time that the machine's clock began with.
        now_ms = min(self._clock(), wall_of(self._clock)())

        def count(last_ms: int | None) -> int | None:
            is_due = last_ms is None or not 0 <= now_ms - last_ms < apart_ms
            return counted_until(now_ms, last_ms) if is_due else None

        until_ms = self._store.count_age(now_ms - _DAY_MS, count)
        if until_ms is None:
            return
        for _ in self._steps(until_ms):
            if self._ending.wait(pause_s):
                return

    def _run(self) -> None:
        wait_s = _FIRST_AFTER_S
        while not self._ending.wait(wait_s):
            try:
                self.run(_STEP_S, _APART_MS)
            except SoleusError as error:
                log.warning("not all that is no longer needed could be removed: %s", error)
            except Exception:
                log.exception("not all that is no longer needed could be removed")
            wait_s = _ROUND_S

    def _steps(self, until_ms: int) -> Iterator[None]:
        """Do a step at each iteration; what a step makes superfluous, a later one removes."""
        old_ms = until_ms - TRACK_DAYS * _DAY_MS
        if self._workout_days:
            before_ms = until_ms - self._workout_days * _DAY_MS
            yield from _repeated(lambda: self._store.remove_workouts(before_ms, _AT_A_TIME))
        yield from _repeated(lambda: self._settle(old_ms))
        self._store.remove_episodes(old_ms)
        yield
        self._forget_kept(old_ms)
        yield
        yield from _repeated(lambda: self._store.remove_tracks(old_ms, _AT_A_TIME))
        yield from _repeated(lambda: self._store.remove_recordings(_RECORDINGS_AT_A_TIME))
        self._store.remove_routine_copies()
        yield
        self._store.give_back_space()
        yield
        removed = self._recordings.remove_unused(self._store.has_recording)
        if removed:
            log.info("%d recordings removed that nothing uses", removed)

    def _settle(self, before_ms: int) -> int:
        """Replace the timelines of some old workouts by what was done, and return how many."""
        workouts = self._store.workouts_to_settle(before_ms, _AT_A_TIME)
        for workout in workouts:
            events = self._store.events(workout.id)
            timelines = kept_timelines(self._store, workout, events)
            self._store.settle_workout(workout.id, summarize(events, timelines, workout.first_track))
        return len(workouts)

    def _forget_kept(self, before_ms: int) -> None:
        """Forget the tracks that phones have kept for long, but those of somebody's present choices."""
        old = self._store.old_kept_tracks(before_ms)
        if old:
            gone = {kept.digest: (kept.routine_id, _canonical(kept.choices)) for kept in old}
            present = self._present_choices(set(gone.values()))
            self._store.remove_kept_tracks([digest for digest, kept in gone.items() if kept not in present])

    def _present_choices(self, looked_for: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of some choices for routines that somebody has chosen now."""
        ids = {routine_id for routine_id, _ in looked_for}
        routines = [routine for routine in self._library.routines() if routine.id in ids]
        found: set[tuple[str, str]] = set()
        for person in self._store.people():
            chosen = self._preferences.chosen_for_all(person.id, routines)
            found |= looked_for & {
                (routine_id, _canonical(choices_document(personal.choices)))
                for routine_id, personal in chosen.items()
            }
        return found


def _repeated(step: Callable[[], int]) -> Iterator[None]:
    while step():
        yield


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True)
