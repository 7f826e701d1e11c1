"""A house's own routines and exercises: what they may use, what is wrong, and how they are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from server.digests import digest_of
from server.disk_space import DiskSpace
from server.errors import BadInput, NotFound, SoleusError
from server.routine import Exercise, Routine
from server.routine.editing import (
    RoutineDraft,
    draft_of,
    exercise_document,
    exercise_inputs,
    free_id,
    id_of,
    old_step_indexes,
    patch_text,
    routine_document,
    to_yaml,
    without_schema,
)
from server.routine.library import Library, yaml_files
from server.routine.parsing import (
    Catalog,
    Faulty,
    build_exercise,
    build_routine,
    inner_catalog,
    parse,
    read,
)
from server.routine.schema import LONGEST_NAME
from server.services.checked_file import CheckedFile, checked_file
from server.services.owned_files import NotYours, OwnedFiles
from server.services.user_files import Changed, DeletedFile, FileKind, UserFiles, subfolder
from server.store import Store

#: Returns the values of a file to be saved, and the old index of each of its steps, from the values of the
#: file that is edited or copied.
_Edit = Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Sequence[int | None]]]


@dataclass(frozen=True, slots=True)
class DraftOrigin:
    """The file that a draft comes from; a draft that was begun from scratch has none."""

    #: Id of the file that is edited; empty for a new one.
    id: str = ""
    #: Id of the routine that a new one is a copy of.
    copied_from: str = ""
    #: Digest of the edited file when the editing began.
    digest: str = ""


class SaveConflict(Changed):
    """A draft was not saved, because the file that it comes from has changed; the person may save it again.

    :param origin: what the draft comes from if it is saved again.
    :param current: what the file holds now; empty if it is gone.
    """

    def __init__(self, reason: str, origin: DraftOrigin, current: bytes) -> None:
        super().__init__(reason)
        self.origin = origin
        self.current = current.decode("utf-8", "replace")


class UserLibrary:
    """A house's own routines and exercises.

    Each belongs to the person who made it, or to the house.

    :param folder: the house's folder, one of those that the library reads.
    :param library: all routines and exercises, the shipped ones too.
    :param store: keeps whose they are.
    :param disk: makes room for what is saved.
    :param saved: called when something that a person has saved is durable, with their id and that of the
        routine; that is empty for an exercise.
    """

    def __init__(
        self,
        folder: Path,
        library: Library,
        store: Store,
        disk: DiskSpace | None = None,
        saved: Callable[[int, str], None] = lambda *_: None,
    ) -> None:
        self.folder = folder
        self._saved = saved
        #: To read; what changes a file is in ``owned``.
        self.files = UserFiles(folder, disk)
        self.owned = OwnedFiles(self.files, store)
        self._library = library

    def catalog(self) -> Catalog:
        """Return the exercises that the person's routines may use."""
        return self._library.catalog_for(self.folder)

    def exercises_for(self, origin: DraftOrigin) -> Mapping[str, Exercise]:
        """Return the exercises that a draft may use: also those that the file it comes from holds itself."""
        exercises = self.catalog().exercises
        file_id = origin.id or origin.copied_from
        try:
            file = self.routine_file(file_id) if file_id else None
            return {**exercises, **inner_catalog(read(file)).exercises} if file else exercises
        except (NotFound, Faulty):  # told where it is saved
            return exercises

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the person's exercises that have no faults."""
        shipped = self._library.shipped_catalog().files
        return tuple(each for each in self._library.exercises() if each.id not in shipped)

    def routine_ids(self) -> set[str]:
        """Return the ids of the person's routine files, with or without faults."""
        return {file.stem for file in yaml_files(self.folder)}

    def values(self, kind: FileKind) -> dict[str, Mapping[str, Any]]:
        """Return what the person's files of a kind hold, by id; those that are no YAML are left out."""
        found = self._library.values_in(subfolder(self.folder, kind))
        return {file.stem: values for file, values in found.items()}

    def taken_ids(self, kind: FileKind) -> set[str]:
        """Return the ids of all files, shipped or the person's, with or without faults."""
        folders = (subfolder(folder, kind) for folder in self._library.folders)
        return {file.stem for folder in folders for file in yaml_files(folder)}

    def routine_file(self, routine_id: str) -> Path:
        """Return the file of a routine, shipped or the person's.

        :raises NotFound: if there is none.
        """
        file = self.files.path("routine", routine_id)
        if file.exists():
            return file
        self._library.routine(routine_id)
        return self._library.folders[0] / file.name

    def title(self, kind: FileKind, file_id: str) -> str:
        """Return the name of a routine or exercise; the id of one that has faults."""
        library = self._library
        known: Sequence[Routine | Exercise] = library.routines() if kind == "routine" else library.exercises()
        return next((each.name for each in known if each.id == file_id), file_id)

    def routines_using(self, exercise_id: str) -> list[str]:
        """Return the names of the routines that use an exercise."""
        return [routine.name for routine in self._library.routines() if exercise_id in routine.exercise_ids]

    def check_routine(
        self, routine_id: str, content: bytes, catalog: Catalog | None = None
    ) -> CheckedFile[Routine]:
        """Check the content of a routine file as if it were saved.

        :param catalog: the exercises that it may use; by default those of :meth:`catalog`.
        """
        usable = self.catalog() if catalog is None else catalog
        file = self.files.path("routine", routine_id)
        return checked_file(file, content, lambda source: build_routine(source, usable))

    def check_exercise(self, exercise_id: str, content: bytes) -> CheckedFile[Exercise]:
        """Check the content of an exercise file as if it were saved."""
        return checked_file(self.files.path("exercise", exercise_id), content, build_exercise)

    def copy_of(self, routine_id: str) -> RoutineDraft:
        """Return the draft of a copy of a routine, with a name of its own.

        :raises NotFound: if there is no such routine.
        :raises BadInput: if no form can show it.
        """
        file = self.routine_file(routine_id)
        draft = draft_of(parse(file, file.read_bytes()).data)
        name = f"My {draft.texts['name']}"[:LONGEST_NAME]
        return replace(draft, texts={**draft.texts, "name": name})

    def exercise_copy(self, exercise_id: str) -> dict[str, str]:
        """Return what the form of a copy of one of the house's exercises shows, with a name of its own.

        :raises NotFound: if there is no such exercise.
        :raises BadInput: if no form can show it.
        """
        content = self.files.content("exercise", exercise_id)
        inputs = exercise_inputs(parse(self.files.path("exercise", exercise_id), content).data)
        return {**inputs, "name": f"My {inputs['name']}"[:LONGEST_NAME]}

    def save_routine(self, draft: RoutineDraft, origin: DraftOrigin, person_id: int | None) -> str:
        """Save a draft, and return the id of its routine once it is durable.

        :param person_id: whose it becomes if it is new; ``None`` for the house.
        :raises SaveConflict: if the file that it comes from has changed, or is somebody else's.
        :raises Faulty: if the routine would have faults.
        :raises BadInput: if the file cannot be changed by the editor.
        """
        return self._save(
            "routine",
            draft.texts.get("name", ""),
            origin,
            person_id,
            lambda base: (routine_document(draft, base), old_step_indexes(draft, base)),
        )

    def save_exercise(self, inputs: Mapping[str, str], origin: DraftOrigin, person_id: int | None) -> str:
        """Save an exercise, and return its id once it is durable.

        :param inputs: what was typed, by the names of ``exercise_form.EXERCISE_INPUTS``.
        :param person_id: whose it becomes if it is new; ``None`` for the house.
        :raises SaveConflict: if the file that it comes from has changed, or is somebody else's.
        :raises Faulty: if the exercise would have faults.
        :raises BadInput: if the file cannot be changed by the editor.
        """
        return self._save(
            "exercise",
            inputs.get("name", ""),
            origin,
            person_id,
            lambda base: (exercise_document(inputs, base), ()),
        )

    def delete(self, kind: FileKind, file_id: str, now_ms: int, person_id: int | None) -> DeletedFile:
        """Delete a file so that it can be restored.

        :param now_ms: milliseconds since 1970.
        :raises BadInput: if routines use the exercise.
        :raises NotFound: if there is no such file.
        :raises NotYours: if it is somebody else's.
        """
        users = self.routines_using(file_id) if kind == "exercise" else []
        if users:
            raise BadInput(f"This exercise is part of {', '.join(users)}. Remove it there first.")
        return self.owned.delete(kind, file_id, now_ms, person_id)

    def restore(self, kind: FileKind, name: str, person_id: int | None) -> str:
        """Restore a deleted file, and return its id; see :meth:`OwnedFiles.restore`."""
        return self.owned.restore(kind, name, lambda: self.taken_ids(kind), person_id)

    def _save(
        self, kind: FileKind, name: str, origin: DraftOrigin, person_id: int | None, edit: _Edit
    ) -> str:
        try:
            if origin.id:
                self.owned.require_own(kind, origin.id, person_id)
            base = self._base(kind, origin)
            file_id = origin.id or free_id(id_of(name) or kind, self.taken_ids(kind))
            file = self.files.path(kind, file_id)
            text = _edited(file, base, edit)
            self._require_valid(kind, file, text)
            if origin.id:
                self.owned.replace(kind, file_id, text, origin.digest, person_id)
            else:
                self.owned.create(kind, file_id, text, person_id)
        except (Changed, NotFound) as error:
            raise self._conflict(kind, origin, error) from error
        if person_id is not None:
            self._saved(person_id, file_id if kind == "routine" else "")
        return file_id

    def _base(self, kind: FileKind, origin: DraftOrigin) -> bytes:
        """Return the file that holds what the form does not show; empty for a draft from scratch."""
        if origin.id:
            self.files.require_unchanged(kind, origin.id, origin.digest)
            return self.files.content(kind, origin.id)
        if origin.copied_from:
            return without_schema(self.routine_file(origin.copied_from).read_bytes())
        return b""

    def _require_valid(self, kind: FileKind, file: Path, text: str) -> None:
        source = parse(file, text.encode(errors="replace"))
        if kind == "routine":
            build_routine(source, self.catalog())
        else:
            build_exercise(source)

    def _conflict(self, kind: FileKind, origin: DraftOrigin, error: SoleusError) -> SaveConflict:
        current = b""
        if isinstance(error, NotYours):
            copied_from = origin.id if kind == "routine" else ""
            return SaveConflict(str(error), DraftOrigin(copied_from=copied_from), current)
        try:
            if origin.id:
                current = self.files.content(kind, origin.id)
            elif origin.copied_from:
                self.routine_file(origin.copied_from)
        except NotFound:
            origin = DraftOrigin()
        return SaveConflict(str(error), replace(origin, digest=digest_of(current)), current)


def _edited(file: Path, base: bytes, edit: _Edit) -> str:
    """Return the text of a file after an edit.

    :param base: the content that is edited; empty for a new file.
    """
    if not base:
        return to_yaml(edit({})[0])
    return patch_text(base, *edit(parse(file, base).data))
