"""What keeps other sites, frames and stray scripts out: headers, and checks of host and origin."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, request
from werkzeug.exceptions import BadHost

from server.web.context import services

#: Bytes that a request may carry, at most.
MOST_BYTES = 64 * 1024
#: Names that only a network at home gives (RFC 6762, RFC 8375, and what routers do).
_HOME_NAMES = (".local", ".lan", ".home.arpa")

HEADERS = {
    # No inline script and no inline style anywhere. "blob:" is a track that was fetched ahead of its playing.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; "
        "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def init(app: Flask) -> None:
    """Check every request's host, size and origin, and set the headers of every answer."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.before_request(_refuse_strange_hosts)
    app.before_request(_refuse_large)
    app.before_request(_refuse_other_sites)
    app.after_request(_set_headers)


def _refuse_strange_hosts() -> Response | None:
    """Refuse names by which this server cannot have been meant.

    Any site can let its own name lead to an address at home. To the browser Soleus is then a part of that
    site, and where nothing needs to be paired, its scripts would be let in.
    """
    if "Host" not in request.headers:
        return None
    name = _host_name()
    if not name:
        return _plain("This address cannot be read. Open Soleus by the address that it prints.")
    if services().config.pairing or _is_ours(name):
        return None
    return _plain(
        f"Soleus does not go by the name {name[:80]}. Open it by its IP address, or set public_url."
    )


def _host_name() -> str:
    """Return the host that was asked for, without its port; nothing if that is none."""
    if isinstance(request.routing_exception, BadHost):
        return ""
    name = re.sub(r":[0-9]+$", "", request.host).strip("[]").lower().removesuffix(".")
    return "" if ":" in name and not _is_address(name) else name


def _is_ours(name: str) -> bool:
    config = services().config
    machine = socket.gethostname().lower()
    public = _netloc(config.public_url).lower().partition(":")[0]
    names = {"localhost", machine, machine.partition(".")[0], config.host.lower(), public}
    return name in names or name.endswith(_HOME_NAMES) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _plain(message: str) -> Response:
    """Return an error without a template, which could not name its files under such a host."""
    response = make_response(f"{message}\n", 400)
    response.mimetype = "text/plain"
    return response


def _refuse_large() -> None:
    """Refuse at once, not only when a view reads the body."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)


def _refuse_other_sites() -> None:
    """Refuse a change that another site's page asks for (a script of one's own sends neither header)."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    fetch_site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetch_site is not None:
        ours = fetch_site in ("same-origin", "none")
    else:
        ours = origin is None or _netloc(origin) in _own_hosts()
    if not ours:
        abort(403)


def _own_hosts() -> set[str]:
    return {request.host, _netloc(services().config.public_url)} - {""}


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # such as an open bracket
        return ""


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
