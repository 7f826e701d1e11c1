"""What can be wrong with the database, in words: in use elsewhere, damaged, closed to us, on a full disk."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from server.disk_space import DiskFull, DiskSpace
from server.errors import SoleusError
from server.permissions import refusal

#: Files beside a database that SQLite needs as well.
_BESIDE: Final = ("-wal", "-shm")
#: The kind of an error, without what SQLite adds to it.
_KIND: Final = 0xFF
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_CLOSED: Final = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
)
#: With less than this free, a failed write says that the disk is full: SQLite does not always tell.
_ALMOST_NOTHING_BYTES: Final = 65_536


class DatabaseUnusable(SoleusError):
    """The database cannot be opened or used, or belongs to a newer Soleus."""

    status = 503


class DatabaseBusy(SoleusError):
    """Another program has been holding the database for longer than somebody waits."""

    status = 503
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            "Another program is using the database, so this was not done. Try again in a moment."
        )


class DatabaseOverloaded(SoleusError):
    """All connections to the database have been in use for longer than somebody waits."""

    status = 503
    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__("Soleus is too busy at the moment, so this was not done. Try again in a moment.")


class DatabaseDamaged(SoleusError):
    """A database cannot be read, or not all of it."""

    status = 503

    @classmethod
    def at(cls, place: str, reason: object, otherwise: str = "") -> DatabaseDamaged:
        """Return the error about a database in use.

        :param place: the path of its file.
        :param otherwise: what else may be done than restoring a backup.
        """
        words = " ".join(str(reason).split())
        return cls(
            f"The database {place} is damaged ({words}). Restore a backup into a new folder with soleus "
            "restore; those of the last days are in the folder backups, beside the database."
            + (f" Or {otherwise}." if otherwise else "")
        )


@contextmanager
def in_words(url: URL) -> Iterator[None]:
    """Raise what goes wrong with a database as an error for people.

    :raises DatabaseBusy: if another program holds it.
    :raises DatabaseOverloaded: if there is no connection to be had.
    :raises DatabaseDamaged: if it cannot be read.
    :raises DatabaseUnusable: if it may not be used, or its disk or server fails.
    :raises DiskFull: if the disk is full.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = _told(url, error.orig if isinstance(error, DBAPIError) else error, error)
        if told is None:
            raise
        raise told from error
    except PoolTimeout as error:
        raise DatabaseOverloaded from error
    except (
        zlib.error,
        JSONDecodeError,
        UnicodeDecodeError,
    ) as error:  # what a row holds is not what was kept
        raise DatabaseDamaged.at(place_of(url), error) from error


def place_of(url: URL) -> str:
    """Return where a database is: its file, or its address without the password."""
    is_file = url.get_backend_name() == "sqlite" and url.database
    return url.database or "" if is_file else url.render_as_string(hide_password=True)


def _told(url: URL, cause: BaseException | None, error: Exception) -> SoleusError | None:
    if not isinstance(cause, sqlite3.Error):
        of_server = isinstance(error, (OperationalError, InterfaceError))
        words = " ".join(str(cause).split())
        return DatabaseUnusable(f"The database {place_of(url)} fails: {words}") if of_server else None
    path = Path(url.database or "")
    kind = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _KIND
    if kind in _BUSY:
        return DatabaseBusy()
    if kind in _DAMAGED:
        return DatabaseDamaged.at(str(path), cause)
    if kind == sqlite3.SQLITE_FULL or (kind == sqlite3.SQLITE_IOERR and _is_full(path)):
        return DiskFull(path.parent)
    if kind in _CLOSED or kind == sqlite3.SQLITE_IOERR:
        closed = refusal(path.parent, path, *(Path(f"{path}{ending}") for ending in _BESIDE))
        return DatabaseUnusable(closed or f"The database {path} cannot be used: {cause}.")
    return None


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        return DiskSpace(path.parent).free_bytes < _ALMOST_NOTHING_BYTES
    return False
