"""What is answered while a track is made: at once, how far it is, and when to ask again."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.routine.library.library import Library
from server.store import Store
from server.voice.clips import ClipStore, DiskCache
from server.voice.worker.pool import SpeakingPool
from tests.helpers.app import OpenApp, made
from tests.helpers.engines import DIARY, spoken
from tests.helpers.preferences import keep_settings
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine

KEPT, FILE, PAGE = "/kept/short", "/routines/short/download", "/take-along?routine=short"
REFRESH = '<meta http-equiv="refresh" content="1">'


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DIARY, str(tmp_path))
    return tmp_path


@pytest.fixture
def app(open_app: OpenApp, config: Config, diary: Path) -> Iterator[Flask]:
    """An application whose voice halts after two phrases, until there is ``go`` in the diary."""
    write_short_routine(config.data)
    pool = SpeakingPool("tests.helpers.engines:Halting", workers=1)
    speech = ClipStore(DiskCache(diary / "clips", 10**9), pool)
    with open_app(config, speech=speech, library=Library(config.data / "routines")) as built:
        yield built
        (diary / "go").touch()
    speech.close()


def test_a_page_that_is_kept_tells_how_much_of_its_track_is_made(client: FlaskClient, diary: Path) -> None:
    until(lambda: int(client.get(KEPT).headers["Soleus-Percent"]) > 0)
    answer = client.get(KEPT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "1")
    assert 0 < int(answer.headers["Soleus-Percent"]) < 100
    assert "Soleus-Track" not in answer.headers
    assert REFRESH in answer.text
    assert "2 of " in answer.text
    (diary / "go").touch()
    answer = made(client, KEPT)
    assert answer.status_code == 200
    assert answer.headers["Soleus-Track"] in answer.text
    phrases = spoken(diary)
    assert len(phrases) == len(set(phrases))


def test_a_file_that_is_not_there_yet_is_no_file(
    client: FlaskClient, diary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get(FILE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Content-Disposition" not in answer.headers
    assert REFRESH in answer.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    (diary / "go").touch()
    answer = made(client, FILE)
    assert (answer.status_code, answer.mimetype) == (200, "audio/x-m4a")


def test_a_sample_of_the_voice_is_not_waited_for(client: FlaskClient, diary: Path) -> None:
    until(lambda: int(client.get(KEPT).headers["Soleus-Percent"]) > 0)
    found = re.search(r'id="hear" href="([^"]+)"', client.get("/routines/short/coach").text)
    assert found
    answer = client.get(found[1])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    (diary / "go").touch()
    answer = made(client, found[1])
    assert (answer.status_code, answer.mimetype) == (200, "audio/mp4")


def test_a_line_of_the_editor_is_not_waited_for(client: FlaskClient, diary: Path) -> None:
    until(lambda: int(client.get(KEPT).headers["Soleus-Percent"]) > 0)
    answer = client.post("/editor/hear", data={"say": "Lean on it."}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    found = re.search(r'<audio[^>]* src="([^"]+)"', answer.text)
    assert found
    answer = client.get(found[1])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    (diary / "go").touch()
    answer = made(client, found[1])
    assert (answer.status_code, answer.mimetype) == (200, "audio/mp4")


def test_the_file_is_made_as_soon_as_the_way_to_it_is_seen(client: FlaskClient, diary: Path) -> None:
    page = client.get(PAGE).text
    assert 'hx-get="/take-along/file?routine=short"' in page
    assert f'<noscript><a class="button main" href="{FILE}">' in page
    (diary / "go").touch()
    until(lambda: "hx-get" not in client.get("/take-along/file?routine=short").text)
    part = client.get("/take-along/file?routine=short").text
    assert f'href="{FILE}" download' in part
    assert "<html" not in part
    assert client.get(FILE, buffered=True).status_code == 200


def test_a_podcast_app_is_told_to_come_back_for_the_first_episode(
    client: FlaskClient, store: Store, diary: Path
) -> None:
    token = store.new_feed(store.people()[0].id)
    for ending in ("m4a", "json"):
        answer = client.get(f"/feeds/{token}/short.{ending}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    (diary / "go").touch()
    assert made(client, f"/feeds/{token}/short.m4a").status_code == 200


def test_what_cannot_be_made_is_told_where_its_file_would_be(client: FlaskClient, store: Store) -> None:
    keep_settings(store, store.people()[0].id, {"voice": "nobody"})
    until(lambda: "nobody" in client.get("/take-along/file?routine=short").text)
    until(lambda: "Try again" in client.get(PAGE).text)
