"""Locks of a transaction, where several processes write; SQLite has one writer at a time anyway."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute

# PostgreSQL knows its advisory locks by numbers.
#: Held by whoever brings the database up to date.
MIGRATING: Final = 420_001
#: Held by whoever gives a person a name, which nobody else may have in any spelling.
NAMING: Final = 420_002
#: Shared by those who keep tracks with their recordings, held by whoever removes recordings without a track.
RECORDING: Final = 420_003
#: Held by whoever changes files that people wrote.
FILES: Final = 420_004
#: Held by whoever notes by which time ages are counted.
COUNTING: Final = 420_005


def lock_alone(connection: Connection, lock: int) -> None:
    """Let no other transaction have a lock until this one ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock)))


def lock_shared(connection: Connection, lock: int) -> None:
    """Let no other transaction have a lock alone until this one ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock_shared(lock)))


def lock_row(connection: Connection, at: ColumnElement[bool], key: InstrumentedAttribute[Any]) -> None:
    """Let no other transaction change a row, or lock it, until this one ends.

    A statement of its own: what is read in the same statement may be older than the lock.

    :param at: which row.
    :param key: a column of its table.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(key).where(at).with_for_update())
