"""What keeps other sites, frames and stray scripts out: headers, and a check of every change's origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from server.parts import parts

#: Bytes that a request may carry, at most.
MOST_BYTES = 64 * 1024

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
    """Check every request's size and origin, and set the headers of every answer."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.before_request(_refuse_large)
    app.before_request(_refuse_other_sites)
    app.after_request(_set_headers)


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
        ours = origin is None or urlsplit(origin).netloc in _own_hosts()
    if not ours:
        abort(403)


def _own_hosts() -> set[str]:
    return {request.host, urlsplit(parts().config.public_url).netloc} - {""}


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
