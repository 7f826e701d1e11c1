"""What comes between two work intervals: setting up, switching sides, resting, getting ready, finishing.

Each of these segments belongs to the interval after it (the last one, to the interval before it), and begins
with the end tone of the interval before it. So a hold lasts exactly from its start tone to its end tone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from server.coach import words
from server.coach.cues import segment, speech, tone
from server.coach.model import LEAD_IN_MS, ScriptCue, ScriptSegment
from server.coach.work import says_form_while_working
from server.coach.work_intervals import WorkInterval
from server.routine import Choices, Position, spoken_noun

#: From "get ready" to the start tone.
READY_MS = 3000
#: In a rest this long the coach says how long it is, and before its end what is next (seconds).
LONG_REST_S = 20
#: How long before the end of a long rest the coach says what is next.
REMINDER_MS = 5000
#: Time to get into position, in milliseconds at the usual pace (our judgement, after other audio coaches).
_SETTLE_MS: Mapping[Position, int] = {"standing": 8_000, "floor": 15_000, "props": 25_000}
#: The same for the other side of an exercise.
_SETTLE_SWITCH_MS: Mapping[Position, int] = {"standing": 5_000, "floor": 8_000, "props": 8_000}
#: If there is at least this much time, the coach says how much, so that the silence puzzles nobody.
_LONG_SETTLE_MS = 15_000
#: Silence after the last word.
_FINISH_SILENCE_MS = 1000
#: Holds on one side that need no counting.
_UNCOUNTED_HOLDS = 2


def transition(
    before: WorkInterval | None, interval: WorkInterval, choices: Choices
) -> Iterator[ScriptSegment]:
    """Yield the segments that lead from one interval, or from the beginning of the workout, to the next."""
    if before is None or before.step.id != interval.step.id:
        yield _setup(before, interval, choices)
    elif before.side != interval.side and interval.exercise.sides == "each":
        yield _switch(before, interval, choices)
    else:
        yield _rest(before, interval, choices)
        return
    yield segment("ready", interval, choices, _ready_cues(READY_MS), duration_ms=READY_MS)


def finish(last: WorkInterval, choices: Choices, minutes: int) -> ScriptSegment:
    """Return the last segment; if nothing is spoken, a second end tone says that the workout is over."""
    cues = [*_ending(last)]
    if choices.verbosity == "minimal":
        cues += [tone("finish", "end")]
    cues += [speech("finish", words.WELL_DONE), speech("finish", words.workout_length(minutes))]
    return segment("finish", last, choices, cues, settle_ms=_FINISH_SILENCE_MS)


def _setup(before: WorkInterval | None, interval: WorkInterval, choices: Choices) -> ScriptSegment:
    settle_ms = _SETTLE_MS[interval.exercise.position] * choices.pace // 100
    cues = [*_announcement(interval, choices, first=before is None)]
    if choices.verbosity != "minimal" and not says_form_while_working(interval):
        cues += [speech("form", words.sentence(interval.exercise.form_cue))]
    if choices.verbosity == "full" and settle_ms >= _LONG_SETTLE_MS:
        cues += [speech("ready", words.time_to_settle(settle_ms // 5000 * 5))]
    if before is None:
        cues[0] = replace(cues[0], at_ms=LEAD_IN_MS)
    else:
        cues[:0] = _ending(before)
    return segment("setup", interval, choices, cues, settle_ms=settle_ms)


def _announcement(interval: WorkInterval, choices: Choices, *, first: bool) -> Iterator[ScriptCue]:
    exercise = interval.exercise
    side = words.sentence(words.side_and_limb(interval.side, exercise.limb)) if interval.sided else ""
    name = words.sentence(exercise.name)
    if choices.verbosity == "minimal":
        yield speech("announce", side or name)
        return
    if choices.verbosity == "full" and not first:
        yield speech("next", words.NEXT)
    yield speech("announce", name)
    yield speech("announce", side)
    yield from _amount(interval, choices)
    yield speech("instruction", words.sentence(exercise.instruction))
    if exercise.safety_cue:
        yield speech("safety", words.sentence(exercise.safety_cue))


def _amount(interval: WorkInterval, choices: Choices) -> Iterator[ScriptCue]:
    exercise = interval.exercise
    of_reps = exercise.kind == "reps"
    if of_reps:
        yield speech("announce", words.counted(interval.dose.reps, spoken_noun(exercise, "reps")))
    else:
        yield speech("announce", words.seconds(interval.dose.seconds))
    if interval.of > 1:
        noun = spoken_noun(exercise, "sets" if of_reps else "reps")
        yield speech("announce", words.counted(interval.of, noun))
    if exercise.sides == "alternate" and choices.side not in ("left", "right"):
        yield speech("announce", words.alternating(exercise.limb, "set" if of_reps else "hold"))


def _switch(before: WorkInterval, interval: WorkInterval, choices: Choices) -> ScriptSegment:
    settle_ms = _SETTLE_SWITCH_MS[interval.exercise.position] * choices.pace // 100
    cues = [*_ending(before), speech("switch", words.switch(interval.side, interval.exercise.limb))]
    return segment("switch", interval, choices, cues, settle_ms=settle_ms)


def _rest(before: WorkInterval, interval: WorkInterval, choices: Choices) -> ScriptSegment:
    """Return the rest, exactly as long as chosen; if there is none, the time to get ready."""
    rest_s = interval.dose.rest
    duration_ms = rest_s * 1000 or READY_MS
    changes = before.side != interval.side
    limb = interval.exercise.limb
    following = words.upcoming(interval.side, limb) if changes else words.again(interval.side, limb)
    cues = [*_ending(before, rest_s)]
    cues += [speech("switch", words.switch(interval.side, limb))] if changes else []
    cues += [*_count(before, interval)]
    cues += [] if changes else [speech("next", following)]
    if rest_s >= LONG_REST_S:
        cues += [speech("next", following, duration_ms - REMINDER_MS)]
    cues += _ready_cues(duration_ms)
    return segment("rest" if rest_s else "ready", interval, choices, cues, duration_ms=duration_ms)


def _ending(interval: WorkInterval, rest_s: int = 0) -> Iterator[ScriptCue]:
    """Yield the end tone of an interval, and how to end it or how long to rest."""
    yield tone("end", "end", 0)
    if interval.exercise.kind == "reps" and rest_s >= LONG_REST_S:
        yield speech("end", words.rest(rest_s))
    else:
        yield speech("end", words.release(interval.exercise.kind))


def _count(before: WorkInterval, interval: WorkInterval) -> Iterator[ScriptCue]:
    if before.number == interval.number:
        return  # the other side does the same set, which has been announced
    if interval.exercise.kind == "reps":
        noun = spoken_noun(interval.exercise, "sets")
        yield speech("count", words.ordinal(interval.number, interval.of, noun))
    elif interval.of > _UNCOUNTED_HOLDS:
        yield speech("count", words.ordinal(interval.number, interval.of))


def _ready_cues(duration_ms: int) -> list[ScriptCue]:
    """Return what is heard in the last three seconds before the start tone, or in the time that there is."""
    cues = [
        speech("ready", words.GET_READY, duration_ms - READY_MS),
        tone("ready", "tick", duration_ms - 2000),
        tone("ready", "tick", duration_ms - 1000),
    ]
    return [cue for cue in cues if cue.at_ms is not None and cue.at_ms >= 0]
