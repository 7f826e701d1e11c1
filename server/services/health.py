"""Whether a running Soleus can do its work: its database, its folders, its disk and its voice."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.disk_space import DiskFull, DiskSpace
from server.errors import SoleusError
from server.permissions import refusal
from server.services.backup_format import RECORDINGS
from server.services.user_files import ROUTINES
from server.store import DatabaseBusy, DatabaseDamaged, Store
from server.voice.clips import ClipStore

log = logging.getLogger(__name__)

#: Seconds for which findings are kept: anybody may ask, as often as they like.
_KEPT_S: Final = 5.0
#: Seconds in which every part must have answered.
_WAIT_S: Final = 1.0
#: Folders in the data folder that are written to, each with what it is called.
_PLACES: Final = (
    ("", "the data folder"),
    (ROUTINES, "the folder of your own routines"),
    (RECORDINGS, "the recordings"),
    ("cache", "the cache"),
    ("cache/clips", "the cache of clips"),
    ("cache/tracks", "the cache of tracks"),
    ("backups", "the folder of backups"),
)
#: Caches leave the reserve free, and what is saved may use it: below this share, somebody should act.
_LEAST_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of one part of Soleus."""

    #: ``database``, ``voice``, ``folders`` or ``disk``.
    part: str
    #: What is wrong, for anybody to read: it names no files. Empty if nothing is.
    fault: str = ""
    #: The same for those who look after this machine.
    detail: str = ""


class HealthService:
    """Looks whether everything works, at most every few seconds however many ask."""

    def __init__(self, data: Path, store: Store, speech: ClipStore, disk: DiskSpace) -> None:
        self._parts = (
            _Part("database", lambda: _database(store)),
            _Part("voice", lambda: _voice(speech)),
            _Part("folders", lambda: _folders(data)),
            _Part("disk", lambda: _disk(disk)),
        )
        self._found: tuple[Finding, ...] = ()
        self._found_at_s = float("-inf")
        self._looking = threading.Lock()
        self._stops = False

    def stop(self) -> None:
        """Say from now on that this node takes no more requests."""
        self._stops = True

    def unready(self) -> str:
        """Return why this node takes no requests, for anybody to read; empty if it does."""
        if self._stops:
            return "stops"
        faults = {each.part: each.fault for each in self.findings()}
        return f"database {faults['database']}" if faults["database"] else ""

    def findings(self) -> tuple[Finding, ...]:
        """Return what is found of each part, within about a second.

        One caller looks; those who come meanwhile get what was found before.
        """
        if self._looking.acquire(blocking=not self._found):
            try:
                if time.monotonic() - self._found_at_s > _KEPT_S:
                    self._look()
            finally:
                self._looking.release()
        return self._found

    def _look(self) -> None:
        deadline_s = time.monotonic() + _WAIT_S
        for part in self._parts:
            part.begin()
        found = tuple(part.finding(deadline_s) for part in self._parts)
        for finding in found:
            if finding.fault and finding not in self._found:
                log.warning("not well: %s: %s", finding.part, finding.detail or finding.fault)
        self._found, self._found_at_s = found, time.monotonic()


class _Part:
    """A part that is looked at in a thread of its own, as a broken disk may never answer."""

    def __init__(self, name: str, look: Callable[[], Finding]) -> None:
        self._name = name
        self._look = look
        self._finding = Finding(name)
        self._ended = threading.Event()
        self._ended.set()

    def begin(self) -> None:
        """Begin to look, unless that is still going on."""
        if self._ended.is_set():
            self._ended.clear()
            threading.Thread(target=self._run, name=f"health: {self._name}", daemon=True).start()

    def finding(self, deadline_s: float) -> Finding:
        """Return what was found; if that takes too long, what was wrong before, or just that."""
        if self._ended.wait(max(0.0, deadline_s - time.monotonic())) or self._finding.fault:
            return self._finding
        return Finding(self._name, "does not answer")

    def _run(self) -> None:
        try:
            self._finding = self._look()
        except Exception as error:
            self._finding = Finding(self._name, "does not answer", f"{type(error).__name__}: {error}")
        finally:
            self._ended.set()


def folder_faults(data: Path) -> Iterator[tuple[str, str]]:
    """Yield what cannot be written to below a data folder, and why, by writing to each place."""
    for name, called in _PLACES:
        folder = data / name
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"a check")
                file.flush()
        except OSError as error:
            if name and isinstance(error, FileNotFoundError):  # made when it is needed
                continue
            why = ""
            with suppress(OSError):
                why = refusal(folder)
            yield called, why or f"{folder} cannot be written to: {error.strerror}."


def space_fault(disk: DiskSpace) -> str:
    """Return how little room there is, if it is too little; else nothing.

    :raises OSError: if that cannot be found out.
    """
    free_mb, reserve_mb = disk.free_bytes / 1e6, disk.reserve_bytes / 1e6
    if free_mb >= reserve_mb * _LEAST_SHARE:
        return ""
    return f"almost full: {free_mb:.0f} MB are free, and there should be {reserve_mb:.0f} MB"


def _database(store: Store) -> Finding:
    try:
        store.check()
    except SoleusError as error:
        kinds = {
            DatabaseBusy: "in use by another program",
            DatabaseDamaged: "damaged",
            DiskFull: "on a full disk",
        }
        return Finding("database", kinds.get(type(error), "cannot be used"), str(error))
    return Finding("database")


def _voice(speech: ClipStore) -> Finding:
    fault = speech.watch.check(_WAIT_S / 2)
    return Finding("voice", "does not speak" if fault else "", fault)


def _folders(data: Path) -> Finding:
    faults = dict(folder_faults(data))
    told = ", ".join(faults)
    return Finding("folders", f"cannot be written to: {told}" if told else "", " ".join(faults.values()))


def _disk(disk: DiskSpace) -> Finding:
    return Finding("disk", space_fault(disk))
