"""Copies of routines: what files held at a moment, each kept once however many things refer to it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, exists, insert, select

from server.digests import digest_of
from server.store.tables import KeptTrackRow, RoutineCopyRow, WorkoutRow
from server.store.values import Document


def keep_routine(connection: Connection, routine: Document) -> str:
    """Keep a routine unless it is kept already, and return its digest."""
    digest = digest_of(json.dumps(routine, sort_keys=True, separators=(",", ":")))
    known = select(RoutineCopyRow.digest).where(RoutineCopyRow.digest == digest)
    if connection.execute(known).first() is None:
        connection.execute(insert(RoutineCopyRow).values(digest=digest, document=routine))
    return digest


def remove_unused_copies(connection: Connection) -> None:
    """Remove the copies of routines that no workout and no phone needs any more."""
    by_workout = exists().where(WorkoutRow.routine_copy == RoutineCopyRow.digest)
    by_phone = exists().where(KeptTrackRow.routine_copy == RoutineCopyRow.digest)
    unused = delete(RoutineCopyRow).where(~by_workout, ~by_phone)
    connection.execute(unused.execution_options(synchronize_session=False))
