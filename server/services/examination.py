"""An examination of everything that Soleus needs, whether it runs or not.

Nothing is made or changed, but for a small object in a storage: only that shows whether one may write there.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.addresses import host_for_itself
from server.config import FILE_NAME, Config
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.permissions import refusal
from server.services.backup_format import DATABASE, KEY
from server.services.health import folder_faults, space_fault
from server.services.lost_database import refuse_lost_database
from server.storage import Storage
from server.store import DatabaseBusy, DatabaseDamaged, RedisPositions, examine_database
from server.voice import open_engines

_MEGABYTE: Final = 1_000_000
#: Seconds that a server may take to answer.
_ANSWER_S: Final = 5.0
#: What is spoken, and at how many words a minute.
_PHRASE, _RATE = "Ready.", 160


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of one thing."""

    #: "Database"
    name: str
    #: A sentence about it.
    told: str
    #: What to do; empty if nothing is wrong.
    advice: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.advice


def examine(config: Config) -> Iterator[Examined]:
    """Examine each thing in turn; what is wrong with one keeps nobody from the others."""
    yield from _folders(config.data)
    yield _attempted("Free space", lambda: _space(config))
    yield _attempted("Database", lambda: _database(config))
    yield _attempted("Voice", lambda: _voice(config))
    yield _attempted("Server", lambda: _server(config))
    if config.redis_url:
        yield _attempted("Redis", lambda: _redis(config.redis_url))
    if config.storage_url:  # last, as nothing may be forked once it was asked
        yield _attempted("Storage", lambda: _storage(config.storage_url))


def _attempted(name: str, look: Callable[[], Examined]) -> Examined:
    try:
        return look()
    except Exception as error:
        words = " ".join(str(error).split()) or type(error).__name__
        return Examined(name, f"it cannot be examined: {words}", "Look into the message above.")


def _folders(data: Path) -> Iterator[Examined]:
    name = "Data folder"
    if not _is_there(data):
        closed = refusal(data)
        if closed:
            yield Examined(name, f"there is none at {data}, and it cannot be made: {closed}", _elsewhere())
        else:
            yield Examined(name, f"there is none at {data} yet; soleus serve makes it.")
        return
    faults = list(folder_faults(data))
    for called, why in faults:
        yield Examined(name, f"{called} cannot be written to.", why)
    for file in (DATABASE, f"{DATABASE}-wal", KEY, FILE_NAME):
        closed = refusal(data / file) if _is_there(data / file) else ""
        if closed:
            yield Examined(name, f"{file} cannot be used.", closed)
    yield from _of_others(data)
    if not faults:
        yield Examined(name, f"{data} can be written to.")


def _of_others(data: Path) -> Iterator[Examined]:
    """Yield what belongs to somebody else than the data folder, which root would not notice otherwise."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    owner = data.stat().st_uid
    for path in sorted(data.iterdir()):
        if path.lstat().st_uid != owner:
            whose = f"{path} does not belong to {data.owner()}, as the data folder does."
            yield Examined("Data folder", whose, f"Run: chown -R {data.owner()} {data}")


def _is_there(path: Path) -> bool:
    """Tell whether there is a file or folder, as far as this user may know."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def _elsewhere() -> str:
    return "Choose another folder with --data, or let it be made where it is."


def _space(config: Config) -> Examined:
    disk = DiskSpace(config.data, config.reserve_mb * _MEGABYTE)
    fault = space_fault(disk)
    if fault:
        return Examined(
            "Free space", f"the disk of {config.data} is {fault}.", "Delete what you do not need."
        )
    return Examined("Free space", f"{disk.free_bytes // _MEGABYTE} MB.")


def _database(config: Config) -> Examined:
    if not config.database_url and not _is_there(config.data / DATABASE):
        return Examined("Database", "there is none yet; soleus serve makes it.")
    try:
        refuse_lost_database(config)
        place = examine_database(config.database)
    except DatabaseBusy:
        busy = "another program is writing to it, and does not let go of it."
        return Examined("Database", busy, "End that program; a server of Soleus lets go within a second.")
    except DatabaseDamaged as error:
        return Examined("Database", str(error), "Stop the server, and restore a backup as said above.")
    except SoleusError as error:
        return Examined("Database", str(error), "See to it that the user who runs Soleus may use it.")
    return Examined("Database", f"{place} is sound.")


def _voice(config: Config) -> Examined:
    engines = open_engines(config.voice_engines, 1, config.voices, config.voices_folder)
    with closing(engines):
        began_s = time.monotonic()
        try:
            voices = engines.voices()
            engines.speak(_PHRASE, voices[0].id, _RATE)
        except SoleusError as error:
            return Examined("Voice", str(error), _voice_advice())
    took_s = time.monotonic() - began_s
    return Examined("Voice", f"{voices[0].name} speaks ({took_s:.1f} s); {len(voices)} voices in all.")


def _voice_advice() -> str:
    match sys.platform:
        case "darwin":
            return "See in System Settings, Accessibility, Spoken Content, whether a voice speaks there."
        case "win32":
            return "See in Settings, Time & language, Speech, whether a voice speaks there."
    return (
        "Install espeak-ng again: pip install --force-reinstall pyttsx3 espeakng-loader. See to it that "
        "there is a folder for temporary files that can be written to (TMPDIR)."
    )


def _redis(url: str) -> Examined:
    advice = "See to it that Redis runs and can be reached from here, or leave redis_url out."
    return _shared("Redis", lambda: RedisPositions(url).close(), advice)


def _storage(url: str) -> Examined:
    advice = "See to it that it can be reached from here, and that its key may read, write and delete."
    return _shared("Storage", lambda: Storage(url).check(), advice)


def _shared(name: str, use: Callable[[], object], advice: str) -> Examined:
    """Tell whether something that nodes share can be used."""
    try:
        use()
    except SoleusError as error:
        return Examined(name, str(error), advice)
    return Examined(name, "it can be used.")


def _server(config: Config) -> Examined:
    place = f"port {config.port}"
    try:
        status, told = _asked(host_for_itself(config.host), config.port)
    except ConnectionRefusedError:
        return Examined("Server", f"none runs at {place}.")
    except (OSError, http.client.HTTPException, ValueError) as error:
        what = f"what is at {place} does not answer as Soleus does: {error}"
        return Examined("Server", what, "End it, or choose another port with --port.")
    if not isinstance(told, dict) or "status" not in told:
        return Examined("Server", f"another program is at {place}.", "End it, or choose another with --port.")
    faults = ", ".join(
        f"{part}: {found}" for part, found in told.items() if part != "status" and found != "ok"
    )
    if status == http.client.OK:
        return Examined("Server", f"one runs at {place}, and all is well with it.")
    return Examined("Server", f"one runs at {place}, and is not well: {faults}.", "Its log says more.")


def _asked(host: str, port: int) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection(host, port, timeout=_ANSWER_S)) as connection:
        connection.request("GET", "/healthz", headers={"Host": "localhost", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
