from __future__ import annotations

from dataclasses import replace

import pytest

from server.coach.model import Segment, Timeline
from server.workout.model import Event, Summary
from server.workout.summary import summarize

HOLDS = tuple(
    Segment("hold", "calf", "calf", "Calf", "left", number, 1, number * 10_000, (number + 1) * 10_000)
    for number in range(3)
)
REST = replace(HOLDS[0], kind="pause")
TIMELINE = Timeline("calves", "Calves", 30_000, HOLDS, ())
DONE = (Event("a", "play", 0, 0), Event("b", "finish", 10_000, 10_000))


@pytest.mark.parametrize(
    "later",
    [
        (),
        (Event("c", "play", 10_000, 11_000), Event("d", "pause", 30_000, 31_000)),
        (Event("c", "seek", 0, 11_000), Event("d", "play", 0, 11_000), Event("e", "finish", 30_000, 41_000)),
    ],
    ids=["nothing", "played on", "played again"],
)
def test_what_happened_after_the_finish_does_not_count(later: tuple[Event, ...]) -> None:
    assert summarize((*DONE, *later), {"one": TIMELINE}, "one") == Summary(10_000, 1, 0, 33)


@pytest.mark.parametrize(
    ("skipped_ms", "percent", "done"), [(0, 100, True), (10_000, 66, False), (30_000, 0, False)]
)
def test_it_is_done_from_seventy_percent_of_the_work(skipped_ms: int, percent: int, done: bool) -> None:
    played_ms = 30_000 - skipped_ms
    events = (
        Event("a", "play", 0, 0),
        Event("b", "pause", played_ms, played_ms),
        Event("c", "seek", 30_000, 40_000),
        Event("d", "finish", 30_000, 40_000),
    )
    summary = summarize(events, {"one": TIMELINE}, "one")
    assert (summary.done_percent, summary.done) == (percent, done)


def test_what_was_done_before_the_times_changed_counts() -> None:
    shorter = replace(TIMELINE, segments=HOLDS[:2])
    events = (*DONE[:1], Event("b", "dose", 10_000, 10_000, "two"), Event("c", "finish", 20_000, 20_000))
    assert summarize(events, {"one": TIMELINE, "two": shorter}, "one").done_percent == 100


def test_where_there_is_no_work_all_is_done() -> None:
    assert summarize(DONE, {"one": replace(TIMELINE, segments=(REST,))}, "one").done_percent == 100
