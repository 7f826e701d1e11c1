"""All that belongs to a person: read together, and deleted together."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, select, update

from server.errors import NotFound
from server.store.devices import paired_devices
from server.store.owners import SetOwner, set_owner
from server.store.read_cache import ALL_STALE
from server.store.routine_copies import remove_unused_copies
from server.store.shared_files import SharedFilesMixin
from server.store.tables import (
    ChoicesRow,
    DeviceRow,
    EpisodeRow,
    EventRow,
    FavouriteRow,
    FeedRow,
    FileOwnerRow,
    PersonRow,
    WorkoutRow,
)
from server.store.values import Episode, PairedDevice
from server.store.workouts import WORKOUT_COLUMNS, to_workout
from server.workout import Workout


class PersonalDataMixin(SharedFilesMixin):
    """Queries over everything that is a person's."""

    def person_since_ms(self, person_id: int) -> int:
        """Return when a person was added, milliseconds since 1970."""
        query = select(PersonRow.created_ms).where(PersonRow.id == person_id)
        with self._read() as connection:
            return connection.execute(query).scalar() or 0

    def workouts_of(self, person_id: int) -> tuple[Workout, ...]:
        """Return all workouts of a person, the oldest first."""
        query = (
            select(*WORKOUT_COLUMNS)
            .where(WorkoutRow.person_id == person_id)
            .order_by(WorkoutRow.created_ms, WorkoutRow.id)
        )
        with self._read() as connection:
            return tuple(to_workout(row) for row in connection.execute(query))

    def workout_count(self, person_id: int) -> int:
        """Return how many workouts a person has begun."""
        query = select(func.count()).select_from(WorkoutRow).where(WorkoutRow.person_id == person_id)
        with self._read() as connection:
            return connection.execute(query).scalar_one()

    def devices_of(self, person_id: int) -> tuple[PairedDevice, ...]:
        """Return the devices that act for a person, the oldest first."""
        own = paired_devices().where(PersonRow.id == person_id)
        query = own.order_by(DeviceRow.paired_ms, DeviceRow.id)
        with self._read() as connection:
            return tuple(PairedDevice(*row) for row in connection.execute(query))

    def episodes_of(self, person_id: int) -> tuple[Episode, ...]:
        """Return every episode that a person's feed has shown, the oldest first."""
        query = (
            select(EpisodeRow.routine_id, EpisodeRow.digest, EpisodeRow.length_bytes, EpisodeRow.published_ms)
            .where(EpisodeRow.person_id == person_id)
            .order_by(EpisodeRow.published_ms)
        )
        with self._read() as connection:
            return tuple(Episode(*row) for row in connection.execute(query))

    def delete_person(self, person_id: int, change_files: Callable[[SetOwner], None]) -> None:
        """Delete a person and all that is theirs, in one transaction; their devices stay paired.

        :param change_files: deletes their files, and sets the owners of those that stay.
        :raises NotFound: if there is no person with this id.
        """

        def work(connection: Connection) -> None:
            change_files(lambda file, owner: set_owner(connection, file, owner))
            workouts = select(WorkoutRow.id).where(WorkoutRow.person_id == person_id)
            connection.execute(delete(EventRow).where(EventRow.workout_id.in_(workouts)))
            for table in (WorkoutRow, ChoicesRow, FavouriteRow, EpisodeRow, FeedRow, FileOwnerRow):
                connection.execute(delete(table).where(table.person_id == person_id))
            at_device = DeviceRow.person_id == person_id
            connection.execute(update(DeviceRow).where(at_device).values(person_id=None))
            remove_unused_copies(connection)
            if not connection.execute(delete(PersonRow).where(PersonRow.id == person_id)).rowcount:
                raise NotFound("There is no such person on this server.")

        self._write_files(work, *ALL_STALE)
