"""What a choice costs: words that one cannot do without, in a time that is too short for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.coach.model import Script, ScriptSegment, SegmentKind
from server.coach.room import fits, with_room_for_words
from server.coach.scheduling import Lengths, schedule_all


@dataclass(frozen=True, slots=True)
class Cost:
    """A time that is too short for what has to be said in it."""

    #: Id of the step.
    step: str
    kind: SegmentKind
    #: What was chosen, in milliseconds.
    chosen_ms: int
    #: How much longer it takes, in milliseconds.
    extra_ms: int
    #: What has to be said.
    words: tuple[str, ...]


def costs(script: Script, length_ms: Lengths) -> tuple[Cost, ...]:
    """Return what the choices of a script cost, each once for its step and kind.

    :param length_ms: gives the length of a phrase, or of a tone by its name, in milliseconds.
    """
    found: dict[tuple[str, SegmentKind], Cost] = {}
    for segment in script.segments:
        if not fits(segment, length_ms):
            cost = _cost(segment, length_ms)
            found.setdefault((cost.step, cost.kind), cost)
    return tuple(found.values())


def _cost(segment: ScriptSegment, length_ms: Lengths) -> Cost:
    chosen_ms = segment.duration_ms or 0
    total_ms = sum(_length_ms(part, length_ms) for part in with_room_for_words([segment], length_ms))
    return Cost(
        segment.place.step, segment.kind, chosen_ms, max(total_ms - chosen_ms, 0), tuple(_words(segment))
    )


def _length_ms(segment: ScriptSegment, length_ms: Lengths) -> int:
    if segment.duration_ms is not None:
        return segment.duration_ms
    return max((cue.end_ms for cue in schedule_all(segment.cues, length_ms)), default=0) + segment.settle_ms


def _words(segment: ScriptSegment) -> Iterator[str]:
    return (cue.text for cue in segment.cues if cue.required and cue.kind == "speech" and cue.flowing)
