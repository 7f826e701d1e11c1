"""Recordings of what was handed out: which there are; their contents are files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final, TypeAlias, TypeVar

from sqlalchemy import Connection, insert, select

from server.store.database import Database
from server.store.tables import RecordingRow
from server.track import Recording

T = TypeVar("T")

#: Digest, clip and offset.
_Identity: TypeAlias = tuple[str, str, int]
#: Values in one statement, below every database's limit.
_AT_A_TIME: Final = 500


class RecordingsMixin(Database):
    """Queries about recordings."""

    def recording(self, clip: str, offset: int | None) -> Recording | None:
        """Return the first recording of a clip at an offset, or at any.

        :param clip: the key of the clip.
        """
        query = select(RecordingRow.digest, RecordingRow.offset, RecordingRow.samples).where(
            RecordingRow.clip == clip
        )
        if offset is not None:
            query = query.where(RecordingRow.offset == offset)
        with self._read() as connection:
            row = connection.execute(query.order_by(RecordingRow.id).limit(1)).first()
        return Recording(row.digest, clip, row.offset, row.samples) if row else None


def recording_ids(connection: Connection, recordings: Sequence[Recording]) -> list[int]:
    """Return the ids of recordings in their order; those that are not known yet are inserted."""
    known = _ids(connection, recordings)
    new = [asdict(recording) for recording in dict.fromkeys(recordings) if _identity(recording) not in known]
    if new:
        connection.execute(insert(RecordingRow), new)
        known = _ids(connection, recordings)
    return [known[_identity(recording)] for recording in recordings]


def recordings_of(connection: Connection, ids: Sequence[int]) -> tuple[Recording, ...]:
    """Return recordings by their ids, in the same order."""
    found: dict[int, Recording] = {}
    for some in _portions(sorted(set(ids))):
        query = select(RecordingRow).where(RecordingRow.id.in_(some))
        for row in connection.execute(query):
            found[row.id] = Recording(row.digest, row.clip, row.offset, row.samples)
    return tuple(found[number] for number in ids)


def _identity(recording: Recording) -> _Identity:
    return recording.digest, recording.clip, recording.offset


def _ids(connection: Connection, recordings: Sequence[Recording]) -> dict[_Identity, int]:
    found: dict[_Identity, int] = {}
    for some in _portions(list({recording.digest for recording in recordings})):
        query = select(RecordingRow.digest, RecordingRow.clip, RecordingRow.offset, RecordingRow.id)
        for row in connection.execute(query.where(RecordingRow.digest.in_(some))):
            found[row.digest, row.clip, row.offset] = row.id
    return found


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _AT_A_TIME):
        yield values[start : start + _AT_A_TIME]
