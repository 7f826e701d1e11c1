"""A routine that somebody is writing: what the form shows, and the values of the file that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.errors import BadInput
from server.routine.editing.ids import free_id
from server.routine.model import DOSE_FIELDS
from server.routine.schema import LONGEST_NUMBER, MOST_STEPS, RoutineDocument, StepDocument

#: Texts of a routine as the form names them; ``needs`` has one thing in each line.
TEXTS = ("name", "purpose", "how_often", "occasion", "needs", "source")
#: What a file need not say.
_DEFAULTS = {"occasion": "my own"}
_REQUIRED = frozenset({"name", "purpose"})
_RANGE_KEYS = {"": "default", ".min": "min", ".max": "max"}
#: What can be typed for a dose: "seconds" is its default, "seconds.min" and "seconds.max" are its range.
DOSE_INPUTS = tuple(f"{name}{suffix}" for name in DOSE_FIELDS for suffix in _RANGE_KEYS)
#: What can be typed for a step.
STEP_INPUTS = (*DOSE_INPUTS, "tempo")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as it is typed."""

    #: Names the row in its form; stays when the row moves.
    key: int
    exercise: str
    #: Id of the step in the file that is edited or copied; empty for a new step.
    old_id: str = ""
    #: What was typed, by the names of ``STEP_INPUTS``; an empty text means the exercise's own value.
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoutineDraft:
    """A routine as it is typed."""

    #: By the names of ``TEXTS``.
    texts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[StepRow, ...] = ()

    def with_added(self, exercise: str) -> RoutineDraft:
        """Return the draft with one more step.

        :raises BadInput: if there are too many.
        """
        if len(self.rows) >= MOST_STEPS:
            raise BadInput(f"A routine has at most {MOST_STEPS} steps. Remove one first.")
        key = max((row.key for row in self.rows), default=-1) + 1
        return replace(self, rows=(*self.rows, StepRow(key, exercise)))

    def without(self, key: int) -> RoutineDraft:
        """Return the draft without a row."""
        return replace(self, rows=tuple(row for row in self.rows if row.key != key))

    def with_moved(self, key: int, by: int) -> RoutineDraft:
        """Return the draft with a row moved down by some rows; it stops at either end."""
        rows = list(self.rows)
        at = next((index for index, row in enumerate(rows) if row.key == key), None)
        if at is None:
            return self
        row = rows.pop(at)
        rows.insert(max(0, at + by), row)
        return replace(self, rows=tuple(rows))


def draft_of(data: Mapping[str, Any]) -> RoutineDraft:
    """Return the draft of a file's values, with or without faults.

    :raises BadInput: if no form can show its steps.
    """
    texts = {name: _typed(data.get(name, _DEFAULTS.get(name, ""))) for name in TEXTS}
    rows = (
        StepRow(key, step["exercise"], step_id(step), step_inputs(step))
        for key, step in enumerate(_steps_in(data))
    )
    return RoutineDraft(texts, tuple(rows))


