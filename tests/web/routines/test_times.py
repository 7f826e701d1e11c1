"""The sheet of all times: what a change would do, what it has done, and the way back."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.store import Store
from tests.web.routines.test_views import DOSES, HTMX, PAGE, kept

TIMES = f"{PAGE}/times"
IN_SHEET = {**HTMX, "HX-Target": "times"}
OWN = {"gastroc.seconds": "35", "calf-release.seconds": "50"}
#: The name of a step and its line, as the sheet shows them.
_ROW = re.compile(r"<strong>([^<]+)</strong><span>([^<]+)</span></span></li>")
_HIDDEN = re.compile(r'<input type="hidden" name="set" value="([^"]*)">')


def told(page: str) -> dict[str, str]:
    return dict(_ROW.findall(page.partition('<div id="times">')[2].partition('<section id="doses"')[0]))


def undo(page: str) -> dict[str, list[str]]:
    figures = _HIDDEN.findall(page.partition('class="toast')[2].partition("</form>")[0])
    return {"set": figures} if figures else {}


def test_the_sheet_says_what_would_change_before_it_does(client: FlaskClient, store: Store) -> None:
    client.post(DOSES, data=OWN)
    page = client.get(TIMES, query_string={"percent": "75"}).text
    assert told(page)["Runner&#39;s calf stretch"] == "35 s becomes 26 s"
    assert 'name="all" value="75">Change these times</button>' in page
    assert re.search(r"\d+ min \d+ s becomes \d+ min", page)
    assert undo(page) == {}
    assert kept(store) == {"gastroc": {"seconds": 35}, "calf-release": {"seconds": 50}}


def test_ones_own_times_are_scaled_and_the_change_is_undone(client: FlaskClient, store: Store) -> None:
    client.post(DOSES, data=OWN)
    own = kept(store)
    page = client.post(DOSES, data={"all": "75"}, headers=IN_SHEET).text
    assert page.lstrip().startswith('<div id="times">')
    assert told(page)["Runner&#39;s calf stretch"] == "26 s, was 35 s"
    assert re.search(r'role="status"><span>\d+ min \d+ s is now</span> <span>\d+ min', page)
    assert kept(store)["gastroc"] == {"seconds": 26}  # type: ignore[index]
    page = client.post(DOSES, data=undo(page), headers=IN_SHEET).text
    assert kept(store) == own
    assert (undo(page), told(page)) == ({}, {})


def test_without_scripts_the_page_that_follows_offers_the_way_back(client: FlaskClient, store: Store) -> None:
    client.post(DOSES, data=OWN)
    own = kept(store)
    answer = client.post(DOSES, data={"all": "150"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert told(page)["Runner&#39;s calf stretch"] == "53 s, was 35 s"
    assert "<html" in page
    answer = client.post(DOSES, data=undo(page))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert kept(store) == own


@pytest.mark.parametrize("form", [{"reset": "1"}, {"preset": "Calf stretches only"}])
def test_whatever_changes_many_doses_is_undone(
    client: FlaskClient, store: Store, form: dict[str, str]
) -> None:
    client.post(DOSES, data=OWN)
    own = kept(store)
    page = client.post(DOSES, data=form, headers=IN_SHEET).text
    assert kept(store) != own
    client.post(DOSES, data=undo(page), headers=IN_SHEET)
    assert kept(store) == own


def test_at_the_end_of_all_ranges_nothing_changes_and_the_sheet_says_so(client: FlaskClient) -> None:
    client.post(DOSES, data={"all": "400"})
    page = client.get(TIMES, query_string={"percent": "150"}).text
    assert "Nothing changes: each time is as long as it may be here." in page
    assert 'name="all"' not in page


@pytest.mark.parametrize(
    ("written", "shown"),
    [("", "100"), ("110", "110"), ("3", "25"), ("999", "400"), ("x", "100"), ("²", "100")],
)
def test_any_percentage_can_be_asked_for(client: FlaskClient, written: str, shown: str) -> None:
    page = client.get(TIMES, query_string={"percent": written}).text
    assert f'name="percent" inputmode="numeric" value="{shown}"' in page


@pytest.mark.parametrize("was", ["", "nobody.seconds=3", "gastroc.seconds=soon", "all=75"])
def test_a_way_back_that_is_none_is_not_offered(client: FlaskClient, was: str) -> None:
    page = client.get(TIMES, query_string={"was": was})
    assert (page.status_code, 'class="toast' in page.text) == (200, False)


def test_a_change_that_takes_too_long_says_so_in_the_sheet(client: FlaskClient) -> None:
    page = client.post(DOSES, data={"all": "9999"}, headers=IN_SHEET)
    assert page.status_code == 422
    assert "9999 percent: write a number from 25 to 400" in page.text.partition('<section id="doses"')[0]
