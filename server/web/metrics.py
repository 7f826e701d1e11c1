"""Figures about the requests, for Prometheus; only for whoever has the token of the settings."""

from __future__ import annotations

import hmac
import os
import time
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, g, make_response, request
from werkzeug.exceptions import NotFound, Unauthorized

from server.config import METRICS_VARIABLE
from server.errors import SoleusError, needs_extra
from server.web.context import services, services_of

blueprint = Blueprint("metrics", __name__)

#: Seconds by which answers are told apart; people wait for them.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_EXTENSION: Final = "soleus-metrics"


def init(app: Flask) -> None:
    """Begin to measure, if a token is set.

    :raises SoleusError: if the extra ``scale`` is not installed.
    """
    if not services_of(app).config.metrics_token:
        return
    try:
        import prometheus_client
    except ImportError as error:
        raise SoleusError(needs_extra("metrics_token", "scale")) from error
    own = prometheus_client.CollectorRegistry()
    app.extensions[_EXTENSION] = (
        own,
        prometheus_client.Histogram(
            "soleus_request_seconds",
            "Seconds that an answer took.",
            ("endpoint", "method", "status"),
            buckets=_BUCKETS,
            registry=own,
        ),
    )
    app.before_request(_begin)
    app.after_request(_measure)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return all figures, of all processes of this machine."""
    token = services().config.metrics_token
    if not token:
        raise NotFound
    told = request.headers.get("Authorization", "")
    if not hmac.compare_digest(told.encode(), f"Bearer {token}".encode()):
        raise Unauthorized("The figures need the token of the setting metrics_token.")
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return make_response(generate_latest(_registry()), {"Content-Type": CONTENT_TYPE_LATEST})


def _registry() -> Any:
    """Return the figures of this process, or where several count together, those of all."""
    if METRICS_VARIABLE not in os.environ:
        return _extension()[0]
    from prometheus_client import CollectorRegistry, multiprocess

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _begin() -> None:
    g.began_s = time.perf_counter()


def _measure(response: Response) -> Response:
    took_s = time.perf_counter() - g.get("began_s", time.perf_counter())
    known = request.endpoint or "none"
    _extension()[1].labels(known, request.method, response.status_code).observe(took_s)
    return response


def _extension() -> tuple[Any, Any]:
    found: tuple[Any, Any] = current_app.extensions[_EXTENSION]
    return found
