"""A name for each request: in its answer, and in every line that is logged for it."""

from __future__ import annotations

import re
import secrets
from typing import Final

from flask import Flask, Response, request

from server.log_lines import request_id
from server.web.context import services

_HEADER: Final = "X-Request-ID"
#: What a proxy may have named a request.
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def init(app: Flask) -> None:
    """Register the naming of every request."""
    app.before_request(_name_request)
    app.after_request(_tell_name)
    app.teardown_request(_forget_name)


def _name_request() -> None:
    told = request.headers.get(_HEADER, "") if services().config.trusted_proxies else ""
    request_id.set(told if _NAME.fullmatch(told) else secrets.token_hex(8))


def _tell_name(response: Response) -> Response:
    response.headers[_HEADER] = request_id.get()
    return response


def _forget_name(_: BaseException | None) -> None:
    request_id.set("")
