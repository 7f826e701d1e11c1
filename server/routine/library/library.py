"""All routines and exercises of the shipped folder and a person's own, as fresh as their files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from server.errors import NotFound
from server.quoting import quoted
from server.routine.library.files import FileCache, is_yaml, yaml_files
from server.routine.model import Exercise, Routine
from server.routine.parsing import (
    EMPTY_CATALOG,
    Catalog,
    Faulty,
    FileFault,
    Source,
    build_routine,
    duplicate_id,
    inner_catalog,
    read,
    read_catalog,
    swap,
    swap_possible,
)
from server.routine.schema import Occasion
from server.suggestions import suggestion

#: Name of the folder of exercises beside the routines.
EXERCISES = "exercises"


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A routine or an exercise that cannot be used until its file is fixed."""

    path: Path
    id: str
    faults: tuple[FileFault, ...]


class Library:
    """Reads folders of routines, each with its ``exercises`` folder; the first is the shipped one.

    A routine may use the exercises of its own folder and the shipped ones. Each look-up asks the
    system when the files were changed, and reads those that were. Thread-safe.

    :param read_file: reads one file; raises Faulty if it cannot.
    :param fetch: brings files into the folders that may have been written elsewhere; called before a routine
        is said not to be there.
    """

    def __init__(
        self,
        *folders: Path,
        read_file: Callable[[Path], Source] = read,
        fetch: Callable[[], None] = lambda: None,
    ) -> None:
        #: The folders that are read, the shipped one first.
        self.folders = folders
        self._cache = FileCache(
            (sub for folder in folders for sub in (folder / EXERCISES, folder)), read_file
        )
        self._fetch = fetch
        self._lock = threading.Lock()
        self._contents = _Contents({}, (), {}, {}, ())

    def routines(self) -> tuple[Routine, ...]:
        """Return the routines without faults, in the order of the home page."""
        return tuple(sorted(self._fresh().routines.values(), key=_home_page_order))

    def broken(self) -> tuple[BrokenFile, ...]:
        """Return the files that cannot be used, routines and exercises."""
        return self._fresh().broken

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the exercises without faults, by folder and id."""
        return self._fresh().exercises

    def catalog_for(self, folder: Path) -> Catalog:
        """Return the exercises that the routines of a folder may use: its own and the shipped ones.

        :param folder: one of the library's folders.
        """
        return self._fresh().catalogs[folder]

    def shipped_catalog(self) -> Catalog:
        """Return the exercises of the first folder, which every routine may use."""
        return self.catalog_for(self.folders[0]) if self.folders else EMPTY_CATALOG

    def routine(self, routine_id: str) -> Routine:
        """Return a routine by its id.

        :raises NotFound: if there is none; names the nearest ids.
        :raises Faulty: with every fault of its file.
        """
        return self._fresh(routine_id).routine(routine_id)

    def routine_with_values(
        self, routine_id: str, instead: Mapping[str, str] | None = None
    ) -> tuple[Routine, dict[str, Any]]:
        """Return a routine, and what its file and those of its exercises hold: see ``routine_from_values``.

        Both are of the same moment, whoever saves a file meanwhile.

        :param instead: swaps that a person keeps; those that cannot be made any more are not.
        :raises NotFound: if there is none; names the nearest ids.
        :raises Faulty: with every fault of its file.
        """
        with self._lock:
            contents = self._refreshed(routine_id)
            routine = contents.routine(routine_id)
            file = contents.files[routine.id]
            catalog, source = contents.catalogs[file.parent], self._cache.read(file)
            exercises = catalog.files
            routine, source = swap_possible(source, catalog, routine, instead or {})
            return routine, {
                "id": routine.id,
                "routine": source.data,
                # Those that its own file holds are part of that.
                "exercises": {
                    name: self._cache.read(exercises[name]).data
                    for name in sorted(routine.exercise_ids)
                    if name in exercises
                },
            }

    def swap(self, routine: Routine, instead: Mapping[str, str]) -> Routine:
        """Return a routine of this library with other exercises in some steps.

        :param instead: id of a step to the exercise that is done there.
        :raises BadInput: with a fault for each swap that cannot be made.
        :raises NotFound: if the routine is gone.
        """
        return swap(*self._origin(routine.id), instead)[0] if instead else routine

    def swap_possible(self, routine: Routine, instead: Mapping[str, str]) -> Routine:
        """Return a routine of this library with those of a person's kept swaps that can still be made."""
        if not instead:
            return routine
        return swap_possible(*self._origin(routine.id), routine, instead)[0]

    def exercises_for(self, routine: Routine) -> tuple[Exercise, ...]:
        """Return the exercises that can be done in a routine of this library, by id."""
        source, catalog = self._origin(routine.id)
        usable = inner_catalog(source).with_fallback(catalog).exercises
        return tuple(usable[name] for name in sorted(usable))

    def values_in(self, folder: Path) -> dict[Path, Mapping[str, Any]]:
        """Return what the files in one folder hold, with or without faults; what is no YAML is left out.

        :param folder: one of the library's folders, or the folder of exercises in it.
        """
        found: dict[Path, Mapping[str, Any]] = {}
        with self._lock:
            self._refreshed()
            for file in self._cache.files_in(folder):
                with suppress(Faulty):
                    found[file] = self._cache.read(file).data
        return found

    def routine_at(self, file: Path) -> Routine:
        """Read a routine from anywhere; exercises beside it take precedence over the shipped ones.

        :raises Faulty: with every fault of the file.
        """
        return build_routine(*self._source_at(file))

    def routine_named(self, id_or_path: str, instead: Mapping[str, str] | None = None) -> Routine:
        """Return a routine by id or path, for a command line: it opens whatever file it is told to.

        :param instead: as for :meth:`swap`.
        """
        path = Path(id_or_path)
        if not is_yaml(path) and len(path.parts) == 1:
            return self.swap(self.routine(id_or_path), instead or {})
        return swap(*self._source_at(path), instead)[0] if instead else self.routine_at(path)

    def _source_at(self, file: Path) -> tuple[Source, Catalog]:
        beside = read_catalog(yaml_files(file.parent / EXERCISES), read)
        return read(file), beside.with_fallback(self.shipped_catalog())

    def _origin(self, routine_id: str) -> tuple[Source, Catalog]:
        """Return what a routine was built from."""
        with self._lock:
            contents = self._refreshed(routine_id)
            file = contents.files[contents.routine(routine_id).id]
            return self._cache.read(file), contents.catalogs[file.parent]

    def _fresh(self, routine_id: str = "") -> _Contents:
        with self._lock:
            return self._refreshed(routine_id)

    def _refreshed(self, routine_id: str = "") -> _Contents:
        """Return what all files hold now; with an id, after a look elsewhere if no file has it."""
        if self._cache.refresh():
            self._contents = _contents(self.folders, self._cache)
        if routine_id and routine_id not in self._contents.files:
            self._fetch()
            return self._refreshed()
        return self._contents


