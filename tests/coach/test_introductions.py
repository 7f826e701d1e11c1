"""What is said before the work, in which verbosity, and how often."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from server.coach.model import SegmentKind, Timeline
from server.routine.lists import Prop
from server.routine.model import Choices, Limb, Position, Verbosity
from tests.helpers.coach import (
    Figures,
    by_side,
    exercise,
    heard,
    listing,
    rounds,
    routine,
    score,
    step,
    texts,
    timeline,
)

CALF = exercise(
    "Calf stretch", sides="each", safety_cue="Never bounce.", instruction="{side} leg back. Lean in."
)
SHIN = exercise("Shin stretch", sides="each", instruction="Lean on the wall.")
BEFORE_WORK: tuple[SegmentKind, ...] = ("setup", "switch")


def introductions(line: Timeline) -> list[str]:
    return heard(line, *BEFORE_WORK)


def test_a_whole_workout_reads_like_a_coach() -> None:
    stretch = step(replace(CALF, form_cues=("Heel down.",)), seconds=20)
    raises = step(exercise("Heel raise", "reps"), reps=1)
    assert listing(timeline(stretch, raises)) == score("""
        setup left 1.1 (16.456 s)
          1.5 opening: Legs.
          2.15 opening: Two minutes.
          3.15 announce: Calf stretch.
          4.2 announce: Left leg.
          5.05 announce: Twenty seconds.
          6.2 safety: Never bounce.
          7.25 instruction: Left leg back. Lean in.
        ready left 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        hold left 1.1 (20 s)
          0 start: *start*
          5 form: Heel down.
          17 countdown: Three.
          18 countdown: Two.
          19 countdown: One.
        switch right 1.1 (8.744 s)
          0 end: *end*
          0.51 end: Let go slowly.
          1.61 switch: Switch: right leg.
          2.91 instruction: Right leg back.
        ready right 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        hold right 1.1 (20 s)
          0 start: *start*
          17 countdown: Three.
          18 countdown: Two.
          19 countdown: One.
        setup both 1.1 (10.28 s)
          0 end: *end*
          0.51 end: Let go slowly.
          1.61 announce: Next: Heel raise.
          2.86 announce: Once.
          3.51 instruction: Lean on the wall.
          4.76 form: Heel down.
        ready both 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        rep both 1.1 (5 s)
          0 start: *start*
          0.41 tempo: Up.
          2 tempo: Hold.
          3 tempo: Down.
        finish both 1.1 (3.96 s)
          0 end: *end*
          0.51 end: Stop there.
          1.46 finish: Well done.
          2.36 finish: Two minutes.
    """)


@pytest.mark.parametrize(
    ("verbosity", "said"),
    [
        (
            "full",
            "Legs. One minute. Calf stretch. Left leg. Thirty seconds. Never bounce. Left leg back. Lean in.",
        ),
        ("brief", "Legs. One minute. Calf stretch. Left leg. Thirty seconds. Never bounce."),
        ("minimal", "Calf stretch. Left leg. Never bounce."),
    ],
)
def test_what_protects_is_said_in_every_verbosity(verbosity: Verbosity, said: str) -> None:
    line = timeline(step(CALF), choices=Choices(verbosity=verbosity, side="left"))
    assert introductions(line)[0] == said


@pytest.mark.parametrize("verbosity", get_args(Verbosity))
def test_every_exercise_and_every_side_is_named_in_every_verbosity(verbosity: Verbosity) -> None:
    line = timeline(step(CALF), step(SHIN), choices=Choices(verbosity=verbosity))
    said = " ".join(introductions(line))
    for words in ("Calf stretch.", "Shin stretch.", "Left leg.", "right leg."):
        assert words in said


@pytest.mark.parametrize("verbosity", ["full", "brief"])
def test_how_to_let_go_is_said_after_every_hold(verbosity: Verbosity) -> None:
    release = exercise("Calf release", "release")
    foot_down = exercise("Quad", end_cue="Foot down.")
    line = timeline(step(CALF), step(release), step(foot_down), choices=Choices(verbosity=verbosity))
    assert texts(line, "end") == ["Let go slowly.", "Let go slowly.", "Ease off.", "Foot down."]


def test_what_lets_go_names_the_side_that_worked() -> None:
    quad = exercise("Quad", sides="each", end_cue="{side} foot down.")
    assert texts(timeline(step(quad)), "end") == ["Left foot down.", "Right foot down."]


def test_the_instruction_says_what_this_side_does_and_on_the_other_side_only_what_differs() -> None:
    kneeling = exercise(
        "Hip", sides="each", instruction="Squeeze. {side} knee down, {other} foot in front. Slide."
    )
    assert texts(timeline(step(kneeling)), "instruction") == [
        "Squeeze. Left knee down, right foot in front. Slide.",
        "Right knee down, left foot in front.",
    ]


def test_the_form_cue_is_not_repeated_on_the_second_side() -> None:
    assert texts(timeline(step(CALF, reps=2)), "form") == ["Heel down."]


def test_the_safety_line_comes_before_the_instruction() -> None:
    roles = [cue.role for cue in timeline(step(CALF)).cues]
    assert roles.index("safety") < roles.index("instruction")


@pytest.mark.parametrize("limb", get_args(Limb))
def test_the_side_is_a_whole_phrase_of_its_limb(limb: Limb) -> None:
    noun = "side" if limb == "none" else limb
    line = timeline(step(exercise(sides="each", limb=limb)))
    assert f"Left {noun}." in texts(line, "announce")
    assert texts(line, "switch") == [f"Switch: right {noun}."]


def test_a_side_is_said_whenever_it_differs_from_the_one_just_worked() -> None:
    """After the right leg of one exercise, the next begins on the left: said, however it is introduced."""
    for announce in ("full", "name", "none"):
        second = replace(step(SHIN, move=0), announce=announce)
        line = timeline(step(CALF), second)
        start = next(each.start_ms for each in line.segments if each.step == "shin-stretch")
        assert "Left leg." in [cue.text for cue in line.cues if cue.at_ms >= start]


def test_a_step_announced_by_name_has_its_side_and_its_safety_line() -> None:
    line = timeline(step(SHIN), replace(step(CALF), announce="name"))
    assert introductions(line)[2] == "*end* Let go slowly. Calf stretch. Left leg. Never bounce."


def test_a_step_that_is_not_announced_keeps_its_safety_line() -> None:
    line = timeline(step(SHIN), replace(step(CALF), announce="none"))
    assert introductions(line)[2] == "*end* Let go slowly. Left leg. Never bounce."


def test_in_a_block_by_side_the_second_side_is_introduced_briefly() -> None:
    line = timeline(by_side(step(CALF), step(SHIN)))
    assert introductions(line)[1:] == [
        "*end* Let go slowly. Next: Shin stretch. Left leg. Thirty seconds. Lean on the wall.",
        "*end* Let go slowly. Switch: right leg. Calf stretch. Right leg back.",
        "*end* Let go slowly. Shin stretch. Right leg.",
    ]


def test_rounds_are_counted_and_what_is_known_is_not_explained_again() -> None:
    line = timeline(rounds(3, step(CALF), step(SHIN), rest=60), choices=Choices(side="left"))
    assert introductions(line)[0].startswith(
        "Legs. Six minutes. Round one of three. Calf stretch. Left leg. Thirty"
    )
    assert heard(line, "rest") == [
        "*end* Let go slowly. Rest. One minute. Round two of three. Calf stretch. Left leg. "
        "Ten seconds. Next: Calf stretch. Get ready. *tick* *tick*",
        "*end* Let go slowly. Rest. One minute. Last round. Calf stretch. Left leg. "
        "Ten seconds. Next: Calf stretch. Get ready. *tick* *tick*",
    ]


def test_what_holds_rounds_itself_is_called_a_block() -> None:
    squats = step(exercise("Squats"))
    line = timeline(rounds(2, replace(rounds(2, squats, rest=10), id="inner"), rest=20))
    assert texts(line, "count") == [
        "Block one of two.",
        "Round one of two.",
        "Last round.",
        "Last block.",
        "Round one of two.",
        "Last round.",
    ]


def test_a_round_of_one_exercise_does_not_name_it_again() -> None:
    line = timeline(rounds(2, step(exercise("Squats")), rest=10))
    assert heard(line, "rest") == [
        "*end* Let go slowly. Rest. Ten seconds. Last round. Get ready. *tick* *tick*"
    ]


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"seconds": 30}, ["Thirty seconds."]),
        ({"seconds": 30, "reps": 2}, ["Thirty seconds.", "Twice."]),
        ({"seconds": 150, "reps": 3}, ["Two and a half minutes.", "Three times."]),
        ({"seconds": 5, "reps": 10, "sets": 2}, ["Five seconds.", "Ten times.", "Two sets."]),
        ({"seconds": (20, 30, 40)}, ["Twenty, thirty and forty seconds."]),
        ({"breaths": 5}, ["Five breaths."]),
    ],
)
def test_the_amount_of_a_hold_is_said_as_people_say_it(figures: Figures, said: list[str]) -> None:
    line = timeline(step(exercise("Bridge"), **figures))
    assert texts(line, "announce")[1:] == said


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"reps": 12}, ["Twelve times."]),
        ({"reps": 12, "sets": 3}, ["Twelve times.", "Three sets."]),
        ({"seconds": 20}, ["As many as you can in twenty seconds."]),
    ],
)
def test_the_amount_of_reps_is_said_as_people_say_it(figures: Figures, said: list[str]) -> None:
    line = timeline(step(exercise("Squats", "reps"), **figures))
    assert texts(line, "announce")[1:] == said


def test_what_a_step_says_besides_is_said_in_brief_too() -> None:
    loaded = step(CALF, say="Carry two books.")
    for verbosity in ("full", "brief"):
        assert "Carry two books." in introductions(timeline(loaded, choices=Choices(verbosity=verbosity)))[0]


def test_the_opening_says_what_it_is_how_long_what_is_needed_and_when_not() -> None:
    hot = replace(SHIN, red_flag="Not today if your calf is hot.")
    plan = routine(
        step(hot),
        step(replace(hot, id="again", name="Again")),
        needs=("a ball", "a wall"),
        opening="Shoes off.",
    )

    def said(verbosity: Verbosity) -> list[str]:
        return introductions(timeline(plan=plan, choices=Choices(verbosity=verbosity)))

    assert said("full")[0].startswith(
        "Legs. Three minutes. You need a ball and a wall. Not today if your calf is hot. Shoes off. Shin"
    )
    assert said("brief")[0].startswith("Legs. Three minutes. Not today if your calf is hot. Shin stretch.")
    assert said("minimal")[0].startswith("Not today if your calf is hot. Shin stretch.")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("standing", ()), ("standing", ()), []),
        (("standing", ()), ("standing", ("wall",)), ["Go to the wall."]),
        (("standing", ("wall",)), ("standing", ("wall",)), []),
        (("sitting", ("chair",)), ("standing", ("wall",)), ["Stand up.", "Go to the wall."]),
        (("sitting", ()), ("sitting", ("chair",)), ["Up onto the chair."]),
        (("standing", ()), ("sitting", ("chair",)), ["Sit down on the chair."]),
        (("standing", ()), ("sitting", ("ball",)), ["Take the ball.", "Sit on the floor."]),
        (("lying", ()), ("sitting", ()), ["Sit up."]),
        (("lying", ("bed",)), ("sitting", ("bed",)), ["Sit on the edge of the bed."]),
        (("standing", ()), ("lying", ("strap",)), ["Take the strap.", "Lie down."]),
        (("lying", ()), ("kneeling", ()), ["Come up to kneeling."]),
        (("standing", ()), ("all fours", ()), ["Come onto your hands and knees."]),
        (("floor", ()), ("standing", ("wall",)), []),
    ],
)
def test_the_way_to_the_next_position_is_said(
    before: tuple[Position, tuple[Prop, ...]], after: tuple[Position, tuple[Prop, ...]], said: list[str]
) -> None:
    first = exercise("One", position=before[0], props=before[1])
    second = exercise("Two", position=after[0], props=after[1])
    line = timeline(step(first), step(second))
    setup = next(index for index, each in enumerate(line.segments) if each.step == "two")
    assert [cue.text for cue in line.cues if cue.role == "move" and cue.segment == setup] == said


def test_an_exercise_without_a_form_cue_gets_no_filler() -> None:
    line = timeline(step(exercise(form_cues=())))
    assert texts(line, "form", "breath") == []


def test_in_bed_nobody_is_told_to_lie_down() -> None:
    line = timeline(step(exercise(position="lying", props=("bed",))))
    assert texts(line, "move") == ["Roll onto your side, and sit up slowly."]


def test_what_is_not_done_gives_no_warning() -> None:
    hot = replace(SHIN, red_flag="Not today if your calf is hot.")
    line = timeline(step(CALF), rounds(2, step(hot)), choices=Choices(doses={"rounds": {"skip": 1}}))
    assert "Not today if your calf is hot." not in texts(line, "safety")
