"""A routine of the house that an arriving one may be: the same file, or one of the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from server.digests import digest_of
from server.errors import NotFound
from server.services.user_library import UserLibrary


@dataclass(frozen=True, slots=True)
class SameRoutine:
    """A routine file that is there already."""

    id: str
    name: str
    #: The name of the person whom it belongs to, if that is somebody else: it cannot be replaced then.
    owner: str
    #: Whether it says the same as the one that arrives.
    identical: bool
    #: Of the file, so that nothing is replaced that has changed since.
    digest: str


def same_routine(
    library: UserLibrary, wanted_id: str, routine: Mapping[str, Any], person_id: int | None
) -> SameRoutine | None:
    """Return the house's routine of the same content, id or name, whichever there is first.

    :param wanted_id: the id that the arriving one would like to have.
    :param routine: its values, as they would be saved.
    :param person_id: who would save it; ``None`` for the command line, which may replace everything.
    """
    found = list(_own_routines(library, routine, person_id))
    name = _folded(str(routine.get("name", "")))
    for is_same in (
        lambda each: each.identical,
        lambda each: each.id == wanted_id,
        lambda each: _folded(each.name) == name,
    ):
        for each in found:
            if is_same(each):
                return each
    return None


def _own_routines(
    library: UserLibrary, routine: Mapping[str, Any], person_id: int | None
) -> Iterator[SameRoutine]:
    others = library.owned.others("routine", person_id)
    # Before their values: of a file that changes in between, the digest is the old one.
    digests = dict(_digests(library))
    for routine_id, values in sorted(library.values("routine").items()):
        if routine_id in digests:
            name, owner = str(values.get("name", routine_id)), others.get(routine_id, "")
            yield SameRoutine(routine_id, name, owner, values == routine, digests[routine_id])


def _digests(library: UserLibrary) -> Iterator[tuple[str, str]]:
    for routine_id in library.routine_ids():
        with suppress(NotFound, OSError):
            yield routine_id, digest_of(library.files.path("routine", routine_id).read_bytes())


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
