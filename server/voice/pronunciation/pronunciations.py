"""The pronunciations that are in use: read again when a house's file has changed."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from server.routine.parsing import Faulty
from server.voice.pronunciation.document import Entries, parse_pronunciations, read_pronunciations
from server.voice.pronunciation.lexicon import Entry, Lexicon

_log = logging.getLogger(__name__)

#: What a house's own file is called, in the data folder.
FILE_NAME: Final = "pronunciation.yaml"
#: The language of the shipped entries.
_SHIPPED_LANGUAGE: Final = "en"
#: Changes whenever the file does: when, how large, which one; ``None`` if there is none.
_Stamp: TypeAlias = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read last."""

    own: Entries
    #: Why the file cannot be used, where that is; empty if nothing is wrong.
    fault: str = ""
    #: How often there was something else to read.
    version: int = 0


class Pronunciations:
    """The shipped entries, and above them those of a house. Safe to use from many threads.

    As long as the house's file has a fault, the entries that it had before stay in use.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Prepare; the file is read when it is needed, and need not exist.

        :param file: the house's own; ``None`` for the shipped entries alone.
        """
        self._file = file
        self._lock = threading.Lock()
        self._stamp: _Stamp = None
        self._read = _Read({})
        self._lexicons: dict[str, Lexicon] = {}

    @property
    def version(self) -> int:
        """Another number whenever something is said otherwise."""
        with self._lock:
            return self._fresh().version

    @property
    def fault(self) -> str:
        """Why the house's file is not in use, with file and line; empty if nothing is wrong with it."""
        with self._lock:
            return self._fresh().fault

    def lexicon(self, language: str) -> Lexicon:
        """Return all entries of a language, by its two-letter code."""
        with self._lock:
            own = self._fresh().own
            if language not in self._lexicons:
                self._lexicons[language] = Lexicon((*shipped_entries(language), *own.get(language, ())))
            return self._lexicons[language]

    def own(self, language: str) -> tuple[Entry, ...]:
        """Return the house's entries of a language, in the order of the file."""
        with self._lock:
            return self._fresh().own.get(language, ())

    def _fresh(self) -> _Read:
        """Return what the file holds now; the caller has the lock."""
        if self._file is None:
            return self._read
        stamp = _stamp_of(self._file)
        if stamp != self._stamp:
            self._stamp, self._read = stamp, _read_again(self._file, self._read)
            self._lexicons.clear()
        return self._read


def _read_again(file: Path, before: _Read) -> _Read:
    try:
        own = read_pronunciations(file).entries
    except (Faulty, OSError) as error:
        fault = error.faults[0].in_folder if isinstance(error, Faulty) else f"{file.name}: {error}"
        _log.warning("%s; the pronunciations read before stay in use", fault)
        return _Read(before.own, fault, before.version)
    return _Read(own, "", before.version + 1)


@cache
def shipped_entries(language: str) -> tuple[Entry, ...]:
    """Return the entries that come with Soleus for a language."""
    file = Path(__file__).with_name(f"{_SHIPPED_LANGUAGE}.yaml")
    return parse_pronunciations(file, file.read_bytes()).entries.get(language, ())


def _stamp_of(file: Path) -> _Stamp:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
