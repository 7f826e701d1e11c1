"""A tap on minus or plus at a figure that somebody is writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from server.routine.choices import Direction, after_tap
from server.routine.doses import PAUSE, FigureSpec, block_figures, step_figures
from server.routine.durations import parse_seconds
from server.routine.editing.dose_inputs import parse_figure, shown
from server.routine.editing.rows import StepRow
from server.routine.model import DOSE_FIELDS, Amount, DoseField


def with_tap(row: StepRow, name: str, direction: Direction, amounts: Mapping[DoseField, Amount]) -> StepRow:
    """Return a row with the next figure down or up; unchanged if what is typed there is none.

    :param amounts: of the row's exercise; where nothing is typed the tap begins at its default.
    """
    field: DoseField | None = "seconds" if name == "pause" else _FIELDS.get(name)
    amount = _amount(row, name, amounts)
    if field is None or amount is None:
        return row
    typed = row.inputs.get(name, "").strip()
    value = _figure(typed, name) if typed else amount.default
    if value is None:
        return row
    after = after_tap(value, field, direction, amount)
    written = list(after) if isinstance(after, tuple) else after
    return replace(row, inputs={**row.inputs, name: shown(written)})


_FIELDS: Mapping[str, DoseField] = {name: name for name in DOSE_FIELDS}


def _amount(row: StepRow, name: str, amounts: Mapping[DoseField, Amount]) -> Amount | None:
    """Return how far a figure goes: as far as the row says, its exercise, or else any file."""
    spec = _spec(row, name)
    field = _FIELDS.get(name)
    if row.kind == "step" and field is not None and field in amounts:
        usual = amounts[field]
    elif spec:
        default = spec.lowest if spec.default is None else spec.default
        usual = Amount(default, spec.lowest, spec.highest)
    else:
        return None
    lowest, highest = (_figure(row.inputs.get(f"{name}{end}", ""), name) for end in (".min", ".max"))
    return replace(
        usual,
        lowest=usual.lowest if lowest is None else lowest,
        highest=usual.highest if highest is None else highest,
    )


def _spec(row: StepRow, name: str) -> FigureSpec | None:
    if row.kind == "pause":
        return PAUSE if name == "pause" else None
    specs = block_figures() if row.kind == "block" else step_figures()
    return next((spec for field, spec in specs.items() if field == name), None)


def _figure(typed: str, name: str) -> int | tuple[float, ...] | None:
    """Return the figure that was typed; ``None`` if it is none."""
    written = parse_figure({name: typed}, name)
    values = written if isinstance(written, list) else [written]
    seconds = tuple(_seconds(each) for each in values)
    found = tuple(each for each in seconds if each is not None)
    if len(found) < len(seconds):
        return None
    return found if isinstance(written, list) else found[0]


def _seconds(written: object) -> int | None:
    if isinstance(written, str):
        try:
            return parse_seconds(written)
        except ValueError:
            return None
    return int(written) if isinstance(written, int | float) else None
