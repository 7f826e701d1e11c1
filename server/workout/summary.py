"""What was done in a workout: what was played counts, and what was skipped does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from server.coach import Segment, SegmentKind, Timeline
from server.routine import Side
from server.workout.model import Event, Summary
from server.workout.replay import effective_events

#: A player may be ahead of the clock by this much; anything further ahead was skipped.
_TOLERANCE_MS = 2000
#: What counts as a hold, and as a rep.
_HOLDS: frozenset[SegmentKind] = frozenset({"hold", "phase"})
_REPS: frozenset[SegmentKind] = frozenset({"rep"})
#: What is the same piece of work in each track of a workout: step, side, set, rep and round.
_Piece: TypeAlias = tuple[str, Side, int, int, int]


@dataclass(frozen=True, slots=True)
class _PlayedInterval:
    """A part of a track that was played without a break."""

    track: str
    start_ms: int
    end_ms: int


def summarize(events: Iterable[Event], timelines: Mapping[str, Timeline], first_track: str = "") -> Summary:
    """Return what was done.

    Events after the first ``finish`` do not count.

    :param timelines: by the digests of their tracks; what was played of other tracks is left out.
    """
    effective = effective_events(events)
    intervals = [each for each in _played(effective, first_track) if each.track in timelines]
    holds = _completed(_HOLDS, intervals, timelines)
    reps = _completed(_REPS, intervals, timelines)
    return Summary(
        played_ms=sum(interval.end_ms - interval.start_ms for interval in intervals),
        holds=len(holds),
        reps=len(reps),
        done_percent=_done_percent(holds | reps, timelines.get(_last_track(effective, first_track))),
    )


def _played(events: list[Event], first_track: str) -> list[_PlayedInterval]:
    intervals = []
    playing, track = False, first_track
    for event, after in pairwise(events):
        playing = {"play": True, "pause": False, "finish": False}.get(event.kind, playing)
        track = event.track or track
        if playing:
            end_ms = max(event.position_ms, _end_ms(event, after))
            intervals.append(_PlayedInterval(track, event.position_ms, end_ms))
    return intervals


def _end_ms(event: Event, after: Event) -> int:
    """Return the position that playing had reached when the next event happened."""
    by_clock_ms = event.position_ms + after.at_ms - event.at_ms
    if after.kind in ("pause", "finish"):
        return min(after.position_ms, by_clock_ms + _TOLERANCE_MS)
    # A second "play" says where a player that went silent was last known to be.
    return min(by_clock_ms, after.position_ms) if after.kind == "play" else by_clock_ms


def _last_track(events: Iterable[Event], first_track: str) -> str:
    return next((event.track for event in reversed([*events]) if event.track), first_track)


def _done_percent(completed: Set[_Piece], timeline: Timeline | None) -> int:
    """Return how much of the work of a track was done; all of it where there is none."""
    ends = _ends(timeline.segments, _HOLDS | _REPS) if timeline else ()
    wanted = {_piece(segment) for segment in ends}
    return 100 * len(wanted & completed) // len(wanted) if wanted else 100


def _completed(
    kinds: frozenset[SegmentKind], intervals: list[_PlayedInterval], timelines: Mapping[str, Timeline]
) -> frozenset[_Piece]:
    """Return the holds or reps that were played to their end."""
    return frozenset(
        _piece(segment)
        for interval in intervals
        for segment in _ends(timelines[interval.track].segments, kinds)
        if interval.start_ms < segment.end_ms <= interval.end_ms
    )


def _piece(segment: Segment) -> _Piece:
    return (segment.step, segment.side, segment.set, segment.rep, segment.round)


def _ends(segments: Sequence[Segment], kinds: frozenset[SegmentKind]) -> Iterator[Segment]:
    """Yield the segments of some kinds with which a piece of work ends; of several phases, the last."""
    for segment, following in zip(segments, (*segments[1:], None), strict=True):
        goes_on = following is not None and following.phase > segment.phase > 0
        if segment.kind in kinds and not goes_on:
            yield segment
