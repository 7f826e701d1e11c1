from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coach.model import Timeline
from server.workout.activity import activity_at
from server.workout.polling import (
    FOLLOWING_POLL_S,
    LONGEST_POLL_S,
    PAUSED_POLL_S,
    SILENCE_MS,
    player_poll_s,
)
from tests.helpers.activity_timeline import BOTH
from tests.helpers.shipped import shipped_timelines

SHIPPED = shipped_timelines()


@given(st.integers(-5000, BOTH.duration_ms + 5000), st.booleans())
def test_every_position_has_an_interval(position_ms: int, playing: bool) -> None:
    assert 0 < player_poll_s(BOTH, position_ms, playing=playing) <= LONGEST_POLL_S


def test_a_poll_comes_just_after_the_next_change() -> None:
    assert player_poll_s(BOTH, 25_000, playing=True) == pytest.approx(28.2, abs=0.05)
    assert player_poll_s(BOTH, 105_000, playing=True) == LONGEST_POLL_S


def test_a_paused_workout_is_asked_for_now_and_then() -> None:
    assert player_poll_s(BOTH, 25_000, playing=False) == PAUSED_POLL_S


def test_a_follower_sees_a_pause_within_two_seconds() -> None:
    assert FOLLOWING_POLL_S < 2


def test_a_player_may_miss_polls_before_it_counts_as_gone() -> None:
    assert SILENCE_MS >= 3 * LONGEST_POLL_S * 1000


@pytest.mark.parametrize("routine_id", ["plantar-fasciitis", "heel-raise-strength", "morning-first-steps"])
def test_a_whole_routine_takes_at_most_eight_polls_a_minute(routine_id: str) -> None:
    timeline = SHIPPED[routine_id]
    position_ms = polls = 0
    while position_ms < timeline.duration_ms:
        position_ms += round(player_poll_s(timeline, position_ms, playing=True) * 1000)
        polls += 1
    assert polls / (timeline.duration_ms / 60_000) <= 8


def test_a_screen_that_polls_when_told_is_never_long_out_of_date() -> None:
    timeline = SHIPPED["plantar-fasciitis"]
    position_ms = 0
    while position_ms < timeline.duration_ms:
        before = shown(timeline, position_ms)
        position_ms += round(player_poll_s(timeline, position_ms, playing=True) * 1000)
        assert before == shown(timeline, position_ms - 260), f"at {position_ms} ms"


def shown(timeline: Timeline, position_ms: int) -> tuple[str, str, int]:
    """Return what a screen that is out of date would show wrongly."""
    segment = activity_at(timeline, position_ms).segment
    return segment.title, segment.side, segment.set
