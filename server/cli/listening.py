"""The address that the server listens on, held by the watching process for as long as it runs."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time

from server.errors import SoleusError

#: Seconds for which a server that was just killed may still hold the port.
_PORT_TIMEOUT_S = 3.0
#: Connections that may wait to be accepted.
BACKLOG = 2048
#: Seconds after which the system ends a connection whose other side takes nothing (TCP_USER_TIMEOUT, Linux).
#: A paused player asks anew for what it lacks.
_STALLED_S = 120


class PortUnusable(SoleusError):
    """The server cannot listen on this address."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket whose port is nobody else's.

    :param port: 0 for any that is free.
    :raises PortUnusable: if it is in use, or the address is not this machine's.
    """
    deadline = time.monotonic() + _PORT_TIMEOUT_S
    while True:
        try:
            return _listening(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise PortUnusable(
                    f"Cannot listen on {host} port {port}: {error.strerror}. Stop whatever is using it, or "
                    "choose another with --port or --host."
                ) from error
            time.sleep(0.1)


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would share the port with others
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections take these options over from the socket that accepts them.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if sys.platform == "linux":
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STALLED_S * 1000)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
