"""What people changed about routines, and their settings for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from server.store.database import Database
from server.store.locking import lock_row
from server.store.tables import ChoicesRow, PersonRow
from server.store.values import Document, Preferences

_Answer = TypeVar("_Answer")

# Every tap on a dose asks the first, and the home page the second: built once, they take half the time.
_PREFERENCES = (
    select(PersonRow.settings, ChoicesRow.document)
    .join(
        ChoicesRow,
        and_(ChoicesRow.person_id == PersonRow.id, ChoicesRow.routine_id == bindparam("routine_id")),
        isouter=True,
    )
    .where(PersonRow.id == bindparam("person_id"))
)
_ALL_PREFERENCES = (
    select(PersonRow.settings, ChoicesRow.routine_id, ChoicesRow.document)
    .join(ChoicesRow, ChoicesRow.person_id == PersonRow.id, isouter=True)
    .where(PersonRow.id == bindparam("person_id"))
)


class ChoicesMixin(Database):
    """Queries about choices; the documents are those of ``server.routine.choices.document``."""

    def preferences(self, person_id: int, routine_id: str) -> Preferences:
        """Return a person's settings, and the choices for a routine."""
        with self._read() as connection:
            return _preferences(connection, person_id, routine_id)[0]

    def all_preferences(self, person_id: int) -> tuple[Document, dict[str, Document]]:
        """Return a person's settings, and the choices for every routine that was changed, by its id."""
        with self._read() as connection:
            rows = connection.execute(_ALL_PREFERENCES, {"person_id": person_id}).all()
        settings: Document = rows[0].settings if rows else {}
        return settings, {row.routine_id: row.document for row in rows if row.routine_id is not None}

    def change_preferences(
        self,
        person_id: int,
        routine_id: str,
        change: Callable[[Preferences], tuple[Preferences, _Answer]],
    ) -> _Answer:
        """Apply a change in one transaction: two changes that arrive together both count.

        Only what has become different is written.

        :param change: gets what is kept; returns what to keep, and an answer for the caller.
        """

        def work(connection: Connection) -> _Answer:
            lock_row(connection, PersonRow.id == person_id, PersonRow.id)
            kept, is_new = _preferences(connection, person_id, routine_id)
            wanted, answer = change(kept)
            if wanted.choices != kept.choices:
                _write_choices(connection, person_id, routine_id, wanted.choices, is_new)
            if wanted.settings != kept.settings:
                at_person = PersonRow.id == person_id
                connection.execute(update(PersonRow).where(at_person).values(settings=wanted.settings))
            return answer

        return self._write(work)


def _preferences(connection: Connection, person_id: int, routine_id: str) -> tuple[Preferences, bool]:
    """Return a person's preferences, and whether there are no choices for the routine yet."""
    row = connection.execute(_PREFERENCES, {"person_id": person_id, "routine_id": routine_id}).first()
    settings, choices = row or (None, None)
    return Preferences(settings or {}, choices or {}), choices is None


def _write_choices(
    connection: Connection, person_id: int, routine_id: str, document: Document, is_new: bool
) -> None:
    key: dict[str, Any] = {"person_id": person_id, "routine_id": routine_id}
    if is_new:
        connection.execute(insert(ChoicesRow).values(**key, document=document))
    else:
        connection.execute(update(ChoicesRow).filter_by(**key).values(document=document))
