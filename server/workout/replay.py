"""Events in, state out: where a workout is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from server.coach import Timeline
from server.workout.model import Event, Report, State

#: Positions at which a track stops by itself, in milliseconds and in order; the last is its end.
Stops: TypeAlias = tuple[int, ...]


def stops_of(timeline: Timeline) -> Stops:
    """Return where the track of a timeline stops by itself: where it waits for Play, and at its end."""
    waits = (segment.start_ms for segment in timeline.segments if segment.kind == "wait")
    return (*waits, timeline.duration_ms)


def replay_events(
    events: Iterable[Event],
    now_ms: int,
    stops: Mapping[str, Stops],
    first_track: str = "",
    report: Report | None = None,
) -> State:
    """Return where a workout is.

    Events take effect in the order of their time; those of the same time, in the order given. Between two
    events the position moves with the server's clock, but never past the end of the track, nor past a point
    where the sound waits for Play. A ``finish`` is final. The player's report corrects the position if it is
    newer than the last event.

    :param events: in any order; repeated ones count once.
    :param now_ms: server time in milliseconds since 1970.
    :param stops: where each track stops by itself, by digest; any other track goes on for ever.
    :param first_track: digest of the track that the workout began with.
    :param report: what the player last said, if it said anything.
    """
    state = State(first_track, 0, playing=False, finished=False, known_ms=0, known_at_ms=0)
    for event in effective_events(events):
        if event.at_ms > now_ms:
            break
        state = _apply(event, _advance(state, event.at_ms, stops), stops)
    if report is not None and state.known_at_ms <= report.at_ms <= now_ms and not state.finished:
        state = _correct(state, report, stops)
    return _advance(state, now_ms, stops)


def effective_events(events: Iterable[Event]) -> list[Event]:
    """Return the events that count, in order of time: each once, none after the first ``finish``."""
    by_time = sorted(events, key=lambda event: event.at_ms)
    in_order = list({event.id: event for event in reversed(by_time)}.values())[::-1]
    ends = (number for number, event in enumerate(in_order, start=1) if event.kind == "finish")
    return in_order[: next(ends, None)]


def _advance(state: State, now_ms: int, stops: Mapping[str, Stops]) -> State:
    """Move a playing workout from its last known position; where the track stops, it stops."""
    if not state.playing:
        return state
    position_ms = state.known_ms + now_ms - state.known_at_ms
    later = (stop_ms for stop_ms in stops.get(state.track, ()) if stop_ms > state.known_ms)
    stop_ms = next(later, state.known_ms if state.track in stops else None)
    if stop_ms is None or position_ms < stop_ms:
        return replace(state, position_ms=position_ms)
    return replace(state, position_ms=stop_ms, playing=False)


def _apply(event: Event, state: State, stops: Mapping[str, Stops]) -> State:
    track = event.track or state.track
    if event.kind != "dose" and track != state.track:
        # From a phone that did not know yet that its track has been replaced: its position means nothing in
        # the new one.
        return _apply_without_position(event, state)
    position_ms = _within(event.position_ms, track, stops)
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


def _correct(state: State, report: Report, stops: Mapping[str, Stops]) -> State:
    if report.track != state.track:
        return state
    position_ms = _within(report.position_ms, report.track, stops)
    return State(report.track, position_ms, report.playing, False, position_ms, report.at_ms)


def _within(position_ms: int, track: str, stops: Mapping[str, Stops]) -> int:
    return max(0, min(position_ms, stops[track][-1] if track in stops else position_ms))
