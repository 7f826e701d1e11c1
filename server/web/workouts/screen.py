"""What the workout page shows at a moment; screen.js does the same between two polls."""

from __future__ import annotations

from dataclasses import dataclass

from server.coach.model import Segment, SegmentKind, Timeline
from server.routine.model import Side
from server.web import formatting
from server.workout.now import Now

#: Words that the page and its player share.
WORDS = {
    "setup": "Get into position",
    "ready": "Get ready",
    "switch": "Switch sides",
    "rest": "Rest",
    "finish": "Well done",
    "rep": "of",
    "set": "Set",
    "next": "Next:",
    "last": "This is the last one",
    "left": "Left",
    "right": "Right",
    "both": "Both sides",
    "no": "Play",
    "here": "Pause",
    "elsewhere": "Play here",
    "fetching": "fetching",
    "interrupted": "Interrupted at",
    "again": "Play begins this side again.",
    "exact": "Play goes on where it stopped.",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """The polled part of the workout page."""

    track: str
    position_ms: int
    playing: bool
    kind: SegmentKind
    title: str
    side: Side
    #: The number that is read from across the room: the rep, or the seconds left.
    count: int
    label: str
    next: str
    #: "4 / 7"
    step: str
    left: str
    #: How much of the ring is gone, in percent.
    ring: float
    #: How much of the whole is done, per thousand.
    along: int
    poll_s: float
    exercise: str


def screen(timeline: Timeline, position_ms: int, playing: bool, track: str, now: Now) -> Screen:
    """Return what is shown at a position."""
    segment = timeline.segments[now.segment]
    steps = list(dict.fromkeys(each.step for each in timeline.segments))
    finish = now.kind == "finish"
    return Screen(
        track=track,
        position_ms=position_ms,
        playing=playing,
        kind=now.kind,
        title=WORDS["finish"] if finish else now.title,
        side="both" if finish else now.side,
        count=now.rep if now.kind == "rep" else -(-now.remaining_ms // 1000),
        label=_label(now),
        next=_next(now),
        step=f"{steps.index(segment.step) + 1} / {len(steps)}",
        left=formatting.left(timeline.duration_ms - position_ms),
        ring=_ring(timeline, now, position_ms),
        along=round(now.fraction * 1000),
        poll_s=now.next_poll_s,
        exercise=segment.exercise,
    )


def _label(now: Now) -> str:
    of = WORDS["rep"]
    if now.kind == "rep":
        return _with_set(f"{of} {now.reps}", now)
    if now.kind == "hold":
        return f"{now.rep} {of} {now.reps}" if now.reps > 1 else _with_set("", now)
    return WORDS[now.kind]


def _with_set(text: str, now: Now) -> str:
    count = f"{WORDS['set']} {now.set} {WORDS['rep']} {now.sets}" if now.sets > 1 else ""
    return " · ".join(part for part in (text, count) if part)


def _next(now: Now) -> str:
    if not now.next_title:
        return WORDS["last"]
    side = WORDS[now.next_side].lower() if now.next_side in ("left", "right") else ""
    if now.next_title == now.title and side:
        return f"{WORDS['next']} {side} side"
    return f"{WORDS['next']} {now.next_title}" + (f", {side}" if side else "")


def _ring(timeline: Timeline, now: Now, position_ms: int) -> float:
    start_ms, end_ms = _stretch(timeline.segments, now.segment)
    return round(min(1.0, max(0.0, (position_ms - start_ms) / (end_ms - start_ms))) * 100, 1)


def _stretch(segments: tuple[Segment, ...], index: int) -> tuple[int, int]:
    """Return what the ring stands for: getting into position, a hold, a rest, or a whole set of reps."""
    here = segments[index]
    first = last = index
    while first > 0 and _one_ring(segments[first - 1], here):
        first -= 1
    while last + 1 < len(segments) and _one_ring(segments[last + 1], here):
        last += 1
    return segments[first].start_ms, segments[last].end_ms


def _one_ring(one: Segment, other: Segment) -> bool:
    preparing = ("setup", "switch", "ready")
    if (one.step, one.side) != (other.step, other.side):
        return False
    if other.kind == "rep":
        return one.kind == "rep" and one.set == other.set
    return one.kind in preparing and other.kind in preparing
