"""The addresses by which this server is reached from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from server.services.pairing import address_of
from server.web.context import services

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def own_address() -> str:
    """Return the address by which whoever asks reaches this server, without a slash at its end."""
    return (services().config.public_url or request.host_url).rstrip("/")


def phone_address() -> str:
    """Return the address by which a phone reaches this server, though the page may be open on its machine."""
    config = services().config
    if config.public_url or urlsplit(request.host_url).hostname not in _THIS_MACHINE:
        return own_address()
    return address_of(config)
