"""The address that the server listens on, held by the watching process for as long as it runs."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time

from server.addresses import ALL, ALL_IPV4
from server.errors import SoleusError

#: Seconds for which a server that was just killed may still hold the port.
_PORT_TIMEOUT_S = 3.0
#: Connections that may wait to be accepted.
BACKLOG = 2048
#: Seconds after which the system ends a connection whose other side takes nothing (TCP_USER_TIMEOUT, Linux).
#: A paused player asks anew for what it lacks.
_STALLED_S = 120
#: What the system says of an address that this machine does not have, or whose kind it does not know.
_NOT_OURS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_OTHER_HOST = (
    f"Write an address of this machine with --host: 127.0.0.1 for itself alone, {ALL_IPV4} for its network."
)


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
        except (OSError, UnicodeError) as error:  # the latter of what can be no name, such as "a..b"
            if getattr(error, "errno", None) == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            reason, advice = _in_words(error)
            raise PortUnusable(f"Cannot listen on {host} port {port}: {reason}. {advice}") from error


def _in_words(error: OSError | UnicodeError) -> tuple[str, str]:
    """Return what is wrong, and what would be right."""
    if not isinstance(error, OSError):
        return "that can be no name of a machine", _OTHER_HOST
    reason = error.strerror or str(error)
    if isinstance(error, socket.gaierror):
        return f"no address is known by that name ({reason})", _OTHER_HOST
    if error.errno in _NOT_OURS:
        return f"that is no address of this machine ({reason})", _OTHER_HOST
    if error.errno == errno.EADDRINUSE:
        return reason, "Stop whatever is using it, or choose another with --port or --host."
    return reason, "Choose another with --port, from 1024 on, or with --host."


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would share the port with others
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if host == ALL:  # whatever the system's own habit is
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
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
