"""What a person is doing at a position of a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.coach import WORK_KINDS, Segment, SegmentKind, Timeline, segment_index_at
from server.workout.counts import Count, Counts, counts_of, same_side

#: Counted down as one, from moving into position to the start tone.
_PREPARING: frozenset[SegmentKind] = frozenset({"setup", "switch", "ready"})


@dataclass(frozen=True, slots=True)
class Activity:
    """What is going on at a position, and what follows."""

    segment: Segment
    #: Which set, hold or rep, and round it is.
    counts: Counts
    #: What the coach says as the phase begins, such as "Push"; empty in other work.
    word: str
    #: What is seen as one, in milliseconds of the track: preparing, a hold, a rest, or a whole set of reps.
    phase_start_ms: int
    phase_end_ms: int
    #: What that begins with.
    phase_kind: SegmentKind
    #: Until the next visible change: the end of the phase, or of the rep.
    remaining_ms: int
    #: The next phase of the same rep and its word; None if there is none.
    next_phase: tuple[Segment, str] | None
    #: The work that this leads to; None during work and at the end.
    coming_work: Segment | None
    #: Which rep that begins with, and of how many; None where it is held.
    coming_reps: Count | None
    #: The first segment of the next side or step; None in the last one.
    upcoming: Segment | None
    #: Which round that is, where there are several.
    upcoming_round: Count | None


def activity_at(timeline: Timeline, position_ms: int) -> Activity:
    """Return what is going on at a position; outside the timeline, at its nearest end."""
    segments = timeline.segments
    position_ms = timeline_position_ms(timeline, position_ms)
    index = segment_index_at(timeline, position_ms)
    current = segments[index]
    first, last = _phase(segments, index)
    upcoming = _upcoming(segments, index)
    work = _coming_work(segments, index)
    return Activity(
        segment=current,
        counts=counts_of(segments, current),
        word=_word(timeline, index),
        phase_start_ms=segments[first].start_ms,
        phase_end_ms=segments[last].end_ms,
        phase_kind=segments[first].kind,
        remaining_ms=next_change_ms(segments, index) - position_ms,
        next_phase=_next_phase(timeline, index),
        coming_work=work,
        coming_reps=counts_of(segments, work).work if work and work.kind == "rep" else None,
        upcoming=upcoming,
        upcoming_round=counts_of(segments, upcoming).round if upcoming else None,
    )


def timeline_position_ms(timeline: Timeline, position_ms: int) -> int:
    """Return a position moved into the timeline if it lies outside."""
    return max(0, min(position_ms, timeline.duration_ms))


def next_change_ms(segments: Sequence[Segment], index: int) -> int:
    """Return when what is shown during a segment changes, in milliseconds of the track."""
    current = segments[index]
    return current.end_ms if current.kind == "rep" else segments[_phase(segments, index)[1]].end_ms


def _phase(segments: Sequence[Segment], index: int) -> tuple[int, int]:
    """Return the first and the last index of what is seen as one with a segment."""
    first = last = index
    while first > 0 and _same_phase(segments[first - 1], segments[index]):
        first -= 1
    while last + 1 < len(segments) and _same_phase(segments[last + 1], segments[index]):
        last += 1
    return first, last


def _same_phase(one: Segment, other: Segment) -> bool:
    kinds = {one.kind, other.kind}
    same_set = kinds == {"rep"} and one.set == other.set
    return same_side(one, other) and (kinds <= _PREPARING or same_set)


def _word(timeline: Timeline, index: int) -> str:
    if timeline.segments[index].kind != "phase":
        return ""
    spoken = (cue.text for cue in timeline.cues if cue.segment == index and cue.role == "tempo")
    return next(spoken, "").rstrip(".")


def _next_phase(timeline: Timeline, index: int) -> tuple[Segment, str] | None:
    segments = timeline.segments
    if index + 1 >= len(segments) or not segments[index + 1].phase > segments[index].phase > 0:
        return None
    return segments[index + 1], _word(timeline, index + 1)


def _coming_work(segments: Sequence[Segment], index: int) -> Segment | None:
    if segments[index].kind in WORK_KINDS:
        return None
    return next((each for each in segments[index + 1 :] if each.kind in WORK_KINDS), None)


def _upcoming(segments: Sequence[Segment], index: int) -> Segment | None:
    later = (each for each in segments[index + 1 :] if each.kind not in ("finish", "pause"))
    return next((each for each in later if not same_side(each, segments[index])), None)
