"""The presets of a draft: read from its form, and shown there with what each of them changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from server.routine import DOSE_FIELD_SPECS, Exercise
from server.routine.choices import shown_figure
from server.routine.editing import PresetRow, RoutineDraft, StepRow, dose_of, preset_in
from server.routine.schema import MOST_PRESETS
from server.web.editor.row_names import row_name

#: Tells that the form shows the presets at all.
SHOWN = "presets"

#: Counts that say nothing.
_ONCE = (("reps", 1), ("sets", 1))


@dataclass(frozen=True, slots=True)
class PresetCard:
    """A preset in the form."""

    name: str
    #: As the form carries them along.
    doses_text: str
    #: "times of 4 steps, 1 step left out".
    facts: str
    #: "Run: hold 60 s", one for each row that it changes.
    lines: tuple[str, ...]


def presets_in(form: MultiDict[str, str]) -> tuple[PresetRow, ...] | None:
    """Return the presets of a form; ``None`` if it does not show them.

    :raises BadInput: if somebody else changed them.
    """
    if SHOWN not in form:
        return None
    places = [place for place in range(MOST_PRESETS) if f"preset.{place}.doses" in form]
    return tuple(
        preset_in(form.get(f"preset.{place}.name", ""), form[f"preset.{place}.doses"]) for place in places
    )


def preset_cards(draft: RoutineDraft, exercises: Mapping[str, Exercise]) -> tuple[PresetCard, ...]:
    """Return the presets as the form shows them."""
    return tuple(
        PresetCard(
            preset.name, preset.doses_text, _facts(preset, draft), tuple(_lines(preset, draft, exercises))
        )
        for preset in draft.presets or ()
    )


def _facts(preset: PresetRow, draft: RoutineDraft) -> str:
    """Return how many steps a preset changes or leaves out."""
    doses = [dose for row in draft.rows if row.kind != "block" and (dose := dose_of(preset, row))]
    out = sum(bool(dose.get("skip")) for dose in doses)
    changed = sum(any(name != "skip" for name in dose) for dose in doses)
    told = (f"times of {_steps(changed)}" if changed else "", f"{_steps(out)} left out" if out else "")
    return ", ".join(filter(None, told)) or "nothing left out"


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def _lines(preset: PresetRow, draft: RoutineDraft, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    for row in draft.rows:
        dose = dose_of(preset, row)
        if dose:
            told = (each for each in dose.items() if each not in _ONCE)
            figures = ", ".join(_figure(name, value, row, exercises) for name, value in told)
            yield f"{_name(row, exercises)}: {figures}"


def _name(row: StepRow, exercises: Mapping[str, Exercise]) -> str:
    return "Block" if row.kind == "block" else row_name(row, exercises)


def _figure(name: str, value: Any, row: StepRow, exercises: Mapping[str, Exercise]) -> str:
    exercise = exercises.get(row.exercise)
    spec = next((each for field, each in DOSE_FIELD_SPECS.items() if field == name), None)
    label = (spec.label_for(exercise.kind) if exercise else spec.label).lower() if spec else name
    if name == "skip":
        return "left out" if value else "done"
    figure = shown_figure(tuple(value)) if isinstance(value, list) else str(value)
    return f"{label} {figure}{' s' if spec and spec.unit and isinstance(value, int) else ''}"
