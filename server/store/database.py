"""The engine, its transactions, and the migrations that run at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from server.clock import Clock, epoch_ms, wall_of
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.private import close_file, make_private_file
from server.store.database_errors import DatabaseBusy, DatabaseDamaged, DatabaseUnusable, in_words, place_of
from server.store.group_commit import GroupCommit
from server.store.migrating import UnknownRevision, migrate
from server.store.position_reports import PositionReports
from server.store.read_cache import ReadCaches

T = TypeVar("T")

#: Milliseconds for which a writer waits for another program before it gives up: people wait with it.
BUSY_MS = 2_000
#: The same at the start, where another Soleus may still be ending, and for backups.
PATIENT_BUSY_MS = 10_000
#: What a connection to SQLite keeps of the file: 256 KB. There are as many connections as threads, and the
#: system keeps what was read once for all of them.
_PAGES = "cache_size=-256"
#: Free bytes in the file of a database for which it is worth making the file smaller.
_WORTHWHILE_BYTES = 5_000_000


class Vanished(SoleusError):
    """Something that a change refers to was deleted meanwhile, such as a person."""

    status = 409


class Database:
    """Connections to one database, brought up to date when it is opened.

    :param url: a SQLAlchemy URL; SQLite unless a person chose otherwise.
    :param disk: makes room for what is written; by default that of the database's folder, without caches.
    :raises DatabaseUnusable: if it cannot be opened or migrated.
    :raises DatabaseDamaged: if it cannot be read.
    :raises DiskFull: if there is no room for it, even without caches.
    """

    def __init__(self, url: str, clock: Clock = epoch_ms, disk: DiskSpace | None = None) -> None:
        self._engine = _engine(url)
        self._disk = disk or DiskSpace(Path(place_of(self._engine.url)).parent)
        self._disk.save(lambda: _open(url, self._engine))
        self._group = GroupCommit(self._engine) if self._engine.dialect.name == "sqlite" else None
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clock = clock
        #: By which the commands of this machine agree about what runs out, such as a code.
        self._wall = wall_of(clock)
        self._caches = ReadCaches()
        self._reports = PositionReports(self._write)

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

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """Give a connection for reading, as long as the ``with`` lasts; what goes wrong is told in words."""
        with in_words(self._engine.url), self._reader.connect() as connection:
            yield connection

    def _write(self, work: Callable[[Connection], T]) -> T:
        """Do some work in one transaction, which is durable when this returns.

        The work may be run again, after what it did in the database was undone: if the disk is full, or if
        other work in the same commit fails. SQLite has one writer at a time. Elsewhere two may insert the
        same row at once: the second runs again and then finds the row of the first.

        :raises Vanished: if it refers to a row that is no longer there.
        :raises DiskFull: if there is no room for it, even without caches.
        :raises SoleusError: if the database is in use elsewhere or damaged, or may not be used.
        """
        try:
            return self._disk.save(lambda: self._written(work))
        except IntegrityError as error:
            raise Vanished(
                "Somebody deleted what this belongs to in the meantime. Reload the page."
            ) from error

    def _written(self, work: Callable[[Connection], T]) -> T:
        with in_words(self._engine.url):
            return self._group.run(work) if self._group else self._write_twice(work)

    def _write_twice(self, work: Callable[[Connection], T]) -> T:
        """Do some work, and once more if another transaction has just inserted the same row."""
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except IntegrityError:
            with self._engine.begin() as connection:
                return work(connection)


def _open(url: str, used: Engine) -> None:
    """Make the database if there is none, look for damage, and bring it up to date.

    :param used: makes the connections that are used from now on. One is made here and stays: the first needs
        room on the disk, and must not have to wait for it.
    """
    engine = _engine(url, PATIENT_BUSY_MS)
    place = place_of(engine.url)
    try:
        with in_words(engine.url):
            _check(engine)
            migrate(engine)
            used.connect().close()
    except DatabaseBusy as error:
        raise DatabaseUnusable(
            f"The database {place} is in use by another program, which does not let go of it. End that first."
        ) from error
    except UnknownRevision as error:
        raise DatabaseUnusable(
            f"The database {place} is from a newer Soleus (its revision is {error}). Update Soleus, or use "
            "another database."
        ) from error
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise DatabaseUnusable(f"The database {place} cannot be opened: {reason}") from error
    finally:
        engine.dispose()


def _check(engine: Engine) -> None:
    """Find damage in a SQLite database before anybody relies on it; 100 MB take a tenth of a second."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise DatabaseDamaged.at(place_of(engine.url), found)


def _engine(url: str, busy_ms: int = BUSY_MS) -> Engine:
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
            connect_args={"timeout": busy_ms / 1000},
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
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", _PAGES):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later may fail as busy."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
