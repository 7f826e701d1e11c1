"""SQLite: one file and one process that writes it, what a household runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, create_engine, event

from server.clock import Clock, SteadyClock
from server.private import close_file, make_private_file
from server.store.database_errors import DatabaseDamaged, place_of
from server.store.group_commit import GroupCommit
from server.store.read_cache import ReadCaches, Stale

T = TypeVar("T")

#: Milliseconds for which a writer waits for another program before it gives up: people wait with it.
BUSY_MS: Final = 2_000
#: What a connection keeps of the file: 256 KB. There are as many connections as threads, and the system keeps
#: what was read once for all of them.
_PAGES: Final = "cache_size=-256"
#: Free bytes in the file for which it is worth making the file smaller.
_WORTHWHILE_BYTES: Final = 5_000_000


class Sqlite:
    """A database in a file; it is made with its first connection.

    :param busy_ms: milliseconds for which a writer waits for another program.
    """

    serves_many = False

    def __init__(self, url: URL, busy_ms: int) -> None:
        _close_files(url.database or "")
        self.engine = create_engine(
            url,
            pool_size=16,
            max_overflow=48,
            connect_args={"timeout": busy_ms / 1000},
            hide_parameters=True,  # they may be keys
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        self._group = GroupCommit(self.engine)

    def check(self) -> None:
        """Look for damage; 100 MB take a tenth of a second."""
        with self.engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise DatabaseDamaged.at(place_of(self.engine.url), found)

    def migrating(self) -> AbstractContextManager[None]:
        """Do nothing: a migration begins with the file's lock."""
        return nullcontext()

    def clock(self) -> Clock:
        """Return a clock that goes on as it did when somebody sets the machine's."""
        return SteadyClock()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run some work in a transaction, together with whatever else waits."""
        return self._group.run(work)

    def announce(self, connection: Connection, stale: tuple[Stale, ...]) -> None:
        """Do nothing: no other process keeps what it read."""

    def keep_fresh(self, caches: ReadCaches) -> None:
        """Do nothing: only this process writes."""
        caches.trust()

    def give_back_space(self) -> None:
        """Make the file smaller if most of it is free; writers wait meanwhile."""
        with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            used, free, page = (
                int(connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0)
                for name in ("page_count", "freelist_count", "page_size")
            )
            if free > used / 2 and free * page > _WORTHWHILE_BYTES:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _close_files(database: str) -> None:
    """Let nobody else read the database: it holds the keys of feeds. SQLite's own files take after it."""
    if database and not database.startswith((":", "file:")):
        make_private_file(Path(database))
        for ending in ("-wal", "-shm"):  # of an earlier release, after a crash
            close_file(Path(database + ending))


def _prepare(dbapi_connection: Any, _record: object) -> None:
    """Set up a new connection.

    ``synchronous=FULL`` because WAL with the usual NORMAL may lose the last commits when the power fails.
    """
    dbapi_connection.isolation_level = None  # no BEGIN but ours
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", _PAGES):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later may fail as busy."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
