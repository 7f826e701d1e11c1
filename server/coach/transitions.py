"""All that lies between two bouts of work: setting up, switching sides, resting, getting ready, finishing.

Each of these segments belongs to the bout that follows it (the last one, to the bout before), and begins
with the end tone of the bout before it: that way a hold lasts exactly from its start tone to its end tone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from server.coach import words
from server.coach.cues import segment, speech, tone
from server.coach.model import LEAD_IN_MS, ScriptCue, ScriptSegment
from server.coach.work import says_form_while_working
from server.coach.work_intervals import Bout
from server.routine.doses import spoken_noun
from server.routine.model import Choices, Position

#: From "get ready" to the start tone.
READY_MS = 3000
#: A rest this long says how long it is, and reminds of what is next before it ends (seconds).
LONG_REST_S = 20
#: How long before the end of a long rest it reminds.
REMINDER_MS = 5000
#: Time to get into position, in milliseconds at the usual pace (own judgement, after audio coaches).
_SETTLE_MS: Mapping[Position, int] = {"standing": 8_000, "floor": 15_000, "props": 25_000}
#: The same for the other side of an exercise.
_SETTLE_SWITCH_MS: Mapping[Position, int] = {"standing": 5_000, "floor": 8_000, "props": 8_000}
#: From this time on the coach says how long there is, so that the silence is not a riddle.
_LONG_SETTLE_MS = 15_000
#: Quiet after the last word.
_AFTERGLOW_MS = 1000
#: Holds on one side that need no counting.
_UNCOUNTED_HOLDS = 2


def transition(before: Bout | None, bout: Bout, choices: Choices) -> Iterator[ScriptSegment]:
    """Yield the segments that lead from one bout, or from the very beginning, to the next."""
    if before is None or before.step.id != bout.step.id:
        yield _setup(before, bout, choices)
    elif before.side != bout.side and bout.exercise.sides == "each":
        yield _switch(before, bout, choices)
    else:
        yield _rest(before, bout, choices)
        return
    yield segment("ready", bout, choices, _ready_cues(READY_MS), duration_ms=READY_MS)


def finish(last: Bout, choices: Choices, minutes: int) -> ScriptSegment:
    """Return the last segment; where nothing is spoken, a second end tone says that all is done."""
    cues = [*_ending(last)]
    if choices.verbosity == "minimal":
        cues += [tone("finish", "end")]
    cues += [speech("finish", words.WELL_DONE), speech("finish", words.took(minutes))]
    return segment("finish", last, choices, cues, settle_ms=_AFTERGLOW_MS)


def _setup(before: Bout | None, bout: Bout, choices: Choices) -> ScriptSegment:
    settle_ms = _SETTLE_MS[bout.exercise.position] * choices.pace // 100
    cues = [*_announcement(bout, choices, first=before is None)]
    if choices.verbosity != "minimal" and not says_form_while_working(bout):
        cues += [speech("form", words.sentence(bout.exercise.form_cue))]
    if choices.verbosity == "full" and settle_ms >= _LONG_SETTLE_MS:
        cues += [speech("ready", words.time_to_settle(settle_ms // 5000 * 5))]
    if before is None:
        cues[0] = replace(cues[0], at_ms=LEAD_IN_MS)
    else:
        cues[:0] = _ending(before)
    return segment("setup", bout, choices, cues, settle_ms=settle_ms)


def _announcement(bout: Bout, choices: Choices, *, first: bool) -> Iterator[ScriptCue]:
    exercise = bout.exercise
    side = words.sentence(words.part(bout.side, exercise.limb)) if bout.sided else ""
    name = words.sentence(exercise.name)
    if choices.verbosity == "minimal":
        yield speech("announce", side or name)
        return
    if choices.verbosity == "full" and not first:
        yield speech("next", words.NEXT)
    yield speech("announce", name)
    yield speech("announce", side)
    yield from _amount(bout, choices)
    yield speech("instruction", words.sentence(exercise.instruction))
    if exercise.safety_cue:
        yield speech("safety", words.sentence(exercise.safety_cue))


def _amount(bout: Bout, choices: Choices) -> Iterator[ScriptCue]:
    exercise = bout.exercise
    of_reps = exercise.kind == "reps"
    if of_reps:
        yield speech("announce", words.counted(bout.dose.reps, spoken_noun(exercise, "reps")))
    else:
        yield speech("announce", words.seconds(bout.dose.seconds))
    if bout.of > 1:
        yield speech("announce", words.counted(bout.of, spoken_noun(exercise, "sets" if of_reps else "reps")))
    if exercise.sides == "alternate" and choices.side not in ("left", "right"):
        yield speech("announce", words.changing(exercise.limb, "set" if of_reps else "hold"))


def _switch(before: Bout, bout: Bout, choices: Choices) -> ScriptSegment:
    settle_ms = _SETTLE_SWITCH_MS[bout.exercise.position] * choices.pace // 100
    cues = [*_ending(before), speech("switch", words.switch(bout.side, bout.exercise.limb))]
    return segment("switch", bout, choices, cues, settle_ms=settle_ms)


def _rest(before: Bout, bout: Bout, choices: Choices) -> ScriptSegment:
    """Return the rest, exactly as long as chosen; without a rest, the time to get ready."""
    rest_s = bout.dose.rest
    duration_ms = rest_s * 1000 or READY_MS
    changes = before.side != bout.side
    limb = bout.exercise.limb
    following = words.upcoming(bout.side, limb) if changes else words.again(bout.side, limb)
    cues = [*_ending(before, rest_s)]
    cues += [speech("switch", words.switch(bout.side, limb))] if changes else []
    cues += [*_count(before, bout)]
    cues += [] if changes else [speech("next", following)]
    if rest_s >= LONG_REST_S:
        cues += [speech("next", following, duration_ms - REMINDER_MS)]
    cues += _ready_cues(duration_ms)
    return segment("rest" if rest_s else "ready", bout, choices, cues, duration_ms=duration_ms)


def _ending(bout: Bout, rest_s: int = 0) -> Iterator[ScriptCue]:
    """Yield the end tone of a bout, and how to end it or how long to rest."""
    yield tone("end", "end", 0)
    if bout.exercise.kind == "reps" and rest_s >= LONG_REST_S:
        yield speech("end", words.rest(rest_s))
    else:
        yield speech("end", words.release(bout.exercise.kind))


def _count(before: Bout, bout: Bout) -> Iterator[ScriptCue]:
    if before.number == bout.number:
        return  # the other side's turn at the same set, which has been counted
    if bout.exercise.kind == "reps":
        yield speech("count", words.place(bout.number, bout.of, spoken_noun(bout.exercise, "sets")))
    elif bout.of > _UNCOUNTED_HOLDS:
        yield speech("count", words.place(bout.number, bout.of))


def _ready_cues(duration_ms: int) -> list[ScriptCue]:
    """Return what is heard in the last three seconds before the start tone, or in as many as there are."""
    cues = [
        speech("ready", words.GET_READY, duration_ms - READY_MS),
        tone("ready", "tick", duration_ms - 2000),
        tone("ready", "tick", duration_ms - 1000),
    ]
    return [cue for cue in cues if cue.at_ms is not None and cue.at_ms >= 0]
