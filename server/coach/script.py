"""From a routine and a person's choices to everything that the coach says, in relative time."""

from __future__ import annotations

from collections.abc import Mapping

from server.coach.model import Script, ScriptSegment
from server.coach.scheduling import SENTENCE_PAUSE_MS
from server.coach.transitions import finish, transition
from server.coach.work import work
from server.coach.work_intervals import WorkInterval, work_intervals
from server.routine import Choices, Dose, Routine
from server.routine.choices import doses_of

#: Length of spoken English by its letters, at 160 words a minute (measured with espeak-ng).
_MS_PER_CHARACTER, _AT_RATE = 64, 160


def write_script(routine: Routine, choices: Choices, doses: Mapping[str, Dose] | None = None) -> Script:
    """Return everything that is heard in a workout.

    :param doses: those of ``doses_of``, where they are known already.
    """
    doses = doses_of(routine.steps, choices) if doses is None else doses
    segments: list[ScriptSegment] = []
    before: WorkInterval | None = None
    for interval in work_intervals(routine, doses, choices.side):
        segments += transition(before, interval, choices)
        segments += work(interval, choices)
        before = interval
    if before is not None:
        segments.append(finish(before, choices, _minutes(segments, choices.rate)))
    return Script(routine.id, routine.name, tuple(segments))


def estimated_ms(text: str, rate: int) -> int:
    """Estimate the length of a phrase that has not been spoken yet, in milliseconds.

    :param rate: words a minute.
    """
    return len(text) * _MS_PER_CHARACTER * _AT_RATE // rate


def _minutes(segments: list[ScriptSegment], rate: int) -> int:
    """Estimate the length of a workout whose words have not been spoken yet, in minutes."""
    return max(1, round(sum(_estimated_segment_ms(segment, rate) for segment in segments) / 60_000))


def _estimated_segment_ms(segment: ScriptSegment, rate: int) -> int:
    if segment.duration_ms is not None:
        return segment.duration_ms
    spoken_ms = sum(estimated_ms(cue.text, rate) for cue in segment.cues if cue.kind == "speech")
    return spoken_ms + len(segment.cues) * SENTENCE_PAUSE_MS + segment.settle_ms
