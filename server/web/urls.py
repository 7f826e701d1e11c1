"""Absolute addresses of this server, as other devices reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from server.services import address_of
from server.web.context import services

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def own_address() -> str:
    """Return the address by which this request reached the server, without a trailing slash."""
    return (services().config.public_url or request.host_url).rstrip("/")


def phone_address() -> str:
    """Return the address by which a phone reaches this server, even if the page is open on the server."""
    config = services().config
    if config.public_url or urlsplit(request.host_url).hostname not in _THIS_MACHINE:
        return own_address()
    return address_of(config)


def https_address() -> str:
    """Return this server's https address for a request that came by plain http; else nothing."""
    public = services().config.public_url.rstrip("/")
    return public if public.startswith("https:") and not request.is_secure else ""
