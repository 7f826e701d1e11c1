"""What is no longer needed, found and removed a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from server.store.compact import unpack
from server.store.database import Database
from server.store.locking import COUNTING, RECORDING, lock_alone
from server.store.read_cache import ALL_STALE
from server.store.routine_copies import remove_unused_copies
from server.store.tables import (
    CountedAgeRow,
    EpisodeRow,
    EventRow,
    KeptTrackRow,
    RecordingRow,
    RoutineCopyRow,
    TrackRow,
    WorkoutRow,
)
from server.store.values import KeptTrack
from server.store.workouts import WORKOUT_COLUMNS, to_workout
from server.workout import Summary, Workout

_Later, _Newer = aliased(WorkoutRow), aliased(EpisodeRow)
#: There is a later workout of the same person and routine.
_HAS_LATER = exists().where(
    _Later.person_id == WorkoutRow.person_id,
    _Later.routine_id == WorkoutRow.routine_id,
    _Later.created_ms > WorkoutRow.created_ms,
)
_HAS_TIMELINES = or_(WorkoutRow.track.is_not(None), WorkoutRow.first_track.is_not(None))
#: When a track was last handed out.
_USED_MS = func.coalesce(TrackRow.used_ms, TrackRow.created_ms)


class RetentionMixin(Database):
    """Queries about what is old; times are in milliseconds since 1970."""

    def count_age(self, before_ms: int, count: Callable[[int | None], int | None]) -> int | None:
        """Note the time by which ages are counted, and return it; nobody else does so meanwhile.

        :param before_ms: where ages never were counted, they were by the last use of a track before this.
        :param count: gets the time by which they were last counted, or ``None`` where there is nothing to
            count, and returns the new one; ``None`` lets it be.
        """
        last_use = select(func.max(_USED_MS)).where(before_ms > _USED_MS)

        def work(connection: Connection) -> int | None:
            lock_alone(connection, COUNTING)
            counted = connection.execute(select(CountedAgeRow.until_ms)).scalar()
            until_ms = count(counted if counted is not None else connection.execute(last_use).scalar())
            if until_ms is not None:
                connection.execute(delete(CountedAgeRow))
                connection.execute(insert(CountedAgeRow).values(id=1, until_ms=until_ms))
            return until_ms

        return self._write(work)

    def remove_workouts(self, before_ms: int, limit: int) -> int:
        """Remove some workouts begun before a time, with their events, and return how many."""
        query = select(WorkoutRow.id).where(WorkoutRow.created_ms < before_ms).limit(limit)

        def work(connection: Connection) -> int:
            ids = connection.execute(query).scalars().all()
            connection.execute(delete(EventRow).where(EventRow.workout_id.in_(ids)))
            connection.execute(delete(WorkoutRow).where(WorkoutRow.id.in_(ids)))
            return len(ids)

        return self._write(work, *ALL_STALE)

    def workouts_to_settle(self, before_ms: int, limit: int) -> tuple[Workout, ...]:
        """Return some workouts begun before a time that still have their timelines.

        The latest of each person and routine is left out: its track is the one of the present choices.
        """
        old = and_(WorkoutRow.created_ms < before_ms, _HAS_TIMELINES, _HAS_LATER)
        with self._read() as connection:
            rows = connection.execute(select(*WORKOUT_COLUMNS).where(old).limit(limit))
            return tuple(to_workout(row) for row in rows)

    def settle_workout(self, workout_id: str, summary: Summary) -> None:
        """Keep what was done in a workout in place of its timelines."""
        gone = dict.fromkeys(("track", "first_track", "reported_track", "reported_at_ms"))
        settled = update(WorkoutRow).where(WorkoutRow.id == workout_id)
        change = settled.values(summary=asdict(summary), **gone)
        self._write(lambda connection: connection.execute(change), *ALL_STALE)

    def remove_episodes(self, before_ms: int) -> None:
        """Remove episodes published before a time that feeds no longer show."""
        has_newer = exists().where(
            _Newer.person_id == EpisodeRow.person_id,
            _Newer.routine_id == EpisodeRow.routine_id,
            _Newer.published_ms > EpisodeRow.published_ms,
        )
        rows = delete(EpisodeRow).where(EpisodeRow.published_ms < before_ms, has_newer)
        self._write(lambda connection: connection.execute(rows.execution_options(synchronize_session=False)))

    def old_kept_tracks(self, before_ms: int) -> tuple[KeptTrack, ...]:
        """Return the tracks that phones keep and that were last handed out before a time."""
        query = (
            select(KeptTrackRow.digest, RoutineCopyRow.document, KeptTrackRow.choices)
            .join(RoutineCopyRow, RoutineCopyRow.digest == KeptTrackRow.routine_copy)
            .join(TrackRow, TrackRow.digest == KeptTrackRow.digest)
            .where(before_ms > _USED_MS)
        )
        with self._read() as connection:
            rows = connection.execute(query)
            return tuple(KeptTrack(digest, routine["id"], choices) for digest, routine, choices in rows)

    def remove_kept_tracks(self, digests: Sequence[str]) -> None:
        """Forget that phones keep some tracks."""
        rows = delete(KeptTrackRow).where(KeptTrackRow.digest.in_(digests))
        self._write(lambda connection: connection.execute(rows))

    def remove_tracks(self, before_ms: int, limit: int) -> int:
        """Remove some tracks last handed out before a time that nothing refers to, and return how many."""
        unused = select(TrackRow.digest).where(before_ms > _USED_MS, *_unreferenced()).limit(limit)

        def work(connection: Connection) -> int:
            digests = connection.execute(unused).scalars().all()
            connection.execute(delete(TrackRow).where(TrackRow.digest.in_(digests)))
            return len(digests)

        return self._write(work)

    def remove_recordings(self, limit: int) -> int:
        """Remove some recordings that no track is made from, and return how many; their files stay."""

        def work(connection: Connection) -> int:
            lock_alone(connection, RECORDING)
            recorded = select(TrackRow.recordings).where(TrackRow.recordings.is_not(None))
            used = {number for ids in connection.execute(recorded).scalars() for number in unpack(ids or b"")}
            every = connection.execute(select(RecordingRow.id)).scalars()
            unused = [number for number in every if number not in used][:limit]
            connection.execute(delete(RecordingRow).where(RecordingRow.id.in_(unused)))
            return len(unused)

        return self._write(work)

    def has_recording(self, digest: str) -> bool:
        """Tell whether a recording with this content is kept."""
        with self._read() as connection:
            query = select(RecordingRow.id).where(RecordingRow.digest == digest)
            return connection.execute(query.limit(1)).first() is not None

    def remove_routine_copies(self) -> None:
        """Remove copies of routines that nothing refers to."""
        self._write(remove_unused_copies)


def _unreferenced() -> Iterable[Any]:
    """Return what holds for a track that nothing refers to; events of settled workouts do not count."""
    changed = (
        select(EventRow.track)
        .join(WorkoutRow, WorkoutRow.id == EventRow.workout_id)
        .where(EventRow.kind == "dose", WorkoutRow.summary.is_(None))
    )
    for column in (WorkoutRow.track, WorkoutRow.first_track, EpisodeRow.digest, KeptTrackRow.digest):
        yield TrackRow.digest.not_in(select(column).where(column.is_not(None)))
    yield TrackRow.digest.not_in(changed)
