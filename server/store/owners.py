"""Whom routine and exercise files belong to. A file that is not listed belongs to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select

from server.store.database import Database
from server.store.tables import FileOwnerRow, PersonRow
from server.store.values import Person

_Answer = TypeVar("_Answer")


class OwnersMixin(Database):
    """Queries about the owners of files; a file is named by its path below the folder of own routines."""

    def file_owner(self, file: str) -> Person | None:
        """Return whom a file belongs to; ``None`` for the house."""
        return self.file_owners().get(file)

    def file_owners(self) -> dict[str, Person]:
        """Return whom each file belongs to; the files of the house are not in it."""
        query = select(FileOwnerRow.file, PersonRow.id, PersonRow.name).join(
            PersonRow, PersonRow.id == FileOwnerRow.person_id
        )
        with self._read() as connection:
            return {file: Person(number, name) for file, number, name in connection.execute(query)}

    def change_files(self, owners: Mapping[str, int | None], change: Callable[[], _Answer]) -> _Answer:
        """Change files, and whom they belong to, in one transaction; nothing is kept if ``change`` fails.

        A backup, which may be made by another process, sees the files and their owners before this or after
        it: it takes its copy while it holds the database's lock, which this holds as well.

        :param owners: the new owner of each file by its id; ``None`` for the house.
        :param change: changes the files, and returns what this returns.
        """

        def work(connection: Connection) -> _Answer:
            connection.execute(delete(FileOwnerRow).where(FileOwnerRow.file.in_(owners)))
            rows = [{"file": file, "person_id": person} for file, person in owners.items() if person]
            if rows:
                connection.execute(insert(FileOwnerRow), rows)
            return change()

        return self._write(work)
