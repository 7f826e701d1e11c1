"""Which cues of a segment are heard, and when: none overlap, and what does not fit is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.coach.model import GAP_MS, Role, ScriptCue

#: Silence between two sentences if there is time for it: a speaker's breath.
SENTENCE_PAUSE_MS = 400

#: What is kept first if not everything fits; the start and end tones come before all of it.
_RANKS: tuple[frozenset[Role], ...] = (
    frozenset({"announce", "instruction", "safety", "finish"}),
    frozenset({"switch"}),
    frozenset({"countdown"}),
    frozenset({"count", "tempo"}),
    frozenset({"start", "end"}),  # the words with them: "Release slowly."
    frozenset({"ready"}),
    frozenset({"halfway", "ten_left", "next"}),
    frozenset({"form"}),
    frozenset({"breath"}),
)
_RANK: Mapping[Role, int] = {role: rank for rank, roles in enumerate(_RANKS) for role in roles}


@dataclass(frozen=True, slots=True)
class ScheduledCue:
    """A cue and its time, in milliseconds from the start of its segment."""

    cue: ScriptCue
    at_ms: int
    end_ms: int


def schedule_all(cues: Sequence[ScriptCue], lengths_ms: Sequence[int]) -> list[ScheduledCue]:
    """Schedule every cue, one after the other; a cue that has a time is never earlier than that."""
    scheduled: list[ScheduledCue] = []
    for cue, length_ms in zip(cues, lengths_ms, strict=True):
        at_ms = max(_free_ms(scheduled, SENTENCE_PAUSE_MS), cue.at_ms or 0)
        scheduled.append(ScheduledCue(cue, at_ms, at_ms + length_ms))
    return scheduled


def schedule_within(
    limit_ms: int, cues: Sequence[ScriptCue], lengths_ms: Sequence[int]
) -> list[ScheduledCue]:
    """Schedule the cues that fit into a segment of fixed length, whose last sound must end by the limit.

    First the pauses between sentences are given up, then the cues that matter least.
    """
    everything = range(len(cues))
    for pause_ms in (SENTENCE_PAUSE_MS, GAP_MS):
        scheduled = _scheduled(cues, lengths_ms, everything, limit_ms, pause_ms)
        if scheduled is not None:
            return scheduled
    kept: set[int] = set()
    best: list[ScheduledCue] = []
    for index in sorted(everything, key=lambda index: _rank(cues[index])):
        scheduled = _scheduled(cues, lengths_ms, kept | {index}, limit_ms, GAP_MS)
        if scheduled is not None:
            kept.add(index)
            best = scheduled
    return best


def _scheduled(
    cues: Sequence[ScriptCue], lengths_ms: Sequence[int], kept: Collection[int], limit_ms: int, pause_ms: int
) -> list[ScheduledCue] | None:
    """Schedule some of the cues in their order; return ``None`` if they would overlap or pass the limit."""
    scheduled: list[ScheduledCue] = []
    for index in sorted(kept):
        cue = cues[index]
        at_ms = _free_ms(scheduled, pause_ms) if cue.at_ms is None else cue.at_ms
        end_ms = at_ms + lengths_ms[index]
        if at_ms < _free_ms(scheduled, GAP_MS) or end_ms > limit_ms:
            return None
        scheduled.append(ScheduledCue(cue, at_ms, end_ms))
    return scheduled


def _free_ms(scheduled: Sequence[ScheduledCue], pause_ms: int) -> int:
    """Return when the next cue may start: after a pause if the last one was speech, sooner after a tone."""
    if not scheduled:
        return 0
    last = scheduled[-1]
    return last.end_ms + (pause_ms if last.cue.kind == "speech" else GAP_MS)


def _rank(cue: ScriptCue) -> int:
    if cue.kind == "tone" and cue.role in ("start", "end"):
        return -1
    return _RANK[cue.role]
