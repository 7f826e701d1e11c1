"""The sheet of the coach: its settings, and a sample of its voice."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.store import Store
from server.web.context import services_of
from tests.helpers.app import made
from tests.helpers.listening import length_s
from tests.helpers.running import until
from tests.web.routines.test_views import DOSES, HTMX, PAGE

COACH = f"{PAGE}/coach"
IN_SHEET = {**HTMX, "HX-Target": "coach"}


def settings(store: Store) -> object:
    return store.settings(store.people()[0].id)


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the form."""
    form = page.partition('<form id="coach"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    checked = re.findall(
        r'<input type="(?:radio|checkbox)"[^>]* name="([^"]+)" value="([^"]*)" checked>', form
    )
    selects = re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', form, re.DOTALL)
    chosen = [(name, re.findall(r'value="([^"]*)" selected', inside)[0]) for name, inside in selects]
    return dict([*hidden, *checked, *chosen])


def sound_of(page: str) -> str:
    return unescape(page.partition('id="hear" href="')[2].partition('"')[0])


@pytest.mark.parametrize("kept", [{}, {"pace": "2", "rate": "175", "side": "left-first", "breath": "7"}])
def test_what_is_sent_back_unchanged_changes_nothing(
    client: FlaskClient, store: Store, kept: dict[str, str]
) -> None:
    client.post(DOSES, data=kept)
    before = services_of(client.application).preferences.settings(store.people()[0].id)
    assert client.post(DOSES, data=form_of(client.get(COACH).text), headers=IN_SHEET).status_code == 200
    assert services_of(client.application).preferences.settings(store.people()[0].id) == before


def test_the_answer_shows_the_sheet_and_the_length_anew(client: FlaskClient) -> None:
    answer = client.post(DOSES, data={"pace": "0.5", "rate": "190"}, headers=IN_SHEET).text
    assert answer.lstrip().startswith('<form id="coach"')
    assert 'name="pace" value="50" checked>Half' in answer
    assert re.search(r"<span>saves (\d+ min )?\d+ s</span>", answer)
    assert "<span>190 words a minute</span>" in answer
    assert 'id="length" hx-swap-oob="true"' in answer
    assert '<section id="doses" hx-swap-oob="true"' in answer
    assert re.search(r"<span>adds ", client.post(DOSES, data={"pace": "1.5"}, headers=IN_SHEET).text)


def test_short_words_are_turned_off_by_what_a_switch_does_not_send(client: FlaskClient, store: Store) -> None:
    page = client.get(COACH).text
    assert re.search(r'role="switch" id="short_words" name="short_words" value="known" checked>', page)
    client.post(DOSES, data={"short_words": "none"})
    assert settings(store) == {"short_words": "none"}
    assert 'name="short_words" value="known"><span>' in client.get(COACH).text


def test_a_fault_is_told_in_the_sheet(client: FlaskClient, store: Store) -> None:
    answer = client.post(DOSES, data={"voice": "nobody", "pace": "0.5"}, headers=IN_SHEET)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text.partition("</form>")[0]
    assert settings(store) == {}


def test_the_voice_is_heard_at_the_chosen_speed(client: FlaskClient) -> None:
    until(lambda: sound_of(client.get(COACH).text))
    lengths_s = {}
    for rate in ("135", "190"):
        page = client.post(DOSES, data={"rate": rate}, headers=IN_SHEET).text
        assert "“Calf knot release. Left leg. One minute.”" in page
        sound = made(client, sound_of(page))
        assert (sound.status_code, sound.mimetype) == (200, "audio/mp4")
        lengths_s[rate] = length_s(sound.data)
    assert lengths_s["135"] > lengths_s["190"] * 1.15


def test_a_sample_that_nobody_was_offered_is_not_spoken(client: FlaskClient) -> None:
    assert client.get("/said/WyJIZWxsby4iLCIiLDE2MF0.x.m4a").status_code == 404
