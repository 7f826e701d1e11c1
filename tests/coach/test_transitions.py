from __future__ import annotations

import pytest

from server.coach.model import Timeline
from server.routine.model import Choices, Pace, Position, SideChoice, Verbosity
from tests.helpers.coach import exercise, listing, score, step, timeline


def texts(line: Timeline, *roles: str) -> list[str]:
    return [cue.text for cue in line.cues if cue.role in roles]


def test_a_whole_workout_reads_like_a_coach() -> None:
    stretch = step(exercise("Calf stretch", sides="each", safety_cue="Never bounce."), seconds=20)
    raises = step(exercise("Heel raise", "reps"), reps=1)
    assert listing(timeline(stretch, raises)) == score("""
        setup left 1.1 (14.28 s)
          1.5 announce: Calf stretch.
          2.55 announce: Left leg.
          3.4 announce: 20 seconds.
          4.35 instruction: Lean on the wall.
          5.6 safety: Never bounce.
        ready left 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        hold left 1.1 (20 s)
          0 start: *start*
          8 form: Heel down.
          17 countdown: Three.
          18 countdown: Two.
          19 countdown: One.
        switch right 1.1 (7.592 s)
          0 end: *end*
          0.51 end: Release slowly.
          1.66 switch: Switch: right leg.
        ready right 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        hold right 1.1 (20 s)
          0 start: *start*
          8 form: Heel down.
          17 countdown: Three.
          18 countdown: Two.
          19 countdown: One.
        setup both 1.1 (13.864 s)
          0 end: *end*
          0.51 end: Release slowly.
          1.66 next: Next:
          2.31 announce: Heel raise.
          3.26 announce: One rep.
          4.06 instruction: Lean on the wall.
          5.31 form: Heel down.
        ready both 1.1 (3 s)
          0 ready: Get ready.
          1 ready: *tick*
          2 ready: *tick*
        rep both 1.1 (5 s)
          0 start: *start*
          0.41 tempo: Up.
          2 tempo: Hold.
          3 tempo: Down.
          4 count: One.
        finish both 1.1 (4.46 s)
          0 end: *end*
          0.51 end: Relax.
          1.21 finish: Well done.
          2.11 finish: That was about two minutes.
    """)


@pytest.mark.parametrize(
    ("verbosity", "words"),
    [
        ("full", ["Calf stretch.", "Left leg.", "20 seconds.", "Lean on the wall.", "Never bounce."]),
        ("brief", ["Calf stretch.", "Left leg.", "20 seconds."]),
        ("minimal", ["Left leg."]),
    ],
)
def test_set_up_says_what_the_verbosity_asks_for(verbosity: Verbosity, words: list[str]) -> None:
    movement = exercise(sides="each", safety_cue="Never bounce.")
    line = timeline(step(movement, seconds=20), choices=Choices(verbosity=verbosity))
    assert [cue.text for cue in line.cues if cue.segment == 0] == words


def test_the_minimal_coach_names_an_exercise_that_has_no_side_and_ends_with_two_tones() -> None:
    line = timeline(step(exercise(), seconds=20), choices=Choices(verbosity="minimal"))
    assert [cue.text for cue in line.cues if cue.kind == "speech"] == ["Calf stretch."]
    assert [cue.text for cue in line.cues[-2:]] == ["end", "end"]


@pytest.mark.parametrize("pace", [100, 150, 200])
@pytest.mark.parametrize(
    ("position", "settle_s", "switch_s"), [("standing", 8, 5), ("floor", 15, 8), ("props", 25, 8)]
)
def test_the_time_to_settle_follows_position_and_pace(
    position: Position, settle_s: int, switch_s: int, pace: Pace
) -> None:
    line = timeline(step(exercise(sides="each", position=position)), choices=Choices(pace=pace))
    for kind, expected_s in (("setup", settle_s), ("switch", switch_s)):
        index = next(at for at, segment in enumerate(line.segments) if segment.kind == kind)
        last_word_ms = max(cue.end_ms for cue in line.cues if cue.segment == index)
        waited_ms = line.segments[index].end_ms - last_word_ms
        assert 0 <= waited_ms - expected_s * 10 * pace < 128


def test_a_long_time_to_settle_is_announced() -> None:
    line = timeline(step(exercise(position="props")), choices=Choices(pace=150))
    assert "35 seconds to set up." in texts(line, "ready")


