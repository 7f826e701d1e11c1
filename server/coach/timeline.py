"""From a script and the lengths of its clips to absolute milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from server.coach.model import GAP_MS, Cue, CueKind, Script, ScriptSegment, Segment, Timeline
from server.coach.scheduling import ScheduledCue, schedule_all, schedule_within


def lay_out(script: Script, length_ms: Callable[[CueKind, str], int], grid_ms: int) -> Timeline:
    """Return the timeline of a script.

    :param length_ms: gives the length of a phrase, or of a tone by its name, in milliseconds.
    :param grid_ms: work that follows words starts on a multiple of it. If that is a whole number of audio
        packets, cues at whole and half seconds start at few different offsets within a packet.
    """
    length_ms = cache(length_ms)
    segments: list[Segment] = []
    cues: list[Cue] = []
    start_ms = 0
    for index, segment in enumerate(script.segments):
        following = script.segments[index + 1] if index + 1 < len(script.segments) else None
        lengths_ms = [length_ms(cue.kind, cue.text) for cue in segment.cues]
        scheduled, end_ms = _schedule(segment, following, lengths_ms, start_ms, grid_ms)
        segments.append(_absolute_segment(segment, start_ms, end_ms))
        cues += _absolute_cues(scheduled, start_ms, index)
        start_ms = end_ms
    return Timeline(script.routine, script.title, start_ms, tuple(segments), tuple(cues))


def _schedule(
    segment: ScriptSegment,
    following: ScriptSegment | None,
    lengths_ms: Sequence[int],
    start_ms: int,
    grid_ms: int,
) -> tuple[list[ScheduledCue], int]:
    """Return the cues of a segment with their times, and when the segment ends."""
    if segment.duration_ms is not None:
        limit_ms = _limit_ms(segment.duration_ms, following)
        return schedule_within(limit_ms, segment.cues, lengths_ms), start_ms + segment.duration_ms
    scheduled = schedule_all(segment.cues, lengths_ms)
    spoken_ms = scheduled[-1].end_ms if scheduled else 0
    return scheduled, _on_grid(start_ms + spoken_ms + segment.settle_ms, following, grid_ms)


def _limit_ms(duration_ms: int, following: ScriptSegment | None) -> int:
    """Return when the last sound of a segment must end: with the segment, and well before the next sound."""
    if following is None or not following.cues:
        return duration_ms
    next_ms = following.cues[0].at_ms or 0
    return min(duration_ms, duration_ms + next_ms - GAP_MS)


def _on_grid(end_ms: int, following: ScriptSegment | None, grid_ms: int) -> int:
    """Move the end of a segment later, so that the next one ends on the grid: that is where work starts."""
    if following is None or following.duration_ms is None:
        return end_ms
    return end_ms + -(end_ms + following.duration_ms) % grid_ms


def _absolute_segment(segment: ScriptSegment, start_ms: int, end_ms: int) -> Segment:
    return Segment(
        kind=segment.kind,
        step=segment.step,
        exercise=segment.exercise,
        title=segment.title,
        side=segment.side,
        set=segment.set,
        rep=segment.rep,
        start_ms=start_ms,
        end_ms=end_ms,
    )


def _absolute_cues(scheduled: Sequence[ScheduledCue], start_ms: int, index: int) -> list[Cue]:
    return [
        Cue(
            at_ms=start_ms + cue.at_ms,
            end_ms=start_ms + cue.end_ms,
            kind=cue.cue.kind,
            role=cue.cue.role,
            text=cue.cue.text,
            segment=index,
        )
        for cue in scheduled
    ]
