"""The production server: one process that answers, watched by one that restarts it."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import multiprocessing.util
import os
import signal
import socket
import sys
import threading
import time
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from server.config import Config
from server.errors import SoleusError
from server.services import Invitation

if TYPE_CHECKING:
    from flask import Flask

#: Seconds that downloads may take to finish after the server was told to stop.
_STOP_TIMEOUT_S = 5
#: Seconds for which a server that was just killed may still hold the port.
_PORT_TIMEOUT_S = 3.0


class PortUnusable(SoleusError):
    """The server cannot listen on this address."""


def serve(config: Config, invitation: Invitation) -> None:
    """Serve until Ctrl-C or SIGTERM.

    :param config: its port is one that is free (see ``free_port``).
    :param invitation: printed as soon as connections are accepted.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "server",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=1,  # tracks being made, parsed timelines and pairing tries live in its memory
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_TIMEOUT_S,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_load, config, invitation), wrap_loader=False)


def free_port(host: str, port: int) -> int:
    """Return the port itself, or a free one for 0.

    granian shares its port with whoever asks (SO_REUSEPORT): a second server on it would not be noticed.

    :raises PortUnusable: if it is in use, or the address is not this machine's.
    """
    deadline = time.monotonic() + _PORT_TIMEOUT_S
    while True:
        try:
            return _bound(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise PortUnusable(
                    f"Cannot listen on {host} port {port}: {error.strerror}. Stop whatever is using it, or "
                    "choose another with --port or --host."
                ) from error
            time.sleep(0.1)


def _bound(host: str, port: int) -> int:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        if os.name == "posix":  # elsewhere it would allow what is asked about
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _load(config: Config, invitation: Invitation) -> Flask:
    """Build the application in the process that answers."""
    # Until granian sets its own handlers this process has those of its parent, which only note the signal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    _log_lines(config.log_level)
    from server import create_app
    from server.services import DailyBackups
    from server.track import adopt_tracks, warm_up_tracks
    from server.web import services_of

    app = create_app(config)
    services = services_of(app)
    multiprocessing.util.Finalize(None, services.close, exitpriority=10)
    backups = DailyBackups(config, services.clock)
    multiprocessing.util.Finalize(None, backups.close, exitpriority=20)
    backups.start()
    adopt_tracks(services.store.unrecorded_tracks(), services.studio, services.scheduler)
    services.retention.start()
    if config.warm:
        warm_up_tracks(services.library.routines(), services.studio, services.speech, services.scheduler)
    threading.Thread(target=_announce, args=(config, invitation), daemon=True).start()
    return app


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


def _announce(config: Config, invitation: Invitation) -> None:
    """Print the invitation once the server accepts connections."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104 - compared, not bound
    while True:
        try:
            socket.create_connection((host, config.port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            print(invitation.text(), flush=True)
            return
