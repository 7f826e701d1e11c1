"""People and the settings that hold for all their routines."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Connection, false, func, insert, select, true, update

from server.characters import unusable_character
from server.errors import BadInput, NotFound
from server.store.database import Database
from server.store.locking import NAMING, lock_alone
from server.store.tables import PersonRow
from server.store.values import About, Document, Person, Sore

#: The most characters in a person's name.
LONGEST_NAME = 40
#: The most people on one server: enough for a household or a club, and a bound for floods.
MOST_PEOPLE = 50
#: The same where several processes serve many; ``docs/scale.md`` says what that many need.
MOST_PEOPLE_SHARED = 100_000


class PeopleMixin(Database):
    """Queries about people."""

    def people(self, most: int | None = None, named: str = "") -> tuple[Person, ...]:
        """Return all people, in the order in which they were added.

        :param most: how many are enough.
        :param named: how their names begin, in any spelling.
        """
        query = select(PersonRow.id, PersonRow.name).where(begins(named)).order_by(PersonRow.id).limit(most)
        with self._read() as connection:
            return tuple(Person(*row) for row in connection.execute(query))

    @property
    def most_people(self) -> int:
        """How many people there may be."""
        return MOST_PEOPLE_SHARED if self.serves_many else MOST_PEOPLE

    def person(self, person_id: int) -> Person:
        """Return one person.

        :raises NotFound: if there is no person with this id.
        """
        with self._read() as connection:
            row = connection.execute(
                select(PersonRow.id, PersonRow.name).where(PersonRow.id == person_id)
            ).first()
        if row is None:
            raise NotFound("There is no such person on this server.")
        return Person(*row)

    def only_person(self, first_name: str) -> Person | None:
        """Return the only person, made if there is none yet; ``None`` if there are several."""
        found = self.people(most=2)
        if not found:
            found = self._write(lambda connection: _first(connection, first_name, self.clock()))
        return found[0] if len(found) == 1 else None

    def add_person(self, name: str) -> Person:
        """Add a person.

        :raises BadInput: if the name is empty, too long or taken, or if there are too many people.
        """
        name = checked_name(name)
        row = {**_named(name), "settings": {}, "created_ms": self.clock()}

        def work(connection: Connection) -> Person:
            lock_alone(connection, NAMING)
            _refuse_taken(connection, name, None)
            count = connection.execute(select(func.count()).select_from(PersonRow)).scalar_one()
            if count >= self.most_people:
                raise BadInput(f"There are already {count:,} people, which is the limit.")
            number = connection.execute(insert(PersonRow).values(row).returning(PersonRow.id)).scalar_one()
            return Person(number, name)

        return self._write(work)

    def rename_person(self, person_id: int, name: str) -> Person:
        """Rename a person.

        :raises BadInput: if the name is empty, too long or taken.
        :raises NotFound: if there is no person with this id.
        """
        name = checked_name(name)

        def work(connection: Connection) -> Person:
            lock_alone(connection, NAMING)
            _refuse_taken(connection, name, person_id)
            change = update(PersonRow).where(PersonRow.id == person_id).values(_named(name))
            if not connection.execute(change).rowcount:
                raise NotFound("There is no such person on this server.")
            return Person(person_id, name)

        return self._write(work, ("devices", None))  # they hold the name

    def settings(self, person_id: int) -> Document:
        """Return a person's settings for all routines; empty if none was set."""
        query = select(PersonRow.settings).where(PersonRow.id == person_id)
        with self._read() as connection:
            return connection.execute(query).scalar() or {}

    def about(self, person_id: int) -> About:
        """Return what a person has said of themselves."""
        query = select(PersonRow.sore, PersonRow.minutes, PersonRow.welcomed_ms)
        with self._read() as connection:
            row = connection.execute(query.where(PersonRow.id == person_id)).first()
        return (
            About(cast("Sore | None", row.sore), row.minutes, row.welcomed_ms is not None) if row else About()
        )

    def keep_about(self, person_id: int, about: About) -> None:
        """Keep what a person has said of themselves."""
        welcomed_ms = self.clock() if about.welcomed else None
        change = update(PersonRow).where(PersonRow.id == person_id)
        values = {"sore": about.sore, "minutes": about.minutes, "welcomed_ms": welcomed_ms}
        self._write(lambda connection: connection.execute(change.values(values)))


def begins(named: str) -> ColumnElement[bool]:
    """Return the condition that a person's name begins so, in any spelling; true for nothing."""
    key = " ".join(named.split()).casefold()
    if not key:
        return true()
    # PostgreSQL refuses some of what no name has.
    return false() if unusable_character(key) else PersonRow.name_key.startswith(key, autoescape=True)


def _named(name: str) -> dict[str, str]:
    return {"name": name, "name_key": name.casefold()}


def _first(connection: Connection, name: str, now_ms: int) -> tuple[Person, ...]:
    """Make the first person, unless another device was faster."""
    lock_alone(connection, NAMING)
    if connection.execute(select(PersonRow.id)).first() is None:
        connection.execute(insert(PersonRow).values(**_named(name), settings={}, created_ms=now_ms))
    return tuple(Person(*row) for row in connection.execute(select(PersonRow.id, PersonRow.name)))


def checked_name(name: str) -> str:
    """Return a name of a person or a device without needless space.

    :raises BadInput: if it is empty or too long, or cannot be used.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"A name must have 1 to {LONGEST_NAME} characters.")
    fault = unusable_character(name)
    if fault:
        raise BadInput(f"This name cannot be used: {fault}.")
    return name


def _refuse_taken(connection: Connection, name: str, own_id: int | None) -> None:
    known = select(PersonRow.id).where(PersonRow.name_key == name.casefold())
    if connection.execute(known).scalar() not in (None, own_id):
        raise BadInput(f"There is already a person called {name}. Choose another name.")
