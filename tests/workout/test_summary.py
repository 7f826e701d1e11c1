from __future__ import annotations

from dataclasses import replace

import pytest

from server.coach.model import Segment, SegmentKind, Timeline
from server.workout.model import Event, Summary
from server.workout.summary import exercises_done, summarize

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


def _segment(exercise: str, number: int, kind: SegmentKind = "hold") -> Segment:
    start_ms = number * 10_000
    return Segment(kind, exercise, exercise, exercise, "both", number, 1, start_ms, start_ms + 10_000)


#: Four holds of the calf, and a rest before three of the shin.
LEGS = Timeline(
    "legs",
    "Legs",
    80_000,
    (
        *(_segment("calf", number) for number in range(4)),
        _segment("shin", 4, "rest"),
        *(_segment("shin", number) for number in range(5, 8)),
    ),
    (),
)


@pytest.mark.parametrize(
    ("stretches", "done"),
    [
        ([(0, 80_000)], {"calf", "shin"}),
        ([(0, 30_000)], {"calf"}),
        ([(0, 29_900)], set()),
        ([(0, 20_000), (0, 20_000)], set()),
        ([(20_000, 40_000), (0, 10_000)], {"calf"}),
        ([(40_000, 80_000)], {"shin"}),
        ([(40_000, 70_000)], set()),
        ([], set()),
    ],
)
def test_an_exercise_is_done_from_seventy_percent_of_its_work(
    stretches: list[tuple[int, int]], done: set[str]
) -> None:
    events: list[Event] = []
    now_ms = 0
    for start_ms, end_ms in stretches:
        events.append(Event(f"play {now_ms}", "play", start_ms, now_ms))
        now_ms += end_ms - start_ms
        events.append(Event(f"pause {now_ms}", "pause", end_ms, now_ms))
        now_ms += 1000
    events.append(Event("finish", "finish", 80_000, now_ms))
    assert exercises_done(events, {"one": LEGS}, "one") == done


def test_an_exercise_is_done_over_a_change_of_doses() -> None:
    later = replace(LEGS, segments=LEGS.segments[:3])
    events = (
        Event("a", "play", 0, 0),
        Event("b", "dose", 20_000, 20_000, "two"),
        Event("c", "finish", 30_000, 30_000),
    )
    assert exercises_done(events, {"one": LEGS, "two": later}, "one") == {"calf"}
    assert exercises_done(events[:2], {"one": LEGS, "two": later}, "one") == set()
    assert exercises_done(events, {"one": LEGS}, "one") == set()
