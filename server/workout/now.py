"""What a screen shows at a position, and when it should ask again."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil

from server.coach.model import Segment, SegmentKind, Timeline
from server.routine.model import Side

#: Seconds between two polls while nothing changes on its own (paused), and at most while playing.
PAUSED_POLL_S = 10.0
LONGEST_POLL_S = 30.0
#: Reps may be shorter than polls should be apart: then not every rep is asked for.
_LEAST_REP_POLL_MS = 7500
#: A poll comes this much after a change, so that it is not answered with the state before.
_AFTER_CHANGE_MS = 150


@dataclass(frozen=True, slots=True)
class Now:
    """What is going on at a position of a timeline."""

    #: Index of the segment.
    segment: int
    kind: SegmentKind
    title: str
    side: Side
    #: The set and rep of this side, counted from 1, and how many there are.
    set: int
    sets: int
    rep: int
    reps: int
    #: Until the next visible change; getting into position and getting ready are one thing.
    remaining_ms: int
    #: The exercise and side that come after this; empty if this is the last.
    next_title: str
    next_side: Side | None
    #: Of the whole workout, from 0 to 1.
    fraction: float
    #: Seconds until the next poll.
    next_poll_s: float


def now(timeline: Timeline, position_ms: int, playing: bool) -> Now:
    """Return what is shown at a position (milliseconds; outside the timeline: at its nearest end)."""
    segments = timeline.segments
    position_ms = max(0, min(position_ms, timeline.duration_ms))
    index = bisect_right(segments, position_ms, key=lambda segment: segment.start_ms) - 1
    here = segments[index]
    work = [segment for segment in segments if _is_work(segment) and _place(segment) == _place(here)]
    coming = _coming(segments, index)
    return Now(
        segment=index,
        kind=here.kind,
        title=here.title,
        side=here.side,
        set=here.set,
        sets=max((segment.set for segment in work), default=1),
        rep=here.rep,
        reps=max((segment.rep for segment in work), default=1),
        remaining_ms=_change_ms(segments, index) - position_ms,
        next_title=coming.title if coming else "",
        next_side=coming.side if coming else None,
        fraction=position_ms / timeline.duration_ms,
        next_poll_s=_poll_s(segments, index, position_ms) if playing else PAUSED_POLL_S,
    )


def _is_work(segment: Segment) -> bool:
    return segment.kind in ("hold", "rep")


def _place(segment: Segment) -> tuple[str, Side]:
    return segment.step, segment.side


def _coming(segments: tuple[Segment, ...], index: int) -> Segment | None:
    """Return the first work on another side or exercise."""
    here = _place(segments[index])
    return next((later for later in segments[index:] if _is_work(later) and _place(later) != here), None)


def _change_ms(segments: tuple[Segment, ...], index: int) -> int:
    """Return the end of what is visible as one: a "get ready" belongs to the setting up before it."""
    here = segments[index]
    if here.kind in ("setup", "switch") and index + 1 < len(segments) and segments[index + 1].kind == "ready":
        return segments[index + 1].end_ms
    return here.end_ms


def _poll_s(segments: tuple[Segment, ...], index: int, position_ms: int) -> float:
    change_ms = _change_ms(segments, index)
    while segments[index].kind == "rep" and change_ms - position_ms < _LEAST_REP_POLL_MS:
        index += 1
        change_ms = _change_ms(segments, index)
    until_s = ceil((change_ms - position_ms + _AFTER_CHANGE_MS) / 100) / 10
    return min(until_s, LONGEST_POLL_S)
