"""Keep other sites, frames and injected scripts out: headers, and checks of host, size and origin."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, request
from werkzeug.exceptions import BadHost

from server.audio import LARGEST_SOUND
from server.quoting import shortened
from server.routine.importing import LARGEST_FOREIGN
from server.services import LARGEST_VOICE
from server.web.context import services

#: The most bytes that a request's body may have.
MOST_BYTES = 64 * 1024
#: The same for the largest: forms with a recorded voice.
LARGEST_BYTES = MOST_BYTES + LARGEST_VOICE
#: What a body may have beside the usual: a file of another app, or what was in it, a phrase, a voice.
_LARGER = {
    "sharing.open_file": LARGEST_FOREIGN,
    "importing.save": LARGEST_FOREIGN,
    "recorded_phrases.keep": LARGEST_SOUND,
    "recorded_files.open_file": LARGEST_VOICE,
}
#: Endings of names that only a home network gives (RFC 6762, RFC 8375, and what routers do).
_HOME_NAMES = (".local", ".lan", ".home.arpa")

#: A host name with its port, as browsers open it. Werkzeug takes none that has an underscore, as names of
#: containers and of computers may have.
_LABEL = "[a-z0-9_-]{1,63}"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?(:[1-9][0-9]{{,4}})?", re.ASCII | re.IGNORECASE)
_LAST_PORT = 65_535

_NOT_ASKED_FOR = "camera=(), geolocation=(), payment=(), usb=()"
#: The policy of the one page that may ask for the microphone.
MICROPHONE = f"{_NOT_ASKED_FOR}, microphone=(self)"
HEADERS = {
    # No inline script and no inline style anywhere. "blob:" is a track that was fetched ahead of its playing.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; "
        "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": f"{_NOT_ASKED_FOR}, microphone=()",
    # Not "no-referrer": browsers would then send "Origin: null" with Soleus's own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


#: Half a year in which a browser that came by https does not come to this host by http again.
HSTS = "max-age=15552000"


def init(app: Flask) -> None:
    """Register the checks of every request and the headers of every answer."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.before_request(_check_host)
    app.before_request(_check_path)
    app.before_request(_check_size)
    app.before_request(_check_origin)
    app.after_request(_set_headers)


def _check_host() -> Response | None:
    """Refuse host names that cannot be this server's.

    Any site can let its own name resolve to an address at home (DNS rebinding). To the browser Soleus is then
    part of that site, and where devices need not pair, the site's scripts could use it.
    """
    told = request.headers.get("Host")
    if told is None:
        return None
    if not request.host and _HOST_NAME.fullmatch(told):
        request.host = told
    name = _host_name()
    if not name:
        return _plain("This address is malformed. Open Soleus by the address that it prints.")
    if services().config.pairing or _is_own_name(name):
        return None
    return _plain(
        f"Soleus is not known by the name {shortened(name)}. Open it by its IP address, or set public_url."
    )


def _check_path() -> Response | None:
    """Say that Soleus cannot be served under a path: its service worker and cookies are for all of a host.

    A proxy that cuts off the beginning of a path tells so. A page would come through, and nothing on it work.
    """
    prefix = request.headers.get("X-Forwarded-Prefix", "").strip("/ ")
    if not prefix:
        return None
    return _plain(
        f"Soleus cannot be served under a path such as /{shortened(prefix)}. "
        "Let the proxy give it a host name of its own."
    )


def _host_name() -> str:
    """Return the host that was asked for, without its port; empty if it is malformed."""
    if isinstance(request.routing_exception, BadHost):
        return ""
    port = re.search(r":0*([0-9]+)$", request.host)
    if port and (len(port[1]) > len(str(_LAST_PORT)) or int(port[1]) > _LAST_PORT):
        return ""
    host = request.host[: port.start()] if port else request.host
    name = host.strip("[]").lower().removesuffix(".")
    return "" if ":" in name and not _is_address(name) else name


def _is_own_name(name: str) -> bool:
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


def _check_size() -> None:
    """Refuse a large body at once, not only when a view reads it."""
    most = MOST_BYTES + _LARGER.get(request.endpoint or "", 0)
    request.max_content_length = request.max_form_memory_size = most
    if (request.content_length or 0) > most:
        abort(413)


def _check_origin() -> None:
    """Refuse changes that another site's page asks for; a script or test sends neither header."""
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
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    return response
