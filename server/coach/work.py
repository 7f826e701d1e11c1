"""What is heard during the work itself: holds, phases, and reps in their tempo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, cycle

from server.coach import lines
from server.coach.cues import segment, speech, tone
from server.coach.model import ScriptCue, ScriptSegment, SegmentKind
from server.coach.reps import rep_cues
from server.coach.work_intervals import WorkInterval
from server.routine import Choices

#: Form cues and the breathing cue come this long after the start tone, once the body has settled; in short
#: holds after a quarter of the hold, so that there is room for them before the countdown.
_ADVICE_MS, _SOONEST_ADVICE_MS = 8000, 2500
#: Shorter holds have no room for advice (seconds); it is given during set-up.
_SHORTEST_WITH_ADVICE_S = 10
#: Shorter holds need no reminder to breathe (seconds); longer ones have room for it beside a form cue.
_SHORTEST_WITH_BREATH_S, _LONG_WITH_BREATH_S = 20, 45
#: How long after the form cue the breathing cue comes in the same hold.
_BREATH_AFTER_FORM_MS = 8000
#: Holds from this length on say "halfway" (seconds).
_SHORTEST_WITH_HALFWAY_S = 30
#: "Ten seconds" is said where it is at least this far from "halfway" (seconds).
_TEN_AFTER_HALFWAY_S = 8
#: Many holds shorter than this are counted down in words only twice, and by ticks from then on (seconds).
_SHORT_HOLD_S, _SPOKEN_COUNTDOWNS = 15, 2
#: Holds up to this length are not counted down at all (seconds).
_UNCOUNTED_HOLD_S = 5
#: Work from this length on, to which another exercise is joined, says which one (seconds): after "ten
#: seconds", and so long before its end.
_SHORTEST_WITH_NEXT_S, _NEXT_BEFORE_END_S = 40, 8
#: From so many breaths on, the last one is announced.
_BREATHS_WITH_LAST = 3


def work(
    interval: WorkInterval,
    choices: Choices,
    words: tuple[ScriptCue, ...] = (),
    *,
    ending: tuple[ScriptCue, ...] = (),
    soon: bool = False,
    then: str = "",
) -> Iterator[ScriptSegment]:
    """Yield the segments of a work interval: one for a hold, for each phase, or for each rep of a set.

    :param words: what is said as it begins, where it begins without a break.
    :param ending: what ends the work before, should those words need time of their own.
    :param soon: whether the next work begins as soon as this one ends.
    :param then: the name of that work, if it is another exercise.
    """
    if interval.dose.phases:
        yield from _phases(interval, choices, words, ending)
    elif interval.seconds:
        cues = [tone("start", "start", 0), *words, *_hold_cues(interval, choices, soon=soon, then=then)]
        yield _first(interval, "hold", choices, cues, ending, interval.length_ms)
    else:
        duration_ms = round(interval.tempo.rep_s * 1000)
        for rep in range(1, interval.dose.reps + 1):
            cues = [*rep_cues(interval, rep, choices, words if rep == 1 else ())]
            yield _first(interval, "rep", choices, cues, ending if rep == 1 else (), duration_ms, rep=rep)


def with_varied_breaths(segments: Iterable[ScriptSegment]) -> Iterator[ScriptSegment]:
    """Yield the segments of a workout; only the first of them explains how to breathe, the others remind."""
    reminders = cycle(lines.text(key) for key in ("breathe.1", "breathe.2", "breathe.3"))
    texts = chain([lines.text("breathe")], reminders)
    for each in segments:
        cues = tuple(replace(cue, text=next(texts)) if cue.role == "breath" else cue for cue in each.cues)
        yield replace(each, cues=cues)


def says_form_while_working(interval: WorkInterval) -> bool:
    """Tell whether the form cue is spoken during the work; otherwise it is part of the set-up."""
    return interval.seconds >= _SHORTEST_WITH_ADVICE_S


def _first(
    interval: WorkInterval,
    kind: SegmentKind,
    choices: Choices,
    cues: list[ScriptCue],
    ending: tuple[ScriptCue, ...],
    duration_ms: int,
    *,
    rep: int = 0,
    phase: int = 0,
) -> ScriptSegment:
    """Return a segment that may follow without a break; its words may need time of their own before it."""
    place = interval.place(rep=rep, phase=phase)
    return segment(
        kind,
        place,
        choices.verbosity,
        cues,
        duration_ms=duration_ms,
        spill="setup" if ending else None,
        spill_cues=ending,
    )


def _hold_cues(interval: WorkInterval, choices: Choices, *, soon: bool, then: str) -> Iterator[ScriptCue]:
    said = [*_advice(interval), *_time_calls(interval, choices), *_last_breath(interval, choices)]
    if then and interval.seconds >= _SHORTEST_WITH_NEXT_S and choices.verbosity != "minimal":
        at_ms = (interval.seconds - _NEXT_BEFORE_END_S) * 1000
        said.append(speech("next", lines.text("next", name=then), at_ms))
    yield from sorted(said, key=lambda cue: cue.at_ms or 0)
    yield from _countdown(interval, soon=soon)


def _advice(interval: WorkInterval) -> Iterator[ScriptCue]:
    """Yield the form cue whose turn it is; each is said once, and none on the second side."""
    if not says_form_while_working(interval):
        return
    at_ms = min(max(interval.length_ms // 4, _SOONEST_ADVICE_MS), _ADVICE_MS)
    cues = () if interval.second_side else interval.exercise.form_cues
    if interval.nth < len(cues):
        yield speech("form", lines.sentence(cues[interval.nth]), at_ms)
        at_ms += _BREATH_AFTER_FORM_MS
    if _reminds_of_breath(interval):
        yield speech("breath", lines.text("breathe"), at_ms)


def _reminds_of_breath(interval: WorkInterval) -> bool:
    """Tell whether this is the hold in which the coach speaks of breathing: once a step, beside no form cue.

    If the step has only one hold, which has a form cue, it has to be long enough for both.
    """
    exercise, cues = interval.exercise, len(interval.exercise.form_cues)
    if not exercise.breath or exercise.kind not in ("hold", "release"):
        return False
    if interval.total > cues:
        turn = not interval.second_side and interval.nth == cues
        return turn and interval.seconds >= _SHORTEST_WITH_BREATH_S
    if interval.second_side:
        return interval.nth == 0 and interval.seconds >= _SHORTEST_WITH_BREATH_S
    only = not interval.sided and interval.nth == interval.total - 1
    return only and interval.seconds >= _LONG_WITH_BREATH_S


def _time_calls(interval: WorkInterval, choices: Choices) -> Iterator[ScriptCue]:
    """Yield how much time is left, as the person wants to hear it."""
    if not interval.dose.breaths:
        yield from time_calls(interval.seconds, choices, timed_reps=interval.exercise.kind == "reps")


def time_calls(seconds: int, choices: Choices, *, timed_reps: bool = False) -> Iterator[ScriptCue]:
    """Yield how much of a hold or a phase is left.

    :param timed_reps: whether one does as many reps as one can.
    """
    if choices.time_calls == "none":
        return
    if choices.time_calls == "usual":
        if seconds >= _SHORTEST_WITH_HALFWAY_S:
            yield speech("halfway", lines.text("halfway"), seconds * 500)
        if seconds / 2 - 10 >= _TEN_AFTER_HALFWAY_S or (timed_reps and 20 <= seconds < 30):
            yield speech("ten_left", lines.text("left.10"), (seconds - 10) * 1000)
        return
    every_s = int(choices.time_calls)
    for left_s in range((seconds - 1) // every_s * every_s, 0, -every_s):
        if seconds - left_s >= 5:
            text = lines.text("left", duration=lines.duration(left_s))
            yield speech("time_left", text, (seconds - left_s) * 1000)


def _last_breath(interval: WorkInterval, choices: Choices) -> Iterator[ScriptCue]:
    if interval.dose.breaths >= _BREATHS_WITH_LAST:
        yield speech("time_left", lines.text("breaths.last"), before_end_ms=choices.breath * 1000)


def _countdown(interval: WorkInterval, *, soon: bool) -> Iterator[ScriptCue]:
    """Yield "three, two, one" where something has to be done at the end of it."""
    if interval.dose.breaths or interval.seconds <= _UNCOUNTED_HOLD_S:
        return
    if interval.exercise.kind == "instruction" and not soon:
        return
    many = interval.total > _SPOKEN_COUNTDOWNS and interval.seconds < _SHORT_HOLD_S
    ticked = many and (interval.nth >= _SPOKEN_COUNTDOWNS or interval.second_side)
    yield from countdown(interval.seconds, ticked=ticked)


def countdown(seconds: int, *, ticked: bool = False) -> Iterator[ScriptCue]:
    """Yield the last three seconds, in words or as ticks."""
    for left in (3, 2, 1):
        at_ms = (seconds - left) * 1000
        if ticked:
            yield tone("countdown", "tick", at_ms)
        else:
            yield speech("countdown", lines.sentence(lines.number(left)), at_ms)


def _phases(
    interval: WorkInterval, choices: Choices, words: tuple[ScriptCue, ...], ending: tuple[ScriptCue, ...]
) -> Iterator[ScriptSegment]:
    phases = zip(interval.exercise.phases, interval.dose.phases, strict=True)
    for number, (phase, seconds) in enumerate(phases, start=1):
        cues: list[ScriptCue] = []
        if number == 1:
            cues += [tone("start", "start", 0), *(cue for cue in words if cue.role != "count")]
        if phase.say:
            cues.append(speech("tempo", lines.sentence(phase.say), None if number == 1 else 0, required=True))
        if number == 1:  # first what to do, then which time it is
            cues += [cue for cue in words if cue.role == "count"]
        if phase.marks:
            cues += time_calls(seconds, choices)
        if phase.countdown and seconds > 3:
            cues += countdown(seconds)
        first = ending if number == 1 else ()
        yield _first(interval, "phase", choices, cues, first, seconds * 1000, phase=number)
