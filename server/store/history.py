"""What was finished, and what was left unfinished."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, func, select

from server.store.database import Database
from server.store.tables import EventRow, WorkoutRow
from server.store.workouts import WORKOUT_COLUMNS, to_workout
from server.workout import Workout

# The home page runs these two queries: built once, they take half the time.
_LAST_DONE = (
    select(WorkoutRow.routine_id, func.max(WorkoutRow.finished_ms).label("done_ms"))
    .where(WorkoutRow.person_id == bindparam("person_id"), WorkoutRow.finished_ms.is_not(None))
    .group_by(WorkoutRow.routine_id)
)
_UNFINISHED = (
    select(*WORKOUT_COLUMNS)
    .where(WorkoutRow.person_id == bindparam("person_id"), WorkoutRow.finished_ms.is_(None))
    .where(WorkoutRow.created_ms >= bindparam("since_ms"))
    .where(exists().where(EventRow.workout_id == WorkoutRow.id, EventRow.kind == "play"))
    .order_by(WorkoutRow.created_ms.desc(), WorkoutRow.id)
    .limit(5)
)


_LAST_ACTIVITY = (
    select(func.max(EventRow.at_ms), func.max(WorkoutRow.reported_at_ms))
    .join(WorkoutRow, WorkoutRow.id == EventRow.workout_id)
    .where(WorkoutRow.finished_ms.is_(None), WorkoutRow.created_ms >= bindparam("since_ms"))
    .where(EventRow.at_ms <= bindparam("until_ms"))
    .where(func.coalesce(WorkoutRow.reported_at_ms, 0) <= bindparam("until_ms"))
)


class HistoryMixin(Database):
    """Queries over a person's workouts."""

    def last_done(self, person_id: int) -> dict[str, int]:
        """Return when each routine was last finished (milliseconds since 1970), by routine id."""
        with self._read() as connection:
            rows = connection.execute(_LAST_DONE, {"person_id": person_id})
            return {row.routine_id: row.done_ms for row in rows}

    def last_activity_ms(self, since_ms: int, until_ms: int) -> int:
        """Return when something last happened in an unfinished workout, in milliseconds since 1970; else 0.

        :param since_ms: leave out workouts created before.
        :param until_ms: leave out workouts in which something is noted for later.
        """
        with self._read() as connection:
            row = connection.execute(_LAST_ACTIVITY, {"since_ms": since_ms, "until_ms": until_ms}).one()
            return max(row[0] or 0, row[1] or 0)

    def unfinished(self, person_id: int, since_ms: int = 0) -> tuple[Workout, ...]:
        """Return the workouts that were played and not finished, newest first, at most five.

        :param since_ms: leave out those created before (milliseconds since 1970).
        """
        with self._read() as connection:
            rows = connection.execute(_UNFINISHED, {"person_id": person_id, "since_ms": since_ms})
            return tuple(self._reports.merged(to_workout(row)) for row in rows)
