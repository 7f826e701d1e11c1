"""The first and the last words of a workout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from server.coach import lines
from server.coach.cues import in_short, segment, speech, tone
from server.coach.introductions import Passage
from server.coach.model import LEAD_IN_MS, ScriptCue, ScriptSegment
from server.coach.transitions import ending, rests
from server.routine import Choices, Exercise, Routine

#: Silence after the last word.
_FINISH_SILENCE_MS = 1000


def opening(
    routine: Routine, exercises: Iterable[Exercise], minutes: int, choices: Choices
) -> Iterator[ScriptCue]:
    """Yield what the workout is, how long it takes, what is needed, and when not to do it.

    :param exercises: those that are done.
    """
    exercises = tuple(exercises)
    explains = choices.verbosity == "full" and not all(in_short(exercise, choices) for exercise in exercises)
    yield speech("opening", lines.sentence(routine.name))
    yield speech("opening", lines.text("opening.length", duration=lines.minutes(minutes)))
    needed = needs_sentence(routine)
    if needed and explains:
        yield speech("opening", needed)
    for red_flag in dict.fromkeys(exercise.red_flag for exercise in exercises if exercise.red_flag):
        yield speech("safety", lines.sentence(red_flag))
    if routine.opening and explains:
        yield speech("opening", lines.sentence(routine.opening))


def needs_sentence(routine: Routine) -> str:
    """Return what one needs for a routine, "You need a wall and a ball."; an empty string for nothing.

    What is more than fits into a sentence follows in others, "Also a mat."
    """
    said: list[str] = []
    key, left = "opening.needs", routine.needs
    while left:
        sentence, left = _as_many_as_fit(key, left)
        said.append(sentence)
        key = "opening.needs.more"
    return " ".join(said)


def _as_many_as_fit(key: str, things: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return a sentence with the first of some things, and the other things."""
    count = len(things)
    while True:
        sentence = lines.text(key, things=lines.things_listed(things[:count]))
        if count == 1 or lines.word_count(sentence) <= lines.MOST_WORDS:
            return sentence, things[count:]
        count -= 1


def after_lead_in(first: ScriptSegment) -> ScriptSegment:
    """Return the first segment with silence before its first word, in which earbuds wake."""
    if not first.cues:
        return replace(first, settle_ms=max(first.settle_ms, LEAD_IN_MS))
    head, *others = first.cues
    return replace(first, cues=(replace(head, at_ms=LEAD_IN_MS), *others))


def finish(end: Passage, choices: Choices, minutes: int) -> Iterator[ScriptSegment]:
    """Yield the last segments; if nothing is spoken, a second end tone says that the workout is over.

    :param end: from the last work, through the rests after it.
    """
    last = end.to
    cues = [*ending(end)]
    if end.rests:
        yield from rests(end, choices)
        cues = []
    if choices.verbosity == "minimal":
        cues += [tone("finish", "end")]
    if last.exercise.position == "lying":
        cues += [speech("move", lines.text("finish.lying"))]
    cues += [speech("finish", lines.text("finish"))]
    cues += [speech("finish", lines.text("finish.length", duration=lines.minutes(minutes)))]
    yield segment("finish", last.place(), choices.verbosity, cues, settle_ms=_FINISH_SILENCE_MS)
