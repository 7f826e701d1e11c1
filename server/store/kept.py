"""Tracks that phones were given to keep, and what each was made from."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from server.store.database import Database
from server.store.routine_copies import keep_routine
from server.store.tables import KeptTrackRow, RoutineCopyRow
from server.store.values import Document, TrackOrigin


class KeptMixin(Database):
    """Queries about what phones keep."""

    def save_kept_track(self, digest: str, origin: TrackOrigin) -> None:
        """Save what a track was made from; a second time changes nothing, as it made the same track.

        :param digest: of a track that has been saved.
        """
        known = select(KeptTrackRow.digest).where(KeptTrackRow.digest == digest)

        def work(connection: Connection) -> None:
            if connection.execute(known).first() is None:
                copy = keep_routine(connection, origin.routine)
                row: Document = {"digest": digest, "routine_copy": copy, "choices": origin.choices}
                connection.execute(insert(KeptTrackRow).values(row))

        self._write(work)

    def kept_track(self, digest: str) -> TrackOrigin | None:
        """Return what a track was made from; None if no phone was given it, or only by an older Soleus."""
        query = (
            select(RoutineCopyRow.document, KeptTrackRow.choices)
            .join(KeptTrackRow, KeptTrackRow.routine_copy == RoutineCopyRow.digest)
            .where(KeptTrackRow.digest == digest)
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return TrackOrigin(*row) if row else None
