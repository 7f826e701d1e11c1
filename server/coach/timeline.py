"""From a script and the lengths of its clips to absolute milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from server.coach.model import GAP_MS, Cue, CueKind, Script, ScriptSegment, Segment, Timeline
from server.coach.scheduling import Placed, fitted, in_turn

#: Three packets of a track (3 x 1024 samples at 24 kHz). Work that follows words starts on a multiple of it,
#: so that cues at whole and half seconds have one of only 32 places inside a packet.
GRID_MS = 128


def lay_out(script: Script, length_ms: Callable[[CueKind, str], int]) -> Timeline:
    """Return the timeline of a script.

    ``length_ms`` gives the length of a phrase or of a tone (by its name) in milliseconds.
    """
    length_ms = cache(length_ms)
    segments: list[Segment] = []
    cues: list[Cue] = []
    start_ms = 0
    for index, segment in enumerate(script.segments):
        following = script.segments[index + 1] if index + 1 < len(script.segments) else None
        lengths = [length_ms(cue.kind, cue.text) for cue in segment.cues]
        placed, end_ms = _place(segment, following, lengths, start_ms)
        segments.append(_absolute(segment, start_ms, end_ms))
        cues += _cues(placed, start_ms, index)
        start_ms = end_ms
    return Timeline(script.routine, script.title, start_ms, tuple(segments), tuple(cues))


def _place(
    segment: ScriptSegment, following: ScriptSegment | None, lengths: Sequence[int], start_ms: int
) -> tuple[list[Placed], int]:
    """Return the placed cues of a segment and the time of its end."""
    if segment.duration_ms is not None:
        limit_ms = _limit_ms(segment.duration_ms, following)
        return fitted(segment.cues, lengths, limit_ms), start_ms + segment.duration_ms
    placed = in_turn(segment.cues, lengths)
    spoken_ms = placed[-1].end_ms if placed else 0
    return placed, _on_grid(start_ms + spoken_ms + segment.settle_ms, following)


def _limit_ms(duration_ms: int, following: ScriptSegment | None) -> int:
    """Return when the last sound of a segment must be over: at its end, and well before the next sound."""
    if following is None or not following.cues:
        return duration_ms
    next_ms = following.cues[0].at_ms or 0
    return min(duration_ms, duration_ms + next_ms - GAP_MS)


def _on_grid(end_ms: int, following: ScriptSegment | None) -> int:
    """Move the end of a segment later, so that the work after the one that follows starts on the grid."""
    if following is None or following.duration_ms is None:
        return end_ms
    return end_ms + -(end_ms + following.duration_ms) % GRID_MS


def _absolute(segment: ScriptSegment, start_ms: int, end_ms: int) -> Segment:
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


def _cues(placed: Sequence[Placed], start_ms: int, index: int) -> list[Cue]:
    return [
        Cue(
            at_ms=start_ms + cue.at_ms,
            end_ms=start_ms + cue.end_ms,
            kind=cue.cue.kind,
            role=cue.cue.role,
            text=cue.cue.text,
            segment=index,
        )
        for cue in placed
    ]
