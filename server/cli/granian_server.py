"""granian with Soleus's settings, on a socket that is already bound."""

from __future__ import annotations

import socket
import sys
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from server.cli.listening import BACKLOG

#: Threads that read large files for clients, a piece at a time.
_FILE_THREADS = 8


class GranianServer(MPServer):
    """Answers in this process, until a signal ends it.

    granian's own socket would share the port with whoever asks (SO_REUSEPORT), such as a second Soleus.
    """

    def __init__(self, listener: socket.socket) -> None:
        """Prepare without starting.

        :param listener: accepts connections already.
        """
        host, port = listener.getsockname()[:2]
        super().__init__(
            "server",
            address=host,
            port=port,
            interface=Interfaces.RSGI,  # `server/cli/gateway.py` says why not WSGI
            http=HTTPModes.http1,
            websockets=False,
            workers=1,  # tracks being made, parsed timelines and pairing tries live in its memory
            backlog=BACKLOG,
            runtime_blocking_threads=_FILE_THREADS,
            log_level=LogLevels.error,
        )
        self._listener = listener

    def _serve(self, spawn_target: Any, target_loader: Any) -> None:
        """Run granian's worker here, in place of a process that granian would start and watch."""
        self._init_shared_socket()
        self._spawn_worker(0, spawn_target, target_loader).inner.run()

    def _init_shared_socket(self) -> None:
        self._ssp = None
        if sys.platform == "win32":
            self._sso = self._listener
        else:  # whoever holds it closes it
            backlog = (BACKLOG,) if sys.platform.startswith(("linux", "freebsd")) else ()
            self._sso, self._shd = None, SocketHolder(self._listener.detach(), False, *backlog)  # type: ignore[assignment, call-arg]
