"""One database: its transactions, and the migrations that run when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from server.clock import Clock, wall_of
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.store.backend import Backend, backend_of
from server.store.connection_parameters import connection_parameters
from server.store.database_errors import DatabaseBusy, DatabaseUnusable, in_words, place_of
from server.store.migrating import UnknownRevision, migrate
from server.store.position_reports import PositionReports
from server.store.read_cache import ReadCaches, Stale

T = TypeVar("T")

#: Milliseconds for which a start, where another Soleus may still be ending, and a backup wait for a file that
#: another program holds.
PATIENT_BUSY_MS = 10_000


class Vanished(SoleusError):
    """Something that a change refers to was deleted meanwhile, such as a person."""

    status = 409


class Database:
    """Connections to one database, brought up to date when it is opened.

    :param url: a SQLAlchemy URL; SQLite unless a person chose otherwise.
    :param clock: tells the time; by default the one by which all who use the database agree.
    :param disk: makes room for what is written; by default that of the database's folder, without caches.
    :raises DatabaseUnusable: if it cannot be opened or migrated.
    :raises DatabaseDamaged: if it cannot be read.
    :raises DiskFull: if there is no room for it, even without caches.
    """

    def __init__(self, url: str, clock: Clock | None = None, disk: DiskSpace | None = None) -> None:
        self._backend = backend_of(url)
        self._engine = self._backend.engine
        self._disk = disk or DiskSpace(Path(place_of(self._engine.url)).parent)
        self._disk.save(lambda: _open(backend_of(url, PATIENT_BUSY_MS), self._backend))
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        #: The clock by which times are noted.
        self.clock = clock or self._backend.clock()
        #: By which the commands of this machine agree about what runs out, such as a code.
        self._wall = wall_of(self.clock)
        self._caches = ReadCaches()
        self._backend.keep_fresh(self._caches)
        self._reports = PositionReports(self._write, self.clock)

    @property
    def serves_many(self) -> bool:
        """Whether several processes may use this database, so that none keeps what another one needs."""
        return self._backend.serves_many

    @property
    def place(self) -> str:
        """Where it is: a file, or an address without the password."""
        return place_of(self._engine.url)

    @property
    def connection_parameters(self) -> dict[str, str | int | None]:
        """How PostgreSQL's driver connects to it."""
        return connection_parameters(self._engine.url)

    def give_back_space(self) -> None:
        """Give the disk back what is free in the database; writers may wait meanwhile."""
        with in_words(self._engine.url):
            self._backend.give_back_space()

    def close(self) -> None:
        """Write what has not been written, and close all connections."""
        self._reports.close()
        self._backend.close()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """Give a connection for reading, as long as the ``with`` lasts; what goes wrong is told in words."""
        with in_words(self._engine.url), self._reader.connect() as connection:
            yield connection

    def _write(self, work: Callable[[Connection], T], *stale: Stale) -> T:
        """Do some work in one transaction, which is durable when this returns.

        The work may be run again, after what it did in the database was undone: if the disk is full, if other
        work in the same commit fails, or if another process got in the way.

        :param stale: what every process reads again afterwards.
        :raises Vanished: if it refers to a row that is no longer there.
        :raises DiskFull: if there is no room for it, even without caches.
        :raises SoleusError: if the database is in use elsewhere or damaged, or may not be used.
        """

        def announced(connection: Connection) -> T:
            answer = work(connection)
            self._backend.announce(connection, stale)
            return answer

        try:
            answer = self._disk.save(lambda: self._written(announced))
        except IntegrityError as error:
            raise Vanished(
                "Somebody deleted what this belongs to in the meantime. Reload the page."
            ) from error
        finally:  # what failed may have been committed all the same, if the connection was lost then
            self._caches.forget(*stale)
        return answer

    def _written(self, work: Callable[[Connection], T]) -> T:
        with in_words(self._engine.url):
            return self._backend.write(work)


def _open(patient: Backend, used: Backend) -> None:
    """Make the database if there is none, look for damage, and bring it up to date.

    :param patient: what this is done with; it waits for longer, and is closed again.
    :param used: makes the connections that are used from now on. One is made here and stays: the first needs
        room on the disk, and must not have to wait for it.
    """
    place = place_of(used.engine.url)
    try:
        with in_words(used.engine.url):
            patient.check()
            with patient.migrating():
                migrate(patient.engine)
            used.engine.connect().close()
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
        patient.close()
