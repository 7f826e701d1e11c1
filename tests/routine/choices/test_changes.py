from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import BadInput
from server.routine.choices.changes import (
    dose_of,
    from_document,
    step_named,
    to_document,
    with_assignments,
    with_dose,
    with_holds_changed,
    with_holds_scaled,
    with_preset,
    without_doses,
)
from server.routine.model import Amount, Choices, Dose
from tests.helpers.samples import hold, routine

LEGS = routine()


def seconds(choices: Choices) -> dict[str, int]:
    return {step.id: dose_of(step, choices).seconds for step in LEGS.steps}


def test_a_dose_is_the_default_until_it_is_changed() -> None:
    assert dose_of(step_named(LEGS, "calf"), Choices()) == Dose(seconds=30, reps=2, sets=1, rest=5)


def test_reps_have_no_seconds() -> None:
    assert dose_of(step_named(LEGS, "lift"), Choices()) == Dose(seconds=0, reps=12, sets=3, rest=30)


def test_one_changed_figure_leaves_the_others_alone() -> None:
    choices = with_dose(LEGS, with_dose(LEGS, Choices(), "calf", "seconds", 45), "calf", "reps", 3)
    assert dose_of(step_named(LEGS, "calf"), choices) == Dose(seconds=45, reps=3, sets=1, rest=5)
    assert choices.doses == {"calf": {"seconds": 45, "reps": 3}}


def test_a_figure_set_back_to_its_default_is_forgotten() -> None:
    changed = with_dose(LEGS, Choices(), "calf", "seconds", 45)
    assert with_dose(LEGS, changed, "calf", "seconds", 30) == Choices()


def test_a_dose_that_the_routine_no_longer_allows_is_moved_into_its_range() -> None:
    assert dose_of(hold("calf"), Choices(doses={"calf": {"seconds": 500}})).seconds == 60


@pytest.mark.parametrize(
    ("step", "field", "value", "message"),
    [
        ("calf", "seconds", 90, "calf.seconds: 90 is above the highest, 60; write a number from 15 to 60"),
        ("calf", "seconds", 14, "calf.seconds: 14 is below the lowest, 15; write a number from 15 to 60"),
        ("calv", "seconds", 30, 'legs has no step "calv"; did you mean "calf"?'),
        ("calf", "secs", 30, 'calf has no figure "secs"; it has seconds, reps, sets, rest'),
        ("lift", "seconds", 30, 'lift has no figure "seconds"; it has reps, sets, rest'),
        ("calf", "tempo", 3, 'calf has no figure "tempo"; it has seconds, reps, sets, rest'),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(
    step: str, field: str, value: int, message: str
) -> None:
    with pytest.raises(BadInput) as refused:
        with_dose(LEGS, Choices(), step, field, value)
    assert str(refused.value) == message


def test_a_figure_without_a_range_says_what_it_always_is() -> None:
    fixed = replace(LEGS, steps=(hold("calf", Amount(30, 30, 30)),))
    with pytest.raises(BadInput, match=r"^calf\.seconds: 31 cannot be chosen; it is always 30$"):
        with_dose(fixed, Choices(), "calf", "seconds", 31)


def test_a_routine_is_not_stretched_beyond_three_hours() -> None:
    endless = replace(LEGS, steps=tuple(hold(f"s{n}", Amount(30, 15, 600)) for n in range(5)))
    with pytest.raises(BadInput, match=r"^legs: all steps together take 3\.4 hours; stay below 3 hours$"):
        with_assignments(
            endless, Choices(), [f"s{n}.{figure}" for n in range(5) for figure in ("seconds=600",)]
        )


def test_assignments_are_carried_out_in_their_order() -> None:
    choices = with_assignments(LEGS, Choices(), ["calf.seconds=45", " lift.sets = 5 ", "calf.seconds=50"])
    assert choices.doses == {"calf": {"seconds": 50}, "lift": {"sets": 5}}


@pytest.mark.parametrize(
    ("before", "tap", "after"),
    [
        (32, "more", 35),
        (32, "less", 30),
        (30, "more", 35),
        (30, "less", 25),
        (58, "more", 60),
        (60, "more", 60),
        (15, "less", 15),
    ],
)
def test_a_tap_leads_to_the_next_five_seconds_inside_the_range(before: int, tap: str, after: int) -> None:
    choices = with_assignments(LEGS, Choices(), [f"calf.seconds={before}", f"calf.seconds={tap}"])
    assert dose_of(step_named(LEGS, "calf"), choices).seconds == after


def test_reps_and_sets_are_tapped_by_one() -> None:
    choices = with_assignments(
        LEGS, Choices(), ["lift.reps=12", "lift.sets=2", "lift.reps=more", "lift.sets=less"]
    )
    dose = dose_of(step_named(LEGS, "lift"), choices)
    assert (dose.reps, dose.sets) == (13, 1)


@pytest.mark.parametrize(
    "assignment",
    [
        "calf.seconds",
        "calf=30",
        "calf.seconds=",
        "calf.seconds=3.5",
        "calf.seconds=-5",
        "calf.seconds=٣٠",
        ".seconds=30",
        "",
        "=",
        pytest.param("calf.seconds=" + "9" * 5000, id="giant"),
        pytest.param("x" * 5000, id="long"),
    ],
)
def test_an_assignment_of_another_form_is_refused(assignment: str) -> None:
    with pytest.raises(BadInput, match=r"write it as STEP\.seconds=45, with a whole number$") as refused:
        with_assignments(LEGS, Choices(), [assignment])
    assert len(str(refused.value)) < 200


def test_all_faulty_assignments_are_reported_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        with_assignments(LEGS, Choices(), ["calf.seconds=900", "sole.seconds=5", "foo.reps=1", "calf"])
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "calf.seconds",
        'legs has no step "foo"; write one of calf, lift, roll, sole, walk',
        '"calf"',
    ]


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (75, {"roll": 25, "calf": 25, "sole": 6}),
        (100, {"roll": 30, "calf": 30, "sole": 8}),
        (125, {"roll": 40, "calf": 40, "sole": 10}),
        (150, {"roll": 45, "calf": 45, "sole": 10}),
        (200, {"roll": 60, "calf": 60, "sole": 15}),
        (25, {"roll": 15, "calf": 15, "sole": 3}),
        (400, {"roll": 60, "calf": 60, "sole": 15}),
    ],
)
def test_scaling_rounds_holds_and_releases_and_keeps_their_ranges(
    percent: int, expected: dict[str, int]
) -> None:
    scaled = with_holds_scaled(LEGS, Choices(), percent)
    assert seconds(scaled) == {**expected, "walk": 30, "lift": 0}


