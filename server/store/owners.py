"""Whom routine and exercise files belong to. A file that is not listed belongs to the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, delete, insert, select

from server.store.shared_files import SharedFilesMixin
from server.store.tables import FileOwnerRow, PersonRow
from server.store.values import Person

_Answer = TypeVar("_Answer")
#: Sets whom a file belongs to, by the id of the person; ``None`` for the house.
SetOwner: TypeAlias = Callable[[str, int | None], None]


class OwnersMixin(SharedFilesMixin):
    """Queries about the owners of files.

    A file is named by its path below the folder of own routines; a recorded voice has its id for a name.
    """

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

    def change_files(self, change: Callable[[SetOwner], _Answer]) -> _Answer:
        """Change files, and whom they belong to, in one transaction.

        Where several processes share the files, all of them see the change once this returns. A backup, which
        may be made by another process, sees the files and their owners before this or after
        it: it takes its copy while it holds the database's lock, which this holds as well.

        :param change: sets owners and changes files, and returns what this returns. If this fails, all owners
            are as before, and the caller puts the files back. It may be run again: then too.
        :raises Vanished: if an owner is no longer there.
        """

        def work(connection: Connection) -> _Answer:
            return change(lambda file, person_id: set_owner(connection, file, person_id))

        return self._write_files(work)


def set_owner(connection: Connection, file: str, person_id: int | None) -> None:
    """Set whom a file belongs to; ``None`` for the house."""
    connection.execute(delete(FileOwnerRow).where(FileOwnerRow.file == file))
    if person_id is not None:
        connection.execute(insert(FileOwnerRow).values(file=file, person_id=person_id))
