"""Which cues of a segment are heard, in which words and when: none overlap, the least needed give way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from server.coach.model import GAP_MS, CueKind, Role, ScriptCue

#: Gives the length of a phrase, or of a tone by its name, in milliseconds.
Lengths: TypeAlias = Callable[[CueKind, str], int]

#: Silence between two sentences if there is time for it: a speaker's breath.
SENTENCE_PAUSE_MS = 400

#: What is kept first if not everything fits; required cues come before all of it.
_RANKS: tuple[frozenset[Role], ...] = (
    frozenset({"start", "end", "safety"}),
    frozenset({"announce", "switch", "finish", "wait", "opening", "rest"}),
    frozenset({"instruction"}),
    frozenset({"countdown"}),
    frozenset({"count", "move"}),
    frozenset({"ready"}),
    frozenset({"tempo"}),
    frozenset({"ten_left", "time_left", "halfway", "next"}),
    frozenset({"form"}),
    frozenset({"breath"}),
)
_RANK: Mapping[Role, int] = {role: rank for rank, roles in enumerate(_RANKS) for role in roles}


@dataclass(frozen=True, slots=True)
class ScheduledCue:
    """A cue in the words that fit, and its time, in milliseconds from the start of its segment."""

    cue: ScriptCue
    at_ms: int
    end_ms: int


def schedule_all(cues: Sequence[ScriptCue], length_ms: Lengths) -> list[ScheduledCue]:
    """Schedule the cues one after the other; a cue that has a time is never earlier than that.

    Cues that count from the segment's end are left to :func:`schedule_before_end`.
    """
    scheduled: list[ScheduledCue] = []
    for cue in cues:
        if cue.before_end_ms is None:
            at_ms = max(_free_ms(scheduled, SENTENCE_PAUSE_MS), cue.at_ms or 0)
            scheduled.append(ScheduledCue(cue, at_ms, at_ms + length_ms(cue.kind, cue.text)))
    return scheduled


def schedule_before_end(
    scheduled: Sequence[ScheduledCue], cues: Sequence[ScriptCue], length_ms: Lengths, duration_ms: int
) -> list[ScheduledCue]:
    """Add the cues that count from the end of the segment, where the words before leave room for them."""
    result = list(scheduled)
    for cue in cues:
        if cue.before_end_ms is not None:
            at_ms = duration_ms - cue.before_end_ms
            end_ms = at_ms + length_ms(cue.kind, cue.text)
            if at_ms >= _free_ms(result, GAP_MS) and end_ms + GAP_MS <= duration_ms:
                result.append(ScheduledCue(cue, at_ms, end_ms))
    return _without_half_a_lead_in(result)


def schedule_within(
    duration_ms: int,
    cues: Sequence[ScriptCue],
    length_ms: Lengths,
    *,
    limit_ms: int,
    busy_ms: int = -GAP_MS,
    count_limit_ms: int = 0,
) -> list[ScheduledCue]:
    """Schedule the cues that fit into a segment of fixed length.

    First the pauses between sentences are given up, then cues are shortened or left out, those that matter
    least first.

    :param limit_ms: when the last sound must have ended.
    :param busy_ms: until when a sound of the segment before lasts.
    :param count_limit_ms: when a count must have ended, which may last into the next segment if only ticks
        are in its way.
    """
    slot = _Slot(duration_ms, limit_ms, busy_ms, max(limit_ms, count_limit_ms), length_ms)
    everything = dict(enumerate(cues))
    for pause_ms in (SENTENCE_PAUSE_MS, GAP_MS):
        scheduled = slot.schedule(everything, pause_ms)
        if scheduled is not None:
            return scheduled
    scheduled = _by_rank(slot, cues)
    if not has_all_required(scheduled, cues):
        shortened = [_shortest(cue) if cue.required else cue for cue in cues]
        scheduled = _by_rank(slot, shortened)
    return _without_half_a_lead_in(scheduled)


def has_all_required(scheduled: Sequence[ScheduledCue], cues: Sequence[ScriptCue]) -> bool:
    """Tell whether every cue that one cannot do without is scheduled."""
    return sum(each.cue.required for each in scheduled) == sum(cue.required for cue in cues)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The time that a segment offers."""

    duration_ms: int
    limit_ms: int
    busy_ms: int
    count_limit_ms: int
    length_ms: Lengths

    def schedule(self, kept: Mapping[int, ScriptCue], pause_ms: int) -> list[ScheduledCue] | None:
        """Schedule cues in their order; return ``None`` if they would overlap or last too long."""
        scheduled: list[ScheduledCue] = []
        for index in sorted(kept):
            cue = kept[index]
            free_ms = _free_ms(scheduled, GAP_MS, self.busy_ms)
            at_ms = _free_ms(scheduled, pause_ms, self.busy_ms)
            if cue.at_ms is not None:
                at_ms = cue.at_ms
            elif cue.before_end_ms is not None:
                at_ms = self.duration_ms - cue.before_end_ms
            end_ms = at_ms + self.length_ms(cue.kind, cue.text)
            limit_ms = self.count_limit_ms if cue.role == "count" else self.limit_ms
            if at_ms < free_ms or end_ms > limit_ms:
                return None
            scheduled.append(ScheduledCue(cue, at_ms, end_ms))
        return scheduled


def _by_rank(slot: _Slot, cues: Sequence[ScriptCue]) -> list[ScheduledCue]:
    kept: dict[int, ScriptCue] = {}
    best: list[ScheduledCue] = []
    for index in sorted(range(len(cues)), key=lambda index: _rank(cues[index])):
        cue = cues[index]
        for words in (cue.text, *cue.shorter):
            scheduled = slot.schedule({**kept, index: replace(cue, text=words)}, GAP_MS)
            if scheduled is not None:
                kept[index] = replace(cue, text=words)
                best = scheduled
                break
    return best


def _without_half_a_lead_in(scheduled: list[ScheduledCue]) -> list[ScheduledCue]:
    """Drop a single tick before the start: the lead-in is the same before every start, or absent."""
    ticks = [each for each in scheduled if each.cue.role == "ready" and each.cue.kind == "tone"]
    return [each for each in scheduled if each not in ticks] if len(ticks) == 1 else scheduled


def _shortest(cue: ScriptCue) -> ScriptCue:
    return replace(cue, text=cue.shorter[-1], shorter=()) if cue.shorter else cue


def _free_ms(scheduled: Sequence[ScheduledCue], pause_ms: int, busy_ms: int = -GAP_MS) -> int:
    """Return when the next cue may start: after a pause if the last one was speech, sooner after a tone."""
    if not scheduled:
        return busy_ms + GAP_MS if busy_ms > -GAP_MS else 0
    last = scheduled[-1]
    return last.end_ms + (pause_ms if last.cue.kind == "speech" else GAP_MS)


def _rank(cue: ScriptCue) -> tuple[int, int]:
    if cue.kind == "tone" and cue.role in ("start", "end"):
        return (-1, 0)
    return (0 if cue.required else 1, _RANK[cue.role])
