"""What the workout page shows at a position; ``view.js`` does the same between two polls.

The cases in ``tests/fixtures/screen_cases.json`` hold for both.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.coach import REST_KINDS, SegmentKind, Timeline
from server.routine import Side
from server.web import formatting
from server.workout import Activity, Count, activity_at, timeline_position_ms

#: Words that the page and its player share.
WORDS = {
    # What is going on, by the kind of segment.
    "setup": "Get into position",
    "ready": "Get ready",
    "switch": "Switch sides",
    "wait": "Press Play when you are ready",
    "rest": "Rest",
    "pause": "Rest",
    "finish": "Well done",
    # Counting and what follows.
    "of": "of",
    "set": "set",
    "hold": "hold",
    "rep": "rep",
    "round": "round",
    "next": "Next:",
    "last": "This is the last one",
    "side": "side",
    # Sides.
    "left": "Left",
    "right": "Right",
    # The large button, by where the workout plays: nowhere, on this phone, on another device.
    "no": "Play",
    "here": "Pause",
    "elsewhere": "Play here",
    # Notes.
    "fetching": "fetching",
    "interrupted": "Interrupted at",
    "restarts_side": "Press Play to start this side again.",
    "refused": "That could not be done. The workout continues unchanged.",
    "unanswered": "No answer from Soleus, so the times stay as they are. Try again when it can be reached.",
    "resumes_exactly": "Press Play to go on where it stopped.",
}


@dataclass(frozen=True, slots=True)
class View:
    """What is shown at a position of a timeline."""

    kind: SegmentKind
    title: str
    #: At the end neither side, but both.
    side: Side
    #: The number that is read from across the room: the rep, or the seconds left.
    count: int
    #: Beside the count: "of 12 · set 1 of 3".
    label: str
    #: "Next: right side"
    next: str
    #: "4 / 7"
    step: str
    #: "5 min left"
    left: str
    #: How much of the ring is gone, in percent with one decimal.
    ring: float
    #: How much of the whole workout is over, per thousand.
    along: int
    #: Whose drawing is shown, and for which side; these two stay until the very end.
    exercise: str
    drawn_side: Side


@dataclass(frozen=True, slots=True)
class Screen:
    """The polled part of the workout page."""

    #: Digest of the track.
    track: str
    position_ms: int
    playing: bool
    #: Seconds until the page asks again; None if it never does.
    poll_s: float | None
    view: View


def view_at(timeline: Timeline, position_ms: int) -> View:
    """Return what is shown at a position; outside the timeline, at its nearest end."""
    position_ms = timeline_position_ms(timeline, position_ms)
    activity = activity_at(timeline, position_ms)
    segment = activity.segment
    finish = segment.kind == "finish"
    steps = list(dict.fromkeys(each.step for each in timeline.segments))
    return View(
        kind=segment.kind,
        title=WORDS["finish"] if finish else segment.title,
        side="both" if finish else segment.side,
        count=segment.rep if segment.kind == "rep" else -(-activity.remaining_ms // 1000),
        label=_label(activity),
        next=_next(activity),
        step=f"{steps.index(segment.step) + 1} / {len(steps)}",
        left=formatting.time_left(timeline.duration_ms - position_ms),
        ring=_per_thousand(position_ms, activity.phase_start_ms, activity.phase_end_ms) / 10,
        along=_per_thousand(position_ms, 0, timeline.duration_ms),
        exercise=segment.exercise,
        drawn_side=segment.side,
    )


def _label(activity: Activity) -> str:
    """Return what is going on, and which of several it is: "Set 1 of 2 · hold 2 of 4 · round 2 of 3"."""
    segment, counts = activity.segment, activity.counts
    round_ = _counted(counts.round)
    match segment.kind:
        case "rep":  # the number itself stands above the label
            reps = counts.work.of if counts.work else 1
            return _joined(f"{WORDS['of']} {reps}", _counted(counts.set), round_)
        case "hold" | "phase":
            parts = [activity.word, _counted(counts.set), _counted(counts.work), round_]
        case _:
            parts = [WORDS[segment.kind], round_ if segment.kind in REST_KINDS else ""]
    label = _joined(*parts)
    return label[:1].upper() + label[1:]


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _counted(count: Count | None) -> str:
    return f"{WORDS[count.unit]} {count.number} {WORDS['of']} {count.of}" if count else ""


def _next(activity: Activity) -> str:
    upcoming, segment = activity.upcoming, activity.segment
    if upcoming is None:
        return WORDS["last"]
    side = "" if upcoming.side == "both" else WORDS[upcoming.side].lower()
    if upcoming.step == segment.step and upcoming.round == segment.round:
        return f"{WORDS['next']} {side} {WORDS['side']}"
    if upcoming.step == segment.step:
        return f"{WORDS['next']} {_counted(activity.upcoming_round)}"
    return f"{WORDS['next']} {upcoming.title}" + (f", {side}" if side else "")


def _per_thousand(position_ms: int, start_ms: int, end_ms: int) -> int:
    """Return how far a position is from start to end, halves rounded up as in JavaScript."""
    length_ms = end_ms - start_ms
    return (2000 * (position_ms - start_ms) + length_ms) // (2 * length_ms)
