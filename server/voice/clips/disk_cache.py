"""Files that can be made again at any time: checked when read, evicted when there are too many.

Anybody may delete them, or the whole folder, at any moment.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.atomic_write import write_atomically
from server.digests import digest_of

_log = logging.getLogger(__name__)
#: Bytes of the checksum in front of the content.
_CHECKSUM_BYTES: Final = 16
#: Eviction goes on until this share of the limit is in use, so that it does not happen at every write.
_SHARE_AFTER_EVICTION: Final = 0.9
#: Seconds after which a file that is still unfinished was left behind by a process that was killed.
_ABANDONED_AFTER_S: Final = 3600


class DiskCache:
    """A folder of named bytes with a size limit; the least recently used files go first.

    Nothing here fails: what cannot be read is missing, and what cannot be written is not kept. Safe to use
    from many threads, and from several processes on one folder.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._size_bytes: int | None = None
        self._used: dict[str, float] = {}

    def read(self, name: str) -> bytes | None:
        """Return the content, or ``None`` if there is none or it is damaged."""
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        content = data[_CHECKSUM_BYTES:]
        if _checksum(content) != data[:_CHECKSUM_BYTES]:
            _log.warning("A damaged file in the cache is made again: %s", name)
            return None
        self.touch(name)
        return content

    def touch(self, name: str) -> None:
        """Note that a file is used, by a caller that has its content in memory."""
        self._used[name] = time.time()

    def write(self, name: str, content: bytes) -> None:
        """Keep content under a name; readers see all of it or none."""
        try:
            write_atomically(self._folder / name, _checksum(content) + content, durable=False)
        except OSError as error:
            _log.warning("Cannot write %s to the cache: %s", name, error)
            return
        with self._lock:
            if self._size_bytes is None:
                self._size_bytes = sum(size for _, size, _ in _files(self._folder))
            else:
                self._size_bytes += _CHECKSUM_BYTES + len(content)
            if self._size_bytes > self._limit_bytes:
                self._evict()

    def save_use(self) -> None:
        """Write to disk when each file was last used, for the next eviction by any process."""
        used, self._used = self._used, {}
        for name, when in used.items():
            with suppress(OSError):
                os.utime(self._folder / name, (when, when))

    def _evict(self) -> None:
        self.save_use()
        limit_bytes = int(self._limit_bytes * _SHARE_AFTER_EVICTION)
        self._size_bytes = evict_least_recently_used(self._folder, limit_bytes)


def evict_least_recently_used(folder: Path, limit_bytes: int) -> int:
    """Delete the least recently used files until the others fit, and return the bytes of those.

    A file's modification time says when it was last used. The most recently used one stays, however large it
    is, and so does what somebody is still writing: names that begin with a dot.
    """
    files = sorted(_files(folder), key=lambda file: file[0])
    kept_bytes = sum(size for _, size, _ in files)
    for _, size, path in files[:-1]:
        if kept_bytes <= limit_bytes:
            break
        with suppress(OSError):
            path.unlink(missing_ok=True)
            kept_bytes -= size
    return kept_bytes


def _checksum(content: bytes) -> bytes:
    return bytes.fromhex(digest_of(content, 2 * _CHECKSUM_BYTES))


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Return when each file was last used, its size and its path; without those that are being written."""
    found = []
    abandoned_s = time.time() - _ABANDONED_AFTER_S
    with suppress(OSError):
        for path in list(folder.iterdir()):
            with suppress(OSError):
                status = path.stat()
                if not path.name.startswith(".") or status.st_mtime < abandoned_s:
                    found.append((status.st_mtime, status.st_size, path))
    return found
