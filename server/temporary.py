"""Folders for the temporary files of a process, and what is left of those whose owners were killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PREFIX: Final = "soleus-"
#: In each folder; its owner holds it, and the system lets go of it when the owner ends, however it ends.
_LOCK: Final = "owner.lock"
#: Seconds after which a folder without an owner is removed: before, one may not have its lock yet.
_LEFT_AFTER_S: Final = 3600.0


class TemporaryFolder:
    """A folder that only this user may enter, for as long as its owner lives.

    :param use: what it is for; part of its name.
    :raises OSError: if it cannot be made.
    """

    def __init__(self, use: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{use}-", ignore_cleanup_errors=True)
        self.name = self._folder.name
        self._lock = _lock_of(Path(self.name))
        with suppress(NotImplementedError):  # a file system without locks: what is left there stays
            self._lock.acquire(blocking=False)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self._lock.release()
        self._folder.cleanup()


def remove_left_behind() -> None:
    """Remove the folders of this user whose owners were killed."""
    before_s = time.time() - _LEFT_AFTER_S
    with suppress(OSError):  # no folder for temporary files: nothing is left in it
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with suppress(OSError):
                found = folder.lstat()
                if _is_own(found) and found.st_mtime < before_s and _has_no_owner(folder):
                    shutil.rmtree(folder, ignore_errors=True)  # which follows no link


def _is_own(found: os.stat_result) -> bool:
    return os.name == "nt" or found.st_uid == os.geteuid()  # on Windows each user has a place of their own


def _has_no_owner(folder: Path) -> bool:
    """Tell whether nobody holds a folder's lock; one without a lock may be of another release."""
    from filelock import Timeout

    if not (folder / _LOCK).is_file():
        return False
    try:
        with _lock_of(folder):
            return True
    except (Timeout, OSError, NotImplementedError):
        return False


def _lock_of(folder: Path) -> BaseFileLock:
    from filelock import FileLock  # here, as the processes that speak do not need it

    return FileLock(folder / _LOCK, blocking=False, thread_local=False)
