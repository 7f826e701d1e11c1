"""What was finished, and what was left unfinished."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from server.store.database import Database
from server.store.tables import EventRow, WorkoutRow
from server.store.workouts import WORKOUT_COLUMNS, to_workout
from server.workout import Workout


class HistoryMixin(Database):
    """Queries over a person's workouts."""

    def last_done(self, person_id: int) -> dict[str, int]:
        """Return when each routine was last finished (milliseconds since 1970), by routine id."""
        query = (
            select(WorkoutRow.routine_id, func.max(WorkoutRow.finished_ms).label("done_ms"))
            .where(WorkoutRow.person_id == person_id, WorkoutRow.finished_ms.is_not(None))
            .group_by(WorkoutRow.routine_id)
        )
        with self._read() as connection:
            return {row.routine_id: row.done_ms for row in connection.execute(query)}

    def unfinished(self, person_id: int, since_ms: int = 0) -> tuple[Workout, ...]:
        """Return the workouts that were played and not finished, newest first, at most five.

        :param since_ms: leave out those created before (milliseconds since 1970).
        """
        begun = exists().where(EventRow.workout_id == WorkoutRow.id, EventRow.kind == "play")
        query = (
            select(*WORKOUT_COLUMNS)
            .where(WorkoutRow.person_id == person_id, WorkoutRow.finished_ms.is_(None))
            .where(WorkoutRow.created_ms >= since_ms, begun)
            .order_by(WorkoutRow.created_ms.desc(), WorkoutRow.id)
        )
        with self._read() as connection:
            return tuple(self._reports.merged(to_workout(row)) for row in connection.execute(query.limit(5)))
