"""What is heard during a hold and during phases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.routine.model import Choices, Phase, TimeCalls
from tests.helpers.coach import at_rate, exercise, heard, lengths_s, listing, score, step, texts, timeline

BRIDGE = exercise("Bridge", form_cues=())
CUED = exercise("Bridge", form_cues=("Heel down.", "Feel it in the calf.", "Hips square."), breath=True)


def hold(seconds: int, choices: Choices | None = None) -> str:
    return heard(timeline(step(BRIDGE, seconds=seconds), choices=choices), "hold")[0]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "*start*"),
        (5, "*start*"),
        (6, "*start* Three. Two. One."),
        (29, "*start* Three. Two. One."),
        (30, "*start* Halfway. Three. Two. One."),
        (36, "*start* Halfway. Ten seconds. Three. Two. One."),
    ],
)
def test_a_hold_says_halfway_and_ten_seconds_where_they_are_far_enough_apart(seconds: int, said: str) -> None:
    assert hold(seconds) == said


def test_cues_come_exactly_when_they_say() -> None:
    assert listing(timeline(step(BRIDGE, seconds=40)), "hold") == score("""
        hold both 1.1 (40 s)
          0 start: *start*
          20 halfway: Halfway.
          30 ten_left: Ten seconds.
          37 countdown: Three.
          38 countdown: Two.
          39 countdown: One.
    """)


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ("none", []),
        ("60", ["One minute left."]),
        ("30", ["One and a half minutes left.", "One minute left.", "Thirty seconds left."]),
        (
            "15",
            [
                *("Seventy-five seconds left.", "One minute left.", "Forty-five seconds left."),
                *("Thirty seconds left.", "Fifteen seconds left."),
            ],
        ),
    ],
)
def test_how_often_time_is_called_is_the_persons_choice(calls: TimeCalls, said: list[str]) -> None:
    seconds = 100 if calls != "15" else 90
    line = timeline(step(BRIDGE, seconds=seconds), choices=Choices(time_calls=calls))
    assert texts(line, "time_left", "halfway", "ten_left") == said


def test_each_form_cue_is_said_once_in_its_turn_and_then_one_line_on_breathing() -> None:
    line = timeline(step(CUED, reps=5))
    assert texts(line, "form") == ["Heel down.", "Feel it in the calf.", "Hips square."]
    assert len(texts(line, "breath")) == 1
    assert "out" in heard(line, "hold")[3]


@pytest.mark.parametrize(
    ("seconds", "kind", "breath", "times"),
    [(20, "hold", True, 1), (19, "hold", True, 0), (60, "hold", False, 0), (60, "instruction", True, 0)],
)
def test_breathing_is_spoken_of_once_a_step_in_long_holds_only(
    seconds: int, kind: str, breath: bool, times: int
) -> None:
    movement = replace(exercise("Pose", form_cues=(), breath=breath), kind=kind)  # type: ignore[arg-type]
    assert len(texts(timeline(step(movement, seconds=seconds, reps=3)), "breath")) == times


def test_with_one_hold_a_side_the_second_side_hears_of_breathing() -> None:
    line = timeline(step(replace(CUED, sides="each"), seconds=30))
    first, second = heard(line, "hold")
    assert "Heel down." in first
    assert "breath" in second
    assert "Heel down." not in second


@pytest.mark.parametrize("seconds", [10, 15, 20, 30])
@pytest.mark.parametrize("rate", [100, 160])
def test_the_form_cue_is_heard_at_the_lowest_dose_and_by_slow_voices(seconds: int, rate: int) -> None:
    line = timeline(step(CUED, seconds=seconds), lengths=at_rate(rate))
    assert texts(line, "form") == ["Heel down."]


def test_a_hold_too_short_for_its_form_cue_has_it_said_in_advance() -> None:
    line = timeline(step(CUED, seconds=5))
    assert "Heel down." in heard(line, "setup")[0]
    assert heard(line, "hold") == ["*start*"]


def test_many_short_holds_are_counted_down_in_words_only_twice() -> None:
    line = timeline(step(BRIDGE, seconds=10, reps=5, rest=5))
    in_words, ticked = "*start* Three. Two. One.", "*start* *tick* *tick* *tick*"
    assert heard(line, "hold") == [in_words, in_words, ticked, ticked, ticked]


def test_the_minimal_coach_ticks_the_countdown() -> None:
    assert hold(30, Choices(verbosity="minimal")) == "*start* *tick* *tick* *tick*"


def test_as_many_reps_as_one_can_are_timed_and_counted_down() -> None:
    line = timeline(step(exercise("Squats", "reps", form_cues=()), seconds=20))
    assert lengths_s(line, "hold") == [20]
    assert heard(line, "hold") == ["*start* Ten seconds. Three. Two. One."]


def test_an_activity_is_counted_down_only_where_the_next_one_follows_at_once() -> None:
    walk = exercise("Walk", "instruction", form_cues=())
    run = exercise("Run", "instruction", form_cues=())
    stops = heard(timeline(step(walk, seconds=60), step(run, seconds=60)), "hold")[0]
    joined = heard(timeline(step(walk, seconds=60), step(run, seconds=60, move=0)), "hold")[0]
    assert stops == "*start* Halfway. Ten seconds."
    assert joined == "*start* Halfway. Ten seconds. Next: Run. Three. Two. One."


def test_breaths_are_not_counted_in_seconds() -> None:
    assert heard(timeline(step(BRIDGE, breaths=5)), "hold") == ["*start* Last breath."]
    assert heard(timeline(step(BRIDGE, breaths=1)), "hold") == ["*start*"]


def test_each_phase_has_its_word_its_length_and_its_countdown() -> None:
    phases = (Phase("stretch"), Phase("push", countdown=True), Phase("deeper", marks=True))
    stretch = exercise("Hamstring", "reps", phases=phases, form_cues=())
    assert listing(timeline(step(stretch, phases=(10, 6, 30))), "phase") == score("""
        phase both 1.1 phase 1 (10 s)
          0 start: *start*
          0.41 tempo: Stretch.
        phase both 1.1 phase 2 (6 s)
          0 tempo: Push.
          3 countdown: Three.
          4 countdown: Two.
          5 countdown: One.
        phase both 1.1 phase 3 (30 s)
          0 tempo: Deeper.
          15 halfway: Halfway.
    """)


def test_phases_that_are_repeated_without_a_rest_follow_each_other() -> None:
    breathing = exercise("Breathing", "reps", phases=(Phase("in"), Phase("out")), form_cues=())
    line = timeline(step(breathing, phases=(4, 8), reps=3, rest=0))
    assert lengths_s(line, "phase") == [4, 8] * 3
    assert [segment.kind for segment in line.segments][2:-1] == ["phase"] * 6


def test_only_the_first_line_on_breathing_explains_it() -> None:
    line = timeline(*(step(replace(CUED, id=f"pose-{number}"), reps=4) for number in range(5)))
    first, *others = texts(line, "breath")
    assert first == "Breathe slowly, with a long breath out."
    assert others == ["Long breath out.", "Breathe out slowly.", "Let the breath go.", "Long breath out."]
