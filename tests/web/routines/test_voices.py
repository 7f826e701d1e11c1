"""The page of voices: espeak's, and those of services in the network that do not answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Config
from server.speech_services import SpeechService
from server.store import Store
from server.voice import open_engines
from server.voice.clips import ClipStore, DiskCache
from server.web.routines import voices
from tests.helpers.app import Clock, OpenApp, made
from tests.helpers.listening import length_s
from tests.helpers.preferences import keep_settings
from tests.helpers.running import until
from tests.helpers.speech_server import silent_address
from tests.web.routines.test_views import HTMX, PAGE

SERVICES: Mapping[str, Mapping[str, object]] = {
    "kokoro": {"voices": ("heart",)},
    "attic": {"voices": ("mouse",), "limit_s": 0.1},
    "kitchen": {},
    "berlin": {"voices": ("anna",), "language": "de"},
}
SCOTLAND = "gmw/en-gb-scotland"


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClipStore]:
    address = {"address": silent_address()}
    services = {
        name: SpeechService.model_validate({**address, **settings}) for name, settings in SERVICES.items()
    }
    opened = ClipStore(
        DiskCache(tmp_path_factory.mktemp("clips"), 10**9), open_engines("pyttsx3", 1, services)
    )
    opened.voices()
    yield opened
    opened.close()


@pytest.fixture
def app(open_app: OpenApp, config: Config, clock: Clock, speech: ClipStore) -> Iterator[Flask]:
    with open_app(config, clock=clock, speech=speech) as built:
        yield built


def rows(page: str) -> dict[str, str]:
    """Return the row of each voice by its name."""
    return {
        re.findall("<strong>(.*?)</strong>", row)[0]: row
        for row in re.findall(r'<li id="voice-.*?</li>', page, re.DOTALL)
    }


def sound_of(row: str) -> str:
    return unescape(re.findall(r'href="([^"]+)" data-hear', row)[0])


def chosen(page: str) -> list[str]:
    return [name for name, row in rows(page).items() if "yours" in row]


def test_voices_for_the_coach_are_listed_with_their_engine(client: FlaskClient) -> None:
    page = client.get("/voices").text
    shown = rows(page)
    assert "<span>espeak, English</span>" in shown["English (America)"]
    assert "<span>kokoro, English</span>" in shown["heart"]
    assert 'aria-label="Use heart"' in shown["heart"]
    assert not shown.keys() & {"German", "anna"}
    here, house = page.index("On your computer"), page.index("In the house")
    assert here < page.index("English (Scotland)") < house < page.index("<strong>heart")


def test_who_chose_nothing_has_the_default(client: FlaskClient) -> None:
    page = client.get("/voices").text
    assert chosen(page) == ["English (America)"]
    assert "Use the default voice" not in page
    assert "<strong>Voice</strong><span>English (America), espeak</span>" in client.get("/people").text


def test_another_voice_is_used(client: FlaskClient, store: Store) -> None:
    answer = client.post("/voices", data={"voice": SCOTLAND})
    assert (answer.status_code, answer.location) == (303, "/voices")
    assert chosen(client.get("/voices").text) == ["English (Scotland)"]
    assert store.settings(store.people()[0].id) == {"voice": SCOTLAND}
    coach = client.get(f"{PAGE}/coach").text
    assert 'href="/voices"><span class="row-text"><strong>Voice</strong><span>English (Scotland), ' in coach
    fragment = client.post("/voices", data={"voice": ""}, headers=HTMX).text
    assert fragment.lstrip().startswith('<form id="voices"')
    assert chosen(fragment) == ["English (America)"]


def test_the_way_back_to_the_default_is_offered(client: FlaskClient) -> None:
    page = client.post("/voices", data={"voice": "heart, kokoro"}, headers=HTMX).text
    assert chosen(page) == ["heart"]
    assert 'name="voice" value="">Use the default voice, English (America)</button>' in page


def test_a_voice_that_is_not_there_is_refused_with_the_nearest(client: FlaskClient, store: Store) -> None:
    answer = client.post("/voices", data={"voice": "Scottish"})
    assert answer.status_code == 400
    assert "The nearest are: " in answer.text
    assert SCOTLAND in answer.text
    assert store.settings(store.people()[0].id) == {}


def test_each_voice_is_heard_at_the_speed_of_the_person(client: FlaskClient) -> None:
    lengths_s = {}
    for rate in ("135", "190"):
        client.post(f"{PAGE}/doses", data={"rate": rate})
        sound = made(client, sound_of(rows(client.get("/voices").text)["English (Scotland)"]))
        assert (sound.status_code, sound.mimetype) == (200, "audio/mp4")
        lengths_s[rate] = length_s(sound.data)
    assert lengths_s["135"] > lengths_s["190"] * 1.15
    shown = rows(client.get("/voices").text)
    assert len({sound_of(row) for row in shown.values() if "data-hear" in row}) > 8, "each has its own"


def test_a_service_that_has_never_answered_says_so(client: FlaskClient) -> None:
    row = rows(client.get("/voices").text)["kitchen"]
    assert '<span class="warn">does not answer</span>' in row
    assert re.search(r'<button [^>]*disabled aria-label="Hear kitchen"', row)
    assert "Use" not in row


def test_a_service_that_fails_says_so_from_then_on(client: FlaskClient) -> None:
    row = rows(client.get("/voices").text)["mouse"]
    assert "does not answer" not in row
    address = sound_of(row)
    until(lambda: "cannot be spoken" in client.get(address).text)
    row = rows(client.get("/voices").text)["mouse"]
    assert '<span class="warn">does not answer</span>' in row
    assert re.search(r'<button [^>]*disabled aria-label="Hear mouse"', row)
    assert "Use" not in row


@pytest.mark.parametrize(
    ("voice", "told"),
    [
        ("gone", "The voice gone is not on this machine."),
        (
            "openai/kitchen/sink",
            "The voice openai/kitchen/sink is not there: kitchen does not offer it at present.",
        ),
    ],
)
def test_a_chosen_voice_that_is_gone_is_told(
    client: FlaskClient, store: Store, voice: str, told: str
) -> None:
    keep_settings(store, store.people()[0].id, {"voice": voice})
    page = client.get("/voices").text
    assert f"{told} Until you choose another one, the coach cannot speak." in page
    assert chosen(page) == []
    assert "Use the default voice, English (America)" in page
    assert f'{told} Until you <a href="/voices">choose another voice</a>' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("has_piper", "told"),
    [(True, "soleus voices search british"), (False, "pip install -c requirements.lock &#39;.[piper]&#39;")],
)
def test_more_voices_are_told_of(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, has_piper: bool, told: str
) -> None:
    monkeypatch.setattr(voices, "is_installed", lambda name: has_piper)
    assert told in client.get("/voices").text.replace("'.[piper]'", "&#39;.[piper]&#39;")
