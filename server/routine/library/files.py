"""The YAML files of folders, read again only when they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from server.routine.parsing.diagnostics import Faulty
from server.routine.parsing.reading import Source, read

_SUFFIXES = (".yaml", ".yml")
#: Changes whenever the file does; nothing where it cannot be looked at.
_Stamp = tuple[int, int, int, int] | None


class Files:
    """What the files of some folders hold. Not for several threads at once."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._stamps: dict[Path, _Stamp] | None = None
        self._sources: dict[Path, Source | Faulty] = {}

    def changed(self) -> bool:
        """Look at every file; return whether any is new, changed or gone since the last time."""
        stamps = {path: stamp for folder in self._folders for path, stamp in _looked_at(folder)}
        before, self._stamps = self._stamps, stamps
        if before == stamps:
            return False
        same = stamps.items() & (before or {}).items()
        self._sources = {
            path: source for path, source in self._sources.items() if (path, stamps.get(path)) in same
        }
        return True

    def within(self, folder: Path) -> tuple[Path, ...]:
        """Return the files that a folder had at the last look, by name."""
        return tuple(sorted(path for path in self._stamps or () if path.parent == folder))

    def read(self, path: Path) -> Source:
        """Return what a file holds. Raises Faulty."""
        if path not in self._sources:
            try:
                self._sources[path] = read(path)
            except Faulty as faulty:
                self._sources[path] = faulty
        source = self._sources[path]
        if isinstance(source, Faulty):
            raise Faulty(source.faults)
        return source


def is_yaml(path: str | Path) -> bool:
    """Tell whether a file's name ends like that of a YAML file."""
    return str(path).endswith(_SUFFIXES)


def yaml_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files of a folder by name; none if there is no such folder."""
    return tuple(sorted(path for path, _ in _looked_at(folder)))


def _looked_at(folder: Path) -> Iterator[tuple[Path, _Stamp]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if is_yaml(entry.name) and not entry.name.startswith("."):
                yield Path(entry.path), _stamp(entry)


def _stamp(entry: os.DirEntry[str]) -> _Stamp:
    try:
        status = entry.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
