from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.routine.choices.document import (
    choices_document,
    choices_from_document,
    personal_from_document,
    settings_from_document,
)
from server.routine.choices.personal import personal_routine
from server.routine.model import Amount, Choices
from tests.helpers.samples import hold, routine

LEGS = routine()


def test_choices_survive_as_json() -> None:
    chosen = Choices(
        doses={"calf": {"seconds": 45}, "lift": {"sets": 4, "rest": 60}},
        pace=150,
        side="left-first",
        verbosity="brief",
        voice="en-gb",
        rate=180,
        tones="quiet",
        short_words="all",
        known=("calf", "lift"),
    )
    assert choices_from_document(LEGS, json.loads(json.dumps(choices_document(chosen)))) == chosen


@pytest.mark.parametrize("known", [["walk", "calf", 3, None, "elsewhere"], ("calf", "walk", "calf")])
def test_of_what_a_person_knows_there_counts_what_the_routine_has(known: object) -> None:
    assert choices_from_document(LEGS, {"known": known}).known == ("calf", "walk")


@pytest.mark.parametrize("damaged", [None, "calf", {"calf": 1}, 3])
def test_who_knows_what_cannot_be_read_knows_nothing(damaged: object) -> None:
    assert choices_from_document(LEGS, {"known": damaged}).known == ()


def test_without_a_routine_only_the_settings_are_read() -> None:
    document = choices_document(Choices(doses={"calf": {"seconds": 45}}, pace=200))
    assert Choices(**settings_from_document(document)) == Choices(pace=200)


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
    assert choices_from_document(LEGS, {"doses": doses}).doses == kept


@pytest.mark.parametrize(
    "value", [None, "nonsense", -1, 10**6, pytest.param(10**5000, id="giant"), [], {}, 1.5, "\0"]
)
@pytest.mark.parametrize("name", ["pace", "side", "verbosity", "rate", "tones"])
def test_a_damaged_setting_falls_back_without_taking_the_others_down(name: str, value: object) -> None:
    others = choices_document(Choices(pace=200, side="left", verbosity="brief", rate=120, tones="loud"))
    read = choices_document(choices_from_document(LEGS, {**others, name: value}))
    assert read == {**others, name: choices_document(Choices())[name]}


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a1-", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["calf", "seconds"]), inner),
)


@given(st.dictionaries(st.sampled_from(["doses", "pace", "side", "voice", "rate", "tones", "x"]), json_like))
def test_no_document_is_an_error(document: dict[str, Any]) -> None:
    choices = choices_from_document(LEGS, document)
    assert choices_from_document(LEGS, choices_document(choices)) == choices


def test_the_doses_that_are_read_are_those_of_the_choices() -> None:
    personal = personal_from_document(LEGS, {"doses": {"calf": {"seconds": 900}}, "pace": 150})
    assert personal == personal_routine(LEGS, Choices(doses={"calf": {"seconds": 60}}, pace=150))


def test_doses_that_have_become_too_long_go_back_to_the_defaults() -> None:
    steps = tuple(hold(f"s{n}", Amount(30, 15, 1200)) for n in range(3))
    endless = replace(LEGS, sequence=steps)
    document = {"doses": {step.id: {"seconds": 1200} for step in steps}, "pace": 150}
    assert personal_from_document(endless, document) == personal_routine(endless, Choices(pace=150))
