"""Whether a database can be used: rows that are really read, and one that is really written."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, insert, select
from sqlalchemy.exc import ArgumentError

from server.store.backend import backend_of
from server.store.base import Base
from server.store.database import Database
from server.store.database_errors import DatabaseDamaged, DatabaseUnusable, in_words, place_of
from server.store.tables import RoutineCopyRow

#: Seconds that a check by itself waits for another program.
_TIMEOUT_S: Final = 1.0
#: How much damage is named.
_MOST_NAMED: Final = 3


class _Undone(Exception):
    """Undoes what was written to see whether it can be."""


class CheckingMixin(Database):
    """Checks of a database that is in use."""

    def check(self) -> None:
        """Read rows of every table from the disk, and write one as everybody does; it is taken back.

        :raises SoleusError: saying what is wrong with the database.
        """
        with self._read() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA shrink_memory")  # what it read before, it reads again
            _read_rows(connection)
        try:
            self._written(_write_and_undo)
        except _Undone:
            return


def examine_database(url: str) -> str:
    """Look through a whole database that exists, without changing it, and return where it is.

    :raises SoleusError: saying what is wrong with it.
    """
    is_file = url.startswith("sqlite")
    engine = _file_engine(url) if is_file else backend_of(url).engine
    place = place_of(engine.url)
    with (
        in_words(engine.url),
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        if is_file:
            found = connection.exec_driver_sql("PRAGMA quick_check(10)").scalars().all()
            if found != ["ok"]:
                raise DatabaseDamaged.at(place, "; ".join(map(str, found[:_MOST_NAMED])))
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("ROLLBACK")
        else:
            connection.exec_driver_sql("SELECT 1")
    return place


def _file_engine(url: str) -> Engine:
    """Return what opens a file as it is: the store's own would make it, and prepare it for writing."""
    try:
        waits = {"timeout": _TIMEOUT_S}
        return create_engine(url, poolclass=NullPool, connect_args=waits, hide_parameters=True)
    except ArgumentError as error:
        raise DatabaseUnusable(f"database_url: this database cannot be used: {error}") from error


def _read_rows(connection: Connection) -> None:
    """Read the first and the last row of each table."""
    for table in Base.metadata.sorted_tables:
        for turned in (False, True):
            keys = [key.desc() if turned else key for key in table.primary_key.columns]
            connection.execute(select(table).order_by(*keys).limit(1)).first()


def _write_and_undo(connection: Connection) -> None:
    connection.execute(insert(RoutineCopyRow).values(digest="a check", document={}))
    raise _Undone
