"""A person's own folder of routines: files are saved whole or not at all, and never over somebody's change.

What is deleted can be brought back. Shipped files lie elsewhere and are never written.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from server.errors import BadInput, NotFound, SoleusError
from server.routine.editing.ids import free_id
from server.routine.library.library import EXERCISES
from server.routine.schema.documents import ID_PATTERN

Kind = Literal["routine", "exercise"]
#: Name of the folder that keeps what was deleted, beside the files; the library does not look into it.
DELETED = ".deleted"
_DELETED_NAME = re.compile(r"([a-z0-9][a-z0-9-]{0,62})\.([0-9]{13})\.yaml")
#: One change at a time in this process; what a text editor does meanwhile is found by its digest.
_lock = threading.Lock()


class Changed(SoleusError):
    """A file is no longer what it was when somebody began to edit it."""

    status = 409


@dataclass(frozen=True, slots=True)
class Deleted:
    """A file that can be brought back."""

    kind: Kind
    id: str
    #: Its name in the folder of deleted files.
    name: str
    #: When it was deleted, milliseconds since 1970.
    at_ms: int


class OwnFiles:
    """The routines and exercises that a person may write.

    :param folder: holds the routines; the exercises lie in ``exercises`` below it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, kind: Kind, file_id: str) -> Path:
        """Return where a file lies, or would lie.

        :raises NotFound: if no file can have this id.
        """
        if not re.fullmatch(ID_PATTERN, file_id):
            raise NotFound(f"There is no {kind} of yours with this name.")
        return self._home(kind) / f"{file_id}.yaml"

    def content(self, kind: Kind, file_id: str) -> bytes:
        """Return what a file holds.

        :raises NotFound: if there is no such file.
        """
        try:
            return self.path(kind, file_id).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"There is no {kind} “{file_id}” of yours.") from None
        except OSError as error:
            raise SoleusError(f"{file_id}.yaml cannot be read: {error.strerror}.") from error

    def create(self, kind: Kind, file_id: str, text: str) -> None:
        """Save a new file; return once it is durable.

        :raises Changed: if there is such a file meanwhile.
        """
        path = self.path(kind, file_id)
        with _lock:
            if path.exists():
                raise Changed(f"There is a {kind} “{file_id}” by now. Give yours another name.")
            _write(path, text)

    def create_all(self, texts: Iterable[tuple[Kind, str, str]]) -> None:
        """Save new files that belong together, all or none; return once they are durable.

        :param texts: text of each file by its kind and id.
        :raises Changed: if there is one of these files meanwhile.
        """
        made: list[Path] = []
        try:
            for kind, file_id, text in texts:
                self.create(kind, file_id, text)
                made.append(self.path(kind, file_id))
        except SoleusError:
            for path in made:
                with suppress(OSError):
                    path.unlink()
            raise

    def replace(self, kind: Kind, file_id: str, text: str, digest: str) -> None:
        """Save a file over the one with a digest; return once it is durable.

        :raises Changed: if the file is another by now, or gone.
        """
        path = self.path(kind, file_id)
        with _lock:
            if not path.exists():
                raise Changed(f"{path.name} was deleted meanwhile.")
            if digest_of(self.content(kind, file_id)) != digest:
                raise Changed(f"{path.name} was changed meanwhile, outside of this page.")
            _write(path.resolve(), text)

    def delete(self, kind: Kind, file_id: str, now_ms: int) -> Deleted:
        """Put a file aside.

        :raises NotFound: if there is no such file.
        """
        path = self.path(kind, file_id)
        deleted = Deleted(kind, file_id, f"{file_id}.{now_ms:013d}.yaml", now_ms)
        aside = path.parent / DELETED
        with _lock:
            self.content(kind, file_id)
            _move(path, aside / deleted.name)
        return deleted

    def restore(self, kind: Kind, name: str, taken: Container[str]) -> str:
        """Bring a deleted file back, and return its id: a new one if the old is taken.

        :raises NotFound: if it was not deleted, or is back already.
        """
        known = {each.name: each for each in self.deleted() if each.kind == kind}
        if name not in known:
            raise NotFound("This was not deleted, or it is back already.")
        with _lock:
            file_id = free_id(known[name].id, taken)
            _move(self._home(kind) / DELETED / name, self.path(kind, file_id))
        return file_id

    def deleted(self) -> tuple[Deleted, ...]:
        """Return what can be brought back, the latest first."""
        kinds: tuple[Kind, ...] = ("routine", "exercise")
        found = [
            Deleted(kind, match[1], path.name, int(match[2]))
            for kind in kinds
            for path in (self._home(kind) / DELETED).glob("*.yaml")
            if (match := _DELETED_NAME.fullmatch(path.name))
        ]
        return tuple(sorted(found, key=lambda each: each.at_ms, reverse=True))

    def _home(self, kind: Kind) -> Path:
        return self._folder / EXERCISES if kind == "exercise" else self._folder


def digest_of(content: bytes) -> str:
    """Return what tells one content of a file from another: 32 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise BadInput("There is half a character in this text; write it anew.") from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, unfinished)
        os.replace(unfinished, path)  # noqa: PTH105 - the call that is atomic everywhere, by its name
        _settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise SoleusError(f"{path.name} cannot be saved: {error.strerror}. Nothing was changed.") from error


def _move(path: Path, to: Path) -> None:
    try:
        to.parent.mkdir(exist_ok=True)
        path.rename(to)
        _settle(path.parent)
        _settle(to.parent)
    except OSError as error:
        raise SoleusError(f"{path.name} cannot be moved: {error.strerror}. Nothing was changed.") from error


def _settle(folder: Path) -> None:
    """Make a new name in a folder durable, where the system lets one (Windows does it by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
