"""The work of a routine in its order: which side, set, hold and round comes when, and the rests between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from server.coach.model import Place
from server.routine import Block, Choices, Dose, Exercise, Routine, Side, SideChoice, Step, Tempo

_SIDES: Mapping[SideChoice, tuple[Side, ...]] = {
    "both": ("left", "right"),
    "left": ("left",),
    "right": ("right",),
    "left-first": ("left", "right"),
    "right-first": ("right", "left"),
}


@dataclass(frozen=True, slots=True)
class WorkInterval:
    """The work between one start tone and its end tone: a hold, a set of reps, or the phases of one rep."""

    step: Step
    dose: Dose
    side: Side
    #: Counted from 1 within the side.
    set: int
    #: The hold within its set; 1 for a set of reps.
    rep: int
    #: Holds in a set; 1 where a set is counted in reps.
    reps: int
    #: Length of the hold in seconds; 0 where reps are counted or phases last.
    seconds: int
    #: Round of the innermost block that has rounds, from 1; 0 outside of rounds.
    round: int = 0
    #: How many intervals of its step came before it on the same side, and how many there are on each side.
    nth: int = 0
    total: int = 1
    #: Whether its step was done before in this workout, on any side.
    met: bool = False
    #: Whether its step was done on the other side first.
    second_side: bool = False

    @property
    def exercise(self) -> Exercise:
        """The exercise that is done."""
        return self.step.exercise

    @property
    def sided(self) -> bool:
        """Whether there is a side to say."""
        return self.side != "both"

    @property
    def first(self) -> bool:
        """Whether it is the first of its step, on this side and in this round."""
        return self.set == self.rep == 1

    @property
    def tempo(self) -> Tempo:
        """How the reps are paced."""
        return Tempo(*self.dose.tempo)

    @property
    def length_ms(self) -> int:
        """How long it takes, exactly."""
        if self.seconds:
            return self.seconds * 1000
        if self.dose.phases:
            return sum(self.dose.phases) * 1000
        return round(self.tempo.rep_s * 1000) * self.dose.reps

    def place(self, *, rep: int = 0, phase: int = 0) -> Place:
        """Return the place of its segments."""
        return Place(
            step=self.step.id,
            exercise=self.exercise.id,
            title=self.exercise.name,
            side=self.side,
            set=self.set,
            rep=rep or self.rep,
            round=self.round,
            phase=phase,
        )


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest between two work intervals, exactly as long as chosen."""

    kind: Literal["rest", "pause"]
    seconds: int
    #: What to do in it; empty: to rest.
    say: str
    #: Of a pause; None for a rest, which belongs to the work after it.
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class RoundStart:
    """A round begins."""

    number: int
    of: int
    #: Whether there are rounds inside it too.
    outer: bool = False


Event: TypeAlias = WorkInterval | Rest | RoundStart


def work_intervals(routine: Routine, doses: Mapping[str, Dose], choices: Choices) -> list[Event]:
    """Return all work intervals of a routine in the order in which they are done, with the rests between.

    :param doses: by id of step or block.
    """
    return _changed(_numbered(list(_sequence(routine.sequence, doses, choices, None))), choices)


def sides_of(step: Step, choice: SideChoice) -> tuple[Side, ...]:
    """Return the sides that are done, in their order."""
    return ("both",) if step.exercise.sides == "both" else sides_in_order(choice)


def sides_in_order(choice: SideChoice) -> tuple[Side, ...]:
    """Return the sides that a person does, in their order."""
    return _SIDES[choice]


def holds_s(step: Step, dose: Dose, choices: Choices) -> tuple[int, ...]:
    """Return the holds of one set in seconds: rungs of a ladder, or equal ones; (0,) for counted reps."""
    if dose.phases:
        return (0,) * dose.reps
    if not step.exercise.timed:
        return (0,)
    if isinstance(dose.seconds, tuple):
        return dose.seconds
    seconds = dose.breaths * choices.breath if dose.breaths else dose.seconds
    return (seconds,) * max(dose.reps, 1)


def _sequence(
    sequence: Iterable[Step | Block], doses: Mapping[str, Dose], choices: Choices, side: Side | None
) -> Iterator[Event]:
    for part in sequence:
        if isinstance(part, Block):
            yield from _block(part, doses, choices, side)
        elif doses[part.id].skip:
            continue
        elif part.exercise.kind == "pause":
            if doses[part.id].seconds:
                yield _pause(part, doses[part.id])
        else:
            yield from _step(part, doses[part.id], choices, side)


