"""What the workout page shows at a position; ``view.js`` does the same between two polls.

The cases in ``tests/fixtures/screen_cases.json`` hold for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from server.coach import REST_KINDS, WORK_KINDS, Segment, SegmentKind, Timeline
from server.routine import Side
from server.web import formatting
from server.workout import Activity, Count, activity_at, timeline_position_ms

#: The colours of the screen; amber, green and blue.
Tint: TypeAlias = Literal["prepare", "hold", "rest"]
#: A phase that begins with one of these words is a rest.
_RESTING_WORDS = ("relax", "rest", "let go")

#: What is going on, by the kind of segment; of work, the number says it.
_STATES: Mapping[SegmentKind, str] = {
    "setup": "Get into position",
    "ready": "Get ready",
    "switch": "Switch sides",
    "rest": "Rest",
    "pause": "Rest",
}
#: Words that the page and its player share.
WORDS: Mapping[str, str] = {
    **{str(kind): word for kind, word in _STATES.items()},
    "wait": "Press Play when you are ready",
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
    "then": "Then",
    "then_hold": "then hold",
    "then_reps": "then",
    "times": "times",
    # The buttons that change the work: seconds of a hold, and reps of a set.
    "less": "−5 s",
    "more": "+5 s",
    "less_label": "This hold 5 s shorter",
    "more_label": "This hold 5 s longer",
    "less_reps": "−1",
    "more_reps": "+1",
    "less_reps_label": "This set one fewer",
    "more_reps_label": "This set one more",
    # The list of steps.
    "step_number": "Step",
    "open_steps": "Open the list of steps",
    "now": "now",
    "earlier": "earlier",
    "soon": "in less than a minute",
    "in": "in",
    # Sides.
    "left": "Left",
    "right": "Right",
    "both": "Both sides",
    # The large button, by where the workout plays: nowhere, on this phone, on another device.
    "no": "Play",
    "here": "Pause",
    "elsewhere": "Play here",
    # Notes.
    "taken": "Taken over on",
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
    #: The colour of the screen: get ready, work, rest.
    tint: Tint
    title: str
    #: At the end neither side, but both.
    side: Side
    #: The number that is read from across the room: the rep, or the seconds left.
    count: int
    #: Beside a rep's number: "of 12".
    of: str
    #: What is going on, in words; empty where the number says it.
    word: str
    #: Whether the exercise's instruction is shown in place of the word.
    instructs: bool
    #: Whether the workout is being opened: what one needs is shown in place of the instruction.
    opens: bool
    #: What follows the count: "then hold 35 s"
    then: str
    #: Whether the work, or what leads to it, is counted in reps.
    in_reps: bool
    #: "Set 1 of 2 · hold 2 of 4 · round 2 of 3"
    counted: str
    #: "Next: right side"
    next: str
    #: Which step it is, from 1, and how many there are.
    step: int
    steps: int
    #: "5 min left"
    left: str
    #: How much of the ring is gone, in percent with one decimal.
    ring: float
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
    #: The name of the device that played last, if that is another one.
    player: str
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
        tint=_tint(activity),
        title=WORDS["finish"] if finish else segment.title,
        side="both" if finish else segment.side,
        count=segment.rep if segment.kind == "rep" else -(-activity.remaining_ms // 1000),
        of=f"{WORDS['of']} {activity.counts.work.of}"
        if segment.kind == "rep" and activity.counts.work
        else "",
        word=activity.word or _STATES.get(activity.phase_kind, ""),
        instructs=activity.phase_kind in ("setup", "wait"),
        opens=position_ms < _opening_end_ms(timeline),
        then=_then(activity),
        in_reps=segment.kind == "rep" or activity.coming_reps is not None,
        counted=_counts(activity),
        next=_next(activity),
        step=steps.index(segment.step) + 1,
        steps=len(steps),
        left=formatting.time_left(timeline.duration_ms - position_ms),
        ring=_per_thousand(position_ms, activity.phase_start_ms, activity.phase_end_ms) / 10,
        exercise=segment.exercise,
        drawn_side=segment.side,
    )


def _tint(activity: Activity) -> Tint:
    if activity.segment.kind in WORK_KINDS:
        return "rest" if activity.word.lower().startswith(_RESTING_WORDS) else "hold"
    if activity.segment.kind == "finish":
        return "hold"
    return "rest" if activity.segment.kind in REST_KINDS else "prepare"


def _opening_end_ms(timeline: Timeline) -> int:
    """Return when the words that open a workout are over, in milliseconds."""
    return max((cue.end_ms for cue in timeline.cues if cue.role == "opening"), default=0)


def _then(activity: Activity) -> str:
    """Return what the count leads to."""
    if activity.phase_kind == "wait":
        return WORDS["wait"]
    work, reps = activity.coming_work, activity.coming_reps
    if reps:
        return f"{WORDS['then_reps']} {reps.of} {WORDS['times']}"
    if work is None or work.kind != "hold":
        return ""
    return f"{WORDS['then_hold']} {_seconds(work)}"


def _seconds(segment: Segment) -> str:
    return f"{(segment.end_ms - segment.start_ms) // 1000} s"


def _counts(activity: Activity) -> str:
    """Return which of several it is: "Set 1 of 2 · hold 2 of 4 · round 2 of 3"."""
    segment, counts = activity.segment, activity.counts
    work = [] if segment.kind == "rep" else [counts.work]  # the number of a rep stands by itself
    several = [counts.set, *work, counts.round] if segment.kind in WORK_KINDS else [counts.round]
    joined = " · ".join(_counted(count) for count in several if count)
    return joined[:1].upper() + joined[1:]


def _counted(count: Count | None) -> str:
    return f"{WORDS[count.unit]} {count.number} {WORDS['of']} {count.of}" if count else ""


def _next(activity: Activity) -> str:
    upcoming, segment = activity.upcoming, activity.segment
    if activity.next_phase:
        phase, word = activity.next_phase
        return f"{WORDS['then']} {word.lower()}, {_seconds(phase)}"
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
