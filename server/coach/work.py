"""What is heard during the work itself: holds, and reps in their tempo."""

from __future__ import annotations

from collections.abc import Iterator

from server.coach import words
from server.coach.cues import segment, speech, tone
from server.coach.model import ScriptCue, ScriptSegment
from server.coach.reps import rep_cues
from server.coach.work_intervals import Bout
from server.routine.model import Choices

#: The form cue or the breath comes this long after the start tone, when the body has settled.
_ADVICE_MS = 8000
#: Shorter holds have no room for advice before the countdown (seconds): it is given during set-up.
_SHORTEST_WITH_ADVICE_S = 15
#: Holds from this length on say "halfway" and "ten seconds" (seconds).
_SHORTEST_WITH_MARKS_S = 30


def work(bout: Bout, choices: Choices) -> Iterator[ScriptSegment]:
    """Yield the segments of a bout: one for a hold, one for each rep of a set."""
    if bout.exercise.kind != "reps":
        yield segment("hold", bout, choices, _hold_cues(bout), duration_ms=bout.dose.seconds * 1000)
        return
    duration_ms = round(bout.tempo.rep_s * 1000)
    for rep in range(1, bout.dose.reps + 1):
        yield segment("rep", bout, choices, rep_cues(bout, rep, choices), duration_ms=duration_ms, rep=rep)


def says_form_while_working(bout: Bout) -> bool:
    """Tell whether the form cue is part of the work; if not, it belongs to the set-up."""
    return bout.exercise.kind != "reps" and bout.dose.seconds >= _SHORTEST_WITH_ADVICE_S


def _hold_cues(bout: Bout) -> Iterator[ScriptCue]:
    seconds = bout.dose.seconds
    yield tone("start", "start", 0)
    if says_form_while_working(bout):
        yield _advice(bout)
    if seconds >= _SHORTEST_WITH_MARKS_S:
        yield speech("halfway", words.HALFWAY, seconds * 500)
        yield speech("ten_left", words.TEN_SECONDS, (seconds - 10) * 1000)
    for left in (3, 2, 1):
        if left < seconds:
            yield speech("countdown", words.sentence(words.number(left)), (seconds - left) * 1000)


def _advice(bout: Bout) -> ScriptCue:
    """Return the form cue in the first hold of a side, and the breath in the later ones."""
    if bout.number == 1:
        return speech("form", words.sentence(bout.exercise.form_cue), _ADVICE_MS)
    return speech("breath", words.BREATHE, _ADVICE_MS)
