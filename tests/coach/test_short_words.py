"""What is said of exercises that a person knows, and how long the way into them takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.coach.model import SegmentKind, Timeline
from server.routine.choices.personal import in_full
from server.routine.model import Choices, Pace, ShortWords, Step, Verbosity
from tests.helpers.coach import by_side, exercise, heard, routine, step, texts, timeline

CALF = exercise(
    "Calf stretch",
    sides="each",
    safety_cue="Never bounce.",
    instruction="{side} leg back. Lean in.",
    props=("wall",),
)
SHIN = exercise("Shin stretch", sides="each", instruction="Lean on the {side}.", props=("wall",))
KNOWS_CALF = Choices(known=("calf-stretch",))
BEFORE_WORK: tuple[SegmentKind, ...] = ("setup", "switch")


def introductions(line: Timeline) -> list[str]:
    return heard(line, *BEFORE_WORK)


def test_what_one_knows_is_told_by_name_and_side_and_what_one_does_not_in_full() -> None:
    line = timeline(step(CALF), step(SHIN), choices=KNOWS_CALF)
    assert introductions(line) == [
        "Legs. Three minutes. Calf stretch. Left leg. Never bounce.",
        "*end* Let go slowly. Switch: right leg.",
        "*end* Let go slowly. Next: Shin stretch. Left leg. Thirty seconds. Lean on the left.",
        "*end* Let go slowly. Switch: right leg. Lean on the right.",
    ]


@pytest.mark.parametrize(("pace", "least_ms"), [(50, 12_500), (100, 25_000), (150, 37_500)])
def test_the_way_into_what_one_knows_begins_with_its_name_and_ends_with_the_start_tone(
    pace: Pace, least_ms: int
) -> None:
    floor = replace(CALF, position="sitting", props=("ball",))
    line = timeline(step(floor), choices=Choices(short_words="all", pace=pace))
    named = next(cue for cue in line.cues if cue.text == "Calf stretch.")
    start = next(cue for cue in line.cues if cue.role == "start")
    assert least_ms <= start.at_ms - named.at_ms < least_ms + 100


def test_all_words_are_over_a_breath_before_get_ready() -> None:
    line = timeline(step(CALF), step(SHIN), choices=Choices(short_words="all", pace=50))
    for ready in (cue for cue in line.cues if cue.text == "Get ready."):
        before = [cue.end_ms for cue in line.cues if cue.at_ms < ready.at_ms]
        assert ready.at_ms - before[-1] >= 400


@pytest.mark.parametrize("verbosity", ["full", "brief", "minimal"])
def test_cautions_are_spoken_however_well_one_knows_it(verbosity: Verbosity) -> None:
    hot = replace(CALF, red_flag="Not today if your calf is hot.")
    line = timeline(step(hot), choices=Choices(short_words="all", verbosity=verbosity))
    assert texts(line, "safety") == ["Not today if your calf is hot.", "Never bounce."]


@pytest.mark.parametrize(
    ("known", "explained"), [(("calf-stretch",), True), (("calf-stretch", "shin-stretch"), False)]
)
def test_who_knows_all_of_it_is_not_told_what_to_lay_ready(known: tuple[str, ...], explained: bool) -> None:
    plan = routine(step(CALF), step(SHIN), needs=("a wall",), opening="Shoes off.")
    line = timeline(plan=plan, choices=Choices(known=known))
    assert ("You need a wall." in texts(line, "opening")) == explained
    assert ("Shoes off." in texts(line, "opening")) == explained


@pytest.mark.parametrize(("short_words", "short"), [("none", False), ("known", True), ("all", True)])
def test_short_words_can_be_turned_off(short_words: ShortWords, short: bool) -> None:
    line = timeline(step(CALF), choices=replace(KNOWS_CALF, short_words=short_words))
    assert (texts(line, "instruction") == []) == short


def test_what_is_taken_along_is_told_in_full() -> None:
    line = timeline(step(CALF), choices=in_full(Choices(known=("calf-stretch",), short_words="all")))
    assert line == timeline(step(CALF))


@pytest.mark.parametrize(
    "work",
    [
        step(replace(CALF, form_cues=("Heel down.",)), seconds=5),
        step(exercise("Calf stretch", "reps", form_cues=("Heel down.",)), reps=3),
    ],
    ids=["a short hold", "reps"],
)
def test_the_form_of_what_one_knows_is_not_told_before_it(work: Step) -> None:
    assert "Heel down." in " ".join(introductions(timeline(work)))
    assert "Heel down." not in " ".join(introductions(timeline(work, choices=KNOWS_CALF)))


def test_in_a_block_the_other_side_is_told_by_side_and_name() -> None:
    line = timeline(by_side(step(CALF), step(SHIN)), choices=Choices(short_words="all"))
    assert introductions(line)[2:] == [
        "*end* Let go slowly. Switch: right leg. Calf stretch.",
        "*end* Let go slowly. Shin stretch. Right leg.",
    ]
