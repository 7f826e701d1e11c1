"""What was done, and what was left unfinished."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from server.store.database import Database
from server.store.tables import EventRow, WorkoutRow
from server.store.workouts import WORKOUT_COLUMNS, to_workout
from server.workout import DONE_PERCENT, Workout

_Other = aliased(WorkoutRow)
#: The same person has played the same routine anew, or finished it since.
_IS_SUPERSEDED = (
    exists()
    .where(_Other.person_id == WorkoutRow.person_id, _Other.routine_id == WorkoutRow.routine_id)
    .where(_Other.id != WorkoutRow.id)
    .where(or_(_Other.created_ms > WorkoutRow.created_ms, _Other.finished_ms > WorkoutRow.created_ms))
    .where(exists().where(EventRow.workout_id == _Other.id, EventRow.kind == "play"))
)
# The home page runs these two queries: built once, they take half the time.
_LAST_DONE = (
    select(WorkoutRow.routine_id, func.max(WorkoutRow.finished_ms).label("done_ms"))
    .where(WorkoutRow.person_id == bindparam("person_id"), WorkoutRow.finished_ms.is_not(None))
    # Those of releases that did not keep it were called done, and stay so.
    .where(func.coalesce(WorkoutRow.done_percent, 100) >= DONE_PERCENT)
    .group_by(WorkoutRow.routine_id)
)
_UNFINISHED = (
    select(*WORKOUT_COLUMNS)
    .where(WorkoutRow.person_id == bindparam("person_id"), WorkoutRow.finished_ms.is_(None))
    .where(WorkoutRow.created_ms >= bindparam("since_ms"), WorkoutRow.let_go_ms.is_(None))
    .where(exists().where(EventRow.workout_id == WorkoutRow.id, EventRow.kind == "play"))
    .where(~_IS_SUPERSEDED)
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
        """Return when each routine was last done (milliseconds since 1970), by routine id.

        What was finished counts from the share of its work that :data:`server.workout.DONE_PERCENT` names.
        """
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

        Left out are those that were let go, and those of routines that were played anew or finished since.

        :param since_ms: leave out those created before (milliseconds since 1970).
        """
        with self._read() as connection:
            rows = connection.execute(_UNFINISHED, {"person_id": person_id, "since_ms": since_ms})
            return tuple(self._reports.merged(to_workout(row)) for row in rows)

    def keep_done(self, workout_id: str, done_percent: int) -> None:
        """Keep how much of a finished workout was done."""
        change = update(WorkoutRow).where(WorkoutRow.id == workout_id).values(done_percent=done_percent)
        self._write(lambda connection: connection.execute(change))

    def let_go(self, workout_id: str, person_id: int) -> None:
        """Offer a person's workout no more; one that is not theirs, or finished, stays as it is."""
        own = (WorkoutRow.id == workout_id, WorkoutRow.person_id == person_id)
        change = update(WorkoutRow).where(*own, WorkoutRow.finished_ms.is_(None))
        self._write(lambda connection: connection.execute(change.values(let_go_ms=self.clock())))
