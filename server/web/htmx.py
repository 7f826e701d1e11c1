"""The only module that uses htmx-flask, which has no types."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Response, redirect, request
from htmx_flask import Htmx, make_response


def init(app: Flask) -> None:
    """Give every request its ``htmx`` attribute, and tell caches which answers depend on it."""
    Htmx(app)

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
        return response


def wants_fragment() -> bool:
    """Tell whether htmx asks for a fragment, not for a whole page (its history, a boosted link)."""
    htmx = cast(Any, request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def redirect_to(address: str, status: int = 200) -> Response:
    """Return an answer that sends the whole page of an htmx request elsewhere."""
    return cast(Response, make_response("", status, redirect=address))


def go_to(address: str) -> Response:
    """Return an answer after which the browser shows another page, however it asked."""
    return redirect_to(address) if wants_fragment() else cast(Response, redirect(address, 303))
