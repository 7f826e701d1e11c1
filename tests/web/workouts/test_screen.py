"""What the server shows; ``tests/browser/test_screen_cases.py`` holds the page's script to the same cases."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coach.model import SegmentKind, Timeline
from server.track.chapters import chapters_of
from server.web.workouts.screen import WORDS, view_at
from tests.helpers.coach import exercise, step
from tests.helpers.coach import timeline as laid_out
from tests.helpers.screen_cases import ScreenCase, screen_cases
from tests.helpers.shipped import shipped_timelines

SHIPPED = shipped_timelines()


@pytest.mark.parametrize("case", screen_cases(), ids=lambda case: case.name)
def test_the_server_shows_what_the_cases_say(case: ScreenCase) -> None:
    assert asdict(view_at(case.timeline, case.position_ms)) == case.expected


def test_the_cases_have_every_kind_of_segment() -> None:
    shown = {case.expected["kind"] for case in screen_cases()}
    assert shown == set(get_args(SegmentKind))


@pytest.mark.parametrize(("sets", "reps"), [(1, 2), (2, 1), (2, 2), (3, 4)])
def test_screen_and_chapters_give_a_hold_the_same_numbers(sets: int, reps: int) -> None:
    line = laid_out(step(exercise("Toes", sides="alternate"), sets=sets, reps=reps))
    for segment in line.segments:
        if segment.kind != "hold":
            continue
        chapter = next(each for each in chapters_of(line) if each.start_ms <= segment.start_ms < each.end_ms)
        shown = view_at(line, segment.start_ms).counted.lower().replace(" · ", ", ")
        in_chapter = chapter.title.removeprefix(f"Toes, {segment.side} side, ")
        assert re.sub(r" of \d+", "", shown) == in_chapter


@given(st.sampled_from(list(SHIPPED.values())), st.floats(-0.1, 1.1))
def test_every_position_can_be_shown(timeline: Timeline, fraction: float) -> None:
    view = view_at(timeline, round(fraction * timeline.duration_ms))
    assert 0 <= view.ring <= 100
    assert 1 <= view.step <= view.steps
    assert view.count >= 0
    assert view.next == WORDS["last"] or view.next.startswith((WORDS["next"], WORDS["then"]))
