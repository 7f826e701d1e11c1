"""The folder of recordings: files that are never changed, each under the digest of its content."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.atomic_write import write_atomically
from server.digests import digest_of
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.permissions import refusal

log = logging.getLogger(__name__)

#: Files that are written at a time: waiting for the disk takes longer than anything else about it.
_WRITERS: Final = 8
#: Seconds for which a file is kept that nothing refers to: whoever wrote it may be about to refer to it.
_UNKNOWN_KEPT_S: Final = 24 * 3600


class RecordingFolder:
    """Content by its digest, durable. Safe to use from many threads, and from several processes."""

    def __init__(self, folder: Path, disk: DiskSpace | None = None) -> None:
        """Prepare; the folder is made with its first file.

        :param disk: makes room for what is kept; by default that of the folder, without caches.
        """
        self._folder = folder
        self._disk = disk or DiskSpace(folder)
        self._lock = threading.Lock()

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents under their digests; when this returns they would survive a power failure.

        :raises DiskFull: if there is no room, even without caches.
        :raises SoleusError: if one cannot be written.
        """
        missing = [digest for digest, content in contents.items() if not self._mark(digest, content)]
        with ThreadPoolExecutor(_WRITERS) as threads:
            list(threads.map(lambda digest: self._write(digest, contents[digest]), missing))

    def read(self, digest: str) -> bytes | None:
        """Return a content; ``None`` if it is lost or damaged."""
        try:
            content = self._path(digest).read_bytes()
        except OSError as error:
            log.warning("a recording cannot be read: %s", error)
            return None
        if digest_of(content) != digest:
            log.warning("a recording is damaged: %s", self._path(digest))
            return None
        return content

    def remove_unknown(self, is_known: Callable[[str], bool]) -> int:
        """Remove the files that nothing refers to, and return how many they were."""
        removed = 0
        for path in self._files():
            with self._lock, suppress(OSError):
                old = path.stat().st_mtime < time.time() - _UNKNOWN_KEPT_S
                if old and not is_known(path.name):
                    path.unlink()
                    removed += 1
        return removed

    def _write(self, digest: str, content: bytes) -> None:
        path = self._path(digest)
        try:
            self._disk.save(lambda: write_atomically(path, content))
        except OSError as error:
            reason = refusal(path) or f"{path}: {error.strerror or error}."
            raise SoleusError(f"What is to be played cannot be recorded: {reason}") from error

    def _mark(self, digest: str, content: bytes) -> bool:
        """Tell whether a file is there and whole, and note that it is needed now."""
        with self._lock:
            try:
                os.utime(self._path(digest))
                return self._path(digest).read_bytes() == content
            except OSError:
                return False

    def _path(self, digest: str) -> Path:
        return self._folder / digest

    def _files(self) -> list[Path]:
        with suppress(FileNotFoundError):
            return list(self._folder.iterdir())
        return []
