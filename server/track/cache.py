"""The folder of audio files, which can all be made again."""

from __future__ import annotations

import os
from pathlib import Path

from server.atomic_write import write_atomically
from server.voice.clips import evict_least_recently_used


class TrackCache:
    """A folder of tracks with a size limit; the least recently used go first.

    Deleting the folder harms nothing.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def path(self, digest: str) -> Path:
        """Return where the file of a track is, or would be."""
        return self._folder / f"{digest}.m4a"

    def touch(self, digest: str) -> bool:
        """Mark a track as used just now, and tell whether it is there."""
        try:
            os.utime(self.path(digest))
        except OSError:
            return False
        return True

    def write(self, digest: str, audio: bytes) -> None:
        """Keep the file of a track; others make room for it.

        :raises OSError: if it cannot be written.
        """
        write_atomically(self.path(digest), audio, durable=False)
        evict_least_recently_used(self._folder, self._limit_bytes)
