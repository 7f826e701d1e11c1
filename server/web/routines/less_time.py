"""What the sheet shows that makes a routine fit the time there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.routine import DOSE_FIELD_SPECS, Block, Dose, DoseField, Part
from server.routine.choices import PersonalRoutine, figure_in, shown_figure
from server.web.outline import block_name, nested

#: How much time the sheet offers, in minutes.
OFFERED = (5, 8, 10, 12)
_TIMES = {1: "once", 2: "twice"}
#: Figures that give way, in the order in which they are told.
_TOLD: tuple[DoseField, ...] = ("rounds", "sets", "reps", "seconds", "breaths", "rest", "set_rest")


@dataclass(frozen=True, slots=True)
class GivesWay:
    """A step or block that is done less, this once."""

    name: str
    #: Id of its exercise, for the drawing; empty for a block or a pause.
    exercise: str
    #: "once, not twice".
    what: str


def minutes_offered(length_ms: int, asked: int) -> int:
    """Return how much time is taken for granted: what was asked for, or the most that is less than usual."""
    less = [each for each in OFFERED if each * 60_000 < length_ms]
    return asked or (less or OFFERED)[-1 if less else 0]


def gives_way(usual: PersonalRoutine, shorter: PersonalRoutine) -> tuple[GivesWay, ...]:
    """Return what is done less in the shorter one, in the routine's order."""
    parts = [part for part, _ in nested(usual.routine.sequence)]
    told = [(part, _what(part, usual.doses[part.id], shorter.doses[part.id])) for part in parts]
    return tuple(_row(part, shorter.doses[part.id], what) for part, what in told if what)


def _row(part: Part, dose: Dose, what: str) -> GivesWay:
    if isinstance(part, Block):
        return GivesWay(block_name(part, dose.rounds), "", what)
    return GivesWay(part.exercise.name, "" if part.exercise.kind == "pause" else part.exercise.id, what)


def _what(part: Part, before: Dose, after: Dose) -> str:
    if after.skip != before.skip:
        return "left out today"
    return ", ".join(_changes(part, before, after))


def _changes(part: Part, before: Dose, after: Dose) -> Iterator[str]:
    for name in _TOLD:
        old, new = figure_in(before, name), figure_in(after, name)
        if old == new:
            continue
        unit = DOSE_FIELD_SPECS[name].unit
        held = isinstance(part, Block) or part.exercise.kind != "reps"
        label = {"rest": "rest ", "set_rest": "rest between sets "}.get(name, "")
        noun = {"rounds": " rounds", "breaths": " breaths", "sets": " sets", "reps": "" if held else " reps"}
        if name in ("sets", "reps") and held and new in _TIMES and isinstance(old, int):
            yield f"{_TIMES[int(new)]}, not {_TIMES.get(old, f'{old} times')}"
        elif unit:
            yield f"{label}{shown_figure(new)}\u00a0{unit}, not {shown_figure(old)}\u00a0{unit}"
        else:
            yield f"{shown_figure(new)}{noun.get(name, '')}, not {shown_figure(old)}"
