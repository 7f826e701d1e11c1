from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from server.config import Config
from server.store import Store
from server.store.values import Preferences
from server.web import formatting
from server.web.context import services_of
from tests.helpers.preferences import keep_settings
from tests.helpers.samples import write

HTMX = {"HX-Request": "true"}
PAGE = "/routines/plantar-fasciitis"
DOSES = f"{PAGE}/doses"
TWO_CALVES = """\
name: Two calves
purpose: One exercise in two steps.
steps:
  - {exercise: gastroc, id: calf}
  - {exercise: gastroc, id: heel-calf}
"""
ALMOST_TOO_LONG = """\
name: Almost too long
purpose: Two and a half hours.
steps:
  - exercise: gastroc
    id: a
    seconds: {default: 600, max: 600}
    reps: {default: 3, max: 10}
    sets: {default: 2, max: 10}
    rest: 5
  - exercise: gastroc
    id: b
    seconds: {default: 600, max: 600}
    reps: {default: 1, max: 10}
    rest: 5
"""


def kept(store: Store) -> object:
    """Return the doses that the first person has chosen."""
    return store.preferences(store.people()[0].id, "plantar-fasciitis").choices.get("doses", {})


def test_each_step_is_explained(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    for step in services_of(client.application).library.routine("plantar-fasciitis").steps:
        told = step.exercise
        assert str(escape(told.name)) in page
        assert f'href="{PAGE}/steps/{step.id}"' in page
        sheet = client.get(f"{PAGE}/steps/{step.id}").text
        instruction = formatting.for_left(told.instruction)
        for text in (told.name, instruction, told.muscle, told.felt, told.safety, told.source):
            assert str(escape(text)) in sheet


def test_a_step_is_explained_over_the_page_or_on_one_of_its_own(client: FlaskClient) -> None:
    over, own = (client.get(f"{PAGE}/steps/gastroc", headers=headers).text for headers in (HTMX, {}))
    assert over.lstrip().startswith('<dialog class="sheet"')
    assert f'href="{PAGE}" aria-label="Back"' in own
    for page in (over, own):
        assert 'id="sheet-gastroc.reps"' in page


def test_there_is_no_sheet_for_a_step_that_the_routine_lacks(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}/steps/none")
    assert answer.status_code == 404
    assert "has no step “none”" in answer.text


def test_a_caution_of_several_steps_stands_on_the_page_once(client: FlaskClient) -> None:
    page = client.get("/routines/shin-splints").text
    assert page.count("Stop if one small spot on the shin bone hurts") == 1


def test_minus_and_plus_say_what_they_lead_to(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert 'aria-label="Runner&#39;s calf stretch: hold less, 25"' in page
    assert 'aria-label="Runner&#39;s calf stretch: hold more, 35"' in page


def test_a_tap_changes_the_row_the_sheet_and_the_length(client: FlaskClient) -> None:
    from_the_sheet = {**HTMX, "HX-Target": "sheet-doses"}
    answer = client.post(DOSES, data={"gastroc.seconds": "more"}, headers=from_the_sheet).text
    assert 'id="step-gastroc" hx-swap-oob="true">' in answer
    assert 'id="gastroc.seconds" name="gastroc.seconds" inputmode="numeric" value="35"' in answer
    assert 'id="sheet-gastroc.seconds" name="gastroc.seconds" inputmode="numeric" value="35"' in answer
    assert 'id="length" hx-swap-oob="true"' in answer


def test_two_taps_count_twice_even_if_the_page_saw_only_one(client: FlaskClient, store: Store) -> None:
    for _ in range(2):
        client.post(DOSES, data={"gastroc.seconds": "more"})
    assert kept(store) == {"gastroc": {"seconds": 40}}


def test_at_the_end_of_the_range_plus_is_off(client: FlaskClient) -> None:
    client.post(DOSES, data={"gastroc.seconds": "60"})
    page = client.get(PAGE).text
    assert 'id="gastroc.seconds-plus" name="gastroc.seconds" value="more" aria-disabled="true"' in page


def test_a_plain_form_leads_back_to_the_page(client: FlaskClient, store: Store) -> None:
    answer = client.post(DOSES, data={"gastroc.seconds": "45"})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert kept(store) == {"gastroc": {"seconds": 45}}


def test_htmx_gets_the_changed_step_and_the_new_length(client: FlaskClient, store: Store) -> None:
    answer = client.post(DOSES, data={"gastroc.seconds": "45"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.vary.as_set() >= {"hx-request"}
    assert answer.text.lstrip().startswith('<li class="step inside-1" id="step-gastroc">')
    assert 'id="length" hx-swap-oob="true"' in answer.text
    assert 'id="step-soleus"' not in answer.text
    assert "<html" not in answer.text
    assert kept(store) == {"gastroc": {"seconds": 45}}


def test_all_holds_are_scaled(client: FlaskClient, store: Store) -> None:
    answer = client.post(DOSES, data={"all": "150"}, headers=HTMX)
    assert 'id="step-gastroc"' in answer.text
    assert 'id="step-soleus"' in answer.text
    assert kept(store)["gastroc"] == {"seconds": 45}  # type: ignore[index]


def test_a_preset_is_taken(client: FlaskClient, store: Store) -> None:
    page = client.get("/routines/heel-raise-strength/times").text
    name = page.partition('name="preset" value="')[2].partition('"')[0]
    assert name
    answer = client.post(
        "/routines/heel-raise-strength/doses", data={"preset": name}, headers={**HTMX, "HX-Target": "times"}
    )
    assert answer.status_code == 200
    assert f'name="preset" value="{name}" aria-current="true"' in answer.text


def test_everything_goes_back_to_the_defaults(client: FlaskClient, store: Store) -> None:
    client.post(DOSES, data={"gastroc.seconds": "45"})
    client.post(DOSES, data={"reset": "1"})
    assert kept(store) == {}


def test_settings_hold_for_all_routines(client: FlaskClient, store: Store) -> None:
    answer = client.post(DOSES, data={"pace": "1.5", "side": "left", "verbosity": "brief", "rate": "150"})
    assert answer.status_code == 303
    page = client.get("/routines/desk-break/coach").text
    assert 'name="pace" value="150" checked>' in page
    assert 'name="verbosity" value="brief" checked>' in page


def test_a_dose_leaves_the_settings_alone(client: FlaskClient) -> None:
    client.post(DOSES, data={"verbosity": "minimal"})
    client.post(DOSES, data={"gastroc.seconds": "45"})
    assert 'name="verbosity" value="minimal" checked>' in client.get(f"{PAGE}/coach").text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_out_of_range_is_told_beside_the_field_and_nothing_is_lost(
    client: FlaskClient, store: Store, headers: dict[str, str]
) -> None:
    client.post(DOSES, data={"gastroc.seconds": "45"})
    answer = client.post(DOSES, data={"gastroc.seconds": "999"}, headers=headers)
    assert answer.status_code == 422
    assert 'value="999"' in answer.text
    assert 'id="gastroc.seconds-fault" role="alert">999 is above the highest, 60' in answer.text
    assert kept(store) == {"gastroc": {"seconds": 45}}


def test_a_step_whose_id_ends_like_another_keeps_its_own_fault(
    client: FlaskClient, config: Config, store: Store
) -> None:
    write(config.data / "routines" / "two.yaml", TWO_CALVES)
    form = {"calf.seconds": "998", "heel-calf.seconds": "999"}
    page = client.post("/routines/two/doses", data=form).text
    assert 'id="calf.seconds-fault" role="alert">998 is above the highest, 60;' in page
    assert 'id="heel-calf.seconds-fault" role="alert">999 is above the highest, 60;' in page


def test_a_fault_of_the_whole_routine_is_told_in_the_step_that_was_tapped(
    client: FlaskClient, config: Config
) -> None:
    write(config.data / "routines" / "long.yaml", ALMOST_TOO_LONG)
    answer = client.post("/routines/long/doses", data={"a.sets": "more"}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<li class="step" id="step-a">')
    told = "all steps together take 3.4 hours; stay below 3 hours"
    assert f'<p class="fault small warn" role="alert">{told}</p>' in answer.text
    page = client.post("/routines/long/doses", data={"a.sets": "more"}).text
    assert f"<p>{told}</p>" in page


@pytest.mark.parametrize(
    "form",
    [
        {"gastroc.seconds": "soon"},
        {"gastroc.colour": "3"},
        {"nobody.seconds": "30"},
        {"all": "-1"},
        {"all": "x"},
        {"preset": "none"},
        {"rate": "9999"},
        {"pace": "fast"},
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    client: FlaskClient, store: Store, form: dict[str, str]
) -> None:
    answer = client.post(DOSES, data={"soleus.seconds": "40", **form})
    assert answer.status_code == 422
    assert kept(store) == {}


def test_two_people_have_doses_of_their_own(client: FlaskClient, store: Store) -> None:
    client.post(DOSES, data={"gastroc.seconds": "45"})
    client.post("/people", data={"name": "Anna"})
    field = client.get(PAGE).text.partition('<input id="gastroc.seconds"')[2].partition(">")[0]
    assert 'value="30"' in field


def test_doses_are_not_changed_by_looking(client: FlaskClient) -> None:
    assert client.get(DOSES).status_code == 405


@pytest.mark.parametrize(
    ("name", "advice"),
    [("nothing", "Home lists them all."), ("plantar-fascitis", "Did you mean “plantar-fasciitis”?")],
)
def test_an_unknown_routine_is_told(client: FlaskClient, name: str, advice: str) -> None:
    answer = client.get(f"/routines/{name}")
    assert answer.status_code == 404
    assert f"There is no routine “{name}”. {advice}" in answer.text


def test_a_voice_that_this_machine_has_not_is_refused_with_the_nearest(
    client: FlaskClient, store: Store
) -> None:
    me = store.people()[0].id
    form = {"voice": "zzz", "rate": "200", "gastroc.seconds": "45"}
    answer = client.post("/routines/plantar-fasciitis/doses", data=form)
    assert answer.status_code == 422
    assert "There is no voice &#34;zzz&#34; on this machine. The nearest are: " in answer.text
    assert store.preferences(me, "plantar-fasciitis") == Preferences({}, {})


def test_a_kept_voice_that_has_vanished_is_told_and_stops_no_other_change(
    client: FlaskClient, store: Store
) -> None:
    me = store.people()[0].id
    keep_settings(store, me, {"voice": "gone"})
    coach = client.get(f"{PAGE}/coach").text
    assert "<strong>Voice</strong><span>The voice gone is not on this machine.</span>" in coach
    page = client.get(PAGE).text
    assert 'The voice gone is not on this machine. Until you <a href="/voices">' in page
    form = {"voice": "gone", "rate": "200"}
    assert client.post("/routines/plantar-fasciitis/doses", data=form).status_code == 303
    assert store.settings(me)["rate"] == 200
    client.post("/routines/plantar-fasciitis/doses", data={"voice": ""})
    assert "not on this machine" not in client.get("/routines/plantar-fasciitis").text
