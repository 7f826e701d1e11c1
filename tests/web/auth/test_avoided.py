from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from flask.testing import FlaskClient

from server.store import Store
from tests.helpers.app import without_length
from tests.helpers.running import until

HTMX = {"HX-Request": "true"}
PAGE = "/leave-out"
HIPS, COOL_DOWN = "/routines/hips-hamstrings", "/routines/runners-cool-down"
PROPS = ("wall", "chair", "step", "rail", "ball", "towel", "strap", "mat", "bed")


def leave_out(client: FlaskClient, group: str, *chosen: str) -> None:
    """Choose in a group as the page without scripts does."""
    answer = client.post(PAGE, data={"group": group, "chosen": list(chosen)})
    assert (answer.status_code, answer.location) == (303, PAGE)


def words(page: str) -> str:
    """Return the text of a page."""
    return " ".join(re.sub("<[^>]+>", " ", page).replace("&#39;", "'").split())


def prepared(client: FlaskClient, workout: str) -> str:
    """Return a workout's page once its track is made, and its steps can be told."""
    pages: list[str] = []

    def is_ready() -> bool:
        pages.append(client.get(workout).text)
        return "Figure-four glute stretch" in pages[-1]

    until(is_ready)
    return pages[-1]


def checked(page: str) -> set[str]:
    """Return the values of the boxes that are ticked."""
    return set(re.findall(r'type="checkbox"[^>]* value="([^"]+)" checked', page))


def test_at_first_nothing_is_left_out_and_all_is_at_hand(client: FlaskClient) -> None:
    assert checked(client.get(PAGE).text) == set(PROPS)
    assert "Nothing: every routine is as it was chosen." in client.get(PAGE).text
    assert "nothing is left out" in client.get("/people").text


def test_what_is_left_out_is_said_where_it_is_chosen_and_in_each_routine(client: FlaskClient) -> None:
    before = client.get(HIPS).text
    leave_out(client, "positions", "kneeling")
    leave_out(client, "props", *PROPS[1:])
    page = client.get(PAGE).text
    assert checked(page) == {"kneeling", *PROPS[1:]}
    assert "Hips and hamstrings" in page
    assert "kneeling, no wall" in client.get("/people").text
    routine = words(client.get(COOL_DOWN).text)
    assert "left out, as you leave out kneeling" in routine
    assert "left out, as it needs a wall, which you do not have at hand" in routine
    leave_out(client, "props", *PROPS)
    routine = words(client.get(HIPS).text)
    assert "instead of Half-kneeling hip flexor, as you leave out kneeling" in routine
    leave_out(client, "positions")
    assert without_length(client.get(HIPS).text) == without_length(before)


def test_htmx_gets_what_that_changes(client: FlaskClient) -> None:
    answer = client.post(PAGE, data={"group": "positions", "chosen": "kneeling"}, headers=HTMX).text
    assert answer.startswith('<section class="section" id="changed"')
    assert "1 step replaced" in answer
    assert "1 step left out" in answer


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "is nothing that can be left out"),
        ({"group": "shoes"}, "is nothing that can be left out"),
        ({"group": "positions", "chosen": "kneling"}, "did you mean &#34;kneeling&#34;"),
        ({"group": "props", "chosen": ["wall", "\0"]}, "is not known"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_accepted_changes_nothing(
    client: FlaskClient, store: Store, form: dict[str, str], told: str, headers: dict[str, str]
) -> None:
    answer = client.post(PAGE, data=form, headers=headers)
    assert answer.status_code == 400
    assert told in answer.text
    assert store.settings(store.people()[0].id) == {}


def test_a_step_is_brought_back_with_one_tap_and_left_out_again(client: FlaskClient) -> None:
    leave_out(client, "positions", "kneeling")
    before = client.get(COOL_DOWN).text
    assert 'name="hip-flexor.skip" value="no" aria-label="Bring back' in before
    answer = client.post(
        f"{COOL_DOWN}/doses", data={"hip-flexor.skip": "no"}, headers=HTMX | {"HX-Target": "doses"}
    )
    assert 'id="doses"' in answer.text
    assert "done all the same, though you leave out kneeling" in answer.text
    assert "Leave it out again" in client.get(f"{COOL_DOWN}/steps/hip-flexor").text
    client.post(f"{COOL_DOWN}/doses", data={"hip-flexor.anyway": "no"})
    assert without_length(client.get(COOL_DOWN).text) == without_length(before)


def test_a_replaced_step_can_be_done_all_the_same(client: FlaskClient) -> None:
    leave_out(client, "positions", "kneeling")
    sheet = client.get(f"{HIPS}/steps/hip-flexor").text
    assert "Back to Half-kneeling hip flexor" in words(sheet)
    client.post(f"{HIPS}/doses", data={"hip-flexor.instead": ""})
    assert "done all the same, though you leave out kneeling" in client.get(HIPS).text


def test_what_is_left_out_comes_last_where_another_exercise_is_chosen(client: FlaskClient) -> None:
    leave_out(client, "exercises", "towel-calf")
    sheet = client.get("/routines/plantar-fasciitis/steps/gastroc/swap").text
    alike = sheet.partition("Among all")[0]
    assert alike.rindex("<li>") < alike.index('value="towel-calf"')
    assert "you leave out this exercise" in alike


def test_anyway_is_yes_or_no(client: FlaskClient) -> None:
    answer = client.post(f"{HIPS}/doses", data={"hip-flexor.anyway": "perhaps"}, headers=HTMX)
    assert answer.status_code == 422
    assert "write yes or no" in answer.text


def test_a_routine_of_which_all_is_left_out_says_so(client: FlaskClient) -> None:
    leave_out(client, "positions", "standing", "sitting", "lying", "kneeling")
    assert "Every step is left out." in client.get(COOL_DOWN).text
    assert client.get("/").status_code == 200
    refused = client.post("/workouts", data={"routine": "runners-cool-down"})
    assert refused.status_code == 409
    assert "Every step is left out. Bring one back, and this routine can be played." in refused.text
    assert client.get("/routines/runners-cool-down/download").status_code == 409
    leave_out(client, "positions")
    assert client.post("/workouts", data={"routine": "runners-cool-down"}).status_code == 303


def test_a_workout_that_has_begun_keeps_its_exercises(client: FlaskClient) -> None:
    begun = client.post("/workouts", data={"routine": "runners-cool-down"}).location
    leave_out(client, "positions", "kneeling")
    later = client.post("/workouts", data={"routine": "runners-cool-down"}).location
    assert "Half-kneeling hip flexor" in prepared(client, begun)
    assert "Half-kneeling hip flexor" not in prepared(client, later)


def test_what_is_left_out_is_in_what_is_taken_away_but_not_in_what_is_shared(client: FlaskClient) -> None:
    before = client.get("/share/hips-hamstrings.yaml").text
    leave_out(client, "positions", "kneeling")
    answer = client.get("/your-data/soleus.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        person = json.loads(archive.read("person.json"))
    assert person["settings"]["avoided"] == {"positions": ["kneeling"]}
    assert client.get("/share/hips-hamstrings.yaml").text == before
