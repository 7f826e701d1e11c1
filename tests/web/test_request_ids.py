"""The name of each request."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from server.config import Config
from server.log_lines import request_id
from tests.helpers.app import OpenApp


def asked(app: Flask, told: str = "") -> str:
    headers = {"X-Request-ID": told} if told else {}
    return app.test_client().get("/livez", headers=headers).headers["X-Request-ID"]


def test_each_request_has_a_name_of_its_own(app: Flask) -> None:
    names = {asked(app) for _ in range(5)}
    assert len(names) == 5
    assert "chosen" not in {asked(app, "chosen")}
    assert request_id.get() == ""


@pytest.mark.parametrize(("told", "taken"), [("a.1-B_2", True), ("a b", False), ("x" * 65, False)])
def test_a_trusted_proxy_names_it(open_app: OpenApp, config: Config, told: str, taken: bool) -> None:
    with open_app(config.model_copy(update={"trusted_proxies": 1})) as app:
        assert (asked(app, told) == told) == taken


def test_what_is_logged_for_a_request_is_logged_under_its_name(app: Flask) -> None:
    noted: list[str] = []

    class Note(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            noted.append(request_id.get())

    handler = Note()
    logging.getLogger("server").addHandler(handler)
    try:
        client = app.test_client()
        answers = [client.get(f"/pair/WRONG{number:03}") for number in range(12)]
    finally:
        logging.getLogger("server").removeHandler(handler)
    assert noted
    assert set(noted) <= {answer.headers["X-Request-ID"] for answer in answers}
