from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.voice.clips import ClipStore
from server.web.context import services_of
from tests.helpers.app import OpenApp


def test_all_is_well_when_database_and_voice_answer(stranger: FlaskClient) -> None:
    answer = stranger.get("/healthz")
    assert answer.status_code == 200
    well = {"status": "ok", "database": "ok", "voice": "ok", "folders": "ok", "disk": "ok"}
    assert answer.get_json() == well


def test_a_voice_that_has_ended_is_not_well(open_app: OpenApp, config: Config, new_speech: ClipStore) -> None:
    with open_app(config, speech=new_speech) as app:
        new_speech.close()
        answer = app.test_client().get("/healthz")
        assert app.test_client().get("/livez").status_code == 200, "a restart would not help"
    assert answer.status_code == 503
    assert answer.get_json()["voice"] == "does not speak"


def test_a_database_that_is_gone_is_not_well(app: Flask, stranger: FlaskClient) -> None:
    services_of(app).store.close()
    data = services_of(app).config.data
    for file in data.glob("soleus.db*"):
        file.unlink()
    (data / "soleus.db").mkdir()
    answer = stranger.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "cannot be used"
