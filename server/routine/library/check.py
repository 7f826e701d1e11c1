"""Every fault of routine and exercise files, for ``soleus check``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from server.resources import shipped
from server.routine.library.files import yaml_files
from server.routine.library.library import EXERCISES, Library
from server.routine.parsing.building import routine_of
from server.routine.parsing.catalog import Shelf, exercise_of, same_id, shelf_of
from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.parsing.reading import Source, read

__all__ = ["Fault", "check"]


def check(paths: Iterable[Path]) -> tuple[Fault, ...]:
    """Return every fault of files, and of all files in folders, in the order of their lines.

    A routine is checked against the exercises beside it and the shipped ones.
    """
    faults: list[Fault] = []
    routines: dict[str, Path] = {}
    for path in _files(paths):
        try:
            source = read(path)
            if _is_exercise(source):
                exercise_of(source)
                continue
            other = routines.setdefault(source.id, path)
            if other != path:
                faults.append(same_id("routine", path, other))
            routine_of(source, _beside(path))
        except Faulty as faulty:
            faults += faulty.faults
    return Faulty(faults).faults


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield each file once; a folder stands for the routines in it and the exercises beside them."""
    found: dict[Path, Path] = {}
    for path in paths:
        inside = (*yaml_files(path), *yaml_files(path / EXERCISES)) if path.is_dir() else ()
        for file in inside or (path,):
            found.setdefault(file.absolute(), file)
    yield from found.values()


def _is_exercise(source: Source) -> bool:
    """Tell an exercise by its folder, or else by its keys."""
    if source.path.parent.name == EXERCISES:
        return True
    return "steps" not in source.data and bool(
        source.data.keys() & {"kind", "instruction", "seconds", "tempo"}
    )


def _beside(path: Path) -> Shelf:
    return shelf_of(yaml_files(path.parent / EXERCISES), read).beside(_shipped().shipped())


@cache
def _shipped() -> Library:
    return Library(shipped("routines"))
