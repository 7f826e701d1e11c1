"""How work is introduced: the way there, its name, side and amount, what protects, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.coach import lines
from server.coach.cues import in_short, speech
from server.coach.model import ScriptCue
from server.coach.positions import way
from server.coach.work_intervals import Rest, RoundStart, WorkInterval
from server.routine import Choices, Exercise, Side

_PLACEHOLDER = re.compile(r"\{(side|other)\}")
#: In shorter rests the coach does not count (seconds).
_COUNTED_REST_S = 3
_OTHER: dict[Side, Side] = {"left": "right", "right": "left", "both": "both"}


@dataclass(frozen=True, slots=True)
class Passage:
    """The way from one work interval, or from the beginning, to the next."""

    before: WorkInterval | None
    #: At the end of the workout, the last interval once more.
    to: WorkInterval
    #: In their order.
    rests: tuple[Rest, ...] = ()
    #: The rounds that begin here, the outer one first.
    rounds: tuple[RoundStart, ...] = ()

    @property
    def continues(self) -> bool:
        """Whether it stays within one step: the next hold or set, or its other side."""
        before, to = self.before, self.to
        if before is None or before is to:
            return False
        return not self.rounds and before.step.id == to.step.id

    @property
    def changes_side(self) -> bool:
        """Whether the next work is for another side than the one just worked."""
        return self.before is not None and self.to.sided and self.before.side != self.to.side

    @property
    def joined(self) -> bool:
        """Whether the start tone of the next work also ends the work before."""
        if self.before is None or self.rests or self.to.step.wait:
            return False
        return not self.changes_side if self.continues else self.to.dose.move == 0

    @property
    def named(self) -> bool:
        """Whether the next work is named: not what a round repeats at once."""
        again = self.before is not None and self.before.step.id == self.to.step.id
        return self.to.step.announce != "none" and not again

    @property
    def left(self) -> Exercise | None:
        """The exercise that one comes from; None at the beginning."""
        return self.before.exercise if self.before else None

    @property
    def counted_in_work(self) -> bool:
        """Whether the rest is too short for a count, so that the coach counts as the work begins."""
        return self.continues and bool(self.rests) and self.rests[-1].seconds < _COUNTED_REST_S

    @property
    def under_way(self) -> bool:
        """Whether one moves on from the step before without stopping."""
        return self.before is not None and not self.rests and self.to.dose.move is not None


def introduction(passage: Passage, choices: Choices) -> Iterator[ScriptCue]:
    """Yield what is said before the work begins, after the end of the work before."""
    if passage.continues:
        yield from _continuation(passage, choices)
        return
    to, announce = passage.to, passage.to.step.announce
    yield from round_cues(passage)
    if announce == "full" and not in_short(to.exercise, choices):
        yield from (speech("move", sentence) for sentence in way(passage.left, to.exercise))
    switches = to.second_side and passage.changes_side and not passage.under_way
    if switches:
        yield _switch_cue(to)
    if passage.named:
        yield _name(passage, choices)
    if (
        not switches
        and to.sided
        and (passage.changes_side or passage.before is None or (passage.named and not passage.under_way))
    ):
        yield side_cue(to)
    if not to.met:
        yield from _first_time(passage, choices)
    elif to.second_side and to.nth == 0 and announce == "full":
        yield from _what_differs(passage, choices)


def round_cues(passage: Passage) -> Iterator[ScriptCue]:
    """Yield which rounds begin; what holds rounds itself is called a block, so that the two differ by ear."""
    for each in passage.rounds:
        key = "count.block" if each.outer else "count.round"
        if each.number == each.of > 1:
            yield speech("count", lines.text(f"{key}.last"))
        else:
            yield speech("count", lines.text(key, n=lines.number(each.number), of=lines.number(each.of)))


def count_cue(passage: Passage) -> ScriptCue | None:
    """Return which hold or set is coming; None where it needs no counting, or was counted on another side."""
    before, to = passage.before, passage.to
    if before is None or to.first or (before.set, before.rep) == (to.set, to.rep):
        return None
    if isinstance(to.dose.seconds, tuple):
        return speech("count", lines.text("amount", duration=lines.duration(to.seconds)), required=True)
    if to.rep > 1:
        last, of, kind = to.rep == to.reps, to.reps, "count.hold"
        ordinal = lines.ordinal(to.rep)
    else:
        last, of, kind = to.set == to.dose.sets, to.dose.sets, "count.set"
        ordinal = lines.ordinal(to.set)
    shorter = lines.text(f"{kind}.short", ordinal=ordinal)
    if last:
        return speech("count", lines.text(f"{kind}.last"), required=True)
    full = lines.text(kind, ordinal=ordinal, of=lines.number(of))
    return speech("count", full, required=True, shorter=(shorter,))


def side_cue(to: WorkInterval) -> ScriptCue:
    """Return the side that is coming."""
    full, short = _side_texts(to)
    return speech("announce", full, required=True, shorter=(short,))


def _switch_cue(to: WorkInterval) -> ScriptCue:
    switch = lines.text(f"switch.{to.side}.{to.exercise.limb}")
    return speech("switch", switch, required=True, shorter=_side_texts(to))


def for_side(written: str, side: Side) -> str:
    """Return a text of an exercise for the side that works, with a capital where a sentence begins."""

    def word(match: re.Match[str]) -> str:
        name = side if match[1] == "side" else _OTHER[side]
        begins = not written[: match.start()].strip() or written[: match.start()].rstrip()[-1] in ".!?"
        return name.capitalize() if begins else name

    return _PLACEHOLDER.sub(word, written)


def _continuation(passage: Passage, choices: Choices) -> Iterator[ScriptCue]:
    to = passage.to
    if passage.changes_side:
        yield _switch_cue(to)
        if to.nth == 0:
            yield from _what_differs(passage, choices)
    count = count_cue(passage)
    if count:
        yield count


def _first_time(passage: Passage, choices: Choices) -> Iterator[ScriptCue]:
    to, exercise = passage.to, passage.to.exercise
    full = to.step.announce == "full" and not in_short(exercise, choices)
    if full and choices.verbosity != "minimal":
        yield from _amount(to, choices)
    if exercise.safety_cue:
        yield speech("safety", lines.sentence(for_side(exercise.safety_cue, to.side)), required=True)
    if to.dose.say:
        yield speech("announce", lines.sentence(to.dose.say))
    if full:
        instruction = lines.sentence(for_side(exercise.instruction, to.side))
        yield speech("instruction", instruction, required=not passage.joined)


def _name(passage: Passage, choices: Choices) -> ScriptCue:
    name = lines.sentence(passage.to.exercise.name)
    if passage.before is None or passage.to.met or choices.verbosity != "full":
        return speech("announce", name, required=True)
    short = in_short(passage.to.exercise, choices)
    if passage.under_way or passage.to.step.announce == "name" or short:
        return speech("announce", name, required=True)
    following = lines.text("next", name=passage.to.exercise.name)
    return speech("announce", following, required=True, shorter=(name,))


def _amount(to: WorkInterval, choices: Choices) -> Iterator[ScriptCue]:
    dose = to.dose
    times = 1
    if to.exercise.kind == "reps" and dose.tempo:
        yield speech("announce", _times("times", dose.reps))
    elif dose.phases:
        times = dose.reps
    elif isinstance(dose.seconds, tuple):
        yield speech("announce", lines.text("amount.ladder", durations=lines.seconds_listed(dose.seconds)))
    elif to.exercise.kind == "reps":
        yield speech("announce", lines.text("amount.as_many", duration=lines.duration(to.seconds)))
        times = to.reps
    else:
        breaths = lines.text("amount.breath", breaths=lines.breaths(dose.breaths)) if dose.breaths else ""
        yield speech("announce", breaths or lines.text("amount", duration=lines.duration(to.seconds)))
        times = to.reps
    if times > 1:
        yield speech("announce", _times("times", times))
    if dose.sets > 1:
        yield speech("announce", _times("sets", dose.sets))
    if to.exercise.sides == "alternate" and choices.side not in ("left", "right"):
        yield speech("announce", lines.text(f"alternate.{to.exercise.limb}"))


def _times(key: str, count: int) -> str:
    exact = {("times", 1): "times.1", ("times", 2): "times.2", ("sets", 1): "sets.1"}.get((key, count))
    return lines.text(exact) if exact else lines.text(key, n=lines.number(count))


def _what_differs(passage: Passage, choices: Choices) -> Iterator[ScriptCue]:
    """Yield the sentences of the instruction that say what this side does."""
    to = passage.to
    if to.exercise.sides == "alternate" or in_short(to.exercise, choices):
        return
    for sentence in lines.sentences(to.exercise.instruction):
        if _PLACEHOLDER.search(sentence):
            differs = lines.sentence(for_side(sentence, to.side))
            yield speech("instruction", differs, required=not passage.joined)


def _side_texts(to: WorkInterval) -> tuple[str, str]:
    return lines.text(f"side.{to.side}.{to.exercise.limb}"), lines.text(f"side.{to.side}")
