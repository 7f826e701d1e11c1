"""The production server: one process that answers, watched by one that restarts it."""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.util
import os
import signal
import socket
import sys
import threading
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from server.cli.memory import spare_memory
from server.cli.watching import watch
from server.clock import wall_of
from server.config import Config
from server.errors import SoleusError
from server.services import Invitation

if TYPE_CHECKING:
    from server.cli.gateway import Gateway

#: Files and connections that may be open at a time, as far as the system lets.
_OPEN_FILES = 8192
#: Seconds for which a busy thread may keep Python's interpreter from others. With Python's own 5 ms, 20 polls
#: beside one busy thread took up to 98 ms (p99), with this 15 ms.
SWITCH_S = 0.001


def serve(config: Config, listener: socket.socket, invitation: Invitation) -> None:
    """Serve until Ctrl-C or SIGTERM.

    :param config: its port is that of the listener.
    :param invitation: printed as soon as requests are answered.
    """
    from server.cli.granian_server import GranianServer

    _log_lines(config.log_level)
    _allow_files()
    spare_memory()
    announce = partial(print, invitation.text(), flush=True)
    threading.Thread(target=watch, args=(config.host, config.port, announce), daemon=True).start()
    GranianServer(listener).serve(target_loader=partial(_load, config), wrap_loader=False)


def _allow_files() -> None:
    """Raise the usual limit of 1,024 open files, or that many connections would keep all others out."""
    if sys.platform != "win32":
        import resource

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
        if least < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _load(config: Config) -> Gateway:
    """Build the application in the process that answers."""
    # Until granian sets its own handlers this process has those of its parent, which only note the signal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    _log_lines(config.log_level)
    sys.setswitchinterval(SWITCH_S)
    from server import create_app
    from server.cli.gateway import Gateway
    from server.services import DailyBackups
    from server.track import adopt_tracks, warm_up_tracks
    from server.web import LARGEST_BYTES, MOST_BYTES, services_of

    try:
        app = create_app(config)
    except SoleusError as error:  # found damaged or closed when this process is started anew
        print(f"soleus: {error}", file=sys.stderr)
        sys.exit(1)
    services = services_of(app)
    multiprocessing.util.Finalize(None, services.close, exitpriority=10)
    backups = DailyBackups(config, wall_of(services.clock), disk=services.disk)
    multiprocessing.util.Finalize(None, backups.close, exitpriority=20)
    backups.start()
    adopt_tracks(services.store.unrecorded_tracks(), services.studio, services.scheduler)
    services.retention.start()
    if config.warm:
        warm_up_tracks(services.library.routines(), services.studio, services.speech, services.scheduler)
    return Gateway(app, MOST_BYTES, LARGEST_BYTES)


def _end_with_parent() -> None:
    """End at once when the watching process is killed, instead of holding port and database for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _log_lines(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger("server")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level.upper())
