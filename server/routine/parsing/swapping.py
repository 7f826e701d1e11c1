"""A routine in which steps have other exercises: an edit of its values that is one person's alone."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.model import Routine
from server.routine.parsing.building import build_routine
from server.routine.parsing.catalog import Catalog, inner_catalog
from server.routine.parsing.diagnostics import Faulty
from server.routine.parsing.parts import written_parts
from server.routine.parsing.reading import Source
from server.suggestions import suggestion

#: What a step says that is not about its exercise.
_KEPT_KEYS = ("announce", "wait", "skip", "move")


def swap(source: Source, catalog: Catalog, instead: Mapping[str, str]) -> tuple[Routine, Source]:
    """Return a routine with its swaps made, and the values that it is made of.

    :param source: of the routine as its file has it.
    :param instead: id of a step to the exercise that is done there.
    :raises BadInput: with a fault for each swap that cannot be made.
    """
    exercises = inner_catalog(source).with_fallback(catalog).exercises
    faults = [
        Fault((part, "instead"), f"there is no exercise {quoted(name)}{suggestion(name, exercises)}")
        for part, name in instead.items()
        if name not in exercises
    ]
    if faults:
        raise BadInput(faults=faults)
    changed = replace(source, data=with_swaps(source.data, instead), value_lines={}, key_lines={})
    try:
        return build_routine(changed, catalog), changed
    except Faulty as faulty:
        messages = dict.fromkeys(fault.message for fault in faulty.faults)
        raise BadInput(faults=[Fault((*instead, "instead")[:2], each) for each in messages]) from faulty


def swap_possible(
    source: Source, catalog: Catalog, routine: Routine, instead: Mapping[str, str]
) -> tuple[Routine, Source]:
    """Return a routine with those of its kept swaps made that still can be; see :func:`swap`.

    :param routine: as its file has it.
    """
    ids = {step.id for step in routine.steps}
    made: dict[str, str] = {}
    swapped = routine, source
    for part, name in instead.items() if ids else ():
        if part in ids:
            try:
                swapped = swap(source, catalog, {**made, part: name})
            except BadInput:  # its exercise is gone, or the routine has changed around it
                continue
            made[part] = name
    return swapped


def with_swaps(data: Mapping[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    """Return a routine's values with other exercises in some steps, which keep their ids and their places."""
    changed: dict[str, Any] = copy.deepcopy(dict(data))
    parts = written_parts(changed)
    for part in parts:
        if part.kind != "step" or part.id not in instead:
            continue
        group: Any = changed
        for key in part.path[:-1]:
            group = group[key]
        own = {key: part.group[key] for key in _KEPT_KEYS if key in part.group}
        group[part.path[-1]] = {"exercise": instead[part.id], "id": part.id, **own}
    _mend_presets(changed, instead)
    used = {part.group.get("exercise") for part in written_parts(changed)}
    if "cover" in changed and changed["cover"] not in used:
        del changed["cover"]
    return changed


def _mend_presets(data: dict[str, Any], instead: Mapping[str, str]) -> None:
    """Take the figures of swapped steps out of the presets: they are those of another exercise."""
    for preset in data.get("presets") or ():
        doses = preset.get("doses")
        for part in instead.keys() & doses.keys() if isinstance(doses, dict) else ():
            doses[part] = {name: value for name, value in doses[part].items() if name == "skip"}
            if not doses[part]:
                del doses[part]
