"""Files and folders that this process may not use: whose they are, and what would help."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def refusal(*paths: Path) -> str:
    """Return a sentence about the first of some files and folders that may not be read and written.

    One that does not exist is made in the folder above it, which counts in its place. Empty if all may be
    used.
    """
    return next((_sentence(path) for path in map(_there, paths) if path and not _may_use(path)), "")


def _there(path: Path) -> Path | None:
    """Return what there is of a path: itself, or the folder that it would be made in."""
    for each in (path, *path.parents):
        try:
            each.stat()
        except PermissionError:  # a folder above it is closed
            continue
        except OSError:
            continue
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
