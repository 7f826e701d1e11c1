"""A routine that somebody is writing: what the form shows, and the file's content that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.errors import BadInput
from server.routine.model import DOSE_FIELDS
from server.routine.schema.documents import MOST_STEPS, RoutineDocument, StepDocument

#: Texts of a routine as the form names them; ``needs`` has one thing in each line.
TEXTS = ("name", "purpose", "how_often", "occasion", "needs", "source")
#: Need not be written.
_USUAL = {"occasion": "my own"}
_REQUIRED = frozenset({"name", "purpose"})
#: What may be typed for a step: "seconds" is the dose, "seconds.min" and "seconds.max" are its limits.
FIGURES = (*(f"{name}{part}" for name in DOSE_FIELDS for part in ("", ".min", ".max")), "tempo")
_PARTS = {"": "default", ".min": "min", ".max": "max"}


@dataclass(frozen=True, slots=True)
class Row:
    """A step, as it is typed."""

    #: Names the row in its form; stays when the row moves.
    key: int
    exercise: str
    #: Id of the step in the file from which the row comes; nothing for a new one.
    was: str = ""
    #: By the names of ``FIGURES``; an empty one is the exercise's own.
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A routine, as it is typed."""

    texts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def with_added(self, exercise: str) -> Draft:
        """Return the draft with one more step.

        :raises BadInput: if there are too many.
        """
        if len(self.rows) >= MOST_STEPS:
            raise BadInput(f"A routine has at most {MOST_STEPS} steps. Remove one first.")
        key = max((row.key for row in self.rows), default=-1) + 1
        return replace(self, rows=(*self.rows, Row(key, exercise)))

    def without(self, key: int) -> Draft:
        """Return the draft without a row."""
        return replace(self, rows=tuple(row for row in self.rows if row.key != key))

    def with_moved(self, key: int, by: int) -> Draft:
        """Return the draft with a row so many places further down; at an end it stays."""
        rows = list(self.rows)
        at = next((index for index, row in enumerate(rows) if row.key == key), None)
        if at is None:
            return self
        row = rows.pop(at)
        rows.insert(max(0, at + by), row)
        return replace(self, rows=tuple(rows))


def draft_of(data: Mapping[str, Any]) -> Draft:
    """Return the draft of a file's content, sound or not.

    :raises BadInput: if its steps cannot be shown in a form.
    """
    steps = data.get("steps", [])
    if not isinstance(steps, list) or not all(
        isinstance(step, dict) and isinstance(step.get("exercise"), str) for step in steps
    ):
        raise BadInput("The steps of this file cannot be shown here. Mend it with a text editor.")
    texts = {name: _typed(data.get(name, _USUAL.get(name, ""))) for name in TEXTS}
    rows = (Row(key, step["exercise"], step_id(step), figures_of(step)) for key, step in enumerate(steps))
    return Draft(texts, tuple(rows))


