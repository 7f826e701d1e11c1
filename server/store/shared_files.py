"""Files that people wrote, kept in the database where several processes need them.

Each process works on a copy of its own in a folder, by the same code as where the folder is all there is. A
change is made there within a transaction, and what has become different goes into the database with it; other
processes hear of that and bring their copies up to date.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Connection, delete, func, insert, select

from server.atomic_write import finished_files, write_atomically
from server.digests import digest_of
from server.store.database import Database
from server.store.locking import FILES, lock_alone
from server.store.read_cache import Stale
from server.store.shared_tables import SharedFileRow

T = TypeVar("T")

#: Makes other processes bring their copies up to date.
_STALE: Final[Stale] = ("files", None)
#: Changes whenever a file does: when, how large, which one.
_Stamp: TypeAlias = tuple[int, int, int]


class SharedFilesMixin(Database):
    """Keeps a folder like the shared files; without :meth:`share_files` they are only in the folder."""

    _copy: _FolderCopy | None = None

    def share_files(self, folder: Path, first: Iterable[tuple[str, bytes]]) -> None:
        """Share the files of a folder with all processes from now on; it becomes like the shared ones.

        :param folder: empty, and this process's alone.
        :param first: files that the first process of all shares, by their paths.
        """
        copy = _FolderCopy(folder)

        def work(connection: Connection) -> None:
            lock_alone(connection, FILES)
            if connection.execute(select(SharedFileRow.path).limit(1)).first() is None:
                for path, content in first:
                    write_atomically(folder / path, content, durable=False)
                copy.push(connection)
            copy.pull(connection)

        self._write(work)
        self._copy = copy
        self._caches.call_when_files_change(self.renew_files)

    def renew_files(self) -> None:
        """Bring this process's copy of the shared files up to date, if it has one."""
        if self._copy:
            with self._read() as connection, self._copy.lock:
                self._copy.pull(connection)

    def _write_files(self, work: Callable[[Connection], T], *stale: Stale) -> T:
        """Do some work that changes files; if it fails, those that are shared are as they were.

        Parameters and errors are those of :meth:`Database._write`.
        """
        copy = self._copy
        if copy is None:
            return self._write(work, *stale)

        tries = count()

        def shared(connection: Connection) -> T:
            lock_alone(connection, FILES)
            with copy.lock:
                copy.pull(connection)
                if next(tries):
                    copy.put_back(connection)  # what the try before this one left
                answer = work(connection)
                copy.push(connection)
            return answer

        try:
            return self._write(shared, _STALE, *stale)
        except BaseException:
            with suppress(Exception), self._read() as connection, copy.lock:  # else the next change does it
                copy.put_back(connection)
            raise


class _FolderCopy:
    """A folder, and which of the shared files it held when it was last made like them.

    Whoever calls has the lock.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Up to which version it is like the shared files.
        self._version = 0
        self._known: dict[str, _Stamp] = {}
        #: So that nothing is renewed while somebody changes files.
        self.lock = threading.Lock()

    def pull(self, connection: Connection) -> None:
        """Make the folder like the shared files, as far as they have changed since."""
        newer = select(SharedFileRow).where(SharedFileRow.version > self._version)
        for row in connection.execute(newer.order_by(SharedFileRow.version)).all():
            self._set(row.path, row.content)
            self._version = row.version

    def push(self, connection: Connection) -> None:
        """Share what was changed in the folder; the transaction has the lock on files."""
        version = int(connection.execute(select(func.max(SharedFileRow.version))).scalar() or 0)
        for path in self._changed():
            file = self._folder / path
            content = file.read_bytes() if file.exists() else None
            version += 1
            row: dict[str, Any] = {"path": path, "content": content, "version": version}
            connection.execute(delete(SharedFileRow).where(SharedFileRow.path == path))
            connection.execute(insert(SharedFileRow).values(row))

    def put_back(self, connection: Connection) -> None:
        """Make the folder as it was before a change that failed."""
        changed = self._changed()
        for path in changed:
            self._known.pop(path, None)
            with suppress(OSError):
                (self._folder / path).unlink()
        for row in connection.execute(select(SharedFileRow).where(SharedFileRow.path.in_(changed))):
            if row.version <= self._version:
                self._set(row.path, row.content)

    def _set(self, path: str, content: bytes | None) -> None:
        file = self._folder / path
        if content is None:
            file.unlink(missing_ok=True)
            self._known.pop(path, None)
            return
        if not file.exists() or digest_of(file.read_bytes()) != digest_of(content):
            write_atomically(file, content, durable=False)
        self._known[path] = _stamp(file)

    def _changed(self) -> list[str]:
        """Return what is not as it was when the folder was last made like the shared files."""
        files = finished_files(self._folder)
        present = {path.relative_to(self._folder).as_posix(): _stamp(path) for path in files}
        names = sorted(present.keys() | self._known.keys())
        return [name for name in names if present.get(name) != self._known.get(name)]


def _stamp(file: Path) -> _Stamp:
    status = file.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
