"""Files that a person may write: saved whole or not at all, and never over somebody else's change.

What is deleted can be restored. Shipped files are in another folder and are never written.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from server.atomic_write import sync_folder, write_atomically
from server.digests import digest_of
from server.disk_space import DiskSpace
from server.errors import BadInput, NotFound, SoleusError
from server.permissions import make_folder, reason_of
from server.routine.editing import free_id
from server.routine.library import EXERCISES, yaml_files
from server.routine.schema import ID_PATTERN

log = logging.getLogger(__name__)

#: Name of the folder of a house's own routines in the data folder.
ROUTINES = "routines"
#: Path of the folder of a house's own exercises, below the data folder.
EXERCISES_PATH = f"{ROUTINES}/{EXERCISES}"
FileKind = Literal["routine", "exercise"]
#: Name of the folder that keeps deleted files, beside the others; the library does not read it.
DELETED = ".deleted"
_DELETED_NAME = re.compile(rf"({ID_PATTERN.strip('^$')})\.([0-9]{{13}})\.yaml")
#: One change at a time in this process; what a text editor changes meanwhile is detected by its digest.
_lock = threading.Lock()


class Changed(SoleusError):
    """A file is no longer what it was when somebody began to edit it."""

    status = 409


@dataclass(frozen=True, slots=True)
class DeletedFile:
    """A file that can be restored."""

    kind: FileKind
    id: str
    #: Its name in the folder of deleted files.
    name: str
    #: When it was deleted, milliseconds since 1970.
    at_ms: int


class UserFiles:
    """The routine and exercise files in a person's folder.

    :param folder: holds the routines; the exercises are in ``exercises`` below it.
    :param disk: makes room for what is saved; by default that of the folder, without caches.
    """

    def __init__(self, folder: Path, disk: DiskSpace | None = None) -> None:
        #: Where the routines are.
        self.folder = folder
        self._disk = disk or DiskSpace(folder)

    def path(self, kind: FileKind, file_id: str) -> Path:
        """Return where a file is, or would be.

        :raises NotFound: if no file can have this id.
        """
        if not re.fullmatch(ID_PATTERN, file_id):
            raise NotFound(f"You have no {kind} with this name.")
        return self._subfolder(kind) / f"{file_id}.yaml"

    def content(self, kind: FileKind, file_id: str) -> bytes:
        """Return the bytes of a file.

        :raises NotFound: if there is no such file.
        """
        try:
            return self.path(kind, file_id).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"You have no {kind} “{file_id}”.") from None
        except OSError as error:
            reason = reason_of(error, self.path(kind, file_id))
            raise SoleusError(f"{file_id}.yaml cannot be read: {reason}") from error

    def create(self, kind: FileKind, file_id: str, text: str) -> None:
        """Save a new file; return once it is durable.

        :raises Changed: if there already is such a file.
        """
        path = self.path(kind, file_id)
        with _lock:
            if path.exists():
                raise Changed(f"There is already a {kind} “{file_id}”. Give yours another name.")
            self._write(path, text, replace=False)

    def create_all(
        self, texts: Iterable[tuple[FileKind, str, str]], replaced: Mapping[tuple[FileKind, str], str] = {}
    ) -> None:
        """Save files that belong together, all or none; return once they are durable.

        :param texts: kind, id and text of each file; what replaces another file comes last.
        :param replaced: the digests of the files that are replaced, by kind and id; all others are new.
        :raises Changed: if a new file already exists, or one that is to be replaced has changed.
        """
        created: list[Path] = []
        try:
            for kind, file_id, text in texts:
                if (kind, file_id) in replaced:
                    self.replace(kind, file_id, text, replaced[kind, file_id])
                    continue
                self.create(kind, file_id, text)
                created.append(self.path(kind, file_id))
        except SoleusError:
            for path in created:
                with suppress(OSError):
                    path.unlink()
            raise

    def replace(self, kind: FileKind, file_id: str, text: str, digest: str) -> None:
        """Save a file over the one with a digest; return once it is durable.

        :raises Changed: if the file has changed since, or is gone.
        """
        path = self.path(kind, file_id)
        with _lock:
            if not path.exists():
                raise Changed(f"{path.name} was deleted in the meantime.")
            self.require_unchanged(kind, file_id, digest)
            self._write(path.resolve(), text, replace=True)

    def require_unchanged(self, kind: FileKind, file_id: str, digest: str) -> None:
        """Check that a file still has a digest.

        :raises Changed: if it does not.
        :raises NotFound: if there is no such file.
        """
        if digest_of(self.content(kind, file_id)) != digest:
            raise Changed(f"{file_id}.yaml was changed in the meantime, outside this page.")

    def delete(self, kind: FileKind, file_id: str, now_ms: int) -> DeletedFile:
        """Move a file to the deleted ones.

        :param now_ms: milliseconds since 1970.
        :raises NotFound: if there is no such file.
        """
        path = self.path(kind, file_id)
        deleted = DeletedFile(kind, file_id, f"{file_id}.{now_ms:013d}.yaml", now_ms)
        with _lock:
            self.content(kind, file_id)
            _move(path, path.parent / DELETED / deleted.name)
        return deleted

    def restore(self, kind: FileKind, name: str, taken: Container[str]) -> str:
        """Restore a deleted file, and return its id: a new one if the old one is taken.

        :param name: of the file among the deleted ones.
        :raises NotFound: if it was not deleted, or has been restored.
        """
        known = {each.name: each for each in self.deleted() if each.kind == kind}
        if name not in known:
            raise NotFound("This was not deleted, or it has already been restored.")
        with _lock:
            file_id = free_id(known[name].id, taken)
            _move(self._subfolder(kind) / DELETED / name, self.path(kind, file_id))
        return file_id

    def deleted(self) -> tuple[DeletedFile, ...]:
        """Return the files that can be restored, the latest first."""
        kinds: tuple[FileKind, ...] = ("routine", "exercise")
        found = [
            DeletedFile(kind, match[1], path.name, int(match[2]))
            for kind in kinds
            for path in (self._subfolder(kind) / DELETED).glob("*.yaml")
            if (match := _DELETED_NAME.fullmatch(path.name))
        ]
        return tuple(sorted(found, key=lambda each: each.at_ms, reverse=True))

    def put_back(self, path: Path, content: bytes | None) -> None:
        """Give a file the content that it had before a change; ``None`` if there was none.

        What cannot be put back is logged: this is done because something else has failed already.
        """
        try:
            with _lock:
                if content is None:
                    path.unlink(missing_ok=True)
                elif path.read_bytes() != content:
                    self._disk.save(lambda: write_atomically(path, content))
        except (OSError, SoleusError):
            log.exception("a change that failed could not be undone: %s", path)

    def move_back(self, path: Path, to: Path) -> None:
        """Give a file its old name again, as :meth:`put_back` does with its content."""
        try:
            with _lock:
                _move(path, to)
        except SoleusError:
            log.exception("a change that failed could not be undone: %s", path)

    def _write(self, path: Path, text: str, *, replace: bool) -> None:
        try:
            content = text.encode()
        except UnicodeEncodeError as error:
            raise BadInput("This text contains an invalid Unicode character; retype it.") from error
        try:
            self._disk.save(lambda: write_atomically(path, content, replace=replace))
        except OSError as error:
            if isinstance(error, FileExistsError) and path.exists():  # made by another program a moment ago
                raise Changed(f"There is already a file {path.name}. Give yours another name.") from error
            reason = reason_of(error, path.parent)
            raise SoleusError(f"{path.name} cannot be saved: {reason} Nothing was changed.") from error

    def _subfolder(self, kind: FileKind) -> Path:
        return subfolder(self.folder, kind)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every routine and exercise file in a folder, the deleted ones too."""
    for below in (folder, folder / EXERCISES):
        yield from yaml_files(below)
        yield from yaml_files(below / DELETED)


def subfolder(folder: Path, kind: FileKind) -> Path:
    """Return the folder of the files of a kind."""
    return folder / EXERCISES if kind == "exercise" else folder


def _move(path: Path, to: Path) -> None:
    try:
        make_folder(to.parent)
        path.rename(to)
        sync_folder(path.parent)
        sync_folder(to.parent)
    except OSError as error:
        reason = reason_of(error, path.parent, to.parent)
        raise SoleusError(f"{path.name} cannot be moved: {reason} Nothing was changed.") from error
