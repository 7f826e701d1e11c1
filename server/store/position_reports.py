"""Where players say they are: known at once, and written a little later, many together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, replace

from cachetools import LRUCache
from sqlalchemy import Connection, bindparam, update
from sqlalchemy.exc import SQLAlchemyError

from server.errors import SoleusError
from server.store.tables import WorkoutRow
from server.workout import Report, Workout

log = logging.getLogger(__name__)

#: Seconds for which reports gather before they are written; so much of a position is lost in a crash.
WRITTEN_AFTER_S = 1.0
#: More workouts than are ever done at once in a club.
_MOST_WORKOUTS = 1000
_REPORT = (
    update(WorkoutRow)
    .where(WorkoutRow.id == bindparam("id_"), WorkoutRow.track == bindparam("track_"))
    .where(WorkoutRow.reported_at_ms.is_(None) | (WorkoutRow.reported_at_ms <= bindparam("at_ms_")))
    .values(
        reported_track=bindparam("track_"),
        reported_position_ms=bindparam("position_ms_"),
        reported_playing=bindparam("playing_"),
        reported_at_ms=bindparam("at_ms_"),
    )
)


class PositionReports:
    """The last report of each workout and track. A report is a hint, so nobody waits until it is on the disk.

    :param write: does some work in one transaction.
    """

    def __init__(self, write: Callable[[Callable[[Connection], object]], object]) -> None:
        self._write = write
        self._last: LRUCache[tuple[str, str], Report] = LRUCache(_MOST_WORKOUTS)
        self._unsaved: dict[tuple[str, str], Report] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._fails = False

    def keep(self, workout_id: str, report: Report) -> None:
        """Keep a report, unless a newer one of the same track is known."""
        key = (workout_id, report.track)
        with self._lock:
            last = self._last.get(key)
            if last is not None and last.at_ms > report.at_ms:
                return
            self._last[key] = self._unsaved[key] = report
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_behind, name="positions", daemon=True)
                self._thread.start()

    def merged(self, workout: Workout) -> Workout:
        """Return a workout with the last report of its track that is known."""
        with self._lock:
            last = self._last.get((workout.id, workout.track))
        return replace(workout, report=last) if last else workout

    def close(self) -> None:
        """Write what has not been written."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self._write_gathered()

    def _write_behind(self) -> None:
        while not self._ending.wait(WRITTEN_AFTER_S):
            self._write_gathered()

    def _write_gathered(self) -> None:
        with self._lock:
            gathered, self._unsaved = self._unsaved, {}
        if not gathered:
            return
        rows = [
            {"id_": workout_id, **{f"{name}_": value for name, value in asdict(report).items()}}
            for (workout_id, _), report in gathered.items()
        ]
        try:
            self._write(lambda connection: connection.execute(_REPORT, rows))
        except (SoleusError, SQLAlchemyError) as error:
            with self._lock:
                self._unsaved = gathered | self._unsaved  # to be written with the next ones
            if not self._fails:
                log.warning("positions cannot be written for now: %s", error)
            self._fails = True
        else:
            self._fails = False
