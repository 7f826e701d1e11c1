"""The addresses of this machine: by which it reaches its own server, and by which others do."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

#: What a server listens on to be reached by all of this machine's IPv4 addresses, or by all that it has.
ALL_IPV4: Final = "0.0.0.0"  # noqa: S104 - phones on the home network are what it is for
ALL: Final = "::"
#: Reserved for documentation (RFC 5737, RFC 3849): asking for the route to one sends nothing.
_ELSEWHERE: Final = ("192.0.2.1", "2001:db8::1")
_HERE: Final = ("127.0.0.1", "::1")
#: Asks Linux for an address that stays, not one that is changed every day for privacy (RFC 5014).
_ADDRESS_PREFERENCES: Final = 72
_LASTING: Final = 2


def host_to_listen_on(host: str) -> str:
    """Return what a server listens on that is to be reached by all IPv4 addresses, or by another host.

    :param host: an address or a name; where this machine has only IPv6 addresses, all of them are meant by
        "0.0.0.0".
    """
    return ALL if host == ALL_IPV4 and ":" in host_for_others(ALL) else host


def host_for_others(host: str) -> str:
    """Return by which host others in the network reach a server; an address of IPv4 if it has one.

    :param host: what it listens on. Where this machine is in no network, it is reached only by itself.
    """
    found = (address for address in _addresses() if host == ALL or ":" not in address)
    return next(found, host) if host in (ALL, ALL_IPV4) else host


def host_for_itself(host: str) -> str:
    """Return by which host this machine reaches its own server.

    :param host: what it listens on.
    """
    here = (address for address in _HERE if _address_towards(address))
    return next(here, host) if host in (ALL, ALL_IPV4) else host


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, by an address or the name that all systems give it."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe_source(address: str) -> bool:
    """Tell whether nobody can change on the way what comes from an address: https, or this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def in_link(host: str) -> str:
    """Return a host as it is written in front of a port."""
    return f"[{host}]" if ":" in host else host


def _addresses() -> Iterator[str]:
    """Generate the addresses of this machine, those of its network first."""
    yield from filter(None, map(_address_towards, (*_ELSEWHERE, *_HERE)))


def _address_towards(place: str) -> str:
    """Return the address by which this machine speaks to another; empty if it cannot, or not to phones."""
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as route:
        if family == socket.AF_INET6 and sys.platform == "linux":
            route.setsockopt(socket.IPPROTO_IPV6, _ADDRESS_PREFERENCES, _LASTING)
        route.connect((place, 9))
        address = str(route.getsockname()[0])
        # One that is good only on its own cable does not fit into a link.
        if not ipaddress.ip_address(address).is_link_local or family == socket.AF_INET:
            return address
    return ""
