"""Recordings where several machines need them: in a storage, with those used last on this machine's disk."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from server.cache_folder import CacheFolder
from server.digests import digest_of
from server.storage import Storage, UnchangingContents

log = logging.getLogger(__name__)

#: The folder of recordings in the storage.
_FOLDER: Final = "recordings"
#: Contents that are put or fetched at a time: waiting for the network takes longer than anything else.
_AT_A_TIME: Final = 8
#: Seconds for which a content is kept that nothing refers to: whoever put it, or relies on having put it
#: within the hours for which ``UnchangingContents`` does not put it again, may be about to refer to it.
_UNKNOWN_KEPT_S: Final = 24 * 3600
#: Contents that are deleted at a time.
_DELETED: Final = 500


class RecordingBucket:
    """Content by its digest, durable, for all machines. Safe to use from many threads and processes.

    :param cache: keeps what was read or put last.
    """

    def __init__(self, storage: Storage, cache: CacheFolder) -> None:
        self._storage = storage
        self._cache = cache
        self._contents = UnchangingContents(storage)

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents under their digests; when this returns they are durable.

        :raises StorageUnusable: if one may not have been kept.
        """
        missing = [digest for digest in contents if self._contents.is_due(_name(digest))]
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            list(threads.map(lambda digest: self._keep_one(digest, contents[digest]), missing))

    def read(self, digest: str) -> bytes | None:
        """Return a content; ``None`` if it is lost or damaged.

        :raises StorageUnusable: if that cannot be found out.
        """
        cached = self._cached(digest)
        if cached is not None:
            return cached
        content = self._storage.get(_name(digest))
        if content is None or digest_of(content) != digest:
            log.warning("a recording is %s: %s", "lost" if content is None else "damaged", digest)
            return None
        self._cache.write(digest, content)
        return content

    def remove_unknown(self, is_known: Callable[[str], bool]) -> int:
        """Remove the contents that nothing refers to, and return how many they were."""
        before_s = time.time() - _UNKNOWN_KEPT_S
        old = (each.name for each in self._storage.below(_FOLDER) if each.put_s < before_s)
        unknown = [name for name in old if not is_known(name.rpartition("/")[2])]
        for start in range(0, len(unknown), _DELETED):
            self._storage.delete(unknown[start : start + _DELETED])
        return len(unknown)

    def _keep_one(self, digest: str, content: bytes) -> None:
        self._contents.put(_name(digest), content)
        self._cache.write(digest, content)

    def _cached(self, digest: str) -> bytes | None:
        try:
            content = self._cache.path(digest).read_bytes()
        except OSError:
            return None
        self._cache.note_use(digest)
        return content if digest_of(content) == digest else None


def _name(digest: str) -> str:
    return f"{_FOLDER}/{digest}"
