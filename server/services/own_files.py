"""Where the files are that people wrote or recorded: routines, exercises, pronunciations and voices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from server.atomic_write import finished_files
from server.config import RECORDED
from server.services.user_files import ROUTINES
from server.store import Store
from server.temporary import TemporaryFolder
from server.voice.pronunciation import FILE_NAME as PRONUNCIATION


class OwnFiles:
    """The folder of such files: the data folder, or where several processes share them a copy of its own.

    :param folder: the data folder.
    :param store: shares them, if it is of several processes.
    :raises SoleusError: if they cannot be read.
    """

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self._temporary: TemporaryFolder | None = None
        self._folder = folder
        if store and store.serves_many:
            self._temporary = TemporaryFolder("files")
            self._folder = Path(self._temporary.name) / "own"
            store.share_files(self._folder, _files(folder))

    @property
    def routines(self) -> Path:
        """The folder of routines, with that of exercises in it."""
        return self._folder / ROUTINES

    @property
    def pronunciation(self) -> Path:
        """The file that says how words are said; there need not be one."""
        return self._folder / PRONUNCIATION

    @property
    def recorded(self) -> Path:
        """The folder of recorded voices; there need not be one."""
        return self._folder / RECORDED

    def close(self) -> None:
        """Remove a copy; what it held is in the database."""
        if self._temporary:
            self._temporary.remove()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that people wrote before they were shared, by their paths."""
    for top in (ROUTINES, RECORDED):
        for path in finished_files(folder / top):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
    if (folder / PRONUNCIATION).exists():
        yield PRONUNCIATION, (folder / PRONUNCIATION).read_bytes()
