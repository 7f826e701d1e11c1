"""Back up a data folder whose server may be running, as it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from server.atomic_write import writing_atomically
from server.clock import Clock, epoch_ms
from server.config import RECORDED, Config
from server.digests import digest_of
from server.disk_space import DiskSpace
from server.errors import BadInput, SoleusError
from server.permissions import reason_of
from server.services.backup_format import (
    DATABASE,
    FORMAT,
    KEY,
    MANIFEST,
    PRONUNCIATION,
    RECORDINGS,
    SETTINGS,
    Manifest,
    Member,
)
from server.services.lost_database import refuse_lost_database
from server.services.user_files import ROUTINES, files_below
from server.store import copy_database
from server.voice.recorded import RECORD, SOUNDS

#: Begins the names of folders that hold a copy while a backup is made.
UNFINISHED = ".backup-"


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that is durable."""

    manifest: Manifest
    #: Of the zip.
    bytes: int


def make_backup(
    config: Config,
    file: Path,
    *,
    recordings: bool = False,
    clock: Clock = epoch_ms,
    disk: DiskSpace | None = None,
) -> MadeBackup:
    """Write a backup, and return once it is durable; only the owner may read it.

    The database, the routines and the key are those of one moment, whatever is written meanwhile. Nothing is
    migrated: the data folder may be that of another release, whose server is running.

    :param file: does not exist yet; its folder does.
    :param recordings: whether what was spoken and handed out is taken along.
    :param disk: makes room for the file; by default that of its folder, without caches.
    :raises BadInput: if there is such a file, no such folder or no database.
    :raises DiskFull: if there is no room for the file, even without caches; there is none then.
    :raises SoleusError: if the database is damaged or the file cannot be written; there is no file then.
    """
    if file.exists():
        raise BadInput(f"{file} exists already. Choose another name.")
    if not file.parent.is_dir():
        raise BadInput(f"{file.parent}: there is no such folder.")

    refuse_lost_database(config)

    def make() -> MadeBackup:
        with TemporaryDirectory(prefix=UNFINISHED, dir=file.parent) as folder:
            copy = Path(folder) / DATABASE
            small = copy_database(config.database, copy, lambda: dict(_small_files(config.data)))
            manifest = _write(config, file, copy, small, recordings=recordings, now_ms=clock())
        return MadeBackup(manifest, file.stat().st_size)

    try:
        return (disk or DiskSpace(file.parent)).save(make)
    except OSError as error:
        reason = reason_of(error, Path(error.filename or file))
        raise SoleusError(f"{file}: the backup cannot be written: {reason}") from error


def _small_files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what is read while nothing can change."""
    for name in (KEY, SETTINGS, PRONUNCIATION):
        if (data / name).is_file():
            yield name, (data / name).read_bytes()
    for path in filter(Path.is_file, files_below(data / ROUTINES)):
        yield path.relative_to(data).as_posix(), path.read_bytes()
    for path in (data / RECORDED).glob(f"*/{RECORD}"):
        yield path.relative_to(data).as_posix(), path.read_bytes()


def _write(
    config: Config, file: Path, copy: Path, small: dict[str, bytes], *, recordings: bool, now_ms: int
) -> Manifest:
    members = []
    with (
        writing_atomically(file, replace=False, mode=0o600) as to,
        ZipFile(to, "w", ZIP_DEFLATED, strict_timestamps=False) as archive,
    ):
        archive.write(copy, DATABASE)
        members.append(Member.of(copy, DATABASE))
        for name, content in small.items():
            archive.writestr(name, content)
            members.append(Member(name=name, bytes=len(content), sha256=digest_of(content, hex_digits=64)))
        members += _add_sounds(archive, config.data, f"{RECORDED}/*/{SOUNDS}/*")
        if recordings:
            members += _add_sounds(archive, config.data, f"{RECORDINGS}/**/*")
        manifest = Manifest(
            format=FORMAT,
            soleus=version("soleus"),
            made_ms=now_ms,
            recordings=recordings,
            members=tuple(members),
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _add_sounds(archive: ZipFile, data: Path, pattern: str) -> Iterator[Member]:
    """Add what was handed out, or the phrases of recorded voices.

    They never change, and what was copied before refers to none that came later. A phrase that is recorded
    again or deleted at this moment is not recorded in the backup.
    """
    for path in sorted(data.glob(pattern)):
        if path.name.startswith(".") or not path.is_file():  # an unfinished one
            continue
        name = path.relative_to(data).as_posix()
        try:
            member = Member.of(path, name)
            archive.write(path, name, ZIP_STORED)
        except FileNotFoundError:  # removed a moment ago, as nothing uses it any more
            continue
        yield member
