"""Single pieces of work that a person made longer or shorter in the middle of a workout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from server.errors import BadInput, Fault
from server.routine.choices.doses import part_named
from server.routine.choices.figures import clamped
from server.routine.choices.personal import PersonalRoutine
from server.routine.model import Amount, DoseField, IntervalChange, Routine, Side, Step

#: More single changes than anybody makes in one workout.
MOST_CHANGES = 200


def changed_interval(personal: PersonalRoutine, present: IntervalChange, by: int) -> PersonalRoutine:
    """Return the routine with one piece of work changed, at most as far as its limit.

    :param present: the piece of work as it is.
    :param by: seconds, or reps; negative to shorten.
    :raises BadInput: if it is at its limit, which is told, or if too many were changed one by one.
    """
    step = part_named(personal.routine, present.step)
    amount = _amount(step, personal.choices.breath) if isinstance(step, Step) else None
    if amount is None or not isinstance(step, Step):
        raise _refusal("Only holds and repetitions can be changed here.")
    within = _within(present.amount + by, amount)
    if within == present.amount:
        raise _refusal(_limit(within, longest=by > 0, counted=_counts(step)))
    others = without_interval(personal.choices.intervals, present)
    if len(others) >= MOST_CHANGES:
        raise _refusal("Too many holds were changed one by one. Change all from here.")
    intervals = (*others, replace(present, amount=within))
    return replace(personal, choices=replace(personal.choices, intervals=intervals))


def chosen_interval(changes: Iterable[IntervalChange], usual: IntervalChange) -> IntervalChange:
    """Return one piece of work as it was changed; as it usually is if it was not."""
    return next((each for each in changes if _place(each) == _place(usual)), usual)


def without_interval(changes: Iterable[IntervalChange], change: IntervalChange) -> tuple[IntervalChange, ...]:
    """Return the changes of all other pieces of work."""
    return tuple(each for each in changes if _place(each) != _place(change))


def interval_field(step: Step) -> DoseField:
    """Return the figure that a single change stands in for: the seconds of a hold, or the reps of a set."""
    return "reps" if _counts(step) else "seconds"


def intervals_from_document(routine: Routine, stored: object, breath_s: int) -> tuple[IntervalChange, ...]:
    """Read changes back; what the routine no longer has is dropped, what is out of range moved into it.

    :param breath_s: length of a breath.
    """
    found = {step.id: step for step in routine.steps}
    listed = stored if isinstance(stored, list | tuple) else ()
    return tuple(_readable(listed, found, breath_s))[-MOST_CHANGES:]


def _readable(listed: Iterable[object], steps: Mapping[str, Step], breath_s: int) -> Iterator[IntervalChange]:
    for each in listed:
        values: Mapping[str, Any] = each if isinstance(each, Mapping) else {}
        step, side = steps.get(str(values.get("step"))), cast(Side, values.get("side"))
        nth, amount = cast(int, values.get("nth")), cast(int, values.get("amount"))
        limits = _amount(step, breath_s) if step else None
        whole = type(nth) is int and type(amount) is int and nth >= 0
        if step and limits and side in get_args(Side) and whole:
            yield IntervalChange(step.id, side, nth, _within(amount, limits))


def _refusal(reason: str) -> BadInput:
    return BadInput(faults=[Fault((), reason)])


def _within(figure: int, amount: Amount) -> int:
    return cast(int, clamped(figure, amount))


def _counts(step: Step) -> bool:
    return not step.exercise.timed


def _amount(step: Step, breath_s: int) -> Amount | None:
    """Return the limits of one piece of work, in seconds or reps; None where it has phases, or is a pause."""
    if "phases" in step.amounts or step.exercise.kind == "pause":
        return None
    if "breaths" not in step.amounts:
        return step.amounts.get(interval_field(step))
    breaths = step.amounts["breaths"]
    lowest, highest = (cast(int, limit) * breath_s for limit in (breaths.lowest, breaths.highest))
    return Amount(lowest, lowest, highest)


def _place(change: IntervalChange) -> tuple[str, Side, int]:
    return change.step, change.side, change.nth


def _limit(figure: int, *, longest: bool, counted: bool) -> str:
    if counted:
        return f"{figure} is the {'most' if longest else 'fewest'} here."
    return f"{figure} s is the {'longest' if longest else 'shortest'} hold here."
