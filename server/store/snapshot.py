"""Copy a database that is in use, as it was at one moment, and look into such a copy.

Works on the file itself, of whatever release: nothing is migrated here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from server.disk_space import DiskFull
from server.errors import BadInput
from server.store.database import PATIENT_BUSY_MS
from server.store.database_errors import DatabaseDamaged, in_words
from server.store.migrating import revisions

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class DatabaseContents:
    """What a copy holds."""

    #: Its last migration; empty if it never had one.
    revision: str
    #: Whether this Soleus knows that migration; if not, the copy was made by a newer one.
    known: bool
    people: int
    workouts: int
    events: int


def copy_database(url: str, to: Path, meanwhile: Callable[[], _Answer]) -> _Answer:
    """Copy a SQLite database that may be in use, with SQLite's online backup.

    :param url: its SQLAlchemy URL.
    :param to: a file that does not exist yet.
    :param meanwhile: called while no other process can write to the database; returns what this returns.
        What it reads belongs to the same moment as the copy.
    :raises BadInput: if it is another kind of database, or there is none.
    :raises DatabaseDamaged: if it is damaged; the copy must not be used then.
    :raises DatabaseBusy: if another program holds it.
    :raises DiskFull: if there is no room for the copy.
    """
    path = _path_of(url)
    with in_words(make_url(url)), closing(_opened(path)) as writer, closing(_opened(path)) as source:
        writer.execute("BEGIN IMMEDIATE")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # begins the reading
        answer = meanwhile()
        writer.execute("ROLLBACK")
        _copy(source, to)
    look_into(to)
    return answer


def _copy(source: sqlite3.Connection, to: Path) -> None:
    try:
        with closing(sqlite3.connect(to)) as target:
            source.backup(target)  # in one step, within the reading that has begun
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without one of changes beside it
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(to.parent) from error
        raise


def look_into(path: Path) -> DatabaseContents:
    """Return what a database holds that nobody uses.

    :raises DatabaseDamaged: if it is damaged, or no database of Soleus.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise DatabaseDamaged(f"The database is damaged: {found}.")
            revision = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0] or ""
            counts = [
                int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - no input
                for table in ("person", "workout", "workout_event")
            ]
    except sqlite3.Error as error:
        raise DatabaseDamaged(f"This is not a database of Soleus, or a damaged one: {error}.") from error
    return DatabaseContents(revision, revision in revisions(), *counts)


def _path_of(url: str) -> Path:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadInput("database_url: this is not the address of a database.") from error
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise BadInput(
            f"database_url: a {parsed.get_backend_name()} database is backed up with its own tools; "
            "Soleus does it for SQLite."
        )
    path = Path(parsed.database or "")
    if not path.is_file():
        raise BadInput(f"{path}: there is no database. Choose the data folder with --data.")
    return path


def _opened(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=rw"  # never makes a new one
    return sqlite3.connect(address, uri=True, timeout=PATIENT_BUSY_MS / 1000, isolation_level=None)
