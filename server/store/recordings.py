"""Recordings of what was handed out: which there are; their contents are files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, insert, select

from server.store.database import Database
from server.store.tables import RecordingRow
from server.track import Recording

T = TypeVar("T")

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
        return Recording(row.digest, clip, row.offset or 0, row.samples or 0) if row else None


def recording_ids(connection: Connection, recordings: Sequence[Recording]) -> list[int]:
    """Return the ids of recordings in their order; those that are not known yet are inserted."""
    by_digest = {recording.digest: recording for recording in recordings}
    known = _ids(connection, by_digest)
    new = [_row(recording) for digest, recording in by_digest.items() if digest not in known]
    if new:
        connection.execute(insert(RecordingRow), new)
        known |= _ids(connection, [row["digest"] for row in new])
    return [known[recording.digest] for recording in recordings]


def recordings_of(connection: Connection, ids: Sequence[int]) -> tuple[Recording, ...]:
    """Return recordings by their ids, in the same order."""
    found: dict[int, Recording] = {}
    for some in _portions(sorted(set(ids))):
        query = select(RecordingRow).where(RecordingRow.id.in_(some))
        for row in connection.execute(query):
            found[row.id] = Recording(row.digest, row.clip or "", row.offset or 0, row.samples or 0)
    return tuple(found[number] for number in ids)


def _row(recording: Recording) -> dict[str, Any]:
    clip = (recording.clip, recording.offset, recording.samples) if recording.clip else (None, None, None)
    return {"digest": recording.digest, **dict(zip(("clip", "offset", "samples"), clip, strict=True))}


def _ids(connection: Connection, digests: Sequence[str] | dict[str, Recording]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _portions(list(digests)):
        query = select(RecordingRow.digest, RecordingRow.id).where(RecordingRow.digest.in_(some))
        found |= {row.digest: row.id for row in connection.execute(query)}
    return found


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _AT_A_TIME):
        yield values[start : start + _AT_A_TIME]
