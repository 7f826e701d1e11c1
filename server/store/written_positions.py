"""Where players say they are, read from the database where another process wrote it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

from sqlalchemy import Connection, bindparam, select

from server.store.tables import WorkoutRow
from server.workout import Report

_REPORT = select(
    WorkoutRow.reported_track,
    WorkoutRow.reported_position_ms,
    WorkoutRow.reported_playing,
    WorkoutRow.reported_at_ms,
).where(WorkoutRow.id == bindparam("workout_id"), WorkoutRow.reported_at_ms.is_not(None))


class WrittenPositions:
    """The last reports, as they are in the database: those of other processes, a second later.

    :param read: gives a connection for reading.
    """

    def __init__(self, read: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._read = read

    def keep(self, workout_id: str, report: Report) -> None:
        """Do nothing: the report is written with all others."""

    def last(self, workout_id: str) -> Report | None:
        """Return the last report that was written; ``None`` if none was."""
        with self._read() as connection:
            row = connection.execute(_REPORT, {"workout_id": workout_id}).first()
        return Report(*cast(Any, row)) if row else None

    def close(self) -> None:
        """Do nothing: the connections are the store's."""
