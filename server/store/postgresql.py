"""PostgreSQL: one database for many processes, on any number of machines."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from server.clock import Clock
from server.errors import needs_extra
from server.store.database_errors import DatabaseUnusable
from server.store.invalidation import CHANNEL, InvalidationListener
from server.store.locking import MIGRATING
from server.store.read_cache import ReadCaches, Stale
from server.store.server_clock import ServerClock

log = logging.getLogger(__name__)
T = TypeVar("T")

#: The driver, as an address names it.
DRIVER: Final = "postgresql+psycopg"
#: Connections of one process that stay open, and those that it opens besides when many write at once. Four
#: processes stay below PostgreSQL's usual limit of 100.
_CONNECTIONS, _MORE_CONNECTIONS = 8, 12
#: Seconds that somebody waits for a connection of the pool, and for a new one to the server.
_POOL_S, _CONNECT_S = 5.0, 5
#: Milliseconds for which a statement waits for another transaction's lock: people wait with it.
_LOCK_MS: Final = 5_000
#: Milliseconds after which the server ends a transaction that does nothing, as its process may be gone.
_IDLE_MS: Final = 30_000
#: How often some work is tried in all, and why once more: another transaction inserted the same row, or both
#: waited for each other, or what was read has changed (PostgreSQL's documentation, appendix A).
_TRIES: Final = 4
_WORTH_ANOTHER_TRY: Final = frozenset({"23505", "40P01", "40001"})


class PostgreSql:
    """A database of a PostgreSQL server.

    :raises DatabaseUnusable: if its driver is not installed.
    """

    serves_many = True

    def __init__(self, url: URL) -> None:
        options = f"-c lock_timeout={_LOCK_MS} -c idle_in_transaction_session_timeout={_IDLE_MS}"
        try:
            self.engine = create_engine(
                url.set(drivername=DRIVER),
                pool_size=_CONNECTIONS,
                max_overflow=_MORE_CONNECTIONS,
                pool_timeout=_POOL_S,
                pool_pre_ping=True,
                connect_args={
                    "connect_timeout": _CONNECT_S,
                    "application_name": "soleus",
                    "options": options,
                },
                hide_parameters=True,  # they may be keys
            )
        except ImportError as error:
            raise DatabaseUnusable(needs_extra("database_url", "scale")) from error
        self._listener: InvalidationListener | None = None

    def check(self) -> None:
        """Do nothing: PostgreSQL looks for damage itself."""

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """Wait until no other process brings the database up to date, and keep others waiting meanwhile."""
        with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            # A migration takes as long as it takes.
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_lock(MIGRATING)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(MIGRATING)))
                connection.execute(text(f"SET lock_timeout = {_LOCK_MS}"))

    def clock(self) -> Clock:
        """Return the server's clock."""
        return ServerClock(self.engine)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run some work in a transaction, and again if another transaction got in the way."""
        for _ in range(_TRIES - 1):
            try:
                return self._write_once(work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _WORTH_ANOTHER_TRY:
                    raise
        return self._write_once(work)

    def announce(self, connection: Connection, stale: tuple[Stale, ...]) -> None:
        """Let other processes read again what the transaction changes; they are told when it is committed."""
        for each in stale:
            connection.execute(select(func.pg_notify(CHANNEL, json.dumps(each))))

    def keep_fresh(self, caches: ReadCaches) -> None:
        """Listen to what other processes announce; while nothing can be heard, nothing is kept."""
        self._listener = InvalidationListener(self.engine.url, caches)
        self._listener.start()

    def give_back_space(self) -> None:
        """Do nothing: PostgreSQL uses free space again itself."""

    def close(self) -> None:
        """Listen no more, and close all connections."""
        if self._listener:
            self._listener.close()
        self.engine.dispose()

    def _write_once(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return work(connection)
