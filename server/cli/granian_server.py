"""granian with Soleus's settings, on a socket that is already bound."""

from __future__ import annotations

import signal
import socket
import sys
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from server.cli.listening import BACKLOG

#: Seconds that downloads may take to finish after the server was told to stop.
_STOP_TIMEOUT_S = 5
#: Threads that read large files for clients, a piece at a time.
_FILE_THREADS = 8


class GranianServer(MPServer):
    """One process that answers, started anew when it ends unasked.

    granian's own socket would share the port with whoever asks (SO_REUSEPORT), such as a second Soleus. This
    one also stays open while the process is started anew: connections wait instead of being refused.
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
            respawn_failed_workers=True,
            workers_kill_timeout=_STOP_TIMEOUT_S,
            log_level=LogLevels.error,
        )
        self._listener = listener

    def stop(self) -> None:
        """Stop as at a SIGTERM; may be called by any thread."""
        self.signal_handler_interrupt()  # type: ignore[no-untyped-call]

    @property
    def ending(self) -> bool:
        """Whether it was told to stop."""
        return bool(self.interrupt_signal)

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start, and take the end of the terminal for a SIGTERM, unless that is ignored as by nohup."""
        hangup = getattr(signal, "SIGHUP", None)
        ignored = hangup is not None and signal.getsignal(hangup) is signal.SIG_IGN
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        if hangup is not None:
            signal.signal(hangup, signal.SIG_IGN if ignored else self.signal_handler_interrupt)

    def _init_shared_socket(self) -> None:
        self._ssp, self._sso = None, self._listener
        self._shd = SocketHolder(self._listener.fileno(), *_holder_options())  # type: ignore[assignment, call-arg]


def _holder_options() -> tuple[object, ...]:
    """Return what granian's SocketHolder wants to know beside the socket: no Unix socket, and the backlog."""
    if sys.platform == "win32":
        return ()
    return (False, BACKLOG) if sys.platform.startswith(("linux", "freebsd")) else (False,)
