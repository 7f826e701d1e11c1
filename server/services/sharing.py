"""Share routines with another Soleus, and look at what others shared before it is saved."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from server.errors import BadInput, told
from server.routine import Choices, Exercise, Routine
from server.routine.choices import part_named
from server.routine.editing import Bundle, from_code, from_file, to_yaml, with_doses, with_free_ids
from server.routine.library import Library
from server.routine.parsing import Catalog, FileFault, parse, with_swaps
from server.routine.schema import LONGEST_NAME
from server.services.preferences import PreferencesService
from server.services.same_routine import SameRoutine, same_routine
from server.services.user_files import FileKind
from server.services.user_library import UserLibrary

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SharedRoutine:
    """A routine that somebody shared, as it would be saved here."""

    bundle: Bundle
    #: ``None`` if it has faults.
    routine: Routine | None
    #: The exercises that would be saved with it.
    exercises: tuple[Exercise, ...]
    #: Text of each file by its kind and id.
    texts: tuple[tuple[FileKind, str, str], ...]
    #: What keeps it from being saved.
    faults: tuple[FileFault, ...]
    #: The house's own routine that it may be.
    same: SameRoutine | None = None

    def require_no_faults(self) -> None:
        """Check that it can be saved.

        :raises BadInput: with the first of its faults.
        """
        if self.faults:
            raise BadInput("\n".join(told([fault.in_folder for fault in self.faults])))


@dataclass(frozen=True, slots=True)
class Replaced:
    """A person's routine that another one is to replace."""

    id: str
    #: Of the file as the person saw it.
    digest: str


class SharingService:
    """Packs and unpacks shared routines."""

    def __init__(self, library: Library, user_library: UserLibrary, preferences: PreferencesService) -> None:
        self._library = library
        self._user_library = user_library
        self._preferences = preferences

    def pack(self, person_id: int, routine: Routine, *, whole: bool) -> Bundle:
        """Return a routine with a person's doses, ready to be shared.

        :param whole: whether to pack a shipped routine too, and not only its id, which every Soleus knows.
        """
        personal = self._preferences.chosen_for_it(person_id, routine)
        choices = personal.choices
        whole = whole or bool(choices.instead)  # a list of doses says nothing of other exercises
        if not whole and routine.id not in self._user_library.routine_ids():
            return Bundle(routine.id, None, doses=choices.doses)
        path = self._user_library.routine_file(routine.id)
        data = with_doses(with_swaps(parse(path, path.read_bytes()).data, choices.instead), choices)
        files = self._user_library.catalog().files
        inside = data.pop("exercises", {})
        needed = personal.routine.exercise_ids - self._library.shipped_catalog().files.keys() - inside.keys()
        exercises = {name: parse(files[name], files[name].read_bytes()).data for name in sorted(needed)}
        return Bundle(routine.id, data, {**inside, **exercises})

    def preview(self, bundle: Bundle, person_id: int | None) -> SharedRoutine:
        """Check a bundle against the rules for files, under the ids that it would get here.

        :param person_id: who looks at it; ``None`` for the command line.
        """
        library, catalog = self._user_library, self._user_library.catalog()
        bundle = self._with_routine(bundle)
        wanted_id, known = bundle.id, self._own_exercises(bundle)
        bundle = with_free_ids(bundle, library.taken_ids("routine"), known, library.taken_ids("exercise"))
        texts: list[tuple[FileKind, str, str]] = []
        exercises: dict[str, Exercise] = {}
        faults: list[FileFault] = []
        for name, content in bundle.exercises.items():
            texts.append(("exercise", name, to_yaml(content)))
            checked = library.check_exercise(name, texts[-1][2].encode())
            faults += checked.faults
            if checked.value:
                exercises[name] = checked.value
        files = {name: library.files.path("exercise", name) for name in bundle.exercises}
        usable = Catalog(files, exercises, {}).with_fallback(catalog)
        texts.append(("routine", bundle.id, to_yaml(bundle.routine or {})))
        found = library.check_routine(bundle.id, texts[-1][2].encode(), usable)
        same = same_routine(library, wanted_id, bundle.routine or {}, person_id)
        return SharedRoutine(
            bundle, found.value, tuple(exercises.values()), tuple(texts), (*found.faults, *faults), same
        )

    def save(self, bundle: Bundle, replaced: Replaced | None, person_id: int | None) -> str:
        """Save a shared routine with its exercises, all or nothing, and return the routine's id.

        :param replaced: the person's routine that it replaces; ``None`` to stand beside all others.
        :param person_id: whose it becomes; ``None`` for the house.
        :raises BadInput: naming its faults, if it has any.
        :raises NotYours: if the routine to replace is somebody else's.
        :raises Changed: if the routine to replace is not what it was any more.
        """
        shared = self.preview(bundle, person_id)
        shared.require_no_faults()
        files, routine_id = self._user_library.owned, replaced.id if replaced else shared.bundle.id
        *exercises, (kind, _, text) = shared.texts
        digests = {(kind, replaced.id): replaced.digest} if replaced else {}
        files.create_all([*exercises, (kind, routine_id, text)], digests, person_id)
        log.info("shared routine saved: %s", routine_id)
        return routine_id

    def _own_exercises(self, bundle: Bundle) -> dict[str, Any]:
        """Return the values of the person's exercises that may be some of a bundle's, by id."""
        wanted, own = tuple(bundle.exercises), self._user_library.values("exercise")
        return {name: values for name, values in own.items() if name.startswith(wanted)}

    def _with_routine(self, bundle: Bundle) -> Bundle:
        """Return a bundle with a routine: if only doses came, the routine of that id with these doses."""
        if bundle.routine is not None:
            return bundle
        routine = self._library.routine(bundle.id)
        for part in bundle.doses:
            part_named(routine, part)
        path = self._user_library.routine_file(routine.id)
        data = with_doses(parse(path, path.read_bytes()).data, Choices(doses=bundle.doses))
        return Bundle(routine.id, {**data, "name": f"{routine.name}, shared"[:LONGEST_NAME]})


def bundle_of_text(text: str) -> Bundle:
    """Return the bundle of a pasted link or of the pasted text of a file.

    :raises BadInput: if it is neither.
    """
    text = text.strip()
    if not text:
        raise BadInput("Choose a file, or paste a link or the text of a file.")
    if "\n" not in text and "?" in text:
        return from_code(parse_qs(urlsplit(text).query).get("r", [""])[0])
    return from_file(text.encode(errors="replace"))
