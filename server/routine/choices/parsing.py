"""What a form or a command line asks for, read once; whatever cannot be accepted is a fault with its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, get_args

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.choices.changes import (
    HIGHEST_PERCENT,
    LOWEST_PERCENT,
    Changes,
    DoseChange,
    ResetDoses,
    ScaleHolds,
    SetFigure,
    TakePreset,
    TapFigure,
)
from server.routine.choices.doses import dose_field, part_named
from server.routine.choices.figures import SWITCHES, TEXTS, Direction, figure_fault
from server.routine.choices.settings import parse_settings
from server.routine.choices.swaps import ANYWAY, INSTEAD, WHY, anyway_of, reason_of, swap_of
from server.routine.choices.typed import read_figure
from server.routine.model import Routine
from server.suggestions import suggestion

_Given = TypeVar("_Given")
_Parsed = TypeVar("_Parsed")

#: Fields of a form that change several doses; they come before single figures, in this order.
_ACTIONS = ("reset", "preset", "all")
_DIRECTIONS: dict[str, Direction] = {direction: direction for direction in get_args(Direction)}
#: A number of more digits is above every limit.
_MOST_DIGITS = 9


def parse_changes(routine: Routine, fields: Iterable[tuple[str, str]]) -> Changes:
    """Read the fields of a form: actions, then figures, and settings.

    A figure is a field such as ``calf.seconds``, or the value of a field ``set`` as on the command line.

    Fields with other names are left alone.

    :raises BadInput: with a fault for each field that cannot be accepted.
    """
    fields = tuple(fields)
    actions = [field for action in _ACTIONS for field in fields if field[0] == action]
    figures = [field for field in fields if "." in field[0] or field[0] == "set"]
    changes, faults = _of_routine(routine, [*actions, *figures])
    settings, more_faults = _parsed(parse_settings, [dict(fields)])
    if faults or more_faults:
        raise BadInput(faults=[*faults, *more_faults])
    return replace(changes, settings=settings[0])


def parse_assignments(routine: Routine, assignments: Iterable[str]) -> Changes:
    """Read what a command line assigns, such as ``calf.seconds=45``, in its order.

    :raises BadInput: with a fault for each assignment that cannot be accepted.
    """
    fields, malformed = _parsed(_assigned, assignments)
    changes, faults = _of_routine(routine, fields)
    if faults or malformed:
        raise BadInput(faults=[*faults, *malformed])
    return changes


def parse_swaps(routine: Routine, assignments: Iterable[str]) -> Mapping[str, str]:
    """Read only what a command line swaps, such as ``calf.instead=towel-calf``.

    The figures of a swapped step are those of its other exercise, so swaps are made before these are read.

    :raises BadInput: with a fault for each swap that cannot be accepted.
    """
    fields, _ = _parsed(_assigned, assignments)
    changes, faults = _of_routine(routine, [field for field in fields if field[0].endswith(f".{INSTEAD}")])
    if faults:
        raise BadInput(faults=faults)
    return changes.swaps


def _of_routine(routine: Routine, fields: Sequence[tuple[str, str]]) -> tuple[Changes, list[Fault]]:
    """Read the fields that are not settings; what cannot be accepted is a fault."""
    groups: dict[str, list[tuple[str, str]]] = {INSTEAD: [], WHY: [], ANYWAY: [], "": []}
    swaps: dict[str, str] = {}
    anyway: dict[str, bool] = {}
    assigned, malformed = _parsed(_assigned, [written for name, written in fields if name == "set"])
    for name, written in [*(field for field in fields if field[0] != "set"), *assigned]:
        part, _, last = name.rpartition(".")
        groups[last if part and last in groups else ""].append((name, written))
        if name == "reset":
            swaps.update({step.id: "" for step in routine.steps if step.exercise.kind != "pause"})
            anyway.update(dict.fromkeys(swaps, False))
    doses, faults = _parsed(lambda field: _dose_change(routine, *field), groups[""])
    named, swap_faults = _parsed(lambda field: swap_of(routine, *_part(field)), groups[INSTEAD])
    reasons, reason_faults = _parsed(lambda field: reason_of(routine, *_part(field)), groups[WHY])
    same, anyway_faults = _parsed(lambda field: anyway_of(routine, *_part(field)), groups[ANYWAY])
    swaps.update(named)
    anyway.update(same)
    all_faults = [*faults, *malformed, *swap_faults, *reason_faults, *anyway_faults]
    return Changes(tuple(doses), swaps=swaps, reasons=dict(reasons), anyway=anyway), all_faults


def _part(field: tuple[str, str]) -> tuple[str, str]:
    return field[0].rpartition(".")[0], field[1].strip()


def _parsed(parse: Callable[[_Given], _Parsed], items: Iterable[_Given]) -> tuple[list[_Parsed], list[Fault]]:
    """Parse each item by itself, so that a fault in one hides none in the others."""
    parsed: list[_Parsed] = []
    faults: list[Fault] = []
    for item in items:
        try:
            parsed.append(parse(item))
        except BadInput as error:
            faults.extend(error.faults)
    return parsed, faults


def _assigned(assignment: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in assignment.partition("="))
    if not (equals and name.rpartition(".")[0]):
        message = f"{quoted(assignment)}: write it as STEP.seconds=45"
        raise BadInput(faults=[Fault((), message)])
    return name, value


def _dose_change(routine: Routine, name: str, written: str) -> DoseChange:
    match name:
        case "reset":
            return ResetDoses()
        case "preset":
            return _preset(routine, written)
        case "all":
            return _scale(written.strip())
        case _:
            return _figure(routine, name, written.strip())


def _preset(routine: Routine, written: str) -> TakePreset:
    presets = {preset.name: preset for preset in routine.presets}
    if written not in presets:
        known = suggestion(written, presets)
        message = f"{routine.id} has no preset {quoted(written)}{known}"
        raise BadInput(faults=[Fault(("preset",), message)])
    return TakePreset(presets[written])


def _scale(written: str) -> ScaleHolds:
    if not _is_number(written):
        message = f"{quoted(written)}: write a whole percentage, such as 125"
        raise BadInput(faults=[Fault(("all",), message)])
    if not LOWEST_PERCENT <= int(written) <= HIGHEST_PERCENT:
        message = f"{written} percent: write a number from {LOWEST_PERCENT} to {HIGHEST_PERCENT}"
        raise BadInput(faults=[Fault(("all",), message)])
    return ScaleHolds(int(written))


def _figure(routine: Routine, full_name: str, written: str) -> DoseChange:
    part_id, _, field = full_name.rpartition(".")
    part = part_named(routine, part_id)
    name = dose_field(part, field)
    if written in _DIRECTIONS and name not in TEXTS | SWITCHES:
        return TapFigure(part.id, name, _DIRECTIONS[written])
    try:
        figure = read_figure(part, name, written)
    except ValueError as error:
        raise BadInput(faults=[Fault((part.id, name), str(error))]) from error
    fault = figure_fault(part, name, figure)
    if fault:
        raise BadInput(faults=[Fault((part.id, name), fault)])
    return SetFigure(part.id, name, figure)


def _is_number(written: str) -> bool:
    return re.fullmatch(f"[0-9]{{1,{_MOST_DIGITS}}}", written) is not None
