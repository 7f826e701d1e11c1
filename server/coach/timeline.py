"""From a script and the lengths of its clips to absolute milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice

from server.coach.model import GAP_MS, WORK_KINDS, Cue, Script, ScriptCue, ScriptSegment, Segment, Timeline
from server.coach.room import with_room_for_words
from server.coach.scheduling import (
    SENTENCE_PAUSE_MS,
    Lengths,
    ScheduledCue,
    schedule_all,
    schedule_before_end,
    schedule_within,
)


def lay_out(script: Script, length_ms: Lengths, grid_ms: int) -> Timeline:
    """Return the timeline of a script.

    :param length_ms: gives the length of a phrase, or of a tone by its name, in milliseconds.
    :param grid_ms: work that follows words starts on a multiple of it. If that is a whole number of audio
        packets, cues at whole and half seconds start at few different offsets within a packet.
    """
    length_ms = cache(length_ms)
    script_segments = tuple(with_room_for_words(script.segments, length_ms))
    segments: list[Segment] = []
    cues: list[Cue] = []
    start_ms, busy_ms = 0, -GAP_MS
    for index, segment in enumerate(script_segments):
        if segment.duration_ms is None:
            scheduled, end_ms = _as_long_as_words(script_segments, index, length_ms, start_ms, grid_ms)
        else:
            end_ms = start_ms + segment.duration_ms
            scheduled = schedule_within(
                segment.duration_ms,
                segment.cues,
                length_ms,
                limit_ms=min(_next_cue_ms(script_segments, index, lambda _: True), segment.duration_ms),
                busy_ms=busy_ms - start_ms,
                count_limit_ms=_next_cue_ms(script_segments, index, lambda cue: cue.role != "tempo"),
            )
        segments.append(_absolute(segment, start_ms, end_ms))
        cues += _absolute_cues(scheduled, start_ms, index)
        busy_ms = cues[-1].end_ms if cues else -GAP_MS
        start_ms = end_ms
    return Timeline(script.routine, script.title, start_ms, tuple(segments), tuple(cues))


def _absolute(segment: ScriptSegment, start_ms: int, end_ms: int) -> Segment:
    # Field by field: this runs for every segment of every length that a page shows.
    place = segment.place
    return Segment(
        kind=segment.kind,
        step=place.step,
        exercise=place.exercise,
        title=place.title,
        side=place.side,
        set=place.set,
        rep=place.rep,
        start_ms=start_ms,
        end_ms=end_ms,
        round=place.round,
        phase=place.phase,
    )


def _as_long_as_words(
    segments: Sequence[ScriptSegment], index: int, length_ms: Lengths, start_ms: int, grid_ms: int
) -> tuple[list[ScheduledCue], int]:
    """Return the cues of a segment with their times, and when the segment ends."""
    segment = segments[index]
    scheduled = schedule_all(segment.cues, length_ms)
    settled_ms = segment.settled_ms((each.cue, each.at_ms, each.end_ms) for each in scheduled)
    if index + 1 < len(segments):
        pause_ms = SENTENCE_PAUSE_MS if segment.settles_from_name else GAP_MS
        settled_ms = max(settled_ms, max((each.end_ms for each in scheduled), default=0) + pause_ms)
    end_ms = _on_grid(start_ms + settled_ms, segments, index, grid_ms)
    return schedule_before_end(scheduled, segment.cues, length_ms, end_ms - start_ms), end_ms


def _on_grid(end_ms: int, segments: Sequence[ScriptSegment], index: int, grid_ms: int) -> int:
    """Move the end of a segment later, so that the next work begins on the grid."""
    work_ms = end_ms
    for following in islice(segments, index + 1, None):
        if following.kind in WORK_KINDS:
            return end_ms + -work_ms % grid_ms
        if following.duration_ms is None:
            break
        work_ms += following.duration_ms
    return end_ms


def _next_cue_ms(segments: Sequence[ScriptSegment], index: int, counts: Callable[[ScriptCue], bool]) -> int:
    """Return when the last sound of a segment must have ended: well before the next sound that counts."""
    end_ms = segments[index].duration_ms or 0
    for following in islice(segments, index + 1, None):
        for cue in following.cues:
            if counts(cue):
                return end_ms + (cue.at_ms or 0) - GAP_MS
        if following.duration_ms is None:
            break
        end_ms += following.duration_ms
    return end_ms


def _absolute_cues(scheduled: Iterable[ScheduledCue], start_ms: int, index: int) -> list[Cue]:
    return [
        Cue(
            at_ms=start_ms + each.at_ms,
            end_ms=start_ms + each.end_ms,
            kind=each.cue.kind,
            role=each.cue.role,
            text=each.cue.text,
            segment=index,
        )
        for each in scheduled
    ]
