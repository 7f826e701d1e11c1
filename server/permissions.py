"""Whose files are: what root makes for somebody else, and what this process may not use.

Root may run a command, such as ``soleus render``, on the data folder of a service's user. What it makes
belongs to the owner of the folder that it is in, so that the service can go on using it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, unless they are there.

    :param mode: permissions of the folder, less those that the process gives nobody.
    :raises OSError: if it cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode, exist_ok=True)
    hand_over_folder(folder)


def hand_over_folder(folder: Path) -> None:
    """Let a folder that was just made belong to the owner of the one above it, if root made it."""
    if _is_root():
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            hand_over(handle, folder.parent)
        finally:
            os.close(handle)


def hand_over(handle: int, folder: Path) -> None:
    """Let a file that was just made belong to the owner of its folder, if root made it.

    Where the file system knows no owners, nothing changes.

    :param handle: of the open file; a name could lead elsewhere by now.
    """
    if _is_root():
        owner = folder.stat()
        with suppress(OSError):
            os.fchown(handle, owner.st_uid, owner.st_gid)


def refusal(*paths: Path) -> str:
    """Return a sentence about the first of some files and folders that may not be read and written.

    One that does not exist is made in the folder above it, which counts in its place. Empty if all may be
    used.
    """
    return next((_sentence(path) for path in map(_there, paths) if path and not _may_use(path)), "")


def reason_of(error: OSError, *paths: Path) -> str:
    """Return a sentence on why some files and folders could not be used: as :func:`refusal`, if that knows.

    :param error: what was raised.
    """
    return refusal(*paths) or f"{error.strerror or error}."


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _there(path: Path) -> Path | None:
    """Return what there is of a path: itself, or the folder that it would be made in."""
    for each in (path, *path.parents):
        with suppress(OSError):  # it is not there, or a folder above it is closed
            each.stat()
            return each
    return None


def _may_use(path: Path) -> bool:
    wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    return os.access(path, wanted, effective_ids=os.access in os.supports_effective_ids)


def _sentence(path: Path) -> str:
    if sys.platform == "win32":
        return f"{path} may not be read and written by the user who runs Soleus."
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return f"{path} is on a disk that cannot be written to."
    user, owner = _name(os.geteuid()), _name(path.stat().st_uid)
    if user == owner:
        return f"{path} is closed to {user}, who runs Soleus. Open it: chmod -R u+rwX {path}"
    return (
        f"{path} belongs to {owner}, and {user}, who runs Soleus, may not read and write it. "
        f"As root: chown -R {user} {_whole(path)}"
    )


def _whole(path: Path) -> Path:
    """Return what should change hands: with a file, its folder, where more may be of the same owner."""
    return path if path.is_dir() else path.parent


def _name(user: int) -> str:
    if sys.platform == "win32":
        raise NotImplementedError
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
