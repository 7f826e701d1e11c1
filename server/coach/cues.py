"""The pieces of a script: cues, and segments without the cues that a verbosity leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from server.coach.model import Role, ScriptCue, ScriptSegment, SegmentKind, ToneName
from server.coach.work_intervals import WorkInterval
from server.routine import Choices, Verbosity

_NOT_BRIEF: frozenset[Role] = frozenset({"instruction", "safety", "breath", "ten_left", "end"})
_NOT_MINIMAL: frozenset[Role] = frozenset({"ready", "form", "halfway", "count", "next", "finish"})
#: Speech with these roles is left out.
_OMITTED: Mapping[Verbosity, frozenset[Role]] = {
    "full": frozenset(),
    "brief": _NOT_BRIEF,
    "minimal": _NOT_BRIEF | _NOT_MINIMAL,
}


def speech(role: Role, text: str, at_ms: int | None = None) -> ScriptCue:
    """Make a spoken cue."""
    return ScriptCue("speech", role, text, at_ms)


def tone(role: Role, name: ToneName, at_ms: int | None = None) -> ScriptCue:
    """Make a cue that is a tone."""
    return ScriptCue("tone", role, name, at_ms)


def segment(
    kind: SegmentKind,
    interval: WorkInterval,
    choices: Choices,
    cues: Iterable[ScriptCue],
    *,
    duration_ms: int | None = None,
    settle_ms: int = 0,
    rep: int | None = None,
) -> ScriptSegment:
    """Make a segment that belongs to a work interval, with the cues that the verbosity allows."""
    return ScriptSegment(
        kind=kind,
        step=interval.step.id,
        exercise=interval.exercise.id,
        title=interval.exercise.name,
        side=interval.side,
        set=interval.set,
        rep=rep or interval.rep,
        duration_ms=duration_ms,
        cues=tuple(_allowed(cues, choices.verbosity)),
        settle_ms=settle_ms,
    )


def _allowed(cues: Iterable[ScriptCue], verbosity: Verbosity) -> Iterator[ScriptCue]:
    for cue in cues:
        if cue.kind == "speech" and verbosity == "minimal" and cue.role == "countdown":
            yield replace(cue, kind="tone", text="tick")
        elif cue.kind == "tone" or (cue.text and cue.role not in _OMITTED[verbosity]):
            yield cue
