"""The servers that run: each leaves a record, by which commands find it.

A record is a file beside a lock that its server holds. The system lets go of the lock when the server ends,
however it ends, so that the record of a killed one counts as dead. There are two of each: in the data folder,
for whoever knows it, and in a folder of the user's, for whoever does not.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs
from filelock import FileLock, Timeout

from server.atomic_write import write_atomically
from server.config import Config
from server.errors import SoleusError
from server.private import make_private_file, make_private_folder

log = logging.getLogger(__name__)

#: The folder of the records, in each of the two places.
_FOLDER: Final = "servers"
#: Seconds for which somebody who looks whether a server lives may hold its lock.
_LOOKED_AT_S: Final = 1.0


class NotFoundRunning(SoleusError):
    """There is no such running server, or more than one."""


@dataclass(frozen=True)
class RunningServer:
    """A server that runs."""

    pid: int
    #: Its settings; host and port are those that it listens on.
    config: Config

    @property
    def options(self) -> str:
        """The options that choose it among others."""
        return f"--data {shlex.quote(str(self.config.data))} --port {self.config.port}"

    def has(self, data: Path | None, port: int | None) -> bool:
        """Tell whether it has a data folder and listens on a port; ``None`` is any."""
        return (data is None or data.resolve() == self.config.data.resolve()) and port in (
            None,
            self.config.port,
        )


@contextmanager
def recorded(config: Config, pid: int) -> Iterator[None]:
    """Let commands find a server with these settings for as long as the block runs.

    :param pid: the id of its first process.
    """
    settings = config.model_dump(mode="json")
    content = json.dumps({"pid": pid, "settings": settings}).encode()
    with ExitStack() as stack:
        written = [_record(stack, folder, content) for folder in _folders(config.data)]
        if not any(written):
            log.warning("soleus pair will not find this server: nothing can be written to %s", config.data)
        yield


def find_running(settings: Config, data: Path | None = None, port: int | None = None) -> RunningServer:
    """Return the one running server.

    :param settings: the data folder that they name is looked into as well.
    :param data: its data folder; ``None`` for any.
    :param port: its port; ``None`` for any.
    :raises NotFoundRunning: if there is none, or more than one; the message says what to do.
    """
    found = {(each.config.data, each.config.port): each for each in _living(settings.data)}.values()
    wanted = [each for each in found if each.has(data, port)]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        choices = ", or ".join(each.options for each in wanted)
        raise NotFoundRunning(f"More than one Soleus is running. Choose one with {choices}.")
    raise NotFoundRunning(_none_found(data, port, [each.options for each in found]))


def _none_found(data: Path | None, port: int | None, others: list[str]) -> str:
    where = f" with the data folder {data}" if data else ""
    if port is not None:
        where += f" at port {port}"
    if others:
        return f"No Soleus is running{where}. Choose a running one with {', or '.join(others)}."
    if data and not os.access(data, os.R_OK | os.X_OK) and data.exists():
        return f"You may not look into {data}. Run this as the user who runs the server."
    start = f"soleus serve --data {shlex.quote(str(data))}" if data else "soleus serve"
    return f"No Soleus is running{where}. Start it with: {start}"


def _folders(data: Path) -> Iterator[Path]:
    yield data / _FOLDER
    with suppress(RuntimeError):  # of a user without a home folder
        yield platformdirs.user_state_path("soleus", appauthor=False).expanduser() / _FOLDER


def _record(stack: ExitStack, folder: Path, content: bytes) -> bool:
    """Write a record that goes with the stack, and tell whether that was possible."""
    record = folder / f"{secrets.token_hex(4)}.json"
    try:
        make_private_folder(folder)
        for stale in folder.glob("*.json"):
            _is_held(stale)
        make_private_file(_lock_of(record))
        stack.callback(_remove, record)
        stack.enter_context(FileLock(_lock_of(record), timeout=_LOOKED_AT_S, thread_local=False))
        write_atomically(record, content, durable=False, mode=0o600)
    except (OSError, NotImplementedError):  # the latter where a file system has no locks
        return False
    return True


def _living(data: Path) -> Iterator[RunningServer]:
    for folder in _folders(data):
        for record in sorted(folder.glob("*.json")):
            if _is_held(record):
                # Of an update that is not running yet, or gone a moment ago.
                with suppress(OSError, ValueError, KeyError):
                    content = json.loads(record.read_bytes())
                    yield RunningServer(content["pid"], Config.model_validate(content["settings"]))


def _is_held(record: Path) -> bool:
    """Tell whether the server of a record lives; remove the record of one that does not."""
    try:
        if _lock_of(record).exists():
            with FileLock(_lock_of(record), blocking=False):
                pass
    except Timeout:
        return True
    except (OSError, NotImplementedError):
        return False
    _remove(record)
    return False


def _remove(record: Path) -> None:
    with suppress(OSError):
        record.unlink(missing_ok=True)
        _lock_of(record).unlink(missing_ok=True)


def _lock_of(record: Path) -> Path:
    return record.with_suffix(".lock")
