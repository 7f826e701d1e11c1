from __future__ import annotations

import io
from collections.abc import Iterator

import av
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.resources import artwork
from server.routine.library.library import Library
from server.store import Store
from server.web.export.downloads import file_name
from tests.helpers.app import OpenApp, made, paired
from tests.helpers.listening import length_s
from tests.helpers.preferences import keep_settings
from tests.helpers.short_routine import ROUTINE, write_short_routine

HTMX = {"HX-Request": "true"}
FILE = "/routines/short/download"


@pytest.fixture(scope="module")
def app(open_app: OpenApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with two short routines, spoken once for all tests."""
    data = tmp_path_factory.mktemp("data")
    write_short_routine(data)
    (data / "routines" / "beine.yaml").write_text(ROUTINE.replace("Short one", '"Füße: 1/2 ruhig"'), "utf-8")
    config = Config(data=data, warm=False, voice_workers=1)
    with open_app(config, library=Library(data / "routines")) as built:
        yield built


@pytest.fixture
def client(app: Flask, store: Store) -> FlaskClient:
    """A paired browser of the first person."""
    browser = paired(app, store)
    assert browser.post(f"/people/{store.people()[0].id}/choose").status_code == 303
    return browser


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_routine_is_a_file_with_title_chapters_and_cover(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = made(client, FILE, headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "audio/x-m4a")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Short one.m4a"'
    assert "private" in answer.headers["Cache-Control"]
    with av.open(io.BytesIO(answer.data), "r") as file:
        told = {"title": "Short one", "artist": "Soleus", "album": "Soleus"}
        assert file.metadata.items() >= told.items()
        assert len(file.chapters()) == 4
        assert bytes(next(packet for packet in file.demux(video=0) if packet.size)) == artwork("short")


def test_it_has_ones_own_doses(client: FlaskClient) -> None:
    before = length_s(made(client, FILE).data)
    client.post("/routines/short/doses", data={"first-lean.seconds": "40"})
    assert length_s(made(client, FILE).data) == pytest.approx(before + 60, abs=3)
    client.post("/routines/short/doses", data={"reset": "1"})


def test_it_is_the_same_file_that_the_page_plays(client: FlaskClient) -> None:
    answer = made(client, FILE)
    digest = answer.headers["ETag"].strip('"')
    assert client.get(f"/tracks/{digest}.m4a", buffered=True).data == answer.data


def test_what_one_has_is_not_sent_again(client: FlaskClient) -> None:
    seen = made(client, FILE).headers["ETag"]
    assert client.get(FILE, headers={"If-None-Match": seen}, buffered=True).status_code == 304
    part = client.get(FILE, headers={"Range": "bytes=0-9"}, buffered=True)
    assert (part.status_code, len(part.data)) == (206, 10)


def test_a_name_that_is_not_ascii_is_told_both_ways(client: FlaskClient) -> None:
    told = made(client, "/routines/beine/download").headers["Content-Disposition"]
    assert 'filename="Fue- 1-2 ruhig.m4a"' in told
    assert told.endswith("filename*=UTF-8''F%C3%BC%C3%9Fe-%201-2%20ruhig.m4a")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Plantar fasciitis", "Plantar fasciitis.m4a"),
        ("Calves / shins: both?", "Calves - shins- both.m4a"),
        ("..", "Soleus.m4a"),
        ("a\nb", "a-b.m4a"),
        ("???", "Soleus.m4a"),
        ("日本", "日本.m4a"),
    ],
)
def test_every_system_takes_the_name(name: str, file: str) -> None:
    assert file_name(name) == file


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_file_is_only_read(client: FlaskClient, method: str) -> None:
    assert client.open(FILE, method=method).status_code == 405


def test_a_stranger_gets_no_file(stranger: FlaskClient) -> None:
    assert stranger.get(FILE).status_code == 401


def test_an_unknown_routine_is_told(client: FlaskClient) -> None:
    answer = client.get("/routines/shirt/download")
    assert answer.status_code == 404
    assert "short" in answer.text


def test_a_voice_that_is_gone_is_told(client: FlaskClient, store: Store) -> None:
    person = store.people()[0]
    keep_settings(store, person.id, {"voice": "nobody"})
    answer = made(client, FILE)
    keep_settings(store, person.id, {})
    assert answer.status_code == 404
    assert "nobody" in answer.text


def test_two_people_download_their_own(app: Flask, store: Store, client: FlaskClient) -> None:
    anna = store.add_person("Anna")
    other = paired(app, store)
    other.post(f"/people/{anna.id}/choose")
    other.post("/routines/short/doses", data={"first-lean.seconds": "20"})
    assert made(client, FILE).headers["ETag"] != made(other, FILE).headers["ETag"]
