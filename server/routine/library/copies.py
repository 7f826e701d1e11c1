"""A routine built from the values of its files, so that it can outlive them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.routine.model import Routine
from server.routine.parsing import Faulty, FileFault, Source, build_routine, read_catalog


def routine_from_values(values: Mapping[str, Any]) -> Routine:
    """Return the routine of ``Library.routine_with_values``.

    :raises Faulty: if it cannot be used: another version of Soleus may have kept it.
    """
    routine, exercises = values.get("routine"), values.get("exercises")
    file = Path(f"{values.get('id')}.yaml")
    if not (isinstance(routine, Mapping) and isinstance(exercises, Mapping)):
        raise Faulty([FileFault((), "this is not the copy of a routine", file, 1)])
    contents = {Path(f"{name}.yaml"): content for name, content in exercises.items()}
    catalog = read_catalog(contents, lambda each: _source(each, contents[each]))
    return build_routine(_source(file, routine), catalog)


def _source(file: Path, data: Mapping[str, Any]) -> Source:
    return Source(file, dict(data), value_lines={}, key_lines={}, invalid=frozenset(), faults=())
