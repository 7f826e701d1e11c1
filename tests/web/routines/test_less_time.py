from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.web.context import services_of
from tests.helpers.app import without_length

PAGE = "/routines/plantar-fasciitis"
LESS = f"{PAGE}/less-time"


def test_the_sheet_says_what_gives_way(client: FlaskClient) -> None:
    assert f'href="{LESS}"' in client.get(PAGE).text
    sheet = client.get(f"{LESS}?minutes=8", headers={"HX-Request": "true"}).text
    assert 'value="8" checked' in sheet
    assert "once, not twice" in sheet
    part = client.get(f"{LESS}?minutes=5", headers={"HX-Request": "true", "HX-Target": "less"}).text
    assert part.startswith('<div id="less">') or part.strip().startswith('<div id="less">')
    assert "left out today" in part


def test_where_there_is_time_nothing_gives_way(client: FlaskClient) -> None:
    sheet = client.get(f"{LESS}?minutes=60").text
    assert "There is time enough" in sheet
    assert 'value="60" checked' in sheet


def test_it_is_played_once(client: FlaskClient) -> None:
    page = without_length(client.get(PAGE).text)
    answer = client.post("/workouts", data={"routine": "plantar-fasciitis", "minutes": "5"})
    services = services_of(client.application)
    workout = services.workouts.workout(answer.headers["Location"].rpartition("/")[2])
    assert workout.choices["doses"]["topfoot-rotated"]["skip"] is True
    assert without_length(client.get(PAGE).text) == page
    again = client.post("/workouts", data={"routine": "plantar-fasciitis"})
    workout = services.workouts.workout(again.headers["Location"].rpartition("/")[2])
    assert workout.choices["doses"] == {}


@pytest.mark.parametrize("minutes", ["0", "-1", "181", "eight", "9" * 50, "٣"])
def test_minutes_that_are_none_are_refused(client: FlaskClient, minutes: str) -> None:
    assert client.get(LESS, query_string={"minutes": minutes}).status_code == 400
    data = {"routine": "plantar-fasciitis", "minutes": minutes}
    assert client.post("/workouts", data=data).status_code == 400
