"""The engine, its transactions, and the migrations that run at start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from server.clock import Clock, epoch_ms
from server.errors import SoleusError
from server.private import close_file, make_private_file
from server.store.group_commit import GroupCommit
from server.store.migrating import UnknownRevision, migrate
from server.store.position_reports import PositionReports
from server.store.read_cache import ReadCaches

T = TypeVar("T")

#: Milliseconds for which a writer waits for another before it gives up.
BUSY_MS = 10_000
#: Free bytes in the file of a database for which it is worth making the file smaller.
_WORTHWHILE_BYTES = 5_000_000


class DatabaseUnusable(SoleusError):
    """The database cannot be opened, or belongs to a newer Soleus."""


class Vanished(SoleusError):
    """Something that a change refers to was deleted meanwhile, such as a person."""

    status = 409


class Database:
    """Connections to one database, brought up to date when it is opened.

    :param url: a SQLAlchemy URL; SQLite unless a person chose otherwise.
    :raises DatabaseUnusable: if it cannot be opened or migrated.
    """

    def __init__(self, url: str, clock: Clock = epoch_ms) -> None:
        self._engine = _engine(url)
        self._group = GroupCommit(self._engine) if self._engine.dialect.name == "sqlite" else None
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clock = clock
        self._caches = ReadCaches()
        self._reports = PositionReports(self._write)
        try:
            migrate(self._engine)
        except (SQLAlchemyError, UnknownRevision) as error:
            self._engine.dispose()
            raise DatabaseUnusable(_why(self._engine, error)) from error

    def answers(self) -> bool:
        """Tell whether the database can be read and takes a writer's lock."""
        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return False
        return True

    def give_back_space(self) -> None:
        """Make the file of an SQLite database smaller, if most of it is free; writers wait meanwhile."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._read() as connection:
            used, free, page = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0)
                for name in ("page_count", "freelist_count", "page_size")
            )
            if free > used / 2 and free * page > _WORTHWHILE_BYTES:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Write what has not been written, and close all connections."""
        self._reports.close()
        self._engine.dispose()

    def _read(self) -> Connection:
        """Return a connection for reading, to be used in a ``with``."""
        return self._reader.connect()

    def _write(self, work: Callable[[Connection], T]) -> T:
        """Do some work in one transaction, which is durable when this returns.

        SQLite has one writer at a time. Elsewhere two may insert the same row at once: the second runs again
        and then finds the row of the first.

        :raises Vanished: if it refers to a row that is no longer there.
        """
        try:
            return self._group.run(work) if self._group else self._write_twice(work)
        except IntegrityError as error:
            raise Vanished(
                "Somebody deleted what this belongs to in the meantime. Reload the page."
            ) from error

    def _write_twice(self, work: Callable[[Connection], T]) -> T:
        """Do some work, and once more if another transaction has just inserted the same row."""
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except IntegrityError:
            with self._engine.begin() as connection:
                return work(connection)


def _engine(url: str) -> Engine:
    """Return what makes connections; its errors do not repeat values, which may be keys."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        _close_files(parsed.database or "")
        engine = create_engine(
            parsed,
            pool_size=16,
            max_overflow=48,
            connect_args={"timeout": BUSY_MS / 1000},
            hide_parameters=True,
        )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        kind = url.partition(":")[0]  # the rest may hold a password
        raise DatabaseUnusable(f"database_url: a {kind!r} database cannot be used: {error}") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _close_files(database: str) -> None:
    """Let nobody else read the database: it holds the keys of feeds. SQLite's own files take after it."""
    if database and not database.startswith((":", "file:")):
        make_private_file(Path(database))
        for ending in ("-wal", "-shm"):  # of an earlier release, after a crash
            close_file(Path(database + ending))


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    """Set up a new connection.

    ``synchronous=FULL`` because WAL with the usual NORMAL may lose the last commits when the power fails.
    """
    dbapi_connection.isolation_level = None  # no BEGIN but ours
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later may fail as busy."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _why(engine: Engine, error: Exception) -> str:
    place = engine.url.render_as_string(hide_password=True)
    if isinstance(error, UnknownRevision):
        return (
            f"The database {place} is from a newer Soleus (its revision is {error}). Update Soleus, or use "
            "another database."
        )
    return f"The database {place} cannot be opened: {getattr(error, 'orig', None) or error}"
