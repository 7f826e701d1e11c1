"""Register all pages and checks with an application."""

from __future__ import annotations

from flask import Flask

from server.web import (
    assets,
    auth,
    being_made,
    drawings,
    editor,
    errors,
    export,
    form_fields,
    health,
    htmx,
    metrics,
    pronunciation,
    ranges,
    rate_limits,
    recorded,
    request_ids,
    routines,
    said,
    security,
    slashes,
    voice_banner,
    workouts,
)


def register(app: Flask) -> None:
    """Register error handlers, checks and blueprints; requests are checked in the order given here."""
    parts = (
        request_ids,
        metrics,
        assets,
        drawings,
        htmx,
        errors,
        form_fields,
        being_made,
        security,
        slashes,
        ranges,
    )
    for part in (*parts, rate_limits, auth, voice_banner, workouts):
        part.init(app)
    for package in (auth, routines, workouts, editor, export, recorded):
        for blueprint in package.blueprints:
            app.register_blueprint(blueprint)
    app.register_blueprint(pronunciation.blueprint)
    app.register_blueprint(said.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(metrics.blueprint)
