"""The web application, put together."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Unpack

from flask import Flask, Response
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from server.atomic_write import write_atomically
from server.config import Config
from server.errors import SoleusError
from server.private import close_file
from server.resources import shipped
from server.services import Overrides, open_services
from server.web import attach, register, release

#: Bytes of the key that signs cookies, and the fewest that are accepted.
_KEY_BYTES, _LEAST_KEY_BYTES = 48, 32


def build(config: Config, **overrides: Unpack[Overrides]) -> Flask:
    """Build the web application.

    :param overrides: as for :func:`server.services.open_services`.
    :raises SoleusError: if the data folder or the database cannot be used.
    """
    # The release in the address of its static files: a page never meets the files of another release.
    static = f"/static/{release()}"
    app = Flask("server", template_folder=str(shipped("templates")), static_url_path=static)
    attach(app, open_services(config, **overrides))
    app.secret_key = secret_key(config.data)
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


def secret_key(folder: Path) -> bytes:
    """Return the key that signs cookies, made at the first start; only its owner may read it."""
    path = folder / "secret.key"
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster, and its key counts
                write_atomically(path, secrets.token_bytes(_KEY_BYTES), replace=False, mode=0o600)
        close_file(path)
        key = path.read_bytes()
    except OSError as error:
        raise SoleusError(f"{path}: the key that signs cookies cannot be read or made: {error}") from error
    if len(key) < _LEAST_KEY_BYTES:
        raise SoleusError(
            f"{path}: the key that signs cookies is damaged. Delete it, and pair every phone again."
        )
    return key
