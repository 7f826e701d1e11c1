"""How long the work of a routine takes, to keep it within a bound before anything is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from server.routine.model import Block, Choices, Dose, Exercise, Part, Step

#: A track of this length has about 20 MB; whoever asks for more has mistyped.
LONGEST_S = 3 * 60 * 60
#: Starts of work: as many as three hours of three seconds have.
MOST_STARTS = 3600


@dataclass(frozen=True, slots=True)
class Length:
    """How long something takes, without what is said before and between."""

    #: Work, rests and pauses in seconds.
    seconds: float = 0
    #: How often work begins.
    starts: int = 0

    def __add__(self, other: Length) -> Length:
        return Length(self.seconds + other.seconds, self.starts + other.starts)

    def times(self, count: int) -> Length:
        """Return the length of this done several times."""
        return Length(self.seconds * count, self.starts * count)


def length_of(parts: Iterable[Part], doses: Mapping[str, Dose], breath_s: int) -> Length:
    """Return the length of some steps and blocks with both sides, worked out without going through rounds.

    :param doses: by id of step or block.
    :param breath_s: length of a breath.
    """
    return sum((_length(part, doses, breath_s, one_side=False) for part in parts), Length())


def too_long(parts: Iterable[Part], doses: Mapping[str, Dose], breath_s: int = Choices().breath) -> str:
    """Return by how much a routine is too long; an empty string if it is not.

    :param parts: what stands at its top.
    :param doses: by id of step or block.
    :param breath_s: length of a breath.
    """
    parts = tuple(parts)
    for block in (part for part in parts if isinstance(part, Block)):
        fault = _fault(f"{_rounds(block, doses)} takes", length_of([block], doses, breath_s))
        if fault:
            return fault
    return _fault("all steps together take", length_of(parts, doses, breath_s))


def _fault(what: str, length: Length) -> str:
    if length.seconds > LONGEST_S:
        return f"{what} {length.seconds / 3600:.1f} hours; stay below {LONGEST_S // 3600} hours"
    if length.starts > MOST_STARTS:
        return f"{what} {length.starts} holds and sets; stay below {MOST_STARTS}"
    return ""


def _rounds(block: Block, doses: Mapping[str, Dose]) -> str:
    """Return the rounds of a block and of the longest in it, as the file has them."""
    inside = [part for part in block.sequence if isinstance(part, Block) and not doses[part.id].skip]
    inner = [part for part in inside if doses[part.id].rounds > 1]
    outer = [block] if doses[block.id].rounds > 1 else []
    most = max(inner, key=lambda part: doses[part.id].rounds, default=None)
    named = [f"rounds: {doses[part.id].rounds}" for part in (*outer, *([most] if most else []))]
    return " around ".join(named) or "this block"


def _length(part: Part, doses: Mapping[str, Dose], breath_s: int, *, one_side: bool) -> Length:
    dose = doses[part.id]
    if dose.skip:
        return Length()
    if isinstance(part, Step):
        return _step_length(part, dose, breath_s, one_side=one_side)
    one_side = one_side or part.by_side
    inside = sum((_length(each, doses, breath_s, one_side=one_side) for each in part.sequence), Length())
    round_length = inside.times(2 if part.by_side else 1)
    return round_length.times(dose.rounds) + Length(dose.rest * (dose.rounds - 1))


def _step_length(step: Step, dose: Dose, breath_s: int, *, one_side: bool) -> Length:
    if step.exercise.kind == "pause":
        return Length(sum(_several(dose.seconds)))
    holds_s = _holds_s(step.exercise, dose, breath_s)
    work_s, starts = sum(holds_s) * dose.sets, len(holds_s) * dose.sets
    set_rest_s = dose.rest if dose.set_rest is None else dose.set_rest
    if step.exercise.sides == "both" or one_side:
        return Length(work_s + (starts - dose.sets) * dose.rest + (dose.sets - 1) * set_rest_s, starts)
    if step.exercise.sides == "alternate":
        between_sets_s = sum(_turned_rests_s(holds_s, dose.rest, set_rest_s)) * (dose.sets - 1)
        return Length(
            2 * work_s + (2 * starts - 1 - 2 * (dose.sets - 1)) * dose.rest + between_sets_s, 2 * starts
        )
    one = _step_length(step, dose, breath_s, one_side=True)
    return one.times(2)


def _turned_rests_s(holds_s: tuple[float, ...], rest_s: int, set_rest_s: int) -> Iterator[float]:
    """Yield the rests before the first hold of a set on each side, where the sides take turns.

    The other side's work counts as rest.
    """
    first_s = max(rest_s, set_rest_s - holds_s[-1] - rest_s)
    yield first_s
    yield max(rest_s, set_rest_s - holds_s[0] - first_s)


def _holds_s(exercise: Exercise, dose: Dose, breath_s: int) -> tuple[float, ...]:
    """Return the work of one set on one side: a hold after the other, or all reps at once."""
    if dose.phases:
        return (float(sum(dose.phases)),) * dose.reps
    if not exercise.timed:
        return (sum(dose.tempo) * dose.reps,)
    if isinstance(dose.seconds, tuple):
        return tuple(map(float, dose.seconds))
    return (float(dose.breaths * breath_s or dose.seconds),) * max(dose.reps, 1)


def _several(seconds: int | tuple[int, ...]) -> tuple[int, ...]:
    return seconds if isinstance(seconds, tuple) else (seconds,)
