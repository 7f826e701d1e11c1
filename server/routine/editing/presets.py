"""The presets of a routine that somebody is writing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from server.errors import BadInput
from server.routine.editing.dose_inputs import parse_figure, parse_phases, parse_tempo
from server.routine.editing.rows import Rows, StepRow
from server.routine.model import DOSE_FIELDS
from server.routine.schema import MOST_PRESETS, PartKind, Range

#: The figures of exercises as a file holds them, by the ids of the exercises.
UsualFigures: TypeAlias = Mapping[str, Mapping[str, Any]]

#: Begins the name of a row that has no id yet.
_NEW = "#"
#: The key of a figure of a pause in its file.
_PAUSE_FIELDS = {"pause": "seconds"}
#: The lengths of a hold, one in place of the other.
_LENGTHS = frozenset({"seconds", "breaths"})
#: Characters of a preset's doses in a form.
_LONGEST_DOSES = 20_000


@dataclass(frozen=True, slots=True)
class PresetRow:
    """A preset as it is written."""

    name: str
    #: The figures of each step or block as a file holds them: by its old id, or by "#" and the key of a
    #: new row.
    doses: Mapping[str, Any]
    #: Other keys of a file with faults.
    other: Mapping[str, Any]

    @property
    def doses_text(self) -> str:
        """The doses as a form carries them along."""
        return json.dumps(self.doses, ensure_ascii=False, default=str)


def preset_rows(presets: Iterable[Any]) -> tuple[PresetRow, ...]:
    """Return the presets of a file; entries that are none are left out, for the file keeps them."""
    return tuple(
        PresetRow(str(preset.get("name", "")), preset["doses"], _other(preset))
        for preset in presets
        if isinstance(preset, Mapping) and isinstance(preset.get("doses"), Mapping)
    )


def preset_in(name: str, doses_text: str) -> PresetRow:
    """Return a preset that a form carried along.

    :raises BadInput: if somebody else changed it.
    """
    try:
        doses = json.loads(doses_text) if len(doses_text) <= _LONGEST_DOSES else None
    except (ValueError, RecursionError):
        doses = None
    if not isinstance(doses, dict):
        raise BadInput("The presets cannot be read. Load the page again.")
    return PresetRow(name, doses, {})


def preset_from(rows: Rows, name: str, usual: UsualFigures) -> PresetRow:
    """Return a preset of the present figures: what is typed for each row, or else what its exercise says.

    :raises BadInput: if there are none.
    """
    doses = {
        row.old_id or f"{_NEW}{row.key}": dose
        for row in rows
        if (dose := _present(_dose(row), usual.get(row.exercise, {})))
    }
    if not doses:
        raise BadInput("A preset keeps the figures of steps. Add a step first.")
    return PresetRow(" ".join(name.split()), doses, {})


def with_preset(presets: tuple[PresetRow, ...], preset: PresetRow) -> tuple[PresetRow, ...]:
    """Return the presets with one more, or with another in place of the one of that name.

    :raises BadInput: if there are too many, or if it has no name.
    """
    if not preset.name.strip():
        raise BadInput("Give the preset a name, such as Week 1.")
    if preset.name in {each.name for each in presets}:
        return tuple(preset if each.name == preset.name else each for each in presets)
    if len(presets) >= MOST_PRESETS:
        raise BadInput(f"A routine has at most {MOST_PRESETS} presets. Remove one first.")
    return (*presets, preset)


def dose_of(preset: PresetRow, row: StepRow) -> Mapping[str, Any]:
    """Return what a preset says of a row; empty if nothing."""
    dose = preset.doses.get(row.old_id or f"{_NEW}{row.key}")
    return dose if isinstance(dose, Mapping) else {}


def without_rows(presets: Iterable[PresetRow], keys: Collection[int]) -> tuple[PresetRow, ...]:
    """Return the presets without the figures of new rows that were removed, whose keys others may get."""
    gone = {f"{_NEW}{key}" for key in keys}
    kept = (
        replace(each, doses={name: dose for name, dose in each.doses.items() if name not in gone})
        if each.doses.keys() & gone
        else each
        for each in presets
    )
    return tuple(each for each in kept if each.doses)


def presets_document(
    presets: Iterable[PresetRow], ids: Mapping[int, str], removed: Collection[str]
) -> list[dict[str, Any]]:
    """Return the presets as a file holds them.

    :param ids: of each row in the file, by its key.
    :param removed: ids that the file has no longer; their doses are dropped.
    """
    new = {f"{_NEW}{key}": name for key, name in ids.items()}
    written = [
        {
            "name": " ".join(preset.name.split()),
            "doses": {
                new.get(name, name): dose
                for name, dose in preset.doses.items()
                if name in new or not name.startswith(_NEW)
            },
            **preset.other,
        }
        for preset in presets
    ]
    return presets_without(removed, written)


def presets_without(removed: Collection[str], presets: Iterable[Any]) -> list[Any]:
    """Return the presets of a file without the doses of removed parts; one with none left is dropped."""
    kept = []
    for preset in presets:
        doses = preset.get("doses") if isinstance(preset, dict) else None
        if isinstance(doses, dict) and doses.keys() & set(removed):
            left = {each: dose for each, dose in doses.items() if each not in removed}
            if left:
                kept.append({**preset, "doses": left})
        else:
            kept.append(preset)
    return kept


def _other(preset: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in preset.items() if key not in ("name", "doses")}


def _present(typed: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is typed, and what an exercise says where nothing stands in place of it."""
    replaced: set[str] = set()
    if typed.keys() & _LENGTHS:
        replaced |= _LENGTHS
        if isinstance(typed.get("seconds"), list) or not usual.keys() & _LENGTHS:
            replaced.add("reps")  # there are as many holds as rungs, or as many reps as one can
    present = {**{name: figure for name, figure in usual.items() if name not in replaced}, **typed}
    return {name: present[name] for name in DOSE_FIELDS if name in present}


def _dose(row: StepRow) -> dict[str, Any]:
    """Return the figures that are typed for a row, without their ranges."""
    dose: dict[str, Any] = {}
    for name in _figures(row.kind):
        figure = _figure(row.inputs, name)
        if figure is not None:
            dose[_PAUSE_FIELDS.get(name, name)] = figure
    return dose


def _figures(kind: PartKind) -> tuple[str, ...]:
    return ("pause", "skip", "say") if kind == "pause" else DOSE_FIELDS


def _figure(inputs: Mapping[str, str], name: str) -> Any:
    typed = inputs.get(name, "")
    match name:
        case "tempo":
            return parse_tempo(typed)
        case "phases":
            return parse_phases(typed)
        case "skip":
            return typed.strip() == "yes" or None
        case "say":
            return typed.strip() or None
    figure = parse_figure({name: typed}, name)
    return figure.get(next(iter(Range.model_fields))) if isinstance(figure, dict) else figure
