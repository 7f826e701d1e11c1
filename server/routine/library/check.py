"""Every fault of routine and exercise files, for ``soleus check``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from server.resources import shipped
from server.routine.library.files import yaml_files
from server.routine.library.library import EXERCISES, Library
from server.routine.parsing import (
    Catalog,
    Faulty,
    FileFault,
    Source,
    build_exercise,
    build_routine,
    duplicate_id,
    read,
    read_catalog,
)


def check_files(paths: Iterable[Path]) -> tuple[FileFault, ...]:
    """Return every fault of files, and of all files in folders, in the order of their lines.

    A routine is checked against the exercises beside it and the shipped ones.
    """
    faults: list[FileFault] = []
    routines: dict[str, Path] = {}
    for file in _files(paths):
        try:
            source = read(file)
            if _is_exercise(source):
                build_exercise(source)
                continue
            other = routines.setdefault(source.id, file)
            if other != file:
                faults.append(duplicate_id("routine", file, other))
            build_routine(source, _catalog_beside(file))
        except Faulty as faulty:
            faults += faulty.faults
    printed = {
        str(fault): fault for fault in Faulty(faults).faults
    }  # two steps in one line can read the same
    return tuple(printed.values())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield each file once; a folder stands for its routines and the exercises beside them."""
    found: dict[Path, Path] = {}
    for path in paths:
        inside = (*yaml_files(path), *yaml_files(path / EXERCISES)) if path.is_dir() else ()
        for file in inside or (path,):
            found.setdefault(file.absolute(), file)
    yield from found.values()


def _is_exercise(source: Source) -> bool:
    """Recognise an exercise by its folder, or else by its keys."""
    if source.file.parent.name == EXERCISES:
        return True
    return "steps" not in source.data and bool(
        source.data.keys() & {"kind", "instruction", "seconds", "tempo"}
    )


def _catalog_beside(file: Path) -> Catalog:
    beside = read_catalog(yaml_files(file.parent / EXERCISES), read)
    return beside.with_fallback(_shipped_library().shipped_catalog())


@cache
def _shipped_library() -> Library:
    return Library(shipped("routines"))
