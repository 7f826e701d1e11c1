"""Places in a timeline: what is going on at a position, and where that is in another timeline."""

from __future__ import annotations

from bisect import bisect_right
from typing import TypeAlias

from server.coach.model import Segment, Timeline

_Bout: TypeAlias = tuple[str, str, int, int]


def segment_at(timeline: Timeline, position_ms: int) -> int:
    """Return the index of the segment at a position; before the first and after the last one, those."""
    index = bisect_right(timeline.segments, position_ms, key=lambda segment: segment.start_ms) - 1
    return max(index, 0)


def same_place(old: Timeline, position_ms: int, new: Timeline) -> int:
    """Return the position in a changed timeline that a person at a position of the old one has reached.

    It is as far into the same segment as before, or just before its end if it has become shorter. Where
    the segment is gone, it is the beginning of the work that would have come next.
    """
    index = segment_at(old, position_ms)
    segment = old.segments[index]
    for candidate in new.segments:
        if _bout(candidate) == _bout(segment) and candidate.kind == segment.kind:
            return min(candidate.start_ms + max(position_ms - segment.start_ms, 0), candidate.end_ms - 1)
    starts: dict[_Bout, int] = {}
    for candidate in new.segments:
        starts.setdefault(_bout(candidate), candidate.start_ms)
    coming = (starts[_bout(later)] for later in old.segments[index:] if _bout(later) in starts)
    return next(coming, new.segments[-1].start_ms)


def _bout(segment: Segment) -> _Bout:
    return (segment.step, segment.side, segment.set, segment.rep)
