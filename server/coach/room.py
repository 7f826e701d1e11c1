"""Room for words that one cannot do without, where the length that was chosen leaves none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from server.coach.model import GAP_MS, REST_KINDS, WORK_KINDS, ScriptCue, ScriptSegment
from server.coach.scheduling import (
    SENTENCE_PAUSE_MS,
    Lengths,
    has_all_required,
    schedule_all,
    schedule_within,
)


def with_room_for_words(segments: Iterable[ScriptSegment], length_ms: Lengths) -> Iterator[ScriptSegment]:
    """Yield the segments; required words that do not fit into one get a segment of their own.

    The chosen length stays exact: the words of a rest go on after it, and those of work that begins without a
    break come before it. Only the way to the next step begins after its words.
    """
    for segment in segments:
        if fits(segment, length_ms):
            yield segment
        elif segment.kind in WORK_KINDS:
            yield from _words_before(segment)
        elif segment.kind not in REST_KINDS:
            yield replace(segment, duration_ms=None, settle_ms=segment.duration_ms or 0, spill=None)
        else:
            yield from _words_after(segment, length_ms)


def fits(segment: ScriptSegment, length_ms: Lengths) -> bool:
    """Tell whether all that is required is said in the length that was chosen, with time to settle."""
    if segment.duration_ms is None or segment.spill is None:
        return True
    scheduled = schedule_within(
        segment.duration_ms, segment.cues, length_ms, limit_ms=segment.duration_ms - GAP_MS
    )
    if not has_all_required(scheduled, segment.cues):
        return False
    words_ms = max((each.end_ms for each in scheduled if each.cue.flowing), default=0)
    return words_ms + segment.settle_ms <= segment.duration_ms


def _words_before(segment: ScriptSegment) -> Iterator[ScriptSegment]:
    words = tuple(cue for cue in segment.cues if _is_moved(cue))
    left = tuple(cue for cue in segment.cues if not _is_moved(cue))
    kind, before = segment.spill or segment.kind, (*segment.spill_cues, *words)
    yield replace(segment, kind=kind, duration_ms=None, cues=before, spill=None, spill_cues=())
    yield replace(segment, cues=left, spill=None, spill_cues=())


def _is_moved(cue: ScriptCue) -> bool:
    return cue.flowing and cue.required


def _words_after(segment: ScriptSegment, length_ms: Lengths) -> Iterator[ScriptSegment]:
    """Yield a rest with the words that fit into it, the other words, and the time to get ready."""
    duration_ms = segment.duration_ms or 0
    kept = [cue for cue in segment.cues if cue.at_ms is not None]
    words = [cue for cue in segment.cues if cue.flowing]
    while words and _all_fit([*kept, words[0]], length_ms, duration_ms):
        kept.append(words.pop(0))
    left_ms = duration_ms - max((each.end_ms for each in schedule_all(kept, length_ms)), default=0)
    settle_ms = max(segment.settle_ms - (0 if words else left_ms), 0)
    lead_in = tuple(cue for cue in segment.cues if cue.before_end_ms is not None)
    yield replace(segment, cues=tuple(kept), settle_ms=0, spill=None)
    yield replace(
        segment,
        kind=segment.spill or segment.kind,
        duration_ms=None,
        cues=(*words, *lead_in),
        settle_ms=max(settle_ms, _lead_in_ms(lead_in)),
        spill=None,
    )


def _all_fit(cues: Sequence[ScriptCue], length_ms: Lengths, duration_ms: int) -> bool:
    scheduled = schedule_within(duration_ms, cues, length_ms, limit_ms=duration_ms - GAP_MS)
    return len(scheduled) == len(cues)


def _lead_in_ms(cues: Iterable[ScriptCue]) -> int:
    """Return how long before the start the first of the ticks comes, with what is said before it."""
    longest_ms = max((cue.before_end_ms or 0 for cue in cues if cue.role == "ready"), default=0)
    return longest_ms and longest_ms + SENTENCE_PAUSE_MS
