"""A routine built from the values of its files, so that it can outlive them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.routine.model import Routine
from server.routine.parsing import Source, build_routine, read_catalog


def routine_from_values(values: Mapping[str, Any]) -> Routine:
    """Return the routine of ``Library.values_of``.

    :raises Faulty: if it cannot be used: another version of Soleus may have kept it.
    """
    exercises = {Path(f"{name}.yaml"): content for name, content in values["exercises"].items()}
    catalog = read_catalog(exercises, lambda file: _source(file, exercises[file]))
    return build_routine(_source(Path(f"{values['id']}.yaml"), values["routine"]), catalog)


def _source(file: Path, data: Mapping[str, Any]) -> Source:
    return Source(file, dict(data), value_lines={}, key_lines={}, invalid=frozenset(), faults=())
