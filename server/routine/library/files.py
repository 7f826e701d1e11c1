"""The YAML files of folders, read again only when they have changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from server.routine.parsing import Faulty, Source

_SUFFIXES = (".yaml", ".yml")
#: Changes whenever the file does; ``None`` for a file that cannot be examined.
_Stamp = tuple[int, int, int, int] | None


class FileCache:
    """The contents of all YAML files in some folders. Not thread-safe.

    :param read: reads one file; raises Faulty if it cannot.
    """

    def __init__(self, folders: Iterable[Path], read: Callable[[Path], Source]) -> None:
        self._folders = tuple(folders)
        self._read = read
        #: By path, as a text: every request compares these, and paths take long to make.
        self._stamps: dict[str, _Stamp] | None = None
        self._sources: dict[Path, Source | Faulty] = {}

    def refresh(self) -> bool:
        """Examine every file; return whether any is new, changed or gone since the last time."""
        stamps = {file: stamp for folder in self._folders for file, stamp in _stamped_files(folder)}
        before, self._stamps = self._stamps, stamps
        if before == stamps:
            return False
        same = stamps.items() & (before or {}).items()
        self._sources = {
            file: source
            for file, source in self._sources.items()
            if (str(file), stamps.get(str(file))) in same
        }
        return True

    def files_in(self, folder: Path) -> tuple[Path, ...]:
        """Return the files that a folder had at the last refresh, by name."""
        files = map(Path, self._stamps or ())
        return tuple(sorted(file for file in files if file.parent == folder))

    def read(self, file: Path) -> Source:
        """Return what a file holds.

        :raises Faulty: if it cannot be read.
        """
        if file not in self._sources:
            try:
                self._sources[file] = self._read(file)
            except Faulty as faulty:
                self._sources[file] = faulty
        source = self._sources[file]
        if isinstance(source, Faulty):
            raise Faulty(source.faults)
        return source


def is_yaml(file: str | Path) -> bool:
    """Return whether a file's name ends like that of a YAML file."""
    return str(file).endswith(_SUFFIXES)


def yaml_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files of a folder by name; none if there is no such folder."""
    return tuple(sorted(Path(file) for file, _ in _stamped_files(folder)))


def _stamped_files(folder: Path) -> Iterator[tuple[str, _Stamp]]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            if is_yaml(entry.name) and not entry.name.startswith("."):
                yield entry.path, _stamp(entry)


def _stamp(entry: os.DirEntry[str]) -> _Stamp:
    try:
        status = entry.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
