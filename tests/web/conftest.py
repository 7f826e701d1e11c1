"""A real application on a real database, with nothing replaced but the clock.

What takes long to make and is the same for all tests is made once: the database's tables, the voice with the
clips that it has spoken, parsed files and compiled templates.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Unpack

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from server import create_app
from server.config import Config
from server.resources import shipped
from server.routine.library.library import Library
from server.routine.parsing.reading import Source, parse, read
from server.services.services import Overrides, open_speech
from server.store import Store
from server.voice.clips import ClipStore
from server.web.context import services_of
from tests.helpers.app import Clock, OpenApp, paired


@pytest.fixture
def new_speech(tmp_path: Path) -> Iterator[ClipStore]:
    """A voice that has not spoken yet."""
    speech = open_speech(Config(data=tmp_path / "speech", voice_workers=1))
    yield speech
    speech.close()


@pytest.fixture(scope="session")
def open_app(shared_speech: ClipStore, tmp_path_factory: pytest.TempPathFactory) -> OpenApp:
    database = tmp_path_factory.mktemp("migrated") / "soleus.db"
    Store(f"sqlite:///{database}").close()
    templates = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))

    @contextmanager
    def opened(config: Config, **overrides: Unpack[Overrides]) -> Iterator[Flask]:
        shutil.copy(database, config.data / "soleus.db")
        folders = (shipped("routines"), config.data / "routines")
        overrides.setdefault("speech", shared_speech)
        overrides.setdefault("library", Library(*folders, read_file=read_cached))
        built = create_app(config, **overrides)
        built.jinja_env.bytecode_cache = templates
        yield built
        services_of(built).close()

    return opened


def read_cached(path: Path) -> Source:
    """Read a routine file; the same content is parsed once for all tests."""
    return _parsed(path, path.read_bytes()) if path.is_file() else read(path)


_parsed = lru_cache(parse)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, warm=False, voice_workers=1)


@pytest.fixture
def app(open_app: OpenApp, config: Config, clock: Clock) -> Iterator[Flask]:
    with open_app(config, clock=clock) as built:
        yield built


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
