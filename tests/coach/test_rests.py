"""Rests, pauses, changes of side and moves: exact, called what they are, and never without a side."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from server.coach.model import Timeline
from server.routine.model import Choices, Verbosity
from tests.helpers.coach import at_rate, exercise, heard, lengths_s, pause, rounds, step, texts, timeline

CALF = exercise("Calf", sides="each")
BRIDGE = exercise("Bridge")
TURNS = exercise("Turns", sides="alternate")
RAISE = exercise("Raise", "reps")


def kinds(line: Timeline) -> list[str]:
    return [segment.kind for segment in line.segments]


@pytest.mark.parametrize("rest", [1, 2, 3, 5, 8, 10, 30, 120])
def test_a_rest_is_exactly_as_long_as_chosen(rest: int) -> None:
    for movement in (BRIDGE, RAISE):
        line = timeline(step(movement, reps=2, sets=2, rest=rest))
        assert set(lengths_s(line, "rest")) == {rest}


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (2, "*end* Let go."),
        (3, "*end* Let go. Second of three."),
        (5, "*end* Let go. Second of three. *tick* *tick*"),
        (8, "*end* Let go slowly. Rest. Eight seconds. Second of three. Get ready. *tick* *tick*"),
        (20, "*end* Let go slowly. Rest. Twenty seconds. Second of three. Get ready. *tick* *tick*"),
        (
            30,
            "*end* Let go slowly. Rest. Thirty seconds. Second of three. "
            "Ten seconds. Get ready. *tick* *tick*",
        ),
    ],
)
def test_a_rest_is_called_a_rest_and_its_end_is_announced(rest: int, said: str) -> None:
    assert heard(timeline(step(BRIDGE, reps=3, rest=rest)), "rest")[0] == said


def test_the_last_of_several_is_called_the_last() -> None:
    assert texts(timeline(step(BRIDGE, reps=3, rest=10)), "count") == ["Second of three.", "Last one."]


def test_sets_are_said_as_sets() -> None:
    line = timeline(step(RAISE, reps=4, sets=3, rest=30))
    assert [text for text in texts(line, "count") if "set" in text] == ["Second set of three.", "Final set."]
    line = timeline(step(BRIDGE, seconds=5, reps=2, sets=2, rest=5, set_rest=60))
    assert texts(line, "count") == ["Last one.", "Final set.", "Last one."]


def test_the_rungs_of_a_ladder_are_announced_by_their_length() -> None:
    line = timeline(step(BRIDGE, seconds=(20, 30, 40), rest=5))
    assert texts(line, "count") == ["Thirty seconds.", "Forty seconds."]
    assert lengths_s(line, "hold") == [20, 30, 40]


def test_no_rest_takes_no_time_and_the_start_tone_also_ends_the_hold_before() -> None:
    line = timeline(step(BRIDGE, seconds=10, reps=3, rest=0))
    assert kinds(line) == ["setup", "ready", "hold", "hold", "hold", "finish"]
    assert [cue.text for cue in line.cues if cue.role in ("start", "end") and cue.kind == "tone"] == [
        *("start", "start", "start", "end")
    ]
    assert heard(line, "hold")[1].startswith("*start* Second of three.")


@pytest.mark.parametrize("verbosity", ["full", "brief", "minimal"])
@pytest.mark.parametrize("rest", [0, 1, 2, 3, 5, 30])
@pytest.mark.parametrize("rate", [80, 100, 160])
def test_a_change_of_side_is_always_said(rest: int, rate: int, verbosity: Verbosity) -> None:
    """It makes room for itself where the rest is too short for it, also for a slow voice."""
    turns = step(TURNS, reps=3, rest=rest)
    line = timeline(turns, choices=Choices(verbosity=verbosity), lengths=at_rate(rate))
    sides = [cue.text for cue in line.cues if cue.role == "switch"]
    assert len(sides) == 5
    assert all(("right" in side.lower()) == (index % 2 == 0) for index, side in enumerate(sides))
    assert lengths_s(line, "rest") == [rest] * (5 if rest else 0)


def test_a_side_is_said_in_fewer_words_where_the_rest_is_short() -> None:
    assert heard(timeline(step(TURNS, rest=1)), "rest") == ["*end* Right."]
    assert heard(timeline(step(TURNS, rest=2)), "rest") == ["*end* Switch: right leg."]


def test_words_that_do_not_fit_into_a_rest_follow_it_in_a_segment_of_their_own() -> None:
    line = timeline(step(TURNS, rest=1), lengths=at_rate(80))
    assert kinds(line) == ["setup", "ready", "hold", "rest", "switch", "hold", "finish"]
    assert lengths_s(line, "rest") == [1]
    assert heard(line, "rest", "switch") == ["*end*", "Let go. Switch: right leg."]


def test_a_rest_may_be_an_activity() -> None:
    line = timeline(
        step(exercise("Stride", "instruction"), seconds=20, reps=2, rest=60, rest_say="Walk back.")
    )
    assert heard(line, "rest") == [
        "*end* Walk back. One minute. Last one. Ten seconds. Get ready. *tick* *tick*"
    ]


def test_a_pause_is_a_rest_of_its_own_in_which_the_next_step_is_introduced() -> None:
    line = timeline(step(BRIDGE), pause(60, "Drink some water."), step(CALF))
    assert lengths_s(line, "pause") == [60]
    assert heard(line, "pause") == [
        "*end* Let go slowly. Drink some water. One minute. Next: Calf. Left leg. Thirty seconds. "
        "Lean on the wall. Ten seconds. Next: Calf. Get ready. *tick* *tick*"
    ]
    place = next(segment for segment in line.segments if segment.kind == "pause")
    assert (place.step, place.exercise, place.side) == ("pause", "pause", "both")


@pytest.mark.parametrize(("seconds", "said"), [(44, []), (45, ["Next: Toe stretch."])])
def test_after_a_long_rest_the_next_exercise_is_named_once_more(seconds: int, said: list[str]) -> None:
    line = timeline(step(exercise()), pause(seconds), step(exercise("Toe stretch")))
    assert texts(line, "next") == said


def test_a_pause_that_is_too_short_for_the_way_to_the_next_step_is_followed_by_it() -> None:
    lying = exercise("Lying", position="lying")
    line = timeline(step(BRIDGE), pause(10), step(lying))
    assert kinds(line)[3:6] == ["pause", "setup", "hold"]
    assert lengths_s(line, "pause") == [10]


def test_from_the_floor_onto_a_chair_one_has_to_move() -> None:
    floor = exercise("Floor", position="sitting", props=("ball",))
    chair, same = (exercise(name, position="sitting", props=("chair",)) for name in ("Chair", "Same"))
    line = timeline(step(floor), step(chair), step(same))
    settled_s = [
        (each.end_ms - max(cue.end_ms for cue in line.cues if cue.segment == index and cue.role != "ready"))
        // 1000
        for index, each in enumerate(line.segments)
        if each.kind == "setup"
    ]
    assert settled_s[1:] == [15, 5]


def test_rests_before_the_first_work_and_after_the_last_are_kept() -> None:
    line = timeline(pause(10), step(BRIDGE), pause(20, named="last"))
    assert lengths_s(line, "pause") == [10, 20]
    assert kinds(line)[-2:] == ["pause", "finish"]


@pytest.mark.parametrize("move", [2, 5])
def test_a_step_is_named_while_one_moves_to_it(move: int) -> None:
    line = timeline(step(BRIDGE), replace(step(exercise("Up"), move=move), announce="name"))
    assert lengths_s(line, "setup")[1] == move
    assert heard(line, "setup")[1].startswith("*end* Let go slowly. Up.")


def test_steps_without_a_move_are_joined_and_named_as_they_begin() -> None:
    line = timeline(step(BRIDGE), replace(step(exercise("Walk"), move=0), announce="name"))
    assert kinds(line) == ["setup", "ready", "hold", "hold", "finish"]
    assert heard(line, "hold")[1].startswith("*start* Walk.")


def test_the_name_of_a_joined_step_that_is_shorter_than_its_name_comes_before_it() -> None:
    line = timeline(
        step(BRIDGE), replace(step(exercise("Downward facing dog"), seconds=1, move=0), announce="name")
    )
    assert kinds(line) == ["setup", "ready", "hold", "setup", "hold", "finish"]
    assert lengths_s(line, "hold") == [30, 1]
    assert "Downward facing dog." in heard(line, "setup")[1]


def test_ticks_come_in_pairs_or_not_at_all() -> None:
    for rest in range(31):
        for movement in (BRIDGE, TURNS, RAISE):
            line = timeline(step(movement, reps=3, sets=2, rest=rest))
            for index, _ in enumerate(line.segments):
                ticks = [
                    cue
                    for cue in line.cues
                    if cue.segment == index and cue.role == "ready" and cue.kind == "tone"
                ]
                assert len(ticks) in (0, 2)


def test_no_words_come_between_the_ticks_and_the_start() -> None:
    line = timeline(rounds(2, step(BRIDGE, reps=3, rest=5), step(TURNS, rest=10), rest=30))
    for first, second in pairwise(line.cues):
        if first.role == "ready" and first.kind == "tone":
            assert (second.role, second.kind) in {("ready", "tone"), ("start", "tone")}


def test_a_long_set_up_is_never_silent_for_more_than_15_seconds() -> None:
    ball = exercise("Ball", "release", position="lying", props=("ball",))
    for verbosity in ("full", "brief", "minimal"):
        for pace in (100, 150, 200):
            line = timeline(step(ball), choices=Choices(verbosity=verbosity, pace=pace))
            before = [cue for cue in line.cues if line.segments[cue.segment].kind in ("setup", "ready")]
            silences = [later.at_ms - cue.end_ms for cue, later in pairwise(before)]
            assert max(silences) <= 15_000


def test_a_stroll_begins_without_a_countdown_to_it_and_a_sprint_with_one() -> None:
    sprint = timeline(step(exercise("Stride", "instruction"), seconds=20))
    assert kinds(sprint) == ["setup", "ready", "hold", "finish"]
    line = timeline(step(exercise("Walk", "instruction"), seconds=90))
    assert kinds(line) == ["setup", "hold", "finish"]
    assert texts(line, "ready", "countdown") == []


def test_the_sound_waits_for_play_where_a_step_says_so() -> None:
    waiting = step(CALF, wait=True)
    line = timeline(waiting, waits=True)
    assert kinds(line)[:4] == ["setup", "wait", "ready", "hold"]
    assert heard(line, "setup")[0].endswith("Press play when you are ready.")
    assert kinds(line).count("wait") == 1


def test_a_file_rests_twenty_seconds_where_a_player_would_wait() -> None:
    line = timeline(step(CALF, wait=True))
    assert kinds(line)[:4] == ["setup", "rest", "ready", "hold"]
    assert lengths_s(line, "rest") == [20]
    assert texts(line, "wait") == []


def test_the_end_says_that_it_is_over() -> None:
    assert heard(timeline(step(BRIDGE)), "finish") == ["*end* Let go slowly. Well done. One minute."]
    lying = timeline(step(exercise("Lying", position="lying")))
    assert heard(lying, "finish") == [
        "*end* Let go slowly. Roll onto your side, and sit up slowly. Well done. One minute."
    ]
    assert heard(timeline(step(BRIDGE), choices=Choices(verbosity="minimal")), "finish") == ["*end* *end*"]
