"""PostgreSQL: one database for many processes, on any number of machines."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import URL, Connection, Dialect, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError

from server.clock import Clock
from server.errors import needs_extra
from server.store.database_errors import DatabaseUnusable
from server.store.invalidation import CHANNEL, InvalidationListener
from server.store.locking import MIGRATING
from server.store.read_cache import ReadCaches, Stale
from server.store.server_clock import ServerClock

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

log = logging.getLogger(__name__)
T = TypeVar("T")

#: The driver, as an address names it.
DRIVER: Final = "postgresql+psycopg"
#: Connections of one process at most; they stay open once they were needed, as each is a process of the
#: server's, and to begin one takes as long as ten requests. Six processes stay below the usual limit of 100.
_CONNECTIONS = 16
#: Seconds that somebody waits for a connection of the pool, and for a new one to the server.
_POOL_S, _CONNECT_S = 5.0, 5
#: Milliseconds for which a statement waits for another transaction's lock: people wait with it.
_LOCK_MS: Final = 5_000
#: Milliseconds after which the server ends a transaction that does nothing, as its process may be gone.
_IDLE_MS: Final = 30_000
#: Seconds for which an unused connection is taken for alive: asking each time would double what is asked.
_TRUSTED_S: Final = 1.0
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
                max_overflow=0,
                pool_timeout=_POOL_S,
                connect_args={
                    "connect_timeout": _CONNECT_S,
                    "application_name": "soleus",
                    "options": options,
                },
                hide_parameters=True,  # they may be keys
            )
        except ImportError as error:
            raise DatabaseUnusable(needs_extra("database_url", "scale")) from error
        event.listen(self.engine, "checkin", _note_use)
        event.listen(self.engine, "checkout", partial(_ping_if_idle, self.engine.dialect))
        #: Of what this process announces.
        self._mark = secrets.token_hex(4)
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
        if stale:
            told = (json.dumps((*each, self._mark)) for each in stale)
            connection.execute(select(*(func.pg_notify(CHANNEL, each) for each in told)))

    def keep_fresh(self, caches: ReadCaches) -> None:
        """Listen to what other processes announce; while nothing can be heard, nothing is kept."""
        self._listener = InvalidationListener(self.engine.url, caches, self._mark)
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


def _note_use(_: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info["used_s"] = time.monotonic()


def _ping_if_idle(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
) -> None:
    """Have all connections replaced when one was lost since it was used, as by a restart of the server."""
    used_s = record.info.get("used_s")
    if used_s is None or time.monotonic() - used_s < _TRUSTED_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error
