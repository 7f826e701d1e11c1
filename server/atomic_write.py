"""Write a file whole or not at all: the one way in which Soleus saves files."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from server.permissions import hand_over, make_folder

#: How the names of files end that are not finished.
_UNFINISHED: Final = ".part"
#: Seconds after which a file that is still unfinished was left behind by a process that was killed.
UNFINISHED_S: Final = 3600


def write_atomically(
    path: Path, content: bytes, *, durable: bool = True, replace: bool = True, mode: int | None = None
) -> None:
    """Write ``content`` to ``path``; readers see the old file or the new one, and never a part.

    :param durable: whether to return only once the file would survive a power failure; a cache has no need.
    :param replace: whether to replace a file that is already there.
    :param mode: permissions of the file; by default those of the file that is replaced, or else the usual.
    :raises FileExistsError: if ``replace`` is false and the file exists.
    :raises OSError: if the file cannot be written; nothing has changed then.
    """
    with writing_atomically(path, durable=durable, replace=replace, mode=mode) as file:
        file.write(content)


@contextmanager
def writing_atomically(
    path: Path, *, durable: bool = True, replace: bool = True, mode: int | None = None
) -> Iterator[BinaryIO]:
    """Open a file for what is too large for memory; at the end of the ``with`` it gets its name.

    Parameters and errors are those of :func:`write_atomically`; if the ``with`` fails, nothing has changed.
    """
    make_folder(path.parent)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        with _opened(unfinished, mode if mode is not None else _mode_of(path)) as file:
            hand_over(file.fileno(), path.parent)
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if replace:
            os.replace(unfinished, path)  # noqa: PTH105 - the call that is atomic everywhere, by its name
        else:
            _move_to_free_name(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    if durable:
        sync_folder(path.parent)


def remove_unfinished(folder: Path) -> None:
    """Remove what was left in a folder by a process that was killed while it wrote."""
    before_s = time.time() - UNFINISHED_S
    for path in folder.glob(f".*{_UNFINISHED}"):
        with suppress(OSError):
            if path.stat().st_mtime < before_s:
                path.unlink()


def finished_files(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder and those below it, without what somebody is still writing."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names if not name.endswith(_UNFINISHED))


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable, where the system lets one (Windows does it by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _opened(path: Path, mode: int | None) -> BinaryIO:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags, 0o666 if mode is None else mode), "wb")
    if mode is not None:
        path.chmod(mode)  # the process's umask does not apply to permissions that are asked for
    return file


def _move_to_free_name(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, unlike a rename only if no file has it."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as that of a memory card: claim the name first
        path.touch(exist_ok=False)
        os.replace(unfinished, path)  # noqa: PTH105 - the call that is atomic everywhere, by its name


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o7777
    except OSError:
        return None