def routine_document(draft: RoutineDraft, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the file that a draft makes.

    :param base: values of the file that is edited or copied; gives what no form shows (presets, order).
    :raises BadInput: if the steps of the base are not steps.
    """
    document = {key: value for key, value in base.items() if key not in (*TEXTS, "steps")}
    for name in TEXTS:
        typed, old = draft.texts.get(name, ""), base.get(name)
        if old is not None and _same_text(old, typed):
            document[name] = old
        elif name in _REQUIRED or (typed.strip() and (old is not None or typed != _DEFAULTS.get(name))):
            document[name] = _lines(typed) if name == "needs" else " ".join(typed.split())
    old_steps = {step_id(step): step for step in reversed(_steps_in(base))}
    document["steps"] = _steps(draft.rows, old_steps)
    if isinstance(base.get("presets"), list):
        removed = old_steps.keys() - {row.old_id for row in draft.rows}
        document["presets"] = _presets_without(removed, base["presets"])
        if not document["presets"]:
            del document["presets"]
    return in_order(document, RoutineDocument.model_fields)


def old_step_indexes(draft: RoutineDraft, base: Mapping[str, Any]) -> list[int | None]:
    """Return for each row the index of its step in the base; ``None`` for a new step."""
    known: dict[str, int] = {}
    for index, step in enumerate(_steps_in(base)):
        known.setdefault(step_id(step), index)
    return [known.get(row.old_id) if row.old_id else None for row in draft.rows]


def step_id(step: Mapping[str, Any]) -> str:
    """Return the id of a step of a file."""
    return str(step.get("id", step.get("exercise")))


def in_order(document: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """Return a document with its keys in an order, unknown ones last."""
    known = [key for key in order if key in document]
    return {key: document[key] for key in (*known, *(key for key in document if key not in known))}


def parse_dose(inputs: Mapping[str, str], name: str) -> Any:
    """Return a dose field as a file holds it: a number, a range, or ``None`` if nothing was typed."""
    values = {
        key: _number(inputs[f"{name}{suffix}"])
        for suffix, key in _RANGE_KEYS.items()
        if inputs.get(f"{name}{suffix}", "").strip()
    }
    return values["default"] if values.keys() == {"default"} else values or None


def parse_tempo(typed: str) -> list[int | float | str] | None:
    """Return a tempo as a file holds it, from "3-1-3-0" or "3, 1, 3, 0"; ``None`` if nothing was typed."""
    phases = [_number(phase) for phase in re.split(r"[-,;/\s]+", typed.strip()) if phase]
    return phases or None


def step_inputs(step: Mapping[str, Any]) -> dict[str, str]:
    """Return the doses and the tempo of a step or an exercise of a file, as the form shows them."""
    inputs = {}
    for name in DOSE_FIELDS:
        written = step.get(name)
        values = written if isinstance(written, dict) else {"default": written}
        for suffix, key in _RANGE_KEYS.items():
            if values.get(key) is not None:
                inputs[f"{name}{suffix}"] = _typed(values[key])
    tempo = step.get("tempo")
    if tempo is not None:
        inputs["tempo"] = " - ".join(map(_typed, tempo)) if isinstance(tempo, list) else _typed(tempo)
    return inputs


def _number(typed: str) -> int | float | str:
    """Return the number that was typed, or the text if it is not a number."""
    typed = typed.strip()
    if len(typed) > LONGEST_NUMBER:
        return typed
    if re.fullmatch(r"-?[0-9]+", typed):
        return int(typed)
    return float(typed) if re.fullmatch(r"-?[0-9]+\.[0-9]+", typed) else typed


def _steps_in(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a file's values; none if there is no such key.

    :raises BadInput: if they are not a list of groups that name an exercise.
    """
    steps = data.get("steps", [])
    if not isinstance(steps, list) or not all(
        isinstance(step, dict) and isinstance(step.get("exercise"), str) for step in steps
    ):
        raise BadInput("The editor cannot show the steps of this file. Fix them with a text editor.")
    return steps


def _steps(rows: Iterable[StepRow], old: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = tuple(rows)
    taken = {row.old_id for row in rows if row.old_id}
    steps = []
    for row in rows:
        step = dict(old.get(row.old_id, {})) if row.old_id else {}
        if not step:
            step = {"exercise": row.exercise}
            new_id = free_id(row.exercise, taken)
            if new_id != row.exercise:
                step["id"] = new_id
            taken.add(new_id)
        steps.append(in_order(_with_inputs(step, row.inputs), StepDocument.model_fields))
    return steps


def _with_inputs(step: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, Any]:
    """Return a step with the values that were typed; one that was not touched stays as it is written."""
    shown, changed = step_inputs(step), dict(step)
    for name in (*DOSE_FIELDS, "tempo"):
        keys = (name,) if name == "tempo" else tuple(f"{name}{suffix}" for suffix in _RANGE_KEYS)
        if all(inputs.get(key, "").strip() == shown.get(key, "") for key in keys):
            continue
        value = parse_tempo(inputs.get(name, "")) if name == "tempo" else parse_dose(inputs, name)
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return changed


def _presets_without(removed: set[str], presets: Iterable[Any]) -> list[Any]:
    """Return the presets without the doses of removed steps; one with no doses left is dropped."""
    kept = []
    for preset in presets:
        doses = preset.get("doses") if isinstance(preset, dict) else None
        if isinstance(doses, dict) and doses.keys() & removed:
            left = {each: dose for each, dose in doses.items() if each not in removed}
            if left:
                kept.append({**preset, "doses": left})
        else:
            kept.append(preset)
    return kept


def _same_text(old: Any, typed: str) -> bool:
    return _lines(typed) == old if isinstance(old, list) else _typed(old).split() == typed.split()


def _lines(typed: str) -> list[str]:
    return [text for line in typed.splitlines() if (text := " ".join(line.split()))]


def _typed(value: Any) -> str:
    """Return a value of a file as a form shows it."""
    if isinstance(value, list):
        return "\n".join(map(_typed, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value)
