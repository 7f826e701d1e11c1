"""The routines that people want to find first."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from server.store.database import Database
from server.store.tables import FavouriteRow

# The home page runs this query: built once, it takes half the time.
_FAVOURITES = select(FavouriteRow.routine_id).where(FavouriteRow.person_id == bindparam("person_id"))


class FavouritesMixin(Database):
    """Queries about favourites."""

    def favourites(self, person_id: int) -> frozenset[str]:
        """Return the ids of a person's favourites; a routine among them may have been deleted."""
        with self._read() as connection:
            return frozenset(connection.execute(_FAVOURITES, {"person_id": person_id}).scalars())

    def set_favourite(self, person_id: int, routine_id: str, favourite: bool) -> None:
        """Make a routine a person's favourite, or one no more."""
        row = {"person_id": person_id, "routine_id": routine_id}

        def work(connection: Connection) -> None:
            connection.execute(delete(FavouriteRow).filter_by(**row))
            if favourite:
                connection.execute(insert(FavouriteRow).values(row))

        self._write(work)
