from __future__ import annotations

import pytest

from server.routine.model import Choices, Kind
from tests.helpers.coach import exercise, listing, score, step, timeline


def test_a_hold_is_marked_at_half_and_ten_seconds_and_counted_down() -> None:
    assert listing(timeline(step(exercise(), seconds=40)), "hold") == score("""
        hold both 1.1 (40 s)
          0 start: *start*
          8 form: Heel down.
          20 halfway: Halfway.
          30 ten_left: Ten seconds.
          37 countdown: Three.
          38 countdown: Two.
          39 countdown: One.
    """)


def test_the_first_hold_of_a_side_has_the_form_cue_and_the_later_ones_the_breath() -> None:
    line = timeline(step(exercise(sides="each"), seconds=20, reps=2))
    advice = [
        (line.segments[cue.segment].side, cue.text) for cue in line.cues if cue.role in ("form", "breath")
    ]
    breath = "Breathe in for four, out for six."
    assert advice == [("left", "Heel down."), ("left", breath), ("right", "Heel down."), ("right", breath)]


@pytest.mark.parametrize(("seconds", "marked"), [(29, False), (30, True), (31, True)])
def test_only_holds_of_half_a_minute_or_more_are_marked(seconds: int, marked: bool) -> None:
    roles = {cue.role for cue in timeline(step(exercise(), seconds=seconds)).cues}
    assert {"halfway", "ten_left"} <= roles or not marked
    assert marked or not {"halfway", "ten_left"} & roles


@pytest.mark.parametrize(("seconds", "where"), [(14, "setup"), (15, "hold")])
def test_a_hold_too_short_for_advice_has_its_form_cue_during_set_up(seconds: int, where: str) -> None:
    line = timeline(step(exercise(), seconds=seconds))
    assert [line.segments[cue.segment].kind for cue in line.cues if cue.role == "form"] == [where]


def test_the_shortest_hold_gives_its_first_second_to_the_start_tone() -> None:
    assert listing(timeline(step(exercise(), seconds=3)), "hold") == score("""
        hold both 1.1 (3 s)
          0 start: *start*
          1 countdown: Two.
          2 countdown: One.
    """)


@pytest.mark.parametrize(
    ("kind", "words"), [("hold", ["Release slowly."]), ("release", ["Relax."]), ("instruction", [])]
)
def test_the_end_of_the_work_is_told_in_fitting_words(kind: Kind, words: list[str]) -> None:
    line = timeline(step(exercise(kind=kind), seconds=20))
    assert [cue.text for cue in line.cues if cue.role == "end"] == ["end", *words]


def test_the_brief_coach_gives_one_cue_and_no_more() -> None:
    line = timeline(step(exercise(), seconds=30, reps=2), choices=Choices(verbosity="brief"))
    assert listing(line, "hold") == score("""
        hold both 1.1 (30 s)
          0 start: *start*
          8 form: Heel down.
          15 halfway: Halfway.
          27 countdown: Three.
          28 countdown: Two.
          29 countdown: One.
        hold both 1.2 (30 s)
          0 start: *start*
          15 halfway: Halfway.
          27 countdown: Three.
          28 countdown: Two.
          29 countdown: One.
    """)


def test_the_minimal_coach_counts_down_in_ticks() -> None:
    line = timeline(step(exercise(), seconds=30), choices=Choices(verbosity="minimal"))
    assert listing(line, "hold") == score("""
        hold both 1.1 (30 s)
          0 start: *start*
          27 countdown: *tick*
          28 countdown: *tick*
          29 countdown: *tick*
    """)
