"""Every fault of routine and exercise files, for ``soleus check``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.resources import shipped
from server.routine.library.files import yaml_files
from server.routine.library.hearing import hard_words
from server.routine.library.library import EXERCISES, Library
from server.routine.model import Routine
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
from server.routine.schema import as_written


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in files, and in all files of folders."""

    #: In the order of their lines.
    faults: tuple[FileFault, ...]
    #: What is no fault, but worth a look.
    notes: tuple[FileFault, ...]
    #: The routines without faults, with the files that they come from.
    routines: tuple[tuple[Routine, Source], ...]


def check_files(paths: Iterable[Path]) -> tuple[FileFault, ...]:
    """Return every fault of files, and of all files in folders, in the order of their lines."""
    return examine_files(paths).faults


def examine_files(paths: Iterable[Path], respelled: Callable[[str], str] = as_written) -> Examined:
    """Return what is found in files, and in all files of folders.

    A routine is checked against the exercises beside it and the shipped ones.

    :param respelled: returns a text with the words that have a pronunciation written as they are said.
    """
    faults: list[FileFault] = []
    notes: list[FileFault] = []
    sound: list[tuple[Routine, Source]] = []
    routines: dict[str, Path] = {}
    for file in _files(paths):
        try:
            source = read(file)
            if _is_exercise(source):
                build_exercise(source)
                notes += hard_words(source, respelled)
                continue
            other = routines.setdefault(source.id, file)
            if other != file:
                faults.append(duplicate_id("routine", file, other))
            sound.append((build_routine(source, _catalog_beside(file)), source))
            notes += hard_words(source, respelled)
        except Faulty as faulty:
            faults += faulty.faults
    printed = {
        str(fault): fault for fault in Faulty(faults).faults
    }  # two steps in one line can read the same
    return Examined(tuple(printed.values()), tuple(notes), tuple(sound))


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
