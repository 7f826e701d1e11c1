"""Restore a backup into a data folder that holds nothing of what the backup brings."""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from server.atomic_write import sync_folder, writing_atomically
from server.errors import BadInput, SoleusError
from server.permissions import hand_over_folder, make_folder
from server.services.backup_format import DATABASE, SECRET, Manifest, Member, manifest_of
from server.store import DatabaseContents, look_into

#: Bytes that are copied at a time.
_CHUNK = 1_000_000
#: Files beside a database that hold its last changes; they would be applied to the restored one.
_BESIDE_DATABASE = tuple(f"{DATABASE}{end}" for end in ("-wal", "-shm", "-journal"))


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back."""

    manifest: Manifest
    database: DatabaseContents


def restore_backup(file: Path, data: Path) -> Restored:
    """Restore a backup, and return once it is durable; the next start brings its database up to date.

    :param data: a folder that need not exist; nothing in it is overwritten.
    :raises BadInput: if the file is no backup or damaged, or the folder holds something of what it brings.
    :raises SoleusError: if the folder cannot be written to; nothing has been restored then.
    """
    with _readable(file), ZipFile(file) as archive:
        manifest = manifest_of(archive)
        _require_absent(data, manifest)
        try:
            return Restored(manifest, _restored(archive, manifest, data))
        except OSError as error:
            raise SoleusError(f"{data}: nothing was restored: {error.strerror or error}.") from error


def _restored(archive: ZipFile, manifest: Manifest, data: Path) -> DatabaseContents:
    _require_room(data, manifest)
    with _made(data), TemporaryDirectory(prefix=".restoring-", dir=data) as folder:
        hand_over_folder(Path(folder))
        for member in manifest.members:
            _extract(archive, member, Path(folder))
        database = look_into(Path(folder) / DATABASE)
        if not database.known:
            raise BadInput(f"This backup is from a newer Soleus ({manifest.soleus}). Update Soleus first.")
        _move(Path(folder), data, manifest.tops)
    return database


@contextmanager
def _made(data: Path) -> Iterator[None]:
    """Make the data folder, which only its owner may read, and remove it again if nothing was restored."""
    is_new = not data.exists()
    make_folder(data, 0o700)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                data.rmdir()
        raise


def _require_absent(data: Path, manifest: Manifest) -> None:
    names = (*manifest.tops, *_BESIDE_DATABASE)
    there = [name for name in names if _holds_something(data / name)]
    if there:
        raise BadInput(
            f"{data} already holds {', '.join(there)}. Nothing was overwritten: choose another folder with "
            "--data, or move these away."
        )


def _require_room(data: Path, manifest: Manifest) -> None:
    there = next(path for path in (data, *data.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < manifest.bytes:
        raise SoleusError(
            f"{data}: there is not enough room: {manifest.bytes:,} bytes are needed, {free:,} are free."
        )


def _holds_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists() or path.is_symlink()


def _extract(archive: ZipFile, member: Member, folder: Path) -> None:
    """Write a file, and check that it is what the manifest says."""
    mode = 0o600 if member.name in SECRET else None
    digest, size = hashlib.sha256(), 0
    with archive.open(member.name) as source, writing_atomically(folder / member.name, mode=mode) as to:
        while size <= member.bytes and (chunk := source.read(_CHUNK)):
            digest.update(chunk)
            size += len(chunk)
            to.write(chunk)
    if (size, digest.hexdigest()) != (member.bytes, member.sha256):
        raise BadInput(f"This backup is damaged: {member.name} is not what it was. Nothing was restored.")


def _move(folder: Path, data: Path, names: tuple[str, ...]) -> None:
    """Move files and whole folders to their places, all or none."""
    moved: list[str] = []
    try:
        for name in names:
            if (data / name).is_dir():
                (data / name).rmdir()  # empty; not every system renames over it
            (folder / name).rename(data / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (data / name).rename(folder / name)
        raise
    sync_folder(data)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Tell in words why a file cannot be read as a zip."""
    try:
        yield
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise BadInput(f"{file}: this is not a backup of Soleus, or it is damaged.") from error
    except OSError as error:
        raise BadInput(f"{file}: this file cannot be read: {error.strerror or error}.") from error
