from __future__ import annotations

import pytest

from server.coach.model import Segment, SegmentKind, Timeline
from server.coach.position import corresponding_position, segment_index_at
from server.routine.model import Choices, Side
from tests.helpers.coach import exercise, rounds, step, timeline


def workout(seconds: int = 30, reps: int = 2, rest: int = 5, choices: Choices | None = None) -> Timeline:
    stretch = step(exercise("Calf stretch", sides="each"), seconds=seconds, reps=reps, rest=rest)
    return timeline(stretch, step(exercise("Butterfly"), seconds=20), choices=choices)


def find(line: Timeline, kind: SegmentKind, side: Side, rep: int = 1) -> Segment:
    return next(part for part in line.segments if (part.kind, part.side, part.rep) == (kind, side, rep))


def test_the_segment_at_a_position_holds_its_start_and_not_its_end() -> None:
    line = workout()
    second = line.segments[1]
    assert segment_index_at(line, second.start_ms) == 1
    assert segment_index_at(line, second.start_ms - 1) == 0
    assert segment_index_at(line, second.end_ms) == 2


@pytest.mark.parametrize(("position_ms", "index"), [(-5, 0), (10**9, -1)])
def test_positions_outside_belong_to_the_first_or_last_segment(position_ms: int, index: int) -> None:
    line = workout()
    assert segment_index_at(line, position_ms) == index % len(line.segments)


def test_a_longer_hold_goes_on_as_far_in_as_it_was() -> None:
    old, new = workout(30), workout(35)
    position_ms = find(old, "hold", "right", 2).start_ms + 12_345
    assert corresponding_position(old, position_ms, new) == find(new, "hold", "right", 2).start_ms + 12_345


def test_a_hold_shortened_below_where_one_was_is_over_at_once() -> None:
    old, new = workout(30), workout(25)
    position_ms = find(old, "hold", "left").start_ms + 28_000
    assert corresponding_position(old, position_ms, new) == find(new, "hold", "left").end_ms - 1


def test_a_hold_that_is_no_longer_done_leads_to_what_comes_next() -> None:
    old, new = workout(reps=3), workout(reps=1)
    position_ms = find(old, "hold", "left", 2).start_ms + 5_000
    assert corresponding_position(old, position_ms, new) == find(new, "switch", "right").start_ms


def test_a_rest_that_is_gone_leads_to_the_hold_after_it() -> None:
    old, new = workout(rest=5), workout(rest=0)
    position_ms = find(old, "rest", "left", 2).start_ms + 1_000
    assert corresponding_position(old, position_ms, new) == find(new, "hold", "left", 2).start_ms


def test_a_side_that_is_no_longer_done_leads_to_the_next_exercise() -> None:
    old, new = workout(), workout(choices=Choices(side="left"))
    position_ms = find(old, "hold", "right", 2).start_ms
    assert corresponding_position(old, position_ms, new) == find(new, "setup", "both").start_ms


def test_a_workout_whose_rest_has_vanished_is_at_its_finish() -> None:
    old, new = workout(), timeline(step(exercise("Quad stretch")))
    assert corresponding_position(old, old.segments[3].start_ms, new) == new.segments[-1].start_ms


def test_before_the_start_is_the_start() -> None:
    assert corresponding_position(workout(30), -400, workout(45)) == 0


def test_each_round_has_its_own_place() -> None:
    old, new = (
        timeline(rounds(3, step(exercise("Squats"), seconds=seconds), rest=10)) for seconds in (30, 40)
    )
    third = [segment for segment in old.segments if segment.kind == "hold"][2]
    place = corresponding_position(old, third.start_ms + 7_000, new)
    assert place == [segment for segment in new.segments if segment.kind == "hold"][2].start_ms + 7_000


def test_rounds_inside_rounds_are_told_apart_by_their_order() -> None:
    plans = [
        rounds(2, rounds(2, step(exercise("Squats"), seconds=seconds), named="inner")) for seconds in (30, 40)
    ]
    old, new = map(timeline, plans)
    holds = [segment for segment in old.segments if segment.kind == "hold"]
    places = [corresponding_position(old, hold.start_ms, new) for hold in holds]
    assert places == [segment.start_ms for segment in new.segments if segment.kind == "hold"]
