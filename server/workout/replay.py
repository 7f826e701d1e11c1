"""Events in, state out: where a workout is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from server.workout.model import Event, Report, State


def replay_events(
    events: Iterable[Event],
    now_ms: int,
    durations: Mapping[str, int],
    first_track: str = "",
    report: Report | None = None,
) -> State:
    """Return where a workout is.

    Events take effect in the order of their time; those of the same time, in the order given. Between two
    events the position moves with the server's clock, but never past the end of the track. A ``finish`` is
    final. The player's report corrects the position if it is newer than the last event.

    :param events: in any order; repeated ones count once.
    :param now_ms: server time in milliseconds since 1970.
    :param durations: lengths of the tracks in milliseconds, by digest; any other track has no end.
    :param first_track: digest of the track that the workout began with.
    :param report: what the player last said, if it said anything.
    """
    state = State(first_track, 0, playing=False, finished=False, known_ms=0, known_at_ms=0)
    for event in effective_events(events):
        if event.at_ms > now_ms:
            break
        state = _apply(event, _advance(state, event.at_ms, durations), durations)
    if report is not None and state.known_at_ms <= report.at_ms <= now_ms and not state.finished:
        state = _correct(state, report, durations)
    return _advance(state, now_ms, durations)


def effective_events(events: Iterable[Event]) -> list[Event]:
    """Return the events that count, in order of time: each once, none after the first ``finish``."""
    by_time = sorted(events, key=lambda event: event.at_ms)
    in_order = list({event.id: event for event in reversed(by_time)}.values())[::-1]
    ends = (number for number, event in enumerate(in_order, start=1) if event.kind == "finish")
    return in_order[: next(ends, None)]


def _advance(state: State, now_ms: int, durations: Mapping[str, int]) -> State:
    """Move a playing workout from its last known position; at the end of the track it stops."""
    if not state.playing:
        return state
    position_ms = _within(state.known_ms + now_ms - state.known_at_ms, state.track, durations)
    return replace(state, position_ms=position_ms, playing=position_ms != durations.get(state.track))


def _apply(event: Event, state: State, durations: Mapping[str, int]) -> State:
    track = event.track or state.track
    if event.kind != "dose" and track != state.track:
        # From a phone that did not know yet that its track has been replaced: its position means nothing in
        # the new one.
        return _apply_without_position(event, state)
    position_ms = _within(event.position_ms, track, durations)
    playing = {"play": True, "pause": False, "finish": False}.get(event.kind, state.playing)
    return State(track, position_ms, playing, event.kind == "finish", position_ms, event.at_ms)


def _apply_without_position(event: Event, state: State) -> State:
    if event.kind == "seek":
        return state
    return replace(
        state,
        playing=event.kind == "play",
        finished=event.kind == "finish",
        known_ms=state.position_ms,
        known_at_ms=event.at_ms,
    )


def _correct(state: State, report: Report, durations: Mapping[str, int]) -> State:
    if report.track != state.track:
        return state
    position_ms = _within(report.position_ms, report.track, durations)
    return State(report.track, position_ms, report.playing, False, position_ms, report.at_ms)


def _within(position_ms: int, track: str, durations: Mapping[str, int]) -> int:
    return max(0, min(position_ms, durations.get(track, position_ms)))
