from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.routine.model import Side
from server.workout.activity import activity_at
from tests.helpers.activity_timeline import BOTH


@pytest.mark.parametrize(
    ("at_s", "kind", "side", "rep", "reps", "remaining_s", "next_title", "next_side"),
    [
        (0, "setup", "left", 1, 2, 23, "Calf", "right"),
        (21, "ready", "left", 1, 2, 2, "Calf", "right"),
        (23, "hold", "left", 1, 2, 30, "Calf", "right"),
        (58, "rest", "left", 1, 2, 5, "Calf", "right"),
        (93, "switch", "right", 1, 2, 11, "Raises", "both"),
        (200, "hold", "right", 2, 2, 24, "Raises", "both"),
        (242, "rep", "both", 1, 12, 1, "", None),
    ],
)
def test_a_screen_shows_what_is_done_and_what_comes_next(
    at_s: int,
    kind: str,
    side: str,
    rep: int,
    reps: int,
    remaining_s: int,
    next_title: str,
    next_side: Side | None,
) -> None:
    found = activity_at(BOTH, at_s * 1000)
    segment, upcoming = found.segment, found.upcoming
    assert (segment.kind, segment.side, segment.rep) == (kind, side, rep)
    assert found.counts.work is not None
    assert (found.counts.work.number, found.counts.work.of) == (rep, reps)
    assert found.remaining_ms == remaining_s * 1000
    assert (upcoming.title if upcoming else "", upcoming.side if upcoming else None) == (
        next_title,
        next_side,
    )


@given(st.integers(-5000, BOTH.duration_ms + 5000))
def test_every_position_has_an_answer(position_ms: int) -> None:
    found = activity_at(BOTH, position_ms)
    within_ms = max(0, min(position_ms, BOTH.duration_ms))
    assert found.segment.start_ms <= within_ms <= found.segment.end_ms
    assert found.phase_start_ms <= within_ms <= found.phase_end_ms
    for count in (found.counts.set, found.counts.work, found.counts.round):
        assert count is None or 1 <= count.number <= count.of
    assert found.remaining_ms >= 0


@pytest.mark.parametrize(
    ("at_s", "start_s", "end_s"),
    [(5, 0, 23), (22, 0, 23), (25, 23, 53), (58, 53, 63), (242, 241, 265)],
    ids=["setup", "ready", "hold", "rest", "reps"],
)
def test_what_is_seen_as_one_is_one_phase(at_s: int, start_s: int, end_s: int) -> None:
    found = activity_at(BOTH, at_s * 1000)
    assert (found.phase_start_ms, found.phase_end_ms) == (start_s * 1000, end_s * 1000)
