"""Workouts, their events and the player's reports."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from server.errors import BadInput, NotFound
from server.store.database import Database
from server.store.locking import lock_row
from server.store.read_cache import Stale
from server.store.redis_positions import RedisPositions
from server.store.routine_copies import keep_routine
from server.store.tables import EventRow, RoutineCopyRow, WorkoutRow
from server.store.values import Document, TrackOrigin
from server.store.written_positions import WrittenPositions
from server.workout import Event, Report, Summary, Workout

WORKOUT_COLUMNS = (
    WorkoutRow.id,
    WorkoutRow.person_id,
    WorkoutRow.routine_id,
    WorkoutRow.title,
    WorkoutRow.choices,
    WorkoutRow.created_ms,
    WorkoutRow.routine_copy,
    WorkoutRow.first_track,
    WorkoutRow.track,
    WorkoutRow.finished_ms,
    WorkoutRow.player,
    WorkoutRow.reported_track,
    WorkoutRow.reported_position_ms,
    WorkoutRow.reported_playing,
    WorkoutRow.reported_at_ms,
    WorkoutRow.summary,
)
#: The most events of one workout: some hundred times what a long one has.
MOST_EVENTS = 2000
_AS_KEPT = ("id", "person_id", "routine_id", "title", "choices", "created_ms", "finished_ms")
# Every poll and every event runs these: built once, they take half the time.
_WORKOUT = select(*WORKOUT_COLUMNS).where(WorkoutRow.id == bindparam("workout_id"))
_EVENTS = (
    select(EventRow.event_id, EventRow.kind, EventRow.position_ms, EventRow.at_ms, EventRow.track)
    .where(EventRow.workout_id == bindparam("workout_id"))
    .order_by(EventRow.at_ms, EventRow.number)
)
_KNOWN_EVENTS = select(EventRow.event_id, EventRow.kind).where(EventRow.workout_id == bindparam("workout_id"))
_ADD_EVENTS = insert(EventRow)
_SET_PLAYER = update(WorkoutRow).where(WorkoutRow.id == bindparam("id_")).values(player=bindparam("player_"))


class WorkoutsMixin(Database):
    """Queries about workouts."""

    def share_positions(self, redis_url: str = "") -> None:
        """Let where players are be known to all processes.

        :param redis_url: of a Redis that has it; by default the database has it, a second later.
        :raises RedisUnusable: if Redis cannot be used.
        """
        if redis_url:
            self._reports.share(RedisPositions(redis_url), writes_seldom=True)
        else:
            self._reports.share(WrittenPositions(self._read), writes_seldom=False)

    def create_workout(self, person_id: int, routine_id: str, title: str, origin: TrackOrigin) -> Workout:
        """Begin a workout; its track is set once it is made.

        :param origin: what the track is made from.
        """
        row = {
            "id": secrets.token_urlsafe(12),
            "person_id": person_id,
            "routine_id": routine_id,
            "title": title,
            "choices": origin.choices,
            "created_ms": self.clock(),
        }

        def work(connection: Connection) -> None:
            copy = keep_routine(connection, origin.routine)
            connection.execute(insert(WorkoutRow).values({**row, "routine_copy": copy}))

        self._write(work)
        return self.workout(str(row["id"]))

    def adopt_workout(
        self,
        workout_id: str,
        person_id: int,
        routine_id: str,
        title: str,
        origin: TrackOrigin,
        track: str,
    ) -> bool:
        """Add a workout under the id that a phone gave it, and tell whether it is new.

        :param origin: what the track was made from.
        :param track: the digest of a track that has been saved.
        """
        row = {
            "id": workout_id,
            "person_id": person_id,
            "routine_id": routine_id,
            "title": title,
            "choices": origin.choices,
            "created_ms": self.clock(),
            "first_track": track,
            "track": track,
        }

        def work(connection: Connection) -> bool:
            known = connection.execute(_WORKOUT, {"workout_id": workout_id}).first() is not None
            if not known:
                copy = keep_routine(connection, origin.routine)
                connection.execute(insert(WorkoutRow).values({**row, "routine_copy": copy}))
            return not known

        return self._write(work)

    def workout(self, workout_id: str) -> Workout:
        """Return a workout.

        :raises NotFound: if there is none with this id.
        """
        found = self._caches.workouts.get(workout_id, lambda: self._stored_workout(workout_id))
        return self._reports.merged(found)

    def routine_copy(self, digest: str) -> Document | None:
        """Return the routine that workouts began with; None if it is not kept."""
        query = select(RoutineCopyRow.document).where(RoutineCopyRow.digest == digest)
        with self._read() as connection:
            return connection.execute(query).scalar()

    def set_track(self, workout_id: str, digest: str) -> None:
        """Set the track that a workout begins with; the track must have been saved."""
        change = (
            update(WorkoutRow).where(WorkoutRow.id == workout_id).values(first_track=digest, track=digest)
        )
        self._write(lambda connection: connection.execute(change), ("workouts", workout_id))

    def change_choices(self, workout_id: str, choices: Document) -> bool:
        """Change what a workout's track is made from; return False if it has its track already."""
        change = (
            update(WorkoutRow)
            .where(WorkoutRow.id == workout_id, WorkoutRow.track.is_(None))
            .values(choices=choices)
        )
        return self._write(
            lambda connection: connection.execute(change).rowcount == 1, ("workouts", workout_id)
        )

    def change_dose(self, seen: Workout, choices: Document, event: Event) -> bool:
        """Continue in another track: keep the new choices and the ``dose`` event together.

        A report of the old track no longer counts. Nothing is kept, and the answer is False, if the track
        or the choices are no longer those seen: of two simultaneous taps, the second must build on the first.

        :param event: its track is the new one, which must have been saved.
        """
        change = (
            update(WorkoutRow)
            .where(WorkoutRow.id == seen.id)
            .values(track=event.track, choices=choices, reported_track=None, reported_at_ms=None)
        )
        present = select(WorkoutRow.track, WorkoutRow.choices).where(WorkoutRow.id == seen.id)

        def work(connection: Connection) -> bool:
            row = connection.execute(present.with_for_update()).one()
            if (row.track, row.choices) != (seen.track, seen.choices):
                return False
            connection.execute(change)
            _insert_new(connection, seen.id, [event])
            return True

        return self._write(work, *_stale(seen.id))

    def add_events(self, workout_id: str, events: Sequence[Event], player: str = "") -> int:
        """Keep events in the order given, each id once, and return how many were new.

        A ``finish`` among them finishes the workout.

        :param player: id of the device that sends them; with a ``play`` it is the one that plays.

        :raises BadInput: if the workout would have too many; nothing of these is kept then. The first
            ``finish`` is always kept if it comes by itself.
        """

        def work(connection: Connection) -> int:
            lock_row(connection, WorkoutRow.id == workout_id, WorkoutRow.id)
            new = _insert_new(connection, workout_id, events)
            ends = [event.at_ms for event in new if event.kind == "finish"]
            if ends:
                unfinished = (WorkoutRow.id == workout_id, WorkoutRow.finished_ms.is_(None))
                connection.execute(update(WorkoutRow).where(*unfinished).values(finished_ms=min(ends)))
            if player and any(event.kind == "play" for event in new):
                connection.execute(_SET_PLAYER, {"id_": workout_id, "player_": player})
            return len(new)

        changes_workout = any(event.kind in ("play", "finish") for event in events)
        return self._write(work, *_stale(workout_id, only_events=not changes_workout))

    def events(self, workout_id: str) -> tuple[Event, ...]:
        """Return a workout's events in the order of their time, then of their arrival."""
        return self._caches.events.get(workout_id, lambda: self._stored_events(workout_id))

    def report_position(self, workout_id: str, report: Report) -> None:
        """Keep the player's latest report of its position; an older one is ignored.

        It counts at once, and is written a little later: it is a hint, which the next one replaces.
        """
        self._reports.keep(workout_id, report)

    def _stored_workout(self, workout_id: str) -> Workout:
        with self._read() as connection:
            row = connection.execute(_WORKOUT, {"workout_id": workout_id}).first()
        if row is None:
            raise NotFound("There is no such workout. Start the routine again from the home page.")
        return to_workout(row)

    def _stored_events(self, workout_id: str) -> tuple[Event, ...]:
        with self._read() as connection:
            rows = connection.execute(_EVENTS, {"workout_id": workout_id})
            return tuple(Event(*cast(Any, row)) for row in rows)


