"""What differs from one kind of database to another, and which one an address asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from server.clock import Clock
from server.store.database_errors import DatabaseUnusable
from server.store.postgresql import DRIVER, PostgreSql
from server.store.read_cache import ReadCaches, Stale
from server.store.sqlite import BUSY_MS, Sqlite

T = TypeVar("T")


class Backend(Protocol):
    """A kind of database. All but :attr:`engine` is for ``server.store.database``."""

    engine: Engine
    #: Whether several processes may write to it.
    serves_many: bool

    def check(self) -> None:
        """Find damage before anybody relies on the database.

        :raises DatabaseDamaged: if there is any.
        """
        ...

    def migrating(self) -> AbstractContextManager[None]:
        """Let only one process at a time bring the database up to date."""
        ...

    def clock(self) -> Clock:
        """Return the clock by which all who use the database agree."""
        ...

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run some work in a transaction, and return its result once it is durable; it may be run again."""
        ...

    def announce(self, connection: Connection, stale: tuple[Stale, ...]) -> None:
        """Let other processes read again what the present transaction changes, once it is committed."""
        ...

    def keep_fresh(self, caches: ReadCaches) -> None:
        """Let changes that other processes announce reach this one's caches from now on."""
        ...

    def give_back_space(self) -> None:
        """Give the disk back what is free in the database, where that does not happen by itself."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


def backend_of(url: str, busy_ms: int = BUSY_MS) -> Backend:
    """Return the kind of database that an address asks for; nothing is connected yet.

    :param url: a SQLAlchemy URL.
    :param busy_ms: milliseconds for which SQLite waits for another program.
    :raises DatabaseUnusable: saying which addresses can be used; it does not repeat a password.
    """
    kind = url.partition(":")[0]  # the rest may hold a password
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return Sqlite(parsed, busy_ms)
        if parsed.get_backend_name() == "postgresql" and parsed.drivername in ("postgresql", DRIVER):
            return PostgreSql(parsed)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnusable(f"database_url: a {kind!r} database cannot be used: {error}") from error
    raise DatabaseUnusable(
        f"database_url: a {kind!r} database cannot be used. Write {DRIVER}://user:password@host/name for "
        "PostgreSQL, or leave it out for a file in the data folder."
    )
