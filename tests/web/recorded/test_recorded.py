"""The pages of recorded voices, as somebody uses them whose browser runs no scripts."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.audio import LARGEST_SOUND
from server.config import Config
from server.services import LARGEST_VOICE
from server.services.services import open_speech
from server.web.context import services_of
from server.web.security import MOST_BYTES
from tests.helpers.app import Clock, OpenApp, made
from tests.helpers.short_routine import write_short_routine
from tests.helpers.takes import VOICE, take


@pytest.fixture
def app(open_app: OpenApp, config: Config, clock: Clock) -> Iterator[Flask]:
    """An application whose voice looks into its own folder of recorded voices."""
    write_short_routine(config.data)
    speech = open_speech(config)
    speech.voices()
    with open_app(config, clock=clock, speech=speech) as built:
        yield built
    speech.close()


@pytest.fixture
def page(client: FlaskClient) -> str:
    """The address of a new voice."""
    answer = client.post("/voices/recorded", data={"name": "Lena Brandt"})
    assert answer.status_code == 303
    return answer.location


def sent(client: FlaskClient, address: str, content: bytes, **fields: str) -> TestResponse:
    data = {**fields, "sound": (io.BytesIO(content), "take.webm")}
    return client.post(address, data=data, content_type="multipart/form-data")


def test_one_phrase_after_another_is_recorded_and_heard(client: FlaskClient, page: str) -> None:
    first = client.get(f"{page}/phrase?routine=short")
    assert "20 of 20 still to record" in first.text
    text = html.unescape(re.findall(r'name="text" value="([^"]*)"', first.text)[0])
    kept = sent(client, f"{page}/phrase", take(text), text=text, routine="short")
    assert kept.status_code == 303
    following = client.get(kept.location)
    assert f"“{text}” is kept." in following.text
    assert "19 of 20 still to record" in following.text

    shown = client.get(f"{page}?routine=short").text
    assert "1 of 20 phrases" in shown
    (sound,) = re.findall(r'href="(/said/[^"]*)" data-hear', shown)
    heard = made(client, html.unescape(sound))
    assert (heard.status_code, heard.mimetype) == (200, "audio/mp4")

    again = client.get(f"{page}/phrase?text={text}")
    key = re.findall(r'name="key" value="([^"]*)"', again.text)[0]
    assert client.post(f"{page}/phrase/delete", data={"key": key}).status_code == 303
    assert "0 of 20 phrases" in client.get(f"{page}?routine=short").text


def test_what_is_wrong_with_a_recording_is_told(client: FlaskClient, page: str) -> None:
    for content, words in ((b"<html>", "not a sound file"), (b"", "no recording yet")):
        data = {"text": "Rest.", **({"sound": (io.BytesIO(content), "x.wav")} if content else {})}
        refused = client.post(f"{page}/phrase", data=data, content_type="multipart/form-data")
        assert refused.status_code == 422
        assert words in refused.text
        assert "“Rest.”" in refused.text
    loud = sent(client, f"{page}/phrase", take("Rest.", peak=4.0), text="Rest.")
    assert "too loud, so that its peaks are cut off" in client.get(loud.location).text
    assert client.post(f"{page}/phrase", data=bytes(LARGEST_SOUND + MOST_BYTES + 1)).status_code == 413


def test_another_voice_speaks_the_rest_only_if_that_is_allowed(client: FlaskClient, page: str) -> None:
    assert "another voice speaks the whole of it" in client.get(page).text
    voice = "recorded/" + page.rpartition("/")[2]
    assert client.post("/routines/short/doses", data={"voice": voice}).status_code == 303
    refused = made(client, "/routines/short/download")
    assert "Lena Brandt has not recorded it" in refused.text
    client.post(page, data={"name": "Lena B", "mixed": "yes", "others": VOICE})
    assert "spoken by" in client.get(page).text
    assert made(client, "/routines/short/download").status_code == 200
    client.post(page, data={"name": "Lena B", "others": VOICE})
    assert "spoken by" not in client.get(page).text
    assert client.post(page, data={"name": " ", "others": ""}).status_code == 422


def test_it_is_shared_as_a_file(client: FlaskClient, page: str) -> None:
    sent(client, f"{page}/phrase", take("Rest."), text="Rest.")
    whole = client.get(f"{page}/file")
    assert whole.mimetype == "application/zip"
    client.post(f"{page}/delete")
    assert client.get(page).status_code == 404
    opened = client.post(
        "/voices/recorded/open",
        data={"voice": (io.BytesIO(whole.data), "soleus-voice.zip")},
        content_type="multipart/form-data",
    )
    assert opened.status_code == 303
    assert "Rest." in client.get(opened.location).text
    for content in (b"", b"no zip", bytes(100_000)):
        refused = client.post(
            "/voices/recorded/open",
            data={"voice": (io.BytesIO(content), "x.zip")},
            content_type="multipart/form-data",
        )
        assert refused.status_code == 400
    assert client.post("/voices/recorded/open", data=bytes(LARGEST_VOICE + MOST_BYTES + 1)).status_code == 413


def test_what_is_somebody_elses_can_be_heard_and_not_changed(
    app: Flask, client: FlaskClient, page: str
) -> None:
    sent(client, f"{page}/phrase", take("Rest."), text="Rest.")
    bert = services_of(app).store.add_person("Bert")
    client.post(f"/people/{bert.id}/choose")
    shown = client.get(page).text
    assert "who alone may change it" in shown
    assert "data-hear" in shown
    for address in (f"{page}/phrase", f"{page}/delete", f"{page}/file"):
        assert client.get(address).status_code == 403
    for address in (page, f"{page}/delete", f"{page}/phrase/delete"):
        assert client.post(address, data={"name": "Mine"}).status_code == 403
    assert sent(client, f"{page}/phrase", take("Rest."), text="Rest.").status_code == 403
    assert "Lena Brandt" in client.get("/voices/recorded").text


def test_only_the_page_that_records_may_ask_for_the_microphone(client: FlaskClient, page: str) -> None:
    policy = {each: client.get(each).headers["Permissions-Policy"] for each in (page, f"{page}/phrase", "/")}
    assert "microphone=(self)" in policy[f"{page}/phrase"]
    assert "microphone=()" in policy[page]
    assert "microphone=()" in policy["/"]


def test_bad_addresses_and_names_are_told(client: FlaskClient, page: str) -> None:
    for address in ("/voices/recorded/ffffffff", f"{page}?routine=nope"):
        assert client.get(address).status_code == 404
    assert client.get(f"{page}/phrase?text=%E2%80%A6").status_code == 400
    refused = client.post("/voices/recorded", data={"name": "x" * 41})
    assert refused.status_code == 422
    assert "1 to 40 characters" in refused.text
