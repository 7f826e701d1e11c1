"""Who may change a file: whoever made it; others use it. The files of the house are everybody's."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from server.services.user_files import DELETED, Changed, DeletedFile, FileKind, UserFiles, subfolder
from server.store import Person, SetOwner, Store

_Answer = TypeVar("_Answer")


class NotYours(Changed):
    """Somebody else's file was to be changed or deleted."""

    status = 403


class OwnedFiles:
    """Changes files on behalf of people.

    Every change of a file and of its owner is one transaction. A person is given by id; ``None`` is whoever
    uses the command line: all files are theirs to change, and what they make belongs to the house.
    """

    def __init__(self, files: UserFiles, store: Store) -> None:
        self._files = files
        self._store = store

    def owner(self, kind: FileKind, file_id: str) -> Person | None:
        """Return whom a file belongs to; ``None`` for the house."""
        return self._store.file_owner(self._name(self._files.path(kind, file_id)))

    def others(self, kind: FileKind, person_id: int | None) -> dict[str, str]:
        """Return the files of a kind that somebody may not change: whose each is, by its id."""
        folder = subfolder(self._files.folder, kind)
        paths = {self._files.folder / name: owner for name, owner in self._store.file_owners().items()}
        return {
            path.stem: owner.name
            for path, owner in paths.items()
            if path.parent == folder and not _may(owner, person_id)
        }

    def may_change(self, kind: FileKind, file_id: str, person_id: int | None) -> bool:
        """Tell whether somebody may change and delete a file."""
        return _may(self.owner(kind, file_id), person_id)

    def require_own(self, kind: FileKind, file_id: str, person_id: int | None) -> None:
        """Check that somebody may change and delete a file.

        :raises NotYours: if it is somebody else's.
        """
        owner = self.owner(kind, file_id)
        if owner and not _may(owner, person_id):
            raise NotYours(f"{file_id}.yaml is {owner.name}'s. Make a copy, and change that.")

    def deleted(self, person_id: int) -> tuple[DeletedFile, ...]:
        """Return the files that somebody can restore, the latest first."""
        owners = self._store.file_owners()
        return tuple(
            each for each in self._files.deleted() if _may(owners.get(self._deleted_name(each)), person_id)
        )

    def create(self, kind: FileKind, file_id: str, text: str, person_id: int | None) -> None:
        """Save a new file as somebody's; see :meth:`UserFiles.create`."""
        self.create_all([(kind, file_id, text)], {}, person_id)

    def create_all(
        self,
        texts: Iterable[tuple[FileKind, str, str]],
        replaced: Mapping[tuple[FileKind, str], str],
        person_id: int | None,
    ) -> None:
        """Save files that belong together; see :meth:`UserFiles.create_all`.

        :raises NotYours: if one that is to be replaced is somebody else's.
        """
        saved = tuple(texts)

        def change(own: SetOwner, undo: ExitStack) -> None:
            for kind, file_id, _ in saved:
                if (kind, file_id) in replaced:
                    self.require_own(kind, file_id, person_id)
                else:
                    own(self._name(self._files.path(kind, file_id)), person_id)
            paths = [self._files.path(kind, file_id) for kind, file_id, _ in saved]
            before = [path.read_bytes() if path.exists() else None for path in paths]
            self._files.create_all(saved, replaced)
            for path, content in zip(paths, before, strict=True):
                undo.callback(self._files.put_back, path, content)

        self._change(change)

    def replace(self, kind: FileKind, file_id: str, text: str, digest: str, person_id: int | None) -> None:
        """Save a file over the one with a digest; see :meth:`UserFiles.replace`.

        :raises NotYours: if it is somebody else's.
        """
        self.create_all([(kind, file_id, text)], {(kind, file_id): digest}, person_id)

    def delete(self, kind: FileKind, file_id: str, now_ms: int, person_id: int | None) -> DeletedFile:
        """Move a file to the deleted ones, where it stays whose it is; see :meth:`UserFiles.delete`.

        :raises NotYours: if it is somebody else's.
        """

        def change(own: SetOwner, undo: ExitStack) -> DeletedFile:
            self.require_own(kind, file_id, person_id)
            owner = self.owner(kind, file_id)
            deleted = self._files.delete(kind, file_id, now_ms)
            path, moved = self._files.path(kind, file_id), self._deleted_path(kind, deleted.name)
            undo.callback(self._files.move_back, moved, path)
            own(self._name(path), None)
            own(self._name(moved), owner.id if owner else None)
            return deleted

        return self._change(change)

    def restore(
        self, kind: FileKind, name: str, taken: Callable[[], Container[str]], person_id: int | None
    ) -> str:
        """Restore a deleted file, and return its id; see :meth:`UserFiles.restore`.

        :raises NotYours: if it was somebody else's.
        """

        def change(own: SetOwner, undo: ExitStack) -> str:
            moved = self._deleted_path(kind, name)
            owner = self._store.file_owner(self._name(moved))
            if not _may(owner, person_id):
                raise NotYours("This was somebody else's.")
            file_id = self._files.restore(kind, name, taken())
            path = self._files.path(kind, file_id)
            undo.callback(self._files.move_back, path, moved)
            own(self._name(moved), None)
            own(self._name(path), owner.id if owner else None)
            return file_id

        return self._change(change)

    def _change(self, change: Callable[[SetOwner, ExitStack], _Answer]) -> _Answer:
        """Change files and their owners in one transaction; if that is not kept, the files are as before.

        :param change: adds what undoes each change of a file. It may be run again, after that was done.
        """
        with ExitStack() as undo:

            def work(own: SetOwner) -> _Answer:
                undo.close()
                return change(own, undo)

            answer = self._store.change_files(work)
            undo.pop_all()
        return answer

    def _deleted_path(self, kind: FileKind, name: str) -> Path:
        return subfolder(self._files.folder, kind) / DELETED / name

    def _deleted_name(self, deleted: DeletedFile) -> str:
        return self._name(self._deleted_path(deleted.kind, deleted.name))

    def _name(self, path: Path) -> str:
        """Return how the store names a file."""
        return path.relative_to(self._files.folder).as_posix()


def _may(owner: Person | None, person_id: int | None) -> bool:
    return owner is None or person_id is None or owner.id == person_id
