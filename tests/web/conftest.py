"""A real application on a real database, with nothing replaced but the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.store import Store
from server.web.context import services_of


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now_ms = 1_767_225_600_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, warm=False, voice_workers=1)


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    built = create_app(config, clock=clock)
    built.testing = False  # errors are answered as they are to a person
    yield built
    services_of(built).close()


@pytest.fixture
def store(app: Flask) -> Store:
    return services_of(app).store


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser that is not paired."""
    return app.test_client()


@pytest.fixture
def client(app: Flask, store: Store) -> FlaskClient:
    """A browser that is paired."""
    return paired(app, store)


def paired(app: Flask, store: Store) -> FlaskClient:
    """Return a newly paired browser."""
    browser = app.test_client()
    assert browser.get(f"/pair/{store.new_pairing_code(minutes=60)}").status_code == 303
    return browser
