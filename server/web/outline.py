"""What a routine consists of, in lines: its steps, pauses and blocks, each with its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.routine import DOSE_FIELD_SPECS, Block, DoseField, Exercise, Part, Routine, Step
from server.routine.choices import shown_figure

#: Figures that say how a block is done, and are part of its name.
_NAMED: frozenset[DoseField] = frozenset({"rounds"})
#: How often something is done, and what need not be said if it is done once.
_COUNTS: tuple[DoseField, ...] = ("reps", "sets")
_WHEN_REPEATED: frozenset[DoseField] = frozenset({*_COUNTS, "rest", "set_rest"})


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A step, a pause or a block."""

    #: Counts the steps; 0 for what is no step.
    number: int
    #: How many blocks are around it.
    depth: int
    name: str
    #: "hold 30 s, holds 2, rest 5 s".
    figures: str
    #: None for a pause or a block.
    exercise: Exercise | None
    is_pause: bool


def outline(routine: Routine) -> tuple[OutlineLine, ...]:
    """Return the lines of a routine with its own doses."""
    lines, number = [], 0
    for part, depth in nested(routine.sequence):
        exercise = part.exercise if isinstance(part, Step) and part.exercise.kind != "pause" else None
        number += exercise is not None
        name = part.exercise.name if isinstance(part, Step) else block_name(part, _rounds(part))
        is_pause = isinstance(part, Step) and part.exercise.kind == "pause"
        lines.append(OutlineLine(number if exercise else 0, depth, name, _figures(part), exercise, is_pause))
    return tuple(lines)


def nested(parts: Iterable[Part], depth: int = 0) -> Iterator[tuple[Part, int]]:
    """Yield steps, pauses and blocks with the number of blocks around each, a block before what it holds."""
    for part in parts:
        yield part, depth
        if isinstance(part, Block):
            yield from nested(part.sequence, depth + 1)


def block_name(block: Block, rounds: int) -> str:
    """Return what a block does with its steps: "3 rounds", "One side, then the other"."""
    words = [f"{rounds} round{'' if rounds == 1 else 's'}"] if "rounds" in block.amounts else []
    words += ["one side, then the other"] if block.by_side else []
    return ", ".join(words).capitalize()


def _rounds(block: Block) -> int:
    amount = block.amounts.get("rounds")
    return amount.default if amount and isinstance(amount.default, int) else 1


def _figures(part: Part) -> str:
    once = isinstance(part, Step) and all(_is_one(part, name) for name in _COUNTS)
    hidden = _NAMED | (_WHEN_REPEATED if once else frozenset())
    figures = [_figure(part, name) for name in part.amounts if name not in hidden]
    said = [f"“{part.say}”"] if isinstance(part, Step) and part.say else []
    return ", ".join([*filter(None, figures), *said])


def _is_one(part: Part, name: DoseField) -> bool:
    return name not in part.amounts or part.amounts[name].default == 1


def _figure(part: Part, name: DoseField) -> str:
    """Return a figure as "hold 30 s"; empty for a rest, or for a way, that there is not."""
    spec, figure = DOSE_FIELD_SPECS[name], part.amounts[name].default
    if name in ("rest", "move") and not figure:
        return ""
    label = spec.label_for(part.exercise.kind) if isinstance(part, Step) else spec.label
    return f"{label.lower()} {shown_figure(figure)}{' s' if spec.unit else ''}"
