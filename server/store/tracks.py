"""Tracks: what each is made of, under its digest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

from sqlalchemy import Connection, bindparam, insert, select, update

from server.coach import Timeline, timeline_from_document
from server.errors import NotFound
from server.store.compact import pack, unpack
from server.store.database import Database
from server.store.locking import RECORDING, lock_shared
from server.store.recordings import recording_ids, recordings_of
from server.store.tables import TrackRow
from server.store.values import Document
from server.track import Recorded, StoredTrack, is_digest

#: Parsed timelines that are kept; one takes 50 to 210 kilobytes.
_TIMELINES_KEPT = 256
#: Milliseconds for which the use of a track is not noted again.
_USE_NOTED_MS = 24 * 3_600_000
_IS_RECORDED = select(TrackRow.recordings.is_not(None).label("is_recorded"), TrackRow.used_ms).where(
    TrackRow.digest == bindparam("track")
)
_NO_TRACK = "There is no such track. Start the routine again to make one."


class TracksMixin(Database):
    """Queries about tracks."""

    def save_track(
        self, digest: str, document: Document, recipe: Document, recorded: Recorded | None = None
    ) -> None:
        """Keep a timeline, what else makes its audio, and its recordings.

        Of what is kept already, nothing changes but that recordings take the place of lost ones.
        """
        row: Document = {
            "digest": digest,
            "document": {},
            "timeline": pack(document),
            "recipe": recipe,
            "created_ms": self.clock(),
            "used_ms": self.clock(),
        }

        def work(connection: Connection) -> None:
            lock_shared(connection, RECORDING)
            if connection.execute(_IS_RECORDED, {"track": digest}).first() is None:
                connection.execute(insert(TrackRow).values(row))
            if recorded is not None:
                change = update(TrackRow).where(TrackRow.digest == digest)
                ids = pack(recording_ids(connection, recorded.recordings))
                connection.execute(change.values(recordings=ids, file_digest=recorded.file_digest))

        self._write(work)

    def use_track(self, digest: str) -> bool:
        """Tell whether a track is kept with its recordings; if so, it counts as used from now on."""
        now_ms = self.clock()
        with self._read() as connection:
            known = connection.execute(_IS_RECORDED, {"track": digest}).first()
        if known is None or not known.is_recorded:
            return False
        if (known.used_ms or 0) > now_ms - _USE_NOTED_MS:
            return True
        change = update(TrackRow).where(TrackRow.digest == digest).values(used_ms=now_ms)
        return bool(self._write(lambda connection: connection.execute(change).rowcount))

    def unrecorded_tracks(self) -> tuple[str, ...]:
        """Return the digests of tracks that are kept without recordings, the newest first."""
        query = select(TrackRow.digest).where(TrackRow.recordings.is_(None))
        with self._read() as connection:
            return tuple(connection.execute(query.order_by(TrackRow.created_ms.desc())).scalars())

    def track(self, digest: str) -> StoredTrack:
        """Return what is kept under a digest.

        :raises NotFound: if no track has this digest.
        """
        if not is_digest(digest):
            raise NotFound(_NO_TRACK)
        query = select(TrackRow.timeline, TrackRow.recipe, TrackRow.recordings, TrackRow.file_digest).where(
            TrackRow.digest == digest
        )
        with self._read() as connection:
            row = connection.execute(query).first()
            if row is None or row.timeline is None:
                raise NotFound(_NO_TRACK)
            recorded = None
            if row.recordings is not None:
                recorded = Recorded(recordings_of(connection, unpack(row.recordings)), row.file_digest or "")
            return StoredTrack(digest, unpack(row.timeline), row.recipe, recorded)

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
