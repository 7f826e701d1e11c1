"""What is heard during the work itself: holds, and reps in their tempo."""

from __future__ import annotations

from collections.abc import Iterator

from server.coach import words
from server.coach.cues import segment, speech, tone
from server.coach.model import ScriptCue, ScriptSegment
from server.coach.reps import rep_cues
from server.coach.work_intervals import WorkInterval
from server.routine import Choices

#: The form cue or the breathing cue comes this long after the start tone, once the body has settled.
_ADVICE_MS = 8000
#: Shorter holds have no room for advice before the countdown (seconds); it is given during set-up.
_SHORTEST_WITH_ADVICE_S = 15
#: Holds from this length on say "halfway" and "ten seconds" (seconds).
_SHORTEST_WITH_MARKS_S = 30


def work(interval: WorkInterval, choices: Choices) -> Iterator[ScriptSegment]:
    """Yield the segments of a work interval: one for a hold, or one for each rep of a set."""
    if interval.exercise.kind != "reps":
        yield segment(
            "hold", interval, choices, _hold_cues(interval), duration_ms=interval.dose.seconds * 1000
        )
        return
    duration_ms = round(interval.tempo.rep_s * 1000)
    for rep in range(1, interval.dose.reps + 1):
        yield segment(
            "rep", interval, choices, rep_cues(interval, rep, choices), duration_ms=duration_ms, rep=rep
        )


def says_form_while_working(interval: WorkInterval) -> bool:
    """Tell whether the form cue is spoken during the work; otherwise it is part of the set-up."""
    return interval.exercise.kind != "reps" and interval.dose.seconds >= _SHORTEST_WITH_ADVICE_S


def _hold_cues(interval: WorkInterval) -> Iterator[ScriptCue]:
    seconds = interval.dose.seconds
    yield tone("start", "start", 0)
    if says_form_while_working(interval):
        yield _advice(interval)
    if seconds >= _SHORTEST_WITH_MARKS_S:
        yield speech("halfway", words.HALFWAY, seconds * 500)
        yield speech("ten_left", words.TEN_SECONDS, (seconds - 10) * 1000)
    for left in (3, 2, 1):
        if left < seconds:
            yield speech("countdown", words.sentence(words.number(left)), (seconds - left) * 1000)


def _advice(interval: WorkInterval) -> ScriptCue:
    """Return the form cue in the first hold of a side, and the breathing cue in the later ones."""
    if interval.number == 1:
        return speech("form", words.sentence(interval.exercise.form_cue), _ADVICE_MS)
    return speech("breath", words.BREATHE, _ADVICE_MS)
