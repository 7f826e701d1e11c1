"""The folder of audio files, which can all be made again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from server.cache_folder import CacheFolder
from server.disk_space import DiskSpace

#: Seconds for which a track stays that somebody is given: granian opens it after the request was answered.
_HELD_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Audio:
    """The audio of a track."""

    #: Its file; its bytes where the disk has no room for one.
    content: Path | bytes

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)

    def read_bytes(self) -> bytes:
        """Return all of it."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    def to_send(self) -> Path | BytesIO:
        """Return what a web server sends."""
        return self.content if isinstance(self.content, Path) else BytesIO(self.content)


class TrackCache:
    """A folder of tracks with a size limit; the least recently used go first.

    Deleting the folder harms nothing.
    """

    def __init__(self, folder: Path, limit_bytes: int, disk: DiskSpace | None = None) -> None:
        self._files = CacheFolder(folder, limit_bytes, disk)

    def path(self, digest: str) -> Path:
        """Return where the file of a track is, or would be."""
        return self._files.path(f"{digest}.m4a")

    def touch(self, digest: str) -> bool:
        """Mark a track as used just now, and tell whether it is there."""
        try:
            os.utime(self.path(digest))
        except OSError:
            return False
        return True

    def audio(self, digest: str) -> Audio | None:
        """Return a track that is there, and will be for long enough to be opened."""
        return Audio(self.path(digest)) if self._files.hold(f"{digest}.m4a", _HELD_S) else None

    def write(self, digest: str, audio: bytes) -> bool:
        """Keep the file of a track, and tell whether there is room for it; others make room."""
        return self._files.write(f"{digest}.m4a", audio)
