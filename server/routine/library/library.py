"""All routines and exercises of the shipped folder and a person's own, as fresh as their files."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from server.errors import NotFound
from server.routine.library.files import Files, is_yaml, yaml_files
from server.routine.model import Exercise, Routine
from server.routine.parsing.building import routine_of
from server.routine.parsing.catalog import NO_EXERCISES, Shelf, same_id, shelf_of
from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.parsing.reading import read
from server.routine.schema.documents import Occasion
from server.suggestions import suggestion

#: Name of the folder of exercises beside the routines.
EXERCISES = "exercises"


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A routine or an exercise that cannot be used until its file is mended."""

    path: Path
    id: str
    faults: tuple[Fault, ...]


class Library:
    """Reads folders of routines, each with its ``exercises`` folder; the first is the shipped one.

    A routine may use the exercises of its own folder and the shipped ones. Each look-up asks the
    system when the files were changed, and reads those that were. Safe to share among threads.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._files = Files(sub for folder in folders for sub in (folder / EXERCISES, folder))
        self._lock = threading.Lock()
        self._contents = _Contents(NO_EXERCISES, (), {}, ())

    def routines(self) -> tuple[Routine, ...]:
        """Return the sound routines in the order of the home page."""
        return tuple(sorted(self._fresh().routines.values(), key=_home_page_order))

    def broken(self) -> tuple[BrokenFile, ...]:
        """Return the files that cannot be used, routines and exercises."""
        return self._fresh().broken

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the sound exercises by folder and id."""
        return self._fresh().exercises

    def shipped(self) -> Shelf:
        """Return the exercises of the first folder, which every routine may use."""
        return self._fresh().shipped

    def routine(self, routine_id: str) -> Routine:
        """Return a routine by its id. Raises NotFound with the nearest ids, or Faulty with every fault."""
        contents = self._fresh()
        if routine_id in contents.routines:
            return contents.routines[routine_id]
        for broken in contents.broken:
            if broken.id == routine_id and broken.path.parent.name != EXERCISES:
                raise Faulty(broken.faults)
        raise NotFound(f'there is no routine "{routine_id[:80]}"{suggestion(routine_id, contents.routines)}')

    def routine_at(self, path: Path) -> Routine:
        """Read a routine from anywhere; exercises beside it go before the shipped ones. Raises Faulty."""
        beside = shelf_of(yaml_files(path.parent / EXERCISES), read)
        return routine_of(read(path), beside.beside(self.shipped()))

    def routine_named(self, id_or_path: str) -> Routine:
        """Return a routine by id or path, for a command line: it opens whatever file it is told to."""
        path = Path(id_or_path)
        return self.routine_at(path) if is_yaml(path) or len(path.parts) > 1 else self.routine(id_or_path)

    def _fresh(self) -> _Contents:
        with self._lock:
            if self._files.changed():
                self._contents = _contents(self._folders, self._files)
            return self._contents


@dataclass(frozen=True, slots=True)
class _Contents:
    """What all files held when they were last looked at."""

    shipped: Shelf
    exercises: tuple[Exercise, ...]
    routines: Mapping[str, Routine]
    broken: tuple[BrokenFile, ...]


def _contents(folders: tuple[Path, ...], files: Files) -> _Contents:
    own = [shelf_of(files.within(folder / EXERCISES), files.read) for folder in folders]
    usable = own[:1] + [shelf.added_to(own[0]) for shelf in own[1:]]
    sound, broken = [], []
    for shelf, has in zip(usable, own, strict=True):
        sound += [shelf.exercises[name] for name in has.files if name in shelf.exercises]
        broken += [
            BrokenFile(has.files[name], name, shelf.broken[name])
            for name in has.files
            if name in shelf.broken
        ]
    routines, unusable = _routines(folders, usable, files)
    return _Contents(own[0] if own else NO_EXERCISES, tuple(sound), routines, (*unusable, *broken))


def _routines(
    folders: tuple[Path, ...], shelves: list[Shelf], files: Files
) -> tuple[dict[str, Routine], list[BrokenFile]]:
    routines: dict[str, Routine] = {}
    broken: list[BrokenFile] = []
    first: dict[str, Path] = {}
    for folder, shelf in zip(folders, shelves, strict=True):
        for path in files.within(folder):
            name, other = path.stem, first.setdefault(path.stem, path)
            if other != path:
                routines.pop(name, None)
                broken.append(BrokenFile(path, name, (same_id("routine", path, other),)))
                continue
            try:
                routines[name] = routine_of(files.read(path), shelf)
            except Faulty as faulty:
                broken.append(BrokenFile(path, name, faulty.faults))
    return routines, broken


def _home_page_order(routine: Routine) -> tuple[int, int, str, str]:
    return (get_args(Occasion).index(routine.occasion), routine.order, routine.name, routine.id)
