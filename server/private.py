"""Keep files with secrets from other users of the same machine."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from server.permissions import hand_over, make_folder

#: Of ``/srv``: the root and one name.
_PARTS_UNDER_ROOT = 2


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, and close one that is there.

    A folder that others are meant to use is left as it is: one with the sticky bit, such as ``/tmp``, one
    right under the root, such as ``/srv``, and whatever belongs to another user.

    :raises OSError: if it cannot be made.
    """
    make_folder(folder, 0o700)
    shared = folder.stat().st_mode & stat.S_ISVTX or len(folder.absolute().parts) <= _PARTS_UNDER_ROOT
    if not shared:
        _close(folder, 0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read, and close one that is there.

    Whoever then opens it says what is wrong if it could not be made.
    """
    with suppress(OSError):
        handle = os.open(path, os.O_CREAT | os.O_EXCL, 0o600)
        try:
            hand_over(handle, path.parent)
        finally:
            os.close(handle)
    close_file(path)


def close_file(path: Path) -> None:
    """Let only its owner read a file, if it is there and ours."""
    if path.is_file():
        _close(path, 0o600)


def _close(path: Path, mode: int) -> None:
    if os.name == "nt":  # a person's own folders are closed there
        return
    with suppress(OSError):
        found = path.stat()
        if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & ~mode:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)
