"""Reps in their tempo: the words of its phases, ticks, and the count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.coach import words
from server.coach.cues import speech, tone
from server.coach.model import ScriptCue
from server.coach.work_intervals import WorkInterval
from server.routine import Choices

#: Phases shorter than this leave no time for words (milliseconds).
_SLOW_PHASE_MS = 1000
#: A last phase this long has room for its word, and for the count a second before its end (milliseconds).
_ROOM_FOR_BOTH_MS = 2000
#: In a shorter last phase, after this many reps of a set, the count replaces the word; and from then on the
#: brief coach ticks instead of speaking.
_REPS_WITH_WORDS = 2
#: Sets with fewer reps need no "last two".
_SHORTEST_WITH_LAST_TWO = 4
#: Fast reps are counted every tenth, those of a second or longer every fifth.
_COUNT_EVERY, _COUNT_EVERY_LONG, _LONG_REP_MS = 10, 5, 1000


@dataclass(frozen=True, slots=True)
class _Phase:
    at_ms: int
    length_ms: int
    word: str


def rep_cues(interval: WorkInterval, rep: int, choices: Choices) -> Iterator[ScriptCue]:
    """Yield what is heard in one rep; the first one begins with the start tone."""
    phases = _phases(interval)
    counted = choices.verbosity != "minimal"
    if rep == 1:
        yield tone("start", "start", 0)
    if min(phase.length_ms for phase in phases) < _SLOW_PHASE_MS:
        yield from _fast(phases[-1], interval.dose.reps, rep, counted=counted)
    elif not counted:
        yield from _ticks(phases, rep)
    else:
        ticked = choices.verbosity == "brief" and rep > _REPS_WITH_WORDS
        yield from _slow(phases, interval.dose.reps, rep, ticked=ticked)


def _slow(phases: list[_Phase], reps: int, rep: int, *, ticked: bool) -> Iterator[ScriptCue]:
    """Pace every phase, and count in the last: in addition to its word, or instead of it if only one fits."""
    pace = _ticks if ticked else _tempo_words
    *earlier, last = phases
    yield from pace(earlier, rep)
    if last.length_ms >= _ROOM_FOR_BOTH_MS:
        yield from pace([last], rep)
        yield _count(reps, rep, last.at_ms + last.length_ms - 1000)
        return
    if rep > _REPS_WITH_WORDS or not last.word or _two_left(reps, rep):
        yield _count(reps, rep, last.at_ms)
    yield from pace([last], rep)


def _fast(last: _Phase, reps: int, rep: int, *, counted: bool) -> Iterator[ScriptCue]:
    """Tick at the start of each rep, and count now and then.

    A spoken number lasts almost half a second, as long as a whole rep of the fastest tempo. In reps under a
    second it replaces the tick, if it fits, and the next rep has no tick. "Last two" is too long to follow a
    tick in any case, and is only said in reps of a second or more.
    """
    long = last.at_ms + last.length_ms >= _LONG_REP_MS
    every = _COUNT_EVERY_LONG if long else _COUNT_EVERY
    ends = counted and long and _two_left(reps, rep)
    counts = counted and not ends and rep % every == 0
    number = words.sentence(words.number(rep))
    if ends or (counts and not long):
        yield speech("count", words.LAST_TWO if ends else number, 0)
    if rep > 1 and (long or not counted or rep % every != 1):
        yield tone("tempo", "tick", 0)
    if counts and long:
        yield speech("count", number)


def _phases(interval: WorkInterval) -> list[_Phase]:
    """Return the phases of the tempo that take any time, in order."""
    phases = []
    at_ms = 0
    for length_s, word in zip(interval.tempo.phases_s, interval.exercise.tempo_words, strict=True):
        length_ms = round(length_s * 1000)
        if length_ms:
            phases.append(_Phase(at_ms, length_ms, word))
        at_ms += length_ms
    return phases


def _tempo_words(phases: list[_Phase], rep: int) -> Iterator[ScriptCue]:
    """Yield the words of the phases; the first of all waits until the start tone is over."""
    for phase in phases:
        if phase.word:
            after_tone = rep == 1 and phase.at_ms == 0
            yield speech("tempo", words.sentence(phase.word), None if after_tone else phase.at_ms)


def _ticks(phases: list[_Phase], rep: int) -> Iterator[ScriptCue]:
    """Yield a tick at the start of each phase; the very first has the start tone instead."""
    for phase in phases:
        if rep > 1 or phase.at_ms > 0:
            yield tone("tempo", "tick", phase.at_ms)


def _count(reps: int, rep: int, at_ms: int | None) -> ScriptCue:
    text = words.LAST_TWO if _two_left(reps, rep) else words.sentence(words.number(rep))
    return speech("count", text, at_ms)


def _two_left(reps: int, rep: int) -> bool:
    return reps >= _SHORTEST_WITH_LAST_TWO and rep == reps - 2
