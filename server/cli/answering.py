"""The start of the process that answers."""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import wait
from threading import Event, Thread
from typing import TYPE_CHECKING

from server.cli.environment import find_room_for_temporary_files
from server.cli.output import output_draws
from server.clock import wall_of
from server.config import Config
from server.errors import SoleusError

if TYPE_CHECKING:
    from server.cli.gateway import Gateway

#: Seconds for which a busy thread may keep Python's interpreter from others. With Python's own 5 ms, 20 polls
#: beside one busy thread took up to 98 ms (p99), with this 15 ms.
SWITCH_S = 0.001


class FirstStart:
    """What the first process that answers tells the watching one: an invitation, or why it cannot start."""

    def __init__(self) -> None:
        self._reading, self._writing = multiprocessing.Pipe(duplex=False)
        self._known = False
        #: Why Soleus cannot start; empty if it can.
        self.failure = ""

    def __getstate__(self) -> dict[str, object]:
        """Hand over the end that is written to, and only to the first process."""
        return {"_writing": None if self._known else self._writing}

    def await_invitation(self) -> str:
        """Return the invitation's text, or an empty one if there is a failure."""
        invitation, self.failure = self._reading.recv()
        self._known = True
        return str(invitation)

    @property
    def awaited(self) -> bool:
        """Whether this is the first process."""
        return self._writing is not None

    def succeed(self, invitation: str) -> None:
        """Tell the watching process what to print."""
        self._writing.send((invitation, ""))

    def fail(self, reason: str) -> None:
        """Tell the watching process why there is no start, and wait to be ended: it would start another."""
        self._writing.send(("", reason))
        Event().wait()


@dataclass(frozen=True)
class Loader:
    """Builds the application in the process that answers, to which it is sent."""

    config: Config
    first: FirstStart

    def __call__(self) -> Gateway:
        """Return what answers, or end the process if the data folder or the database cannot be used."""
        # Ctrl-C and the end of a terminal reach the whole group; the watching process ends this one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        _end_with_parent()
        log_lines(self.config.log_level)
        sys.setswitchinterval(SWITCH_S)
        try:
            return _load(self.config, self.first)
        except SoleusError as error:
            if self.first.awaited:
                self.first.fail(str(error))
            print(f"soleus: {error}", file=sys.stderr)
            sys.exit(1)


def _load(config: Config, first: FirstStart) -> Gateway:
    from server import create_app
    from server.cli.gateway import Gateway
    from server.services import DailyBackups
    from server.track import adopt_tracks, warm_up_tracks
    from server.web import LARGEST_BYTES, MOST_BYTES, services_of

    app = create_app(config)
    find_room_for_temporary_files(config.data)
    services = services_of(app)
    multiprocessing.util.Finalize(None, services.close, exitpriority=10)
    backups = DailyBackups(config, wall_of(services.clock), disk=services.disk)
    multiprocessing.util.Finalize(None, backups.close, exitpriority=20)
    backups.start()
    adopt_tracks(services.store.unrecorded_tracks(), services.studio, services.scheduler)
    services.retention.start()
    if config.warm:
        warm_up_tracks(services.library.routines(), services.studio, services.speech, services.scheduler)
    if first.awaited:
        first.succeed(services.pairing.invite().text(output_draws()))
    return Gateway(app, MOST_BYTES, LARGEST_BYTES)


def _end_with_parent() -> None:
    """End at once when the watching process is killed, instead of holding port and database for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def log_lines(level: str) -> None:
    """Log to standard error, from a level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger("server")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level.upper())
