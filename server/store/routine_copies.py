"""Copies of routines: what files held at a moment, each kept once however many things refer to it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, insert, select

from server.digests import digest_of
from server.store.tables import RoutineCopyRow
from server.store.values import Document


def keep_routine(connection: Connection, routine: Document) -> str:
    """Keep a routine unless it is kept already, and return its digest."""
    digest = digest_of(json.dumps(routine, sort_keys=True, separators=(",", ":")))
    known = select(RoutineCopyRow.digest).where(RoutineCopyRow.digest == digest)
    if connection.execute(known).first() is None:
        connection.execute(insert(RoutineCopyRow).values(digest=digest, document=routine))
    return digest
