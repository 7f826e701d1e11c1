"""``soleus import``: save the routines of files, and say what was taken over and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from server.errors import BadInput
from server.quoting import quoted
from server.routine.importing import LARGEST_FOREIGN, ImportedRoutine, clock
from server.services import OpenedRoutine, Replaced, Services


def import_file(services: Services, path: str, *, match: bool, replace: bool) -> Iterator[str]:
    """Save the routines in a file, and yield what there is to say, line by line.

    :param match: whether shipped exercises take the place of those of the same names.
    :param replace: whether a routine that has the same name is replaced.
    :raises BadInput: if the file cannot be read, or nothing of it can be saved.
    """
    found = services.importing.opened(_content(path), Path(path).name)
    if all(each.imported and not each.imported.usable for each in found):
        raise BadInput("\n".join(line for each in found for line in _unusable(each)))
    for opened in found:
        yield from _saved(services, opened, match=match, replace=replace)


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FOREIGN + 1)
    except OSError as error:
        raise BadInput(f"{path}: this file cannot be read: {error.strerror}.") from error


def _saved(services: Services, opened: OpenedRoutine, *, match: bool, replace: bool) -> Iterator[str]:
    imported, shared, bundle = opened.imported, opened.shared, opened.bundle
    if imported and not imported.usable:
        yield from _unusable(opened)
        return
    name = _name(opened)
    if imported and match:
        bundle = services.importing.matched(bundle, imported.matches)
        shared = services.sharing.preview(bundle, None)
    shared.require_no_faults()
    same = shared.same
    if same and same.identical:
        yield f"{quoted(name)} is here already, as {same.id}.yaml; there was nothing to save."
        return
    replaced = Replaced(same.id, same.digest) if same and replace else None
    saved_id = services.importing.save(bundle, replaced, None)
    app = f" from {imported.app}" if imported else ""
    yield f"{quoted(name)}{app}: {'replaced' if replaced else 'saved as'} {saved_id}.yaml."
    if same and not replaced:
        yield f"  {quoted(same.name)} is here already, as {same.id}.yaml; --replace replaces it."
    if imported:
        yield f"  In the other app: work {clock(imported.work_s)}, rest {clock(imported.rest_s)}."
        yield from (f"  Not taken over: {note}" for note in imported.not_taken)
        yield from _matches(services, imported, match=match)


def _matches(services: Services, imported: ImportedRoutine, *, match: bool) -> Iterator[str]:
    known = services.library.shipped_catalog().exercises
    for own, shipped in imported.matches.items():
        name, exercise = str(imported.bundle.exercises[own]["name"]), known[shipped]
        sided = ", as long on each side" if exercise.sides != "both" else ""
        how = "done as" if match else "it may be"
        yield f"  {quoted(name)}: {how} the shipped {quoted(exercise.name)}{sided}."
    if imported.matches and not match:
        yield "  --match uses these exercises, with their drawings, words and cautions."


def _unusable(opened: OpenedRoutine) -> Iterator[str]:
    yield f"{quoted(_name(opened))} is not saved."
    yield from (f"  {note}" for note in (opened.imported.not_taken if opened.imported else ()))


def _name(opened: OpenedRoutine) -> str:
    return str((opened.shared.bundle.routine or {}).get("name", opened.bundle.id))