def _block(block: Block, doses: Mapping[str, Dose], choices: Choices, side: Side | None) -> Iterator[Event]:
    dose = doses[block.id]
    sides = sides_in_order(choices.side) if block.by_side and side is None else (side,)
    if dose.skip:
        return
    outer = any(isinstance(part, Block) and doses[part.id].rounds > 1 for part in block.sequence)
    for number in range(1, dose.rounds + 1):
        if number > 1 and dose.rest:
            yield Rest("rest", dose.rest, block.rest_say)
        if dose.rounds > 1:
            yield RoundStart(number, dose.rounds, outer)
        for each in sides:
            for event in _sequence(block.sequence, doses, choices, each):
                if isinstance(event, WorkInterval) and not event.round and "rounds" in block.amounts:
                    yield replace(event, round=number)
                else:
                    yield event


def _pause(step: Step, dose: Dose) -> Rest:
    seconds = dose.seconds if isinstance(dose.seconds, int) else sum(dose.seconds)
    return Rest("pause", seconds, dose.say, step)


def _step(step: Step, dose: Dose, choices: Choices, side: Side | None) -> Iterator[Event]:
    sides = sides_of(step, choices.side)
    if side is not None and step.exercise.sides != "both":
        sides = (side,)
    streams = [_intervals_of_side(step, dose, each, choices) for each in sides]
    if step.exercise.sides == "alternate":
        turns = [interval for turn in zip(*streams, strict=True) for interval in turn]
        yield from _with_rests(turns)
    else:
        for stream in streams:
            yield from _with_rests(stream)


def _with_rests(intervals: list[WorkInterval]) -> Iterator[Event]:
    """Put the rests between intervals of one step."""
    ended_s: dict[Side, float] = {}
    clock_s = 0.0
    for index, interval in enumerate(intervals):
        if index:
            rest_s = _rest_s(interval, clock_s - ended_s.get(interval.side, -float("inf")))
            if rest_s:
                yield Rest("rest", rest_s, interval.step.rest_say)
            clock_s += rest_s
        yield interval
        clock_s += interval.length_ms / 1000
        ended_s[interval.side] = clock_s


def _rest_s(interval: WorkInterval, since_s: float) -> int:
    """Return the rest before an interval.

    :param since_s: seconds since the same side worked; infinite if it has not yet.
    """
    rest_s, set_rest_s = interval.dose.rest, interval.dose.set_rest
    if set_rest_s is None or interval.rep > 1 or interval.set == 1:
        return rest_s
    if since_s == 0:  # the same side again: the rest between sets is exact
        return set_rest_s
    return max(rest_s, round(set_rest_s - since_s))


def _intervals_of_side(step: Step, dose: Dose, side: Side, choices: Choices) -> list[WorkInterval]:
    holds = holds_s(step, dose, choices)
    return [
        WorkInterval(step, dose, side, set=number, rep=rep, reps=len(holds), seconds=seconds)
        for number in range(1, dose.sets + 1)
        for rep, seconds in enumerate(holds, start=1)
    ]


def _numbered(events: list[Event]) -> list[Event]:
    """Tell each interval what came before it."""
    totals = Counter((each.step.id, each.side) for each in events if isinstance(each, WorkInterval))
    seen: Counter[tuple[str, Side]] = Counter()
    first_sides: dict[str, Side] = {}
    numbered: list[Event] = []
    for event in events:
        if isinstance(event, WorkInterval):
            key = (event.step.id, event.side)
            met = event.step.id in first_sides
            first_side = first_sides.setdefault(event.step.id, event.side)
            second_side = first_side != event.side
            numbered.append(
                replace(event, nth=seen[key], total=totals[key], met=met, second_side=second_side)
            )
            seen[key] += 1
        else:
            numbered.append(event)
    return numbered


def _changed(events: list[Event], choices: Choices) -> list[Event]:
    """Make single intervals as long as the person made them in the middle of a workout."""
    amounts = {(each.step, each.side, each.nth): each.amount for each in choices.intervals}
    if not amounts:
        return events

    def changed(event: Event) -> Event:
        if not isinstance(event, WorkInterval):
            return event
        amount = amounts.get((event.step.id, event.side, event.nth))
        if amount is None:
            return event
        if event.seconds:
            return replace(event, seconds=amount)
        return replace(event, dose=replace(event.dose, reps=amount))

    return [changed(event) for event in events]