@dataclass(frozen=True, slots=True)
class _Contents:
    """What all files held when they were last read."""

    #: The exercises that the routines of each folder may use.
    catalogs: Mapping[Path, Catalog]
    exercises: tuple[Exercise, ...]
    routines: Mapping[str, Routine]
    #: The file of each routine.
    files: Mapping[str, Path]
    broken: tuple[BrokenFile, ...]

    def routine(self, routine_id: str) -> Routine:
        """Return a routine by its id; raises as :meth:`Library.routine` does."""
        if routine_id in self.routines:
            return self.routines[routine_id]
        for broken in self.broken:
            if broken.id == routine_id and broken.path.parent.name != EXERCISES:
                raise Faulty(broken.faults)
        names = {name: routine.name for name, routine in self.routines.items()}
        known = suggestion(routine_id, self.routines, names)
        raise NotFound(f"there is no routine {quoted(routine_id)}{known}")


def _contents(folders: Sequence[Path], cache: FileCache) -> _Contents:
    own = [read_catalog(cache.files_in(folder / EXERCISES), cache.read) for folder in folders]
    usable = own[:1] + [catalog.merged_with(own[0]) for catalog in own[1:]]
    exercises, broken = [], []
    for catalog, has in zip(usable, own, strict=True):
        exercises += [catalog.exercises[name] for name in has.files if name in catalog.exercises]
        broken += [
            BrokenFile(has.files[name], name, catalog.broken[name])
            for name in has.files
            if name in catalog.broken
        ]
    catalogs = dict(zip(folders, usable, strict=True))
    routines, files, unusable = _routines(catalogs, cache)
    return _Contents(catalogs, tuple(exercises), routines, files, (*unusable, *broken))


def _routines(
    catalogs: Mapping[Path, Catalog], cache: FileCache
) -> tuple[dict[str, Routine], dict[str, Path], list[BrokenFile]]:
    routines: dict[str, Routine] = {}
    broken: list[BrokenFile] = []
    first: dict[str, Path] = {}
    for folder, catalog in catalogs.items():
        for file in cache.files_in(folder):
            name, other = file.stem, first.setdefault(file.stem, file)
            if other != file:
                routines.pop(name, None)
                broken.append(BrokenFile(file, name, (duplicate_id("routine", file, other),)))
                continue
            try:
                routines[name] = build_routine(cache.read(file), catalog)
            except Faulty as faulty:
                broken.append(BrokenFile(file, name, faulty.faults))
    return routines, first, broken


def _home_page_order(routine: Routine) -> tuple[int, int, str, str]:
    return (get_args(Occasion).index(routine.occasion), routine.order, routine.name, routine.id)