def test_scaling_starts_from_the_defaults_however_often_it_is_done() -> None:
    once = with_holds_scaled(LEGS, Choices(), 150)
    assert with_holds_scaled(LEGS, with_holds_scaled(LEGS, once, 75), 150) == once
    assert with_holds_scaled(LEGS, once, 100) == Choices()


@pytest.mark.parametrize("percent", [-100, 0, 24, 401])
def test_scaling_has_limits(percent: int) -> None:
    with pytest.raises(BadInput, match="write a number from 25 to 400"):
        with_holds_scaled(LEGS, Choices(), percent)


def test_holds_are_made_longer_from_a_step_on() -> None:
    assert seconds(with_holds_changed(LEGS, Choices(), 5, "calf")) == {
        "roll": 30,
        "calf": 35,
        "sole": 13,
        "walk": 30,
        "lift": 0,
    }


def test_holds_made_shorter_stop_at_the_lowest() -> None:
    changed = with_holds_changed(LEGS, Choices(), -20, "roll")
    assert seconds(changed) == {"roll": 15, "calf": 15, "sole": 3, "walk": 30, "lift": 0}


def test_holds_are_changed_from_what_was_chosen() -> None:
    chosen = with_dose(LEGS, Choices(), "calf", "seconds", 45)
    assert seconds(with_holds_changed(LEGS, chosen, 5, "calf"))["calf"] == 50


def test_a_preset_lays_its_doses_over_the_others() -> None:
    chosen = with_assignments(LEGS, Choices(), ["lift.rest=60", "calf.seconds=45"])
    assert with_preset(LEGS, chosen, "Weeks 3-4").doses == {
        "lift": {"rest": 60, "sets": 4, "reps": 10},
        "calf": {"seconds": 45},
    }


def test_a_preset_equal_to_the_defaults_leaves_nothing_changed() -> None:
    assert with_preset(LEGS, Choices(), "Weeks 1-2") == Choices()


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(BadInput, match=r'legs has no preset "Week 3"; did you mean "Weeks 3-4"'):
        with_preset(LEGS, Choices(), "Week 3")


def test_doses_go_back_to_the_defaults_and_settings_stay() -> None:
    chosen = replace(with_dose(LEGS, Choices(), "calf", "seconds", 45), pace=150)
    assert without_doses(chosen) == Choices(pace=150)


def test_choices_survive_as_json() -> None:
    chosen = Choices(
        doses={"calf": {"seconds": 45}, "lift": {"sets": 4, "rest": 60}},
        pace=150,
        side="left-first",
        verbosity="brief",
        voice="en-gb",
        rate=180,
        tones="quiet",
    )
    assert from_document(LEGS, json.loads(json.dumps(to_document(chosen)))) == chosen


def test_without_a_routine_only_the_settings_are_read() -> None:
    document = to_document(Choices(doses={"calf": {"seconds": 45}}, pace=200))
    assert from_document(None, document) == Choices(pace=200)


@pytest.mark.parametrize(
    ("doses", "kept"),
    [
        ({"calf": {"seconds": 900}}, {"calf": {"seconds": 60}}),
        ({"gone": {"seconds": 30}}, {}),
        ({"lift": {"seconds": 30}}, {}),
        ({"calf": {"seconds": 30}}, {}),
        ({"calf": {"seconds": "45"}}, {}),
        ({"calf": {"seconds": True}}, {}),
        ({"calf": {"seconds": 45.5}}, {}),
        ({"calf": [45]}, {}),
        ([], {}),
        (None, {}),
    ],
)
def test_stored_doses_that_a_changed_routine_does_not_allow_are_dropped_or_moved(
    doses: object, kept: dict[str, Any]
) -> None:
    assert from_document(LEGS, {"doses": doses}).doses == kept


@pytest.mark.parametrize(
    "value", [None, "nonsense", -1, 10**6, pytest.param(10**5000, id="giant"), [], {}, 1.5, "\0"]
)
@pytest.mark.parametrize("name", ["pace", "side", "verbosity", "rate", "tones"])
def test_a_damaged_setting_falls_back_without_taking_the_others_down(name: str, value: object) -> None:
    others = to_document(Choices(pace=200, side="left", verbosity="brief", rate=120, tones="loud"))
    read = to_document(from_document(LEGS, {**others, name: value}))
    assert read == {**others, name: to_document(Choices())[name]}


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a1-", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["calf", "seconds"]), inner),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["doses", "pace", "side", "voice", "rate", "tones", "x"]), json_like))
def test_no_document_is_an_error(document: dict[str, Any]) -> None:
    choices = from_document(LEGS, document)
    assert from_document(LEGS, to_document(choices)) == choices
