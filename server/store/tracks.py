"""Tracks: what each is made of, under its digest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

from sqlalchemy import Connection, insert, select

from server.coach import Timeline, timeline_from_document
from server.errors import NotFound
from server.store.database import Database
from server.store.tables import TrackRow
from server.store.values import Document
from server.track import StoredTrack, is_digest

#: Parsed timelines that are kept; one takes about half a megabyte.
_TIMELINES_KEPT = 64
_NO_TRACK = "There is no such track. Start the routine again to make one."


class TracksMixin(Database):
    """Queries about tracks."""

    def save_track(self, digest: str, document: Document, recipe: Document) -> None:
        """Keep a timeline and what else makes its audio; a second time changes nothing."""
        row = {"digest": digest, "document": document, "recipe": recipe, "created_ms": self._clock()}

        def work(connection: Connection) -> None:
            if connection.execute(select(TrackRow.digest).where(TrackRow.digest == digest)).first() is None:
                connection.execute(insert(TrackRow).values(row))

        self._write(work)

    def track(self, digest: str) -> StoredTrack:
        """Return what is kept under a digest.

        :raises NotFound: if no track has this digest.
        """
        if not is_digest(digest):
            raise NotFound(_NO_TRACK)
        query = select(TrackRow.digest, TrackRow.document, TrackRow.recipe).where(TrackRow.digest == digest)
        with self._read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(_NO_TRACK)
        return StoredTrack(*row)

    def timeline(self, digest: str) -> Timeline:
        """Return a track's timeline, from memory if it was asked for lately.

        :raises NotFound: if no track has this digest.
        """
        return self._timeline_cache(digest)

    @cached_property
    def _timeline_cache(self) -> Callable[[str], Timeline]:
        """Read timelines, and keep those read last: a digest's timeline never changes."""
        return lru_cache(maxsize=_TIMELINES_KEPT)(self._parsed)

    def _parsed(self, digest: str) -> Timeline:
        return timeline_from_document(self.track(digest).document)
