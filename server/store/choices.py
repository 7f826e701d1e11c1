"""What people changed about routines."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select, update

from server.store.database import Database
from server.store.tables import ChoicesRow, PersonRow
from server.store.values import Document


class ChoicesMixin(Database):
    """Queries about choices; the documents are those of ``server.routine.choices.changes``."""

    def choices(self, person_id: int, routine_id: str) -> Document:
        """Return a person's choices for a routine; empty if nothing was changed."""
        with self._read() as connection:
            return _choices_of(connection, person_id, routine_id) or {}

    def all_choices(self, person_id: int) -> dict[str, Document]:
        """Return a person's choices for every routine that was changed, by routine id."""
        query = select(ChoicesRow.routine_id, ChoicesRow.document).where(ChoicesRow.person_id == person_id)
        with self._read() as connection:
            return {row.routine_id: row.document for row in connection.execute(query)}

    def change_choices(
        self,
        person_id: int,
        routine_id: str,
        change: Callable[[Document], Document],
        change_settings: Callable[[Document], Document] | None = None,
    ) -> Document:
        """Apply a change to a person's choices in one transaction, and return what they are now.

        Two taps that arrive together both count.

        :param change_settings: a change to the person's settings, in the same transaction.
        """
        at_row = (ChoicesRow.person_id == person_id, ChoicesRow.routine_id == routine_id)

        def work(connection: Connection) -> Document:
            old = _choices_of(connection, person_id, routine_id)
            document = change(old or {})
            if old is None:
                row = {"person_id": person_id, "routine_id": routine_id, "document": document}
                connection.execute(insert(ChoicesRow).values(row))
            else:
                connection.execute(update(ChoicesRow).where(*at_row).values(document=document))
            if change_settings:
                _change_settings(connection, person_id, change_settings)
            return document

        return self._write(work)


def _change_settings(connection: Connection, person_id: int, change: Callable[[Document], Document]) -> None:
    at_row = PersonRow.id == person_id
    old = connection.execute(select(PersonRow.settings).where(at_row)).scalar()
    connection.execute(update(PersonRow).where(at_row).values(settings=change(old or {})))


def _choices_of(connection: Connection, person_id: int, routine_id: str) -> Document | None:
    at_row = (ChoicesRow.person_id == person_id, ChoicesRow.routine_id == routine_id)
    return connection.execute(select(ChoicesRow.document).where(*at_row)).scalar()
