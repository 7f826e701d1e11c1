"""Figures for Prometheus."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from server import create_app
from server.config import Config
from server.errors import SoleusError
from tests.helpers.app import OpenApp

pytestmark = pytest.mark.scale


def test_whoever_has_the_token_reads_how_long_answers_took(open_app: OpenApp, config: Config) -> None:
    with open_app(config.model_copy(update={"metrics_token": "a-token"})) as app:
        client = app.test_client()
        client.get("/livez")
        client.get("/nowhere")
        answer = client.get("/metrics", headers={"Authorization": "Bearer a-token"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    name = 'soleus_request_seconds_count{endpoint="health.alive",method="GET",status="200"}'
    assert f"{name} 1.0" in answer.text
    assert 'endpoint="none"' in answer.text, "an address that nobody has makes no row of its own"
    assert "/nowhere" not in answer.text


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer another", "Basic a-token", "Bearer a-tökén"])
def test_nobody_else_does(open_app: OpenApp, config: Config, told: str) -> None:
    with open_app(config.model_copy(update={"metrics_token": "a-token"})) as app:
        headers = {"Authorization": told} if told else {}
        assert app.test_client().get("/metrics", headers=headers).status_code == 401


def test_without_a_token_there_are_none(open_app: OpenApp, config: Config) -> None:
    with open_app(config) as app:
        assert app.test_client().get("/metrics").status_code == 404


def test_without_the_library_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(SoleusError, match="extra scale: pip install"):
        create_app(Config(data=tmp_path, metrics_token="a-token"))
