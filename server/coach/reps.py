"""Reps in their tempo: the words of its phases, ticks of three pitches, and the count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from server.coach import lines
from server.coach.cues import speech, tone
from server.coach.model import ScriptCue, ToneName
from server.coach.work_intervals import WorkInterval
from server.routine import Choices

#: Phases shorter than this leave no time for words (milliseconds).
_SLOW_PHASE_MS = 1000
#: The words of the tempo are spoken in so many reps; from then on there are numbers and ticks.
_REPS_WITH_WORDS = 2
#: Sets with fewer reps need no "last two".
_SHORTEST_WITH_LAST_TWO = 5
#: Fast reps are counted every tenth, those of a second or longer every fifth.
_COUNT_EVERY, _COUNT_EVERY_LONG, _LONG_REP_MS = 10, 5, 1000

_PhaseName = Literal["up", "hold", "down", "pause"]
#: Eyes shut, one can tell by the pitch what to do.
_TICKS: Mapping[_PhaseName, ToneName] = {
    "up": "tick-up",
    "hold": "tick",
    "down": "tick-down",
    "pause": "tick",
}


@dataclass(frozen=True, slots=True)
class _Phase:
    name: _PhaseName
    at_ms: int
    length_ms: int
    word: str


def rep_cues(
    interval: WorkInterval, rep: int, choices: Choices, words: tuple[ScriptCue, ...] = ()
) -> Iterator[ScriptCue]:
    """Yield what is heard in one rep; the first one begins with the start tone.

    At the beginning of a rep its number is that of the rep before, which is finished.

    :param words: what is said as the set begins, where it begins without a break.
    """
    phases = _phases(interval)
    counted = choices.verbosity != "minimal"
    if rep == 1:
        yield tone("start", "start", 0)
        yield from words
    if min(phase.length_ms for phase in phases) < _SLOW_PHASE_MS:
        yield from _fast(interval, rep, counted=counted)
    elif counted and rep <= _REPS_WITH_WORDS:
        yield from _tempo_words(phases, rep)
    else:
        count = _count(interval.dose.reps, rep - 1, every=1) if counted and rep > 1 else None
        if count:
            yield count
        yield from _ticks(phases[1:] if count or rep == 1 else phases)


def _fast(interval: WorkInterval, rep: int, *, counted: bool) -> Iterator[ScriptCue]:
    """Tick at the start of each rep, and count now and then in place of the tick."""
    every = _COUNT_EVERY_LONG if interval.tempo.rep_s * 1000 >= _LONG_REP_MS else _COUNT_EVERY
    count = _count(interval.dose.reps, rep - 1, every) if counted and rep > 1 else None
    if count:
        yield count
    elif rep > 1:
        yield tone("tempo", "tick", 0)


def _phases(interval: WorkInterval) -> list[_Phase]:
    """Return the phases of the tempo that take any time, in order."""
    names: tuple[_PhaseName, ...] = ("up", "hold", "down", "pause")
    phases = []
    at_ms = 0
    spoken = zip(names, interval.tempo.phases_s, interval.exercise.tempo_words, strict=True)
    for name, length_s, word in spoken:
        length_ms = round(length_s * 1000)
        if length_ms:
            phases.append(_Phase(name, at_ms, length_ms, word))
        at_ms += length_ms
    return phases


def _tempo_words(phases: list[_Phase], rep: int) -> Iterator[ScriptCue]:
    """Yield the words of the phases; the first of all waits until the start tone is over."""
    for phase in phases:
        if phase.word:
            after_tone = rep == 1 and phase.at_ms == 0
            yield speech("tempo", lines.sentence(phase.word), None if after_tone else phase.at_ms)


def _ticks(phases: list[_Phase]) -> Iterator[ScriptCue]:
    for phase in phases:
        yield tone("tempo", _TICKS[phase.name], phase.at_ms)


def _count(reps: int, finished: int, every: int) -> ScriptCue | None:
    """Return what is said when a rep is finished: its number, or that two are left."""
    if reps >= _SHORTEST_WITH_LAST_TWO and finished == reps - 2:
        return speech("count", lines.text("count.rep.last_two"), 0, required=True)
    if finished % every:
        return None
    return speech("count", lines.text("count.rep", n=lines.number(finished)), 0, required=True)
