"""The web application, put together."""

from __future__ import annotations

from typing import Unpack

from flask import Flask, Request, Response
from flask.sessions import SessionInterface
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from server.config import Config
from server.resources import shipped
from server.services import Overrides, open_services
from server.web import attach, register, release


class _NoSession(SessionInterface):
    """Opens none: a device is known by a cookie of our own, and Flask's sessions cost each request more."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Return none; whoever tries to write to it is told by Flask."""


def build(config: Config, **overrides: Unpack[Overrides]) -> Flask:
    """Build the web application.

    :param overrides: as for :func:`server.services.open_services`.
    :raises SoleusError: if the data folder or the database cannot be used.
    """
    # The release in the address of its static files: a page never meets the files of another release.
    static = f"/static/{release()}"
    app = Flask("server", template_folder=str(shipped("templates")), static_url_path=static)
    services = open_services(config, **overrides)
    attach(app, services)
    app.secret_key = services.secret_key
    app.session_interface = _NoSession()
    Compress(app)  # first, so that it comes last: it compresses what all others have finished
    app.after_request(_close_file)
    register(app)
    if config.trusted_proxies:
        near = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    return app


def _close_file(response: Response) -> Response:
    """Close a sent file with its answer: flask-compress puts its own generator in the file's place."""
    close = getattr(response.response, "close", None)
    if close and response.is_streamed:
        response.call_on_close(close)
    return response
