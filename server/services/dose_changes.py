"""Changes of doses in the middle of a workout: of figures, of one piece of work, or of all from there on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from server.coach import WORK_KINDS, Segment, Timeline, holds_s, segment_index_at
from server.errors import BadInput
from server.routine import Choices, IntervalChange, Routine, Step
from server.routine.choices import (
    Changes,
    DoseChange,
    LengthenHolds,
    PersonalRoutine,
    SetFigure,
    apply,
    changed_interval,
    chosen_interval,
    interval_field,
    parse_changes,
    without_interval,
)


@dataclass(frozen=True, slots=True)
class DoseRequest:
    """A change of doses in the middle of a workout."""

    #: Names and values of figures, such as ``gastroc.seconds``.
    figures: tuple[tuple[str, str], ...] = ()
    #: Seconds by which the present piece of work, or the next one, becomes longer, or shorter if negative;
    #: of counted reps, one more or fewer.
    by_s: int = 0
    #: Whether all from there on become longer or shorter as that one has.
    all_from_here: bool = False
    #: Where the player is, in ``track``; ``None`` if the device that asks is not playing.
    position_ms: int | None = None
    #: Digest of the track that the position belongs to; empty for the present one.
    track: str = ""


def changed_choices(
    before: PersonalRoutine, request: DoseRequest, timeline: Timeline, position_ms: int
) -> Choices:
    """Return a person's choices after a change.

    :param timeline: of the present track.
    :param position_ms: where the workout is in it.
    :raises BadInput: if the doses cannot be changed so.
    """
    if request.figures:
        return apply(before, parse_changes(before.routine, request.figures)).choices
    found = _work_at(before, timeline, position_ms)
    if found is None:
        raise BadInput("The last hold is over. Nothing is left to change.")
    step, present = found
    if request.all_from_here:
        return _all_from(before, step, present)
    by = request.by_s if interval_field(step) == "seconds" else (1 if request.by_s > 0 else -1)
    return changed_interval(before, present, by).choices


@dataclass(frozen=True, slots=True)
class ChangedWork:
    """The piece of work that was changed last, as the page tells of it."""

    #: Whether it is under way; otherwise it comes next.
    under_way: bool
    #: Seconds, or reps.
    amount: int
    counted: bool
    #: Whether the others from here on have another dose.
    alone: bool


def changed_work(personal: PersonalRoutine, timeline: Timeline, position_ms: int) -> ChangedWork | None:
    """Return what stands at a position after a change there; None at the end."""
    found = _work_at(personal, timeline, position_ms)
    if found is None:
        return None
    step, present = found
    return ChangedWork(
        under_way=timeline.segments[segment_index_at(timeline, position_ms)].kind in WORK_KINDS,
        amount=present.amount,
        counted=interval_field(step) == "reps",
        alone=present in personal.choices.intervals,
    )


def last_amounts(routine: Routine, choices: Choices) -> dict[str, int]:
    """Return, of each step of which single pieces were changed, what the last of them was changed to."""
    known = {step.id for step in routine.steps}
    return {change.step: change.amount for change in choices.intervals if change.step in known}


def first_amounts(timeline: Timeline) -> dict[str, int]:
    """Return of each step how long its first piece of work is, in seconds, or how many reps it has."""
    amounts: dict[str, int] = {}
    work = (each for each in timeline.segments if each.kind in WORK_KINDS)
    for (step, *_), segments in groupby(work, key=lambda each: (each.step, each.side, _piece(each))):
        piece = tuple(segments)
        seconds = round((piece[-1].end_ms - piece[0].start_ms) / 1000)
        amounts.setdefault(step, len(piece) if piece[0].kind == "rep" else seconds)
    return amounts


def _all_from(before: PersonalRoutine, step: Step, present: IntervalChange) -> Choices:
    change: DoseChange = SetFigure(step.id, "reps", present.amount)
    if interval_field(step) == "seconds":
        change = LengthenHolds(present.amount - _usual(before, step, present.nth), step.id)
    intervals = without_interval(before.choices.intervals, present)
    alone = replace(before, choices=replace(before.choices, intervals=intervals))
    return apply(alone, Changes((change,))).choices


def _usual(personal: PersonalRoutine, step: Step, nth: int) -> int:
    """Return what the dose says of one piece of work: seconds of a hold, or reps of a set."""
    dose = personal.doses[step.id]
    if interval_field(step) == "reps":
        return dose.reps
    holds = holds_s(step, dose, personal.choices)
    return holds[nth % len(holds)]


def _work_at(
    personal: PersonalRoutine, timeline: Timeline, position_ms: int
) -> tuple[Step, IntervalChange] | None:
    """Return the piece of work at a position, or else the next, with its step and as it is now."""
    index = segment_index_at(timeline, position_ms)
    work = next((each for each in timeline.segments[index:] if each.kind in WORK_KINDS), None)
    if work is None:
        return None
    step = next(step for step in personal.routine.steps if step.id == work.step)
    nth = _nth(timeline, work)
    usual = IntervalChange(step.id, work.side, nth, _usual(personal, step, nth))
    return step, chosen_interval(personal.choices.intervals, usual)


def _nth(timeline: Timeline, work: Segment) -> int:
    """Return how many pieces of work came before one in its step on its side."""
    same = [each for each in timeline.segments if each.kind in WORK_KINDS]
    of_step = [each for each in same if (each.step, each.side) == (work.step, work.side)]
    pieces = [list(piece) for _, piece in groupby(of_step, key=_piece)]
    return next(nth for nth, piece in enumerate(pieces) if work in piece)


def _piece(segment: Segment) -> tuple[int, ...]:
    """Return what tells pieces of work apart: the reps of a set, and the phases of a rep, are one."""
    if segment.kind == "rep":
        return (segment.round, segment.set)
    return (segment.round, segment.set, segment.rep)
