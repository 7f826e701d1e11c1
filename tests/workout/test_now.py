from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coach.model import CueKind, Segment, SegmentKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Choices, Side
from server.workout.now import LONGEST_POLL_S, PAUSED_POLL_S, now

#: kind, side, rep, seconds
CALF: tuple[tuple[SegmentKind, Side, int, int], ...] = (
    ("setup", "left", 1, 20),
    ("ready", "left", 1, 3),
    ("hold", "left", 1, 30),
    ("rest", "left", 1, 10),
    ("hold", "left", 2, 30),
    ("switch", "right", 1, 8),
    ("ready", "right", 1, 3),
    ("hold", "right", 1, 90),
    ("hold", "right", 2, 30),
    ("finish", "right", 2, 4),
)
RAISES: tuple[tuple[SegmentKind, Side, int, int], ...] = (
    ("setup", "both", 1, 10),
    ("ready", "both", 1, 3),
    *(("rep", "both", rep, 2) for rep in range(1, 13)),
    ("finish", "both", 12, 4),
)


def timeline(*steps: tuple[str, tuple[tuple[SegmentKind, Side, int, int], ...]]) -> Timeline:
    segments: list[Segment] = []
    at_ms = 0
    for title, parts in steps:
        for kind, side, rep, seconds in parts:
            end_ms = at_ms + seconds * 1000
            segments.append(Segment(kind, title.lower(), title.lower(), title, side, 1, rep, at_ms, end_ms))
            at_ms = end_ms
    return Timeline("legs", "Legs", at_ms, tuple(segments), ())


BOTH = timeline(("Calf", CALF), ("Raises", RAISES))


def shipped_timeline(routine_id: str) -> Timeline:
    def length_ms(kind: CueKind, text: str) -> int:
        return 300 if kind == "tone" else 150 + 65 * len(text)

    routine = Library(shipped("routines")).routine(routine_id)
    return lay_out(write_script(routine, Choices()), length_ms)


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
    next_side: str | None,
) -> None:
    found = now(BOTH, at_s * 1000, playing=True)
    assert (found.kind, found.side, found.rep, found.reps) == (kind, side, rep, reps)
    assert found.remaining_ms == remaining_s * 1000
    assert (found.next_title, found.next_side) == (next_title, next_side)


@given(st.integers(-5000, BOTH.duration_ms + 5000), st.booleans())
def test_every_position_has_an_answer(position_ms: int, playing: bool) -> None:
    found = now(BOTH, position_ms, playing)
    segment = BOTH.segments[found.segment]
    assert segment.start_ms <= max(0, min(position_ms, BOTH.duration_ms)) <= segment.end_ms
    assert 0 <= found.fraction <= 1
    assert 1 <= found.rep <= found.reps
    assert 1 <= found.set <= found.sets
    assert found.remaining_ms >= 0
    assert 0 < found.next_poll_s <= LONGEST_POLL_S


def test_a_poll_comes_just_after_the_next_change() -> None:
    assert now(BOTH, 25_000, playing=True).next_poll_s == pytest.approx(28.2, abs=0.05)
    assert now(BOTH, 105_000, playing=True).next_poll_s == LONGEST_POLL_S


def test_a_paused_workout_is_asked_for_now_and_then() -> None:
    assert now(BOTH, 25_000, playing=False).next_poll_s == PAUSED_POLL_S


@pytest.mark.parametrize("routine_id", ["plantar-fasciitis", "heel-raise-strength", "morning-first-steps"])
def test_a_whole_routine_takes_at_most_eight_polls_a_minute(routine_id: str) -> None:
    made = shipped_timeline(routine_id)
    position_ms = polls = 0
    while position_ms < made.duration_ms:
        position_ms += round(now(made, position_ms, playing=True).next_poll_s * 1000)
        polls += 1
    assert polls / (made.duration_ms / 60_000) <= 8


@pytest.mark.parametrize("routine_id", ["plantar-fasciitis"])
def test_a_screen_that_polls_when_told_is_never_long_out_of_date(routine_id: str) -> None:
    made = shipped_timeline(routine_id)
    position_ms = 0
    while position_ms < made.duration_ms:
        found = now(made, position_ms, playing=True)
        position_ms += round(found.next_poll_s * 1000)
        later = now(made, position_ms - 260, playing=True)
        same = (found.title, found.side, found.set) == (later.title, later.side, later.set)
        assert same, f"at {position_ms} ms"
