"""One figure of a dose: what may be chosen, and how a choice is kept within that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from server.routine.doses import DOSE_FIELD_SPECS, LONGEST_SENTENCE, MOST_RUNGS, FigureSpec
from server.routine.model import DOSE_FIELDS, Amount, Block, DoseField, Figure, Part, Step
from server.routine.pacing import tempo_fault

#: A tap on minus, or on plus.
Direction = Literal["less", "more"]
#: Fields that hold a sentence; the limits of their amounts are numbers of characters.
TEXTS: frozenset[DoseField] = frozenset({"say"})
#: Fields that are yes or no.
SWITCHES: frozenset[DoseField] = frozenset({"skip"})
#: Fields that always hold several numbers.
LISTS: frozenset[DoseField] = frozenset({"tempo", "phases"})
#: Fields that a step may have although nothing states them: the coach then does what it usually does.
_UNSTATED: tuple[DoseField, ...] = ("set_rest", "move")


def choosable(part: Part) -> Mapping[DoseField, Amount]:
    """Return what may be chosen for a step or block, in the order of the fields of a dose.

    Those that it need not have, such as ``move``, are missing if nothing states them; see :func:`limits_of`.
    """
    amounts = {**part.amounts, "skip": Amount(part.skip, 0, 1)}
    if isinstance(part, Step):
        amounts["say"] = Amount(part.say, 0, LONGEST_SENTENCE)
    return {name: amounts[name] for name in DOSE_FIELDS if name in amounts}


def possible_fields(part: Part) -> tuple[DoseField, ...]:
    """Return the fields that a choice or a preset may set, in the order of the fields of a dose."""
    return tuple(name for name in DOSE_FIELDS if name in choosable(part) or _unstated(part, name))


def limits_of(part: Part, name: DoseField) -> Amount | None:
    """Return the amount of a field with its limits; None if the part has no such field.

    For a field that it need not have, and that nothing states, the default is the lowest value.
    """
    spec = _unstated(part, name)
    return Amount(spec.lowest, spec.lowest, spec.highest) if spec else choosable(part).get(name)


def default_of(part: Part, name: DoseField) -> Figure | None:
    """Return what applies where nothing is chosen; None if the coach does what it usually does."""
    amount = choosable(part).get(name)
    return amount.default if amount else None


def is_ladder(part: Part, name: DoseField) -> bool:
    """Tell whether a field may be a ladder in place of one number."""
    return name == "seconds" and isinstance(part, Step) and part.exercise.kind != "pause"


def clamped(value: Figure, amount: Amount) -> Figure:
    """Return the allowed value nearest to the given one; a sentence is cut."""
    if isinstance(value, tuple):
        return tuple(_inside(each, *_limits(amount, index)) for index, each in enumerate(value))
    if isinstance(value, str):
        return value[:LONGEST_SENTENCE]
    lowest, highest = _limits(amount, 0)
    within = int(_inside(value, lowest, highest))
    return bool(within) if isinstance(amount.default, bool) else within


def after_tap(value: Figure, name: DoseField, direction: Direction, amount: Amount) -> Figure:
    """Return where a tap on minus or plus leads: to the next multiple, within the range.

    Of several numbers, such as the rungs of a ladder, each moves.
    """
    tap = DOSE_FIELD_SPECS[name].tap
    if isinstance(value, tuple):
        moved = tuple(_next_multiple(int(each), tap, direction) for each in value)
        return clamped(moved, amount)
    return value if isinstance(value, str) else clamped(_next_multiple(value, tap, direction), amount)


def out_of_range(amount: Amount, value: Figure, owner: str = "") -> str:
    """Return why a value cannot be chosen and what can; an empty string if it can be.

    :param owner: whose range it is, such as " of calf".
    """
    if isinstance(value, tuple):
        faults = (_out_of(*_limits(amount, index), each, owner) for index, each in enumerate(value))
        return next(filter(None, faults), "")
    if isinstance(value, str):
        return "" if len(value) <= LONGEST_SENTENCE else f"write at most {LONGEST_SENTENCE} characters"
    return _out_of(*_limits(amount, 0), value, owner)


def list_fault(part: Part, name: DoseField, value: tuple[float, ...]) -> str:
    """Return why a list of numbers does not fit a field; an empty string if it does."""
    if name == "tempo":
        return tempo_fault(value) if len(value) == 4 else "write four numbers: up, hold, down, pause"
    if name == "phases":
        own = part.amounts["phases"].default
        count = len(own) if isinstance(own, tuple) else 0
        return "" if len(value) == count else f"{part.id} has {count} phases; write as many numbers"
    if not is_ladder(part, name):
        return "write one number"
    return "" if 0 < len(value) <= MOST_RUNGS else f"a ladder has at most {MOST_RUNGS} rungs"


def figure_fault(part: Part, name: DoseField, value: Figure, owner: str = "") -> str:
    """Return why a figure cannot be that of a step or block; an empty string if it can.

    :param owner: whose range it is, such as " of calf".
    """
    amount = limits_of(part, name)
    if amount is None:
        return f"{part.id} has no {name}; delete the line"
    if isinstance(value, tuple):
        fault = list_fault(part, name, value)
        if fault:
            return fault
    elif name in LISTS:
        return "write a list of numbers"
    return out_of_range(amount, value, owner)


def _unstated(part: Part, name: DoseField) -> FigureSpec | None:
    """Return the figure of a field that a step may have although nothing states it."""
    if isinstance(part, Block) or part.exercise.kind == "pause":
        return None
    return DOSE_FIELD_SPECS[name].step if name in _UNSTATED and name not in part.amounts else None


def _limits(amount: Amount, index: int) -> tuple[float, float]:
    """Return the limits of one number of an amount."""
    lowest, highest = amount.lowest, amount.highest
    return (
        lowest[min(index, len(lowest) - 1)] if isinstance(lowest, tuple) else lowest,
        highest[min(index, len(highest) - 1)] if isinstance(highest, tuple) else highest,
    )


def _inside(value: float, lowest: float, highest: float) -> float:
    return min(max(value, lowest), highest)


def _next_multiple(value: int, tap: int, direction: Direction) -> int:
    return (value // tap + 1 if direction == "more" else (value - 1) // tap) * tap


def _out_of(lowest: float, highest: float, value: float, owner: str) -> str:
    if lowest <= value <= highest:
        return ""
    if lowest == highest:
        return f"{value:g} cannot be chosen; it is always {lowest:g}"
    side, limit = ("above the highest", highest) if value > highest else ("below the lowest", lowest)
    return f"{value:g} is {side}{owner}, {limit:g}; write a number from {lowest:g} to {highest:g}"
