"""An application without a server, and the browsers that use it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any, Protocol, Unpack

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.config import Config
from server.services.services import Overrides
from server.store import Store
from tests.helpers.running import until


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now_ms = 1_767_225_600_000

    def __call__(self) -> int:
        return self.now_ms


class OpenApp(Protocol):
    """Opens an application for a ``with``."""

    def __call__(self, config: Config, **overrides: Unpack[Overrides]) -> AbstractContextManager[Flask]:
        """Open an application in an empty folder; it speaks with a shared voice unless another is given."""
        ...


def paired(app: Flask, store: Store) -> FlaskClient:
    """Return a newly paired browser."""
    browser = app.test_client()
    pair(browser, store.new_pairing_code(minutes=60))
    return browser


def pair(browser: FlaskClient, code: str) -> None:
    """Open the link of a QR code, and what it leads to."""
    answer = browser.get(f"/pair/{code}")
    assert (answer.status_code, answer.location) == (303, "/pair/done")
    answer = browser.get(answer.location)
    assert (answer.status_code, answer.location in ("/", "/welcome")) == (303, True)


def without_length(page: str) -> str:
    """Return a routine's page without its length, which is known better the more of it was spoken."""
    return re.sub(r"\d+ min \d+ s", "", page)


def made(browser: FlaskClient, address: str, **options: Any) -> TestResponse:
    """Ask for an address until its track is made, and return the answer."""
    answers: list[TestResponse] = []

    def ask() -> bool:
        answers.append(browser.get(address, buffered=True, **options))
        return "Soleus-Percent" not in answers[-1].headers

    until(ask)
    return answers[-1]
