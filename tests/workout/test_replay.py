from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coach.model import Segment, Timeline
from server.workout.model import Event, Report, State
from server.workout.replay import replay_events, stops_of

DURATIONS = {"one": 60_000, "two": 90_000}
STOPS = {digest: (duration_ms,) for digest, duration_ms in DURATIONS.items()}
#: A track that waits for Play after 20 s, for a second and a half, and lasts a minute.
WAITING = Timeline(
    "legs",
    "Legs",
    60_000,
    (
        Segment("setup", "calf", "calf", "Calf", "left", 1, 1, 0, 20_000),
        Segment("wait", "calf", "calf", "Calf", "left", 1, 1, 20_000, 21_500),
        Segment("hold", "calf", "calf", "Calf", "left", 1, 1, 21_500, 60_000),
    ),
    (),
)
NOW = 1_000_000


def event(kind: str, at_ms: int, position_ms: int = 0, track: str = "", event_id: str = "") -> Event:
    return Event(event_id or f"{kind}{at_ms}", kind, position_ms, at_ms, track)  # type: ignore[arg-type]


def state_of(*events: Event, now_ms: int = NOW, report: Report | None = None) -> State:
    return replay_events(events, now_ms, STOPS, "one", report)


events = st.lists(
    st.builds(
        Event,
        id=st.uuids().map(str),
        kind=st.sampled_from(["play", "pause", "seek", "dose", "finish"]),
        position_ms=st.integers(-10, 200_000),
        at_ms=st.integers(0, 2 * NOW),
        track=st.sampled_from(["", "one", "two"]),
    ),
    max_size=12,
    unique_by=lambda event: event.at_ms,
)


@given(events, st.randoms())
def test_neither_order_nor_repetition_of_the_sending_changes_the_state(
    sent: list[Event], chance: object
) -> None:
    again = sent + sent[::2]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert state_of(*again) == state_of(*sent)


@given(events, st.integers(0, 3 * NOW))
def test_the_position_is_always_within_the_track(sent: list[Event], now_ms: int) -> None:
    state = state_of(*sent, now_ms=now_ms)
    assert 0 <= state.position_ms <= DURATIONS[state.track]
    assert 0 <= state.known_ms <= DURATIONS[state.track]


@given(events, st.integers(0, NOW), st.integers(0, 50_000))
def test_between_events_a_playing_workout_moves_with_the_clock_and_any_other_stands(
    sent: list[Event], now_ms: int, later_ms: int
) -> None:
    sent = [each for each in sent if each.at_ms <= now_ms]
    before, after = state_of(*sent, now_ms=now_ms), state_of(*sent, now_ms=now_ms + later_ms)
    if before.playing:
        assert after.position_ms == min(before.position_ms + later_ms, DURATIONS[before.track])
    else:
        assert after.position_ms == before.position_ms


@given(events)
def test_nothing_changes_after_the_finish(sent: list[Event]) -> None:
    done = event("finish", NOW // 2, 60_000)
    before = [each for each in sent if each.at_ms < done.at_ms]
    assert state_of(*sent, done) == state_of(*before, done)


@given(events)
def test_what_lies_in_the_future_has_not_happened(sent: list[Event]) -> None:
    assert state_of(*sent) == state_of(*[each for each in sent if each.at_ms <= NOW])


def test_a_workout_without_events_stands_at_its_start() -> None:
    assert state_of() == State("one", 0, False, False, 0, 0)


@pytest.mark.parametrize(
    ("sent", "position_ms", "playing"),
    [
        ([event("play", NOW - 5000)], 5000, True),
        ([event("play", NOW - 5000, 10_000)], 15_000, True),
        ([event("play", NOW - 5000), event("pause", NOW - 3000, 2000)], 2000, False),
        ([event("play", NOW - 5000), event("seek", NOW - 1000, 30_000)], 31_000, True),
        ([event("seek", NOW - 1000, 30_000)], 30_000, False),
        ([event("play", NOW - 100_000)], 60_000, False),
        ([event("play", NOW - 1000, 999_999)], 60_000, False),
    ],
)
def test_events_put_a_workout_where_they_say(sent: list[Event], position_ms: int, playing: bool) -> None:
    state = state_of(*sent)
    assert (state.position_ms, state.playing, state.finished) == (position_ms, playing, False)


def test_a_changed_dose_goes_on_in_the_new_track() -> None:
    state = state_of(event("play", NOW - 9000), event("dose", NOW - 4000, 7000, "two"))
    assert (state.track, state.position_ms, state.playing) == ("two", 11_000, True)


def test_a_phone_that_did_not_know_of_the_new_track_pauses_but_does_not_move_it() -> None:
    state = state_of(
        event("play", NOW - 9000),
        event("dose", NOW - 4000, 7000, "two"),
        event("pause", NOW - 1000, 8000, "one"),
    )
    assert (state.track, state.position_ms, state.playing) == ("two", 10_000, False)


def test_the_players_report_corrects_the_clock() -> None:
    play = event("play", NOW - 9000)
    state = state_of(play, report=Report("one", 3000, True, NOW - 1000))
    assert (state.position_ms, state.known_ms, state.known_at_ms) == (4000, 3000, NOW - 1000)
    assert state_of(play, report=Report("one", 3000, False, NOW - 1000)).position_ms == 3000


@pytest.mark.parametrize(
    "report",
    [
        Report("one", 1, False, NOW - 9001),
        Report("one", 1, False, NOW + 1),
        Report("two", 1, False, NOW - 1000),
    ],
    ids=["older than the last event", "from the future", "of another track"],
)
def test_an_outdated_report_is_ignored(report: Report) -> None:
    assert state_of(event("play", NOW - 9000), report=report).position_ms == 9000


def test_the_last_report_of_a_silent_player_says_where_to_resume() -> None:
    state = state_of(event("play", NOW - 500_000), report=Report("one", 20_000, True, NOW - 480_000))
    assert (state.position_ms, state.playing, state.finished, state.known_ms) == (
        60_000,
        False,
        False,
        20_000,
    )


def test_a_repeated_event_counts_where_it_was_first() -> None:
    first = event("play", NOW - 9000, event_id="a")
    assert state_of(first, replace(first, at_ms=NOW - 1000)) == state_of(first)


def waiting(*events: Event, now_ms: int) -> State:
    return replay_events(events, now_ms, {"one": stops_of(WAITING)}, "one")


def test_the_clock_stops_where_the_sound_waits_for_play() -> None:
    begun = event("play", 0)
    assert waiting(begun, now_ms=19_999) == State("one", 19_999, True, False, 0, 0)
    state = waiting(begun, now_ms=300_000)
    assert (state.position_ms, state.playing, state.finished) == (20_000, False, False)


@pytest.mark.parametrize("position_ms", [20_000, 20_500, 21_500])
def test_play_passes_a_wait_even_if_the_player_steps_back_in_it(position_ms: int) -> None:
    events = (event("play", 0), event("pause", 20_300, 20_300), event("play", 80_000, position_ms))
    state = waiting(*events, now_ms=90_000)
    assert (state.position_ms, state.playing) == (position_ms + 10_000, True)


def test_after_a_wait_the_track_still_stops_at_its_end() -> None:
    state = waiting(event("play", 0, 30_000), now_ms=300_000)
    assert (state.position_ms, state.playing) == (60_000, False)
