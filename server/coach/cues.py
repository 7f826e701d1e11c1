"""The pieces of a script: cues, and segments without the cues that a verbosity leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from server.coach.model import Place, Role, ScriptCue, ScriptSegment, SegmentKind, ToneName
from server.routine import Choices, Exercise, Verbosity

#: What protects (safety, end) is said by the brief coach too; form cues and "Halfway" give way first.
_NOT_BRIEF: frozenset[Role] = frozenset({"instruction", "form", "breath", "halfway"})
_NOT_MINIMAL: frozenset[Role] = frozenset(
    {"opening", "move", "ready", "ten_left", "time_left", "count", "end", "rest", "next", "finish"}
)
#: Speech with these roles is left out.
_OMITTED: Mapping[Verbosity, frozenset[Role]] = {
    "full": frozenset(),
    "brief": _NOT_BRIEF,
    "minimal": _NOT_BRIEF | _NOT_MINIMAL,
}


def in_short(exercise: Exercise, choices: Choices) -> bool:
    """Tell whether an exercise is introduced by its name, its side and its caution alone."""
    known = choices.short_words == "known" and exercise.id in choices.known
    return known or choices.short_words == "all"


def speech(
    role: Role,
    text: str,
    at_ms: int | None = None,
    *,
    before_end_ms: int | None = None,
    required: bool = False,
    shorter: tuple[str, ...] = (),
) -> ScriptCue:
    """Make a spoken cue."""
    return ScriptCue("speech", role, text, at_ms, before_end_ms, required, shorter)


def tone(
    role: Role, name: ToneName, at_ms: int | None = None, *, before_end_ms: int | None = None
) -> ScriptCue:
    """Make a cue that is a tone."""
    return ScriptCue("tone", role, name, at_ms, before_end_ms, required=role in ("start", "end"))


def segment(
    kind: SegmentKind,
    place: Place,
    verbosity: Verbosity,
    cues: Iterable[ScriptCue],
    *,
    duration_ms: int | None = None,
    settle_ms: int = 0,
    settles_from_name: bool = False,
    spill: SegmentKind | None = None,
    spill_cues: Iterable[ScriptCue] = (),
) -> ScriptSegment:
    """Make a segment with the cues that the verbosity allows."""
    return ScriptSegment(
        kind=kind,
        place=place,
        duration_ms=duration_ms,
        cues=tuple(_allowed(cues, verbosity)),
        settle_ms=settle_ms,
        settles_from_name=settles_from_name,
        spill=spill,
        spill_cues=tuple(_allowed(spill_cues, verbosity)),
    )


def _allowed(cues: Iterable[ScriptCue], verbosity: Verbosity) -> Iterator[ScriptCue]:
    for cue in cues:
        if cue.kind == "speech" and verbosity == "minimal" and cue.role == "countdown":
            yield replace(cue, kind="tone", text="tick")
        elif cue.kind == "tone" or (cue.text and cue.role not in _OMITTED[verbosity]):
            yield cue
