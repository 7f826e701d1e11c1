"""A folder of files that can all be made again, within a limit and within the room on the disk.

Anybody may delete the files, or the whole folder, at any moment.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from server.atomic_write import UNFINISHED_S, write_atomically
from server.disk_space import DiskSpace
from server.permissions import refusal

log = logging.getLogger(__name__)

#: The share of the limit that is freed beyond what is needed, so that it does not happen at every write.
_SHARE_FREED: Final = 0.1


class _File(NamedTuple):
    used_s: float
    size_bytes: int
    path: Path


class CacheFolder:
    """Files that are deleted when there are too many; the least recently used go first.

    A file's modification time says when it was last used. Safe to use from many threads, and from several
    processes on one folder.
    """

    def __init__(self, folder: Path, limit_bytes: int, disk: DiskSpace | None = None) -> None:
        """Prepare; the folder is made with its first file.

        :param limit_bytes: what the files may have together; a single larger one stays until the next.
        :param disk: has the room; by default that of the folder, with the usual reserve.
        """
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._disk = disk or DiskSpace(folder)
        self._lock = threading.Lock()
        self._size_bytes: int | None = None
        self._refuses = False
        self._used: dict[str, float] = {}
        #: Until when somebody may open a file, by its path.
        self._held: dict[Path, float] = {}
        self._disk.add_cache(self.drop)

    def path(self, name: str) -> Path:
        """Return where a file is, or would be."""
        return self._folder / name

    def hold(self, name: str, for_s: float) -> bool:
        """Tell whether a file is there; if so, it counts as used, and stays for some seconds to be opened."""
        path = self.path(name)
        with self._lock:
            try:
                os.utime(path)
            except OSError:
                return False
            self._held[path] = time.monotonic() + for_s
        return True

    def note_use(self, name: str) -> None:
        """Note that a file is used, without a trip to the disk."""
        self._used[name] = time.time()

    def save_use(self) -> None:
        """Write to disk what was noted."""
        used, self._used = self._used, {}
        for name, when in list(used.items()):
            with suppress(OSError):
                os.utime(self.path(name), (when, when))

    def write(self, name: str, content: bytes) -> bool:
        """Keep content under a name; readers see all of it or none.

        :returns: whether it is kept: not if that would take what is reserved on the disk, or it cannot be
            written.
        """
        self._make_room(len(content))
        with self._disk.claim(len(content)) as granted:
            reason = "" if granted else "the rest of the disk is reserved."
            if granted:
                try:
                    write_atomically(self.path(name), content, durable=False)
                except OSError as error:
                    reason = refusal(self.path(name)) or f"{error.strerror or error}."
        if reason and not self._refuses:
            log.warning("nothing is kept in %s for now: %s", self._folder, reason)
        self._refuses = bool(reason)
        if not reason:
            with self._lock:
                self._size_bytes = (self._size_bytes or 0) + len(content)
        return not reason

    def drop(self) -> None:
        """Delete all files, but for those that somebody writes or is about to open."""
        with self._lock:
            self._delete(sum(file.size_bytes for file in self._files()))

    def _make_room(self, size_bytes: int) -> None:
        with self._lock:
            if self._size_bytes is None:
                self._size_bytes = sum(file.size_bytes for file in self._files())
            above_limit = self._size_bytes + size_bytes - self._limit_bytes
            missing = max(above_limit, self._disk.missing_bytes(size_bytes))
            if missing > 0:
                self._delete(missing + int(self._limit_bytes * _SHARE_FREED))

    def _delete(self, wanted_bytes: int) -> None:
        """Delete the least recently used files until so much is free."""
        self.save_use()
        files = sorted(self._files())
        kept_bytes = sum(file.size_bytes for file in files)
        enough_bytes = kept_bytes - wanted_bytes
        self._held = {path: until_s for path, until_s in self._held.items() if until_s > time.monotonic()}
        for file in files:
            if kept_bytes <= enough_bytes:
                break
            if file.path not in self._held:
                with suppress(OSError):
                    file.path.unlink(missing_ok=True)
                    kept_bytes -= file.size_bytes
        self._size_bytes = kept_bytes

    def _files(self) -> Iterator[_File]:
        """Yield what is there, without what somebody is still writing."""
        abandoned_s = time.time() - UNFINISHED_S
        with suppress(OSError):
            for path in list(self._folder.iterdir()):
                with suppress(OSError):
                    status = path.stat()
                    if not path.name.startswith(".") or status.st_mtime < abandoned_s:
                        yield _File(status.st_mtime, status.st_size, path)