def document_of(draft: Draft, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file is to hold: the draft, and of the base what no form shows (presets, order)."""
    document = {key: value for key, value in base.items() if key not in (*TEXTS, "steps")}
    for name in TEXTS:
        typed, old = draft.texts.get(name, ""), base.get(name)
        if old is not None and _same_text(old, typed):
            document[name] = old
        elif name in _REQUIRED or (typed.strip() and (old is not None or typed != _USUAL.get(name))):
            document[name] = _needs(typed) if name == "needs" else " ".join(typed.split())
    document["steps"] = _steps(draft.rows, base)
    if isinstance(base.get("presets"), list):
        document["presets"] = _presets(base["presets"], removed=_ids(base) - {row.was for row in draft.rows})
        if not document["presets"]:
            del document["presets"]
    return in_order(document, RoutineDocument.model_fields)


def origins(draft: Draft, base: Mapping[str, Any]) -> list[int | None]:
    """Return for each row the index of its step in the file; nothing for a new one."""
    known: dict[str, int] = {}
    for index, step in enumerate(base.get("steps", ())):
        known.setdefault(step_id(step), index)
    return [known.get(row.was) if row.was else None for row in draft.rows]


def step_id(step: Mapping[str, Any]) -> str:
    """Return the id of a step of a file."""
    return str(step.get("id", step.get("exercise")))


def in_order(document: Mapping[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """Return a document with its keys in the usual order, unknown ones last."""
    known = [key for key in order if key in document]
    return {key: document[key] for key in (*known, *(key for key in document if key not in known))}


def number(typed: str) -> int | float | str:
    """Return the number that was typed, or the text if it is none."""
    typed = typed.strip()
    if re.fullmatch(r"-?[0-9]{1,9}", typed):
        return int(typed)
    return float(typed) if re.fullmatch(r"-?[0-9]{1,6}\.[0-9]{1,6}", typed) else typed


def figure_of(figures: Mapping[str, str], name: str) -> Any:
    """Return a dose as a file holds it: a number, a range, or nothing if nothing was typed."""
    parts = {
        key: number(figures[f"{name}{part}"])
        for part, key in _PARTS.items()
        if figures.get(f"{name}{part}", "").strip()
    }
    return parts["default"] if parts.keys() == {"default"} else parts or None


def phases_of(typed: str) -> list[int | float | str] | None:
    """Return a tempo as a file holds it, of what was typed: "3-1-3-0" or "3, 1, 3, 0"; nothing if empty."""
    phases = [number(phase) for phase in re.split(r"[-,;/\s]+", typed.strip()) if phase]
    return phases or None


def figures_of(step: Mapping[str, Any]) -> dict[str, str]:
    """Return the doses of a step or an exercise of a file, as the form shows them."""
    figures = {}
    for name in DOSE_FIELDS:
        written = step.get(name)
        parts = written if isinstance(written, dict) else {"default": written}
        for part, key in _PARTS.items():
            if parts.get(key) is not None:
                figures[f"{name}{part}"] = _typed(parts[key])
    tempo = step.get("tempo")
    if tempo is not None:
        figures["tempo"] = " - ".join(map(_typed, tempo)) if isinstance(tempo, list) else _typed(tempo)
    return figures


def _steps(rows: Iterable[Row], base: Mapping[str, Any]) -> list[dict[str, Any]]:
    old = {step_id(step): step for step in reversed(base.get("steps", ()))}
    rows = tuple(rows)
    taken = {row.was for row in rows if row.was}
    steps = []
    for row in rows:
        step = dict(old.get(row.was, {})) if row.was else {}
        if not step:
            step = {"exercise": row.exercise}
            own_id = _own_id(row.exercise, taken)
            if own_id != row.exercise:
                step["id"] = own_id
            taken.add(own_id)
        steps.append(in_order(_with_figures(step, row.figures), StepDocument.model_fields))
    return steps


def _own_id(exercise: str, taken: set[str]) -> str:
    count, own = 1, exercise
    while own in taken:
        count += 1
        own = f"{exercise[:58]}-{count}"
    return own


def _with_figures(step: Mapping[str, Any], figures: Mapping[str, str]) -> dict[str, Any]:
    """Return a step with the figures that were typed; one that was not touched stays as it is written."""
    shown, changed = figures_of(step), dict(step)
    for name in (*DOSE_FIELDS, "tempo"):
        parts = (name,) if name == "tempo" else tuple(f"{name}{part}" for part in _PARTS)
        if all(figures.get(part, "").strip() == shown.get(part, "") for part in parts):
            continue
        figure = phases_of(figures.get(name, "")) if name == "tempo" else figure_of(figures, name)
        changed.pop(name, None)
        if figure is not None:
            changed[name] = figure
    return changed


def _presets(presets: Iterable[Any], removed: set[str]) -> list[Any]:
    """Return the presets without the steps that were removed."""
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


def _ids(base: Mapping[str, Any]) -> set[str]:
    return {step_id(step) for step in base.get("steps", ())}


def _same_text(old: Any, typed: str) -> bool:
    return _needs(typed) == old if isinstance(old, list) else _typed(old).split() == typed.split()


def _needs(typed: str) -> list[str]:
    return [need for line in typed.splitlines() if (need := " ".join(line.split()))]


def _typed(value: Any) -> str:
    """Return a value of a file as a form shows it."""
    if isinstance(value, list):
        return "\n".join(map(_typed, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value)
