from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.web.context import services_of
from tests.helpers.app import without_length

HTMX = {"HX-Request": "true"}
PAGE = "/routines/plantar-fasciitis"
DOSES = f"{PAGE}/doses"


def length(page: str) -> str:
    return page.partition('id="length"')[2].partition("</span>")[2].partition("<")[0].strip()


def test_a_step_is_left_out_in_its_place_and_brought_back(client: FlaskClient) -> None:
    before = shown(client)
    answer = client.post(
        DOSES,
        data={"soleus.skip": "yes", "soleus.why": "sore <knee>"},
        headers={**HTMX, "HX-Target": "sheet-doses"},
    ).text
    assert "Bring it back" in answer
    page = client.get(PAGE).text
    assert page.index("step-gastroc") < page.index("step-soleus") < page.index("step-topfoot-square")
    assert "left out, sore &lt;knee&gt;" in page
    assert 'aria-label="Bring back Bent-knee calf stretch"' in page
    assert length(page) != length(before)
    client.post(DOSES, data={"soleus.skip": "no"}, headers=HTMX)
    assert shown(client) == before


def test_what_is_inside_a_block_goes_and_comes_with_it(client: FlaskClient) -> None:
    answer = client.post(DOSES, data={"calf.skip": "yes"}, headers={**HTMX, "HX-Target": "doses"}).text
    assert answer.count("left-out") == 3
    assert answer.count("Bring back") == 2  # on the button and as its name
    answer = client.post(DOSES, data={"calf.skip": "no"}, headers={**HTMX, "HX-Target": "doses"}).text
    assert "left-out" not in answer


def test_a_step_is_swapped_and_swapped_back(client: FlaskClient) -> None:
    before = shown(client)
    sheet = client.get(f"{PAGE}/steps/gastroc/swap", headers=HTMX).text
    assert 'name="gastroc.instead" value="towel-calf"' in sheet
    assert 'value="gastroc"' not in sheet
    assert sheet.index("towel-calf") < sheet.index("Among all") < sheet.index('value="butterfly"')
    # The form around the link replaces what it changes; the link fills the sheet.
    assert 'hx-target="#sheet" hx-swap="innerHTML">Swap it' in client.get(f"{PAGE}/steps/gastroc").text
    row = client.post(DOSES, data={"gastroc.instead": "towel-calf"}, headers=HTMX).text
    assert "instead of Runner&#39;s calf stretch" in row
    assert "Towel calf stretch" in client.get(f"{PAGE}/steps/gastroc").text
    assert "Back to Runner&#39;s calf stretch" in client.get(f"{PAGE}/steps/gastroc/swap").text
    client.post(DOSES, data={"gastroc.instead": ""}, headers=HTMX)
    assert shown(client) == before


def test_a_step_is_swapped_just_today(client: FlaskClient) -> None:
    before = shown(client)
    sheet = client.get(f"{PAGE}/steps/gastroc/swap?for=today").text
    address = f"{PAGE}/steps/gastroc/swap/today?with=towel-calf"
    assert f'href="{address}"' in sheet
    assert "gastroc.instead" not in sheet
    asked = client.get(address, headers=HTMX).text
    assert "instead of Runner&#39;s calf stretch" in asked
    assert re.search(r"Play 1\d min", asked)
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', asked))
    workouts = services_of(client.application).workouts

    def exercises(**data: str) -> frozenset[str]:
        begun = client.post("/workouts", data=data).headers["Location"].rpartition("/")[2]
        return workouts.routine(workouts.workout(begun)).exercise_ids

    assert "towel-calf" in exercises(**form)
    assert "towel-calf" not in exercises(routine="plantar-fasciitis")
    assert shown(client) == before


def test_what_is_left_out_may_be_done_otherwise_today(client: FlaskClient) -> None:
    client.post(DOSES, data={"gastroc.skip": "yes"})
    asked = client.get(f"{PAGE}/steps/gastroc/swap/today?with=towel-calf").text
    form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', asked))
    begun = client.post("/workouts", data=form).headers["Location"].rpartition("/")[2]
    workout = services_of(client.application).workouts.workout(begun)
    assert "gastroc" not in workout.choices["doses"]


@pytest.mark.parametrize("part", ["nothing", "calf"])
def test_what_cannot_be_swapped_today_is_told(client: FlaskClient, part: str) -> None:
    assert client.get(f"{PAGE}/steps/{part}/swap/today?with=towel-calf").status_code == 400
    assert client.get(f"{PAGE}/steps/gastroc/swap/today?with=nothing").status_code == 400
    data = {"routine": "plantar-fasciitis", f"{part}.instead": "towel-calf"}
    assert client.post("/workouts", data=data).status_code == 400


def test_back_to_the_defaults_brings_all_back(client: FlaskClient) -> None:
    before = shown(client)
    client.post(DOSES, data={"gastroc.instead": "towel-calf", "soleus.skip": "yes"})
    client.post(DOSES, data={"reset": "1"})
    assert shown(client) == before


@pytest.mark.parametrize("field", ["gastroc.instead", "gastroc.why"])
def test_what_cannot_be_accepted_is_said_with_its_step(client: FlaskClient, field: str) -> None:
    answer = client.post(DOSES, data={field: "x" * 90}, headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_only_an_exercise_can_be_swapped(client: FlaskClient) -> None:
    assert client.get(f"{PAGE}/steps/calf/swap").status_code == 404


def test_figures_of_the_other_exercise_are_changed(client: FlaskClient) -> None:
    client.post(DOSES, data={"gastroc.instead": "heel-raise-two"})
    assert client.post(DOSES, data={"gastroc.reps": "15"}, headers=HTMX).status_code == 200
    assert 'value="15"' in client.get(PAGE).text


def test_a_routine_of_which_every_step_is_left_out_cannot_be_played(client: FlaskClient) -> None:
    steps = set(re.findall(r'id="step-([^"]+)"', client.get("/routines/desk-break").text))
    client.post("/routines/desk-break/doses", data={f"{step}.skip": "yes" for step in steps})
    for refused in (
        client.post("/workouts", data={"routine": "desk-break"}),
        client.get("/routines/desk-break/download"),
    ):
        assert refused.status_code == 409
        assert "Every step is left out. Bring one back, and this routine can be played." in refused.text
    client.post("/routines/desk-break/doses", data={f"{min(steps)}.skip": "no"})
    assert client.post("/workouts", data={"routine": "desk-break"}).status_code == 303


def shown(client: FlaskClient) -> str:
    return without_length(client.get(PAGE).text)
