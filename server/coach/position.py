"""Positions in a timeline: which segment they are in, and what corresponds to them in another timeline."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TypeAlias

from server.coach.model import Segment, SegmentKind, Timeline

#: Step, side, set, rep, round and phase.
_Work: TypeAlias = tuple[str, str, int, int, int, int]


def segment_index_at(timeline: Timeline, position_ms: int) -> int:
    """Return the index of the segment at a position; outside the timeline, that of the first or the last."""
    index = bisect_right(timeline.segments, position_ms, key=lambda segment: segment.start_ms) - 1
    return max(index, 0)


def corresponding_position(old: Timeline, position_ms: int, new: Timeline) -> int:
    """Return the position in a changed timeline that corresponds to one in the old timeline, in milliseconds.

    It is as far into the same segment as before, or just before its end if the segment has become shorter. If
    the segment no longer exists, it is the start of the work that would have come next.
    """
    index = segment_index_at(old, position_ms)
    segment = old.segments[index]
    wanted = _numbered(old)[index]
    for candidate, key in zip(new.segments, _numbered(new), strict=True):
        if key == wanted:
            return min(candidate.start_ms + max(position_ms - segment.start_ms, 0), candidate.end_ms - 1)
    starts: dict[_Work, int] = {}
    for candidate in new.segments:
        starts.setdefault(_work(candidate), candidate.start_ms)
    upcoming = (starts[_work(later)] for later in old.segments[index:] if _work(later) in starts)
    return next(upcoming, new.segments[-1].start_ms)


def _numbered(timeline: Timeline) -> list[tuple[_Work, SegmentKind, int]]:
    """Return what each segment is, and which of several alike: rounds inside rounds repeat their numbers."""
    seen: Counter[tuple[_Work, SegmentKind]] = Counter()
    keys = []
    for segment in timeline.segments:
        key = (_work(segment), segment.kind)
        keys.append((*key, seen[key]))
        seen[key] += 1
    return keys


def _work(segment: Segment) -> _Work:
    return (segment.step, segment.side, segment.set, segment.rep, segment.round, segment.phase)
