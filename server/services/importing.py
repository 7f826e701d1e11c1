"""Take over routines from files: those of other apps, and Soleus's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.routine.editing import Bundle, from_file
from server.routine.importing import ImportedRoutine, foreign_routines, with_matches
from server.routine.library import Library
from server.services.sharing import Replaced, SharedRoutine, SharingService


@dataclass(frozen=True, slots=True)
class OpenedRoutine:
    """A routine of a file, before it is saved."""

    #: As it came.
    bundle: Bundle
    #: As it would be saved here.
    shared: SharedRoutine
    #: What its app was and what was left behind; ``None`` if it is a routine of Soleus.
    imported: ImportedRoutine | None


class ImportService:
    """Opens files and saves what they hold."""

    def __init__(self, library: Library, sharing: SharingService) -> None:
        self._library = library
        self._sharing = sharing

    def foreign(self, content: bytes, name: str, person_id: int | None) -> tuple[OpenedRoutine, ...]:
        """Return the routines in a file of another app; none if it is no such file.

        :param name: of the file, for messages.
        :param person_id: who looks at it; ``None`` for the command line.
        :raises BadInput: if the file is damaged, or there is no routine in it.
        """
        found = foreign_routines(content, name, self._library.shipped_catalog().exercises.values())
        return tuple(
            OpenedRoutine(each.bundle, self._sharing.preview(each.bundle, person_id), each)
            for each in found or ()
        )

    def opened(self, content: bytes, name: str) -> tuple[OpenedRoutine, ...]:
        """Return the routines in a file of another app, or the one in a file of Soleus; for the command line.

        :raises BadInput: if it is neither.
        """
        foreign = self.foreign(content, name, None)
        if foreign:
            return foreign
        bundle = from_file(content, name)
        return (OpenedRoutine(bundle, self._sharing.preview(bundle, None), None),)

    def matched(self, bundle: Bundle, chosen: Mapping[str, str]) -> Bundle:
        """Return a bundle with shipped exercises in place of its own.

        :param chosen: ids of shipped exercises by the ids of its own.
        :raises BadInput: if there is no such exercise.
        """
        return with_matches(bundle, chosen, self._library.shipped_catalog().exercises)

    def save_all(self, chosen: Iterable[tuple[Bundle, Replaced | None]], person_id: int | None) -> list[str]:
        """Save routines, each perhaps in place of another, and return their ids.

        :param chosen: not read any further than to the first that has a fault.
        :raises BadInput: if one of them has a fault; then none is saved.
        """
        checked = []
        for bundle, replaced in chosen:
            self._sharing.preview(bundle, person_id).require_no_faults()
            checked.append((bundle, replaced))
        return [self.save(bundle, replaced, person_id) for bundle, replaced in checked]

    def save(self, bundle: Bundle, replaced: Replaced | None, person_id: int | None) -> str:
        """Save a routine, and return its id; see :meth:`SharingService.save`."""
        return self._sharing.save(bundle, replaced, person_id)
