"""Files that can be made again at any time: checked when read, dropped when there are too many.

Anybody may delete them, or the whole folder, at any moment.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)
#: Bytes of the checksum in front of the content.
_SEAL: Final = 16
#: Files are dropped until so much of the limit is in use, so that it does not happen at every write.
_AFTER_DROPPING: Final = 0.9


class CacheFolder:
    """A folder of named bytes with a size limit; the least recently used files go first.

    Nothing here fails: what cannot be read is missing, and what cannot be written is only not kept. Safe to
    use from many threads, and from several processes on one folder.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._size: int | None = None
        self._used: dict[str, float] = {}

    def read(self, name: str) -> bytes | None:
        """Return the content, or nothing where there is none or it is damaged."""
        try:
            sealed = (self._folder / name).read_bytes()
        except OSError:
            return None
        content = sealed[_SEAL:]
        if _seal(content) != sealed[:_SEAL]:
            _log.warning("A damaged file in the cache is made again: %s", name)
            return None
        self.use(name)
        return content

    def use(self, name: str) -> None:
        """Note that a file is used, by somebody who has its content already."""
        self._used[name] = time.time()

    def write(self, name: str, content: bytes) -> None:
        """Keep a content; readers see all of it or nothing."""
        try:
            self._put(name, _seal(content) + content)
        except OSError as error:
            _log.warning("The cache cannot keep %s: %s", name, error)
            return
        with self._lock:
            if self._size is None:
                self._size = sum(size for _, size, _ in _files(self._folder))
            else:
                self._size += _SEAL + len(content)
            if self._size > self._limit:
                self._drop()

    def note_use(self) -> None:
        """Write down what was used when, for the next one who drops files."""
        used, self._used = self._used, {}
        for name, when in used.items():
            with suppress(OSError):
                os.utime(self._folder / name, (when, when))

    def _put(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(self._folder / name)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _drop(self) -> None:
        self.note_use()
        self._size = drop_least_used(self._folder, int(self._limit * _AFTER_DROPPING))


def drop_least_used(folder: Path, limit_bytes: int) -> int:
    """Delete the files that were used longest ago until the others fit; return the bytes of those.

    A file's use is its modification time. The one used last stays, however large it is.
    """
    files = sorted(_files(folder), key=lambda file: file[0])
    kept = sum(size for _, size, _ in files)
    for _, size, path in files[:-1]:
        if kept <= limit_bytes:
            break
        with suppress(OSError):
            path.unlink(missing_ok=True)
            kept -= size
    return kept


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SEAL).digest()


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Return when each file was last used, its size and its path."""
    found = []
    with suppress(OSError):
        for path in list(folder.iterdir()):
            with suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
    return found