@pytest.mark.parametrize(
    ("choice", "announced"),
    [
        ("both", ["Left leg.", "Switch: right leg."]),
        ("left-first", ["Left leg.", "Switch: right leg."]),
        ("right-first", ["Right leg.", "Switch: left leg."]),
        ("left", ["Left leg."]),
        ("right", ["Right leg."]),
    ],
)
def test_the_chosen_sides_are_done_in_their_order(choice: SideChoice, announced: list[str]) -> None:
    line = timeline(step(exercise(sides="each")), choices=Choices(side=choice))
    assert [text for text in texts(line, "announce", "switch") if "leg." in text] == announced


def test_an_exercise_for_both_sides_does_not_care_which_side_was_chosen() -> None:
    assert timeline(step(exercise()), choices=Choices(side="left")) == timeline(step(exercise()))


def test_a_foot_is_called_a_foot() -> None:
    line = timeline(step(exercise(sides="each", limb="foot")))
    assert {"Left foot.", "Switch: right foot."} <= {cue.text for cue in line.cues}


def test_many_short_holds_are_counted_in_rests_of_two_seconds() -> None:
    assert listing(timeline(step(exercise(), seconds=10, reps=3, rest=2)), "rest") == score("""
        rest both 1.2 (2 s)
          0 end: *end*
          0.51 count: Two of three.
        rest both 1.3 (2 s)
          0 end: *end*
          0.51 count: Three of three.
    """)


def test_a_short_rest_releases_and_gets_ready() -> None:
    assert listing(timeline(step(exercise(sides="each"), reps=2, rest=5)), "rest").split("\nrest")[
        0
    ] == score("""
        rest left 1.2 (5 s)
          0 end: *end*
          0.51 end: Release slowly.
          2 ready: Get ready.
          3 ready: *tick*
          4 ready: *tick*
    """)


def test_a_longer_rest_says_what_is_next() -> None:
    assert listing(timeline(step(exercise(sides="each"), reps=2, rest=8)), "rest").split("\nrest")[
        0
    ] == score("""
        rest left 1.2 (8 s)
          0 end: *end*
          0.51 end: Release slowly.
          1.66 next: Next: left leg again.
          5 ready: Get ready.
          6 ready: *tick*
          7 ready: *tick*
    """)


def test_a_long_rest_between_sets_says_how_long_it_is_and_reminds() -> None:
    movement = exercise("Heel raise", "reps", "alternate")
    assert listing(timeline(step(movement, reps=1, sets=2, rest=30)), "rest") == score("""
        rest right 1.1 (30 s)
          0 end: *end*
          0.51 end: Rest for 30 seconds.
          1.91 switch: Switch: right leg.
          25 next: Next: right leg.
          27 ready: Get ready.
          28 ready: *tick*
          29 ready: *tick*
        rest left 2.1 (30 s)
          0 end: *end*
          0.51 end: Rest for 30 seconds.
          1.91 switch: Switch: left leg.
          3.16 count: Set two of two.
          25 next: Next: left leg.
          27 ready: Get ready.
          28 ready: *tick*
          29 ready: *tick*
        rest right 2.1 (30 s)
          0 end: *end*
          0.51 end: Rest for 30 seconds.
          1.91 switch: Switch: right leg.
          25 next: Next: right leg.
          27 ready: Get ready.
          28 ready: *tick*
          29 ready: *tick*
    """)


def test_without_a_rest_there_are_three_seconds_to_get_ready() -> None:
    line = timeline(step(exercise(), seconds=10, reps=2, rest=0))
    assert [segment.kind for segment in line.segments] == [
        "setup",
        "ready",
        "hold",
        "ready",
        "hold",
        "finish",
    ]
    assert listing(line, "ready").split("\nready")[1] == " both 1.2 (3 s)" + (
        "\n  0 end: *end*\n  0.51 end: Release slowly.\n  2 ready: *tick*"
    )


def test_sets_of_holds_are_done_and_counted_one_after_the_other() -> None:
    line = timeline(step(exercise(), seconds=10, reps=2, sets=2, rest=6))
    holds = [(segment.set, segment.rep) for segment in line.segments if segment.kind == "hold"]
    assert holds == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert texts(line, "count") == ["Two of four.", "Three of four.", "Four of four."]


def test_sides_that_take_turns_are_said_to_do_so_unless_only_one_is_done() -> None:
    movement = step(exercise("Heel raise", "reps", "alternate"), sets=2)
    assert "Change legs after each set." in texts(timeline(movement), "announce")
    one_side = timeline(movement, choices=Choices(side="left"))
    assert "Change legs after each set." not in texts(one_side, "announce")
    assert {segment.side for segment in one_side.segments} == {"left"}
