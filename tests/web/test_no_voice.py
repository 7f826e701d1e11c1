"""A machine on which nothing can be spoken: real workers whose engine does not start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.voice.clips import ClipStore, DiskCache, voice_watch
from server.voice.worker.pool import SpeakingPool
from server.web.context import services_of
from tests.helpers.app import Clock, OpenApp, paired
from tests.helpers.engines import DIARY
from tests.helpers.running import until

BANNER = "Nothing can be spoken at present."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DIARY, str(tmp_path))
    monkeypatch.setattr(voice_watch, "_AGAIN_S", 0.0)
    return tmp_path


@pytest.fixture
def app(open_app: OpenApp, config: Config, clock: Clock, diary: Path) -> Iterator[Flask]:
    """An application whose voice starts once there is ``installed`` in the diary."""
    pool = SpeakingPool("tests.helpers.engines:Returning", workers=1)
    speech = ClipStore(DiskCache(diary / "clips", 10**9), pool)
    with open_app(config, clock=clock, speech=speech) as built:
        yield built
    speech.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return paired(app, services_of(app).store)


def await_fault(client: FlaskClient) -> None:
    """Wait until it is known why nothing can be spoken; until then pages say that the voice is starting."""
    until(lambda: "libespeak-ng.so.1 is not there" in client.get("/").text)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/about",
        "/routines/desk-break",
        "/take-along?routine=desk-break",
        "/share/desk-break",
        "/editor",
        "/editor/exercise",
        "/editor/new",
        "/editor/of/desk-break",
        "/people",
        "/voices",
        "/devices",
        "/kept",
    ],
)
def test_every_page_answers_and_says_that_nothing_can_be_spoken(client: FlaskClient, page: str) -> None:
    answer = client.get(page, follow_redirects=True)
    assert answer.status_code == 200
    until(lambda: "libespeak-ng.so.1 is not there" in client.get(page, follow_redirects=True).text)
    assert BANNER in client.get(page, follow_redirects=True).text


def test_lengths_are_estimated(client: FlaskClient) -> None:
    assert re.search(r"<span>\d+ min, ", client.get("/").text)
    assert re.search(r"\d+ min", client.get("/routines/desk-break").text)


def test_the_note_goes_when_the_voice_comes_back(client: FlaskClient, diary: Path) -> None:
    until(lambda: BANNER in client.get("/").text)
    until(lambda: BANNER in client.get("/routines/desk-break").text)
    (diary / "installed").touch()
    until(lambda: BANNER not in client.get("/").text)
    assert BANNER not in client.get("/routines/desk-break").text
    assert "Low Voice, player" in client.get("/routines/desk-break/coach").text


def test_play_says_why_nothing_is_heard(client: FlaskClient) -> None:
    begun = client.post("/workouts", data={"routine": "desk-break"})
    assert begun.status_code == 303
    until(lambda: "could not be prepared" in client.get(f"{begun.location}/now").text)
    client.get(begun.location)
    until(lambda: "libespeak-ng.so.1 is not there" in client.get(f"{begun.location}/now").text)


def test_play_again_works_once_the_voice_is_back(client: FlaskClient, diary: Path) -> None:
    begun = client.post("/workouts", data={"routine": "desk-break"})
    until(lambda: "could not be prepared" in client.get(f"{begun.location}/now").text)
    (diary / "installed").touch()
    until(lambda: 'data-state="ready"' in client.get(f"{begun.location}/now").text)


def test_episodes_are_not_blamed_for_the_missing_voice(client: FlaskClient, diary: Path) -> None:
    until(lambda: BANNER in client.get("/").text)
    client.post("/take-along/address")
    page = client.get("/take-along").text
    assert page.count("the others will be made once the voice speaks again") == 1
    until(lambda: "hx-trigger" not in client.get("/take-along/episodes", headers=HTMX).text)
    told = client.get("/take-along/episodes", headers=HTMX).text
    assert "the others will be made once the voice speaks again" in told
    assert "could not be spoken" not in told
    (diary / "installed").touch()
    until(lambda: BANNER not in client.get("/take-along").text)
    until(lambda: "All episodes are ready" in client.get("/take-along").text)


def test_the_editor_says_why_a_line_cannot_be_heard(client: FlaskClient) -> None:
    await_fault(client)
    answer = client.post("/editor/hear", data={"say": "Left leg."}, headers=HTMX)
    assert answer.status_code == 422
    assert "libespeak-ng.so.1 is not there" in answer.text


def test_what_needs_sound_at_once_is_refused_in_words(client: FlaskClient) -> None:
    await_fault(client)
    answer = client.get("/kept/desk-break")
    assert answer.status_code == 503
    assert "libespeak-ng.so.1 is not there" in answer.text
    assert client.get("/kept.json?routine=desk-break").get_json() == {}


def test_doses_and_settings_can_be_changed(client: FlaskClient) -> None:
    await_fault(client)
    changed = client.post("/routines/desk-break/doses", data={"all": "150", "voice": "", "rate": "140"})
    assert changed.status_code == 303
    refused = client.post("/routines/desk-break/doses", data={"voice": "low"})
    assert refused.status_code == 422
    assert "libespeak-ng.so.1 is not there" in refused.text


def test_a_stranger_is_not_told(app: Flask, client: FlaskClient) -> None:
    until(lambda: BANNER in client.get("/").text)
    assert BANNER not in app.test_client().get("/").text
