"""Room on the disk: caches leave a reserve free, and make way for what must be saved."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from server.errors import SoleusError

T = TypeVar("T")

#: The reserve that nobody has set: so many bytes, or on a small disk this share of it.
_RESERVE_BYTES: Final = 100_000_000
_RESERVE_SHARE: Final = 0.02
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class DiskFull(SoleusError):
    """There is no room on the disk for what was to be saved.

    :param folder: is on that disk.
    """

    status = 507

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk with {folder} is full, so this could not be saved. Delete what you do not need from "
            "that disk, then try again. Nothing that was saved before is lost."
        )


class DiskSpace:
    """The room on the disk of a folder, for all that is written there. Safe to use from many threads."""

    def __init__(self, folder: Path, reserve_bytes: int = 0) -> None:
        """Prepare; the folder need not exist.

        :param reserve_bytes: what caches leave free; 0 for 100 MB, or 2 % of a disk of less than 5 GB.
        """
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        self._claimed_bytes = 0
        self._lock = threading.Lock()
        self._caches: list[Callable[[], object]] = []

    @property
    def free_bytes(self) -> int:
        """What can be written now.

        :raises OSError: if that cannot be found out.
        """
        return shutil.disk_usage(self._existing()).free

    @property
    def reserve_bytes(self) -> int:
        """What caches leave free.

        :raises OSError: if that cannot be found out.
        """
        if self._reserve_bytes:
            return self._reserve_bytes
        return min(_RESERVE_BYTES, int(shutil.disk_usage(self._existing()).total * _RESERVE_SHARE))

    def missing_bytes(self, size_bytes: int) -> int:
        """Return what a cache must delete before it may write so much; 0 or less if nothing.

        Where the room cannot be found out, the writing will tell.
        """
        try:
            return self.reserve_bytes + self._claimed_bytes + size_bytes - self.free_bytes
        except OSError:
            return 0

    @contextmanager
    def claim(self, size_bytes: int) -> Iterator[bool]:
        """Tell whether a cache may write so much without touching the reserve, as long as the ``with`` lasts.

        What others have claimed and not yet written counts as written.
        """
        with self._lock:
            granted = self.missing_bytes(size_bytes) <= 0
            claimed = size_bytes if granted else 0
            self._claimed_bytes += claimed
        try:
            yield granted
        finally:
            with self._lock:
                self._claimed_bytes -= claimed

    def add_cache(self, drop: Callable[[], object]) -> None:
        """Let a cache make way for what must be saved.

        :param drop: deletes all that can be made again.
        """
        self._caches.append(drop)

    def save(self, write: Callable[[], T]) -> T:
        """Write what must be saved; if the disk is full, drop all caches and write it once more.

        :param write: changes nothing if it fails; returns what this returns.
        :raises DiskFull: if there is no room even so.
        """
        try:
            return self._written(write)
        except DiskFull:
            for drop in self._caches:
                drop()
        return self._written(write)

    def _written(self, write: Callable[[], T]) -> T:
        try:
            return write()
        except OSError as error:
            if not is_full(error):
                raise
            raise DiskFull(self._folder) from error

    def _existing(self) -> Path:
        return next(path for path in (self._folder, *self._folder.absolute().parents) if path.exists())


def is_full(error: OSError) -> bool:
    """Tell whether a write failed because the disk, or somebody's share of it, is full."""
    return error.errno in _FULL
