"""Files that can be made again at any time: checked when read, evicted when there are too many.

Anybody may delete them, or the whole folder, at any moment.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.cache_folder import CacheFolder
from server.digests import digest_of
from server.disk_space import DiskSpace
from server.storage import Storage, StorageUnusable

_log = logging.getLogger(__name__)
#: Bytes of the checksum in front of the content.
_CHECKSUM_BYTES: Final = 16


class DiskCache:
    """A folder of named bytes with a size limit; the least recently used files go first.

    Nothing here fails: what cannot be read is missing, and what cannot be written is not kept. Safe to use
    from many threads, and from several processes on one folder.

    :param storage: shares what is kept with other machines.
    """

    def __init__(
        self,
        folder: Path,
        limit_bytes: int,
        disk: DiskSpace | None = None,
        storage: Storage | None = None,
    ) -> None:
        self._files = CacheFolder(folder, limit_bytes, disk)
        self._storage = storage

    def read(self, name: str) -> bytes | None:
        """Return the content, or ``None`` if there is none or it is damaged."""
        data = self._own(name) or self._fetched(name)
        if data is None:
            return None
        content = data[_CHECKSUM_BYTES:]
        if _checksum(content) != data[:_CHECKSUM_BYTES]:
            _log.warning("A damaged file in the cache is made again: %s", name)
            return None
        self.touch(name)
        return content

    def touch(self, name: str) -> None:
        """Note that a file is used, by a caller that has its content in memory."""
        self._files.note_use(name)

    def write(self, name: str, content: bytes) -> None:
        """Keep content under a name, if there is room for it; readers see all of it or none."""
        data = _checksum(content) + content
        self._files.write(name, data)
        if self._storage:
            try:
                self._storage.put(_shared(name), data)
            except StorageUnusable as error:
                _log.warning("%s is not shared: %s", name, error)

    def save_use(self) -> None:
        """Write to disk when each file was last used, for the next eviction by any process."""
        self._files.save_use()

    def _own(self, name: str) -> bytes | None:
        with suppress(OSError):
            return self._files.path(name).read_bytes()
        return None

    def _fetched(self, name: str) -> bytes | None:
        """Return what another machine has kept under a name, and keep it here as well."""
        if self._storage is None:
            return None
        try:
            data = self._storage.get(_shared(name))
        except StorageUnusable as error:
            _log.warning("%s is made again: %s", name, error)
            return None
        if data is not None:
            self._files.write(name, data)
        return data


def _shared(name: str) -> str:
    return f"clips/{name}"


def _checksum(content: bytes) -> bytes:
    return bytes.fromhex(digest_of(content, 2 * _CHECKSUM_BYTES))
