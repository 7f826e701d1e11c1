"""Where players say they are: known at once, and written a little later, many together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Final, Protocol

from cachetools import LRUCache
from sqlalchemy import Connection, bindparam, update
from sqlalchemy.exc import SQLAlchemyError

from server.clock import Clock
from server.errors import SoleusError
from server.store.tables import WorkoutRow
from server.workout import Report, Workout

log = logging.getLogger(__name__)

#: Seconds for which reports gather before they are written; so much of a position is lost in a crash.
WRITTEN_AFTER_S: Final = 1.0
#: The same where Redis has them for all processes meanwhile.
_WRITTEN_BESIDE_REDIS_S: Final = 60.0
#: More workouts than one process follows at once.
_MOST_WORKOUTS: Final = 20_000
#: Milliseconds for which a report that reached this process need not be looked for elsewhere: players report
#: three times a minute, and what they do between two reports are events.
_RECENT_MS: Final = 45_000
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


class SharedPositions(Protocol):
    """Reports that any process can read at once."""

    def keep(self, workout_id: str, report: Report) -> None:
        """Keep a report in place of an earlier one."""
        ...

    def last(self, workout_id: str) -> Report | None:
        """Return the last report; ``None`` if none is known."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


class PositionReports:
    """The last report of each workout and track. A report is a hint, so nobody waits until it is on the disk.

    :param write: does some work in one transaction.
    :param clock: the clock of the reports.
    """

    def __init__(self, write: Callable[[Callable[[Connection], object]], object], clock: Clock) -> None:
        self._write = write
        self._clock = clock
        self._written_after_s = WRITTEN_AFTER_S
        self._shared: SharedPositions | None = None
        self._last: LRUCache[tuple[str, str], Report] = LRUCache(_MOST_WORKOUTS)
        self._unsaved: dict[tuple[str, str], Report] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._fails = False

    def share(self, shared: SharedPositions, *, writes_seldom: bool) -> None:
        """Let reports reach other processes, and theirs this one.

        :param writes_seldom: whether reports need to be written only now and then.
        """
        self._shared = shared
        if writes_seldom:
            self._written_after_s = _WRITTEN_BESIDE_REDIS_S

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
        if self._shared:
            self._shared.keep(workout_id, report)

    def merged(self, workout: Workout) -> Workout:
        """Return a workout with the last report of its track that is known."""
        with self._lock:
            last = self._last.get((workout.id, workout.track))
        if self._shared and workout.track and not workout.finished_ms and not self._is_recent(last):
            found = self._shared.last(workout.id)
            if found and found.track == workout.track and (last is None or found.at_ms > last.at_ms):
                last = found
        return replace(workout, report=last) if last else workout

    def close(self) -> None:
        """Write what has not been written."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self._write_gathered()
        if self._shared:
            self._shared.close()

    def _is_recent(self, report: Report | None) -> bool:
        return report is not None and self._clock() - report.at_ms < _RECENT_MS

    def _write_behind(self) -> None:
        while not self._ending.wait(self._written_after_s):
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