def _stale(workout_id: str, *, only_events: bool = False) -> tuple[Stale, ...]:
    """Return what is read again after a change of a workout and its events, or of these alone."""
    events: Stale = ("events", workout_id)
    return (events,) if only_events else (("workouts", workout_id), events)


def to_workout(row: Row[*tuple[Any, ...]]) -> Workout:
    """Return the value of a row of ``WORKOUT_COLUMNS``."""
    found = row._mapping
    reported = (found[f"reported_{name}"] for name in ("track", "position_ms", "playing", "at_ms"))
    return Workout(
        **{name: found[name] for name in _AS_KEPT},
        player=found["player"] or "",
        routine_copy=found["routine_copy"] or "",
        first_track=found["first_track"] or "",
        track=found["track"] or "",
        report=Report(*reported) if found["reported_at_ms"] is not None else None,
        summary=Summary(**found["summary"]) if found["summary"] else None,
    )


def _insert_new(connection: Connection, workout_id: str, events: Sequence[Event]) -> list[Event]:
    rows = connection.execute(_KNOWN_EVENTS, {"workout_id": workout_id})
    known: dict[str, str] = dict(cast(Any, rows.all()))
    new = [
        event for event in {event.id: event for event in reversed(events)}.values() if event.id not in known
    ]
    new.reverse()
    ends = [event.kind for event in new] == ["finish"] and "finish" not in known.values()
    if new and len(known) + len(new) > MOST_EVENTS and not ends:
        raise BadInput(
            f"A workout can have {MOST_EVENTS} events. The earlier ones are kept; start the routine again."
        )
    added = [
        {
            "workout_id": workout_id,
            "event_id": event.id,
            "kind": event.kind,
            "position_ms": event.position_ms,
            "at_ms": event.at_ms,
            "track": event.track,
        }
        for event in new
    ]
    if added:
        connection.execute(_ADD_EVENTS, added)
    return new
