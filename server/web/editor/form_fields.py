"""The editor's forms: read into a draft, and the field that each fault belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from werkzeug.datastructures import MultiDict

from server.errors import ValuePath
from server.routine.editing import (
    EXERCISE_INPUTS,
    INPUTS,
    TEXTS,
    RoutineDraft,
    Rows,
    StepRow,
    row_at,
    settled,
)
from server.routine.library import EXERCISES
from server.routine.parsing import FileFault
from server.routine.schema import PartKind
from server.web.editor.preset_cards import presets_in
from server.web.fault_words import fault_in_words, message_in_words

#: Rows that are read from a form; a routine may have fewer.
_MOST_ROWS = 200
#: Digits of a row's key.
_LONGEST_ROW_KEY = 5
#: The kinds of a row in a form; any other is a step.
_KINDS: Mapping[str, PartKind] = {"pause": "pause", "block": "block"}


def row_key(typed: str) -> int | None:
    """Return the key of a row from a form; ``None`` if it is not one."""
    return int(typed) if typed.isdecimal() and len(typed) <= _LONGEST_ROW_KEY else None


def draft_in(form: MultiDict[str, str]) -> RoutineDraft:
    """Return the draft that a form holds, exactly as it was typed.

    :raises BadInput: if somebody changed its hidden fields.
    """
    texts = {name: form[name] for name in TEXTS if name in form}
    return RoutineDraft(texts, settled(rows_in(form)), presets_in(form))


def rows_in(form: MultiDict[str, str]) -> Rows:
    """Return the rows that a form holds, exactly as they were typed."""
    keys = dict.fromkeys(name for name in form.getlist("step") if row_key(name) is not None)
    return tuple(_row(form, key) for key in list(keys)[:_MOST_ROWS])


def fields_of(row: StepRow) -> list[tuple[str, str]]:
    """Return the fields of a row, from which ``rows_in`` makes the row again."""
    hidden = {"exercise": row.exercise, "old-id": row.old_id, "depth": str(row.depth), "like": row.like}
    kind = {} if row.kind == "step" else {"kind": row.kind}
    fields = {**hidden, **kind, **row.inputs}
    return [("step", str(row.key)), *((f"step.{row.key}.{name}", value) for name, value in fields.items())]


def chosen_in(form: MultiDict[str, str]) -> frozenset[int]:
    """Return the keys of the rows that are selected in a form."""
    return frozenset(key for typed in form.getlist("chosen") if (key := row_key(typed)) is not None)


def inputs_of(draft: RoutineDraft) -> dict[str, str]:
    """Return what a draft's form holds, by the full names of its fields."""
    rows = {f"step.{row.key}.{name}": typed for row in draft.rows for name, typed in row.inputs.items()}
    return {**draft.texts, **rows}


def routine_messages(faults: Iterable[FileFault], draft: RoutineDraft) -> dict[str, str]:
    """Return the message of each field of a routine's form that has a fault."""
    messages: dict[str, str] = {}
    for fault in faults:
        if fault.file.parent.name == EXERCISES:  # of a broken exercise that the routine uses
            continue
        row, rest = row_at(draft.rows, fault.path)
        if row:
            step = f"step.{row.key}"
            name = _field_at(rest, INPUTS[row.kind])
            if name and name in row.inputs:
                messages.setdefault(f"{step}.{name}", message_in_words(fault))
            else:
                messages.setdefault(step, fault_in_words(fault))
        elif fault.path[:1] == ("presets",) and len(fault.path) > 1:
            messages.setdefault(f"preset.{fault.path[1]}", fault_in_words(fault))
        elif name := _field_at(fault.path, (*TEXTS, "steps")):
            messages.setdefault(name, message_in_words(fault))
    return messages


def exercise_messages(faults: Iterable[FileFault]) -> dict[str, str]:
    """Return the message of each field of an exercise's form that has a fault."""
    messages: dict[str, str] = {}
    for fault in faults:
        name = _field_at(fault.path, EXERCISE_INPUTS)
        if name:
            messages.setdefault(name, message_in_words(fault))
    return messages


def _field_at(path: ValuePath, fields: Collection[str]) -> str:
    """Return the field in which the value at a path is typed; empty if there is none."""
    if len(path) > 1 and f"{path[0]}.{path[1]}" in fields:
        return f"{path[0]}.{path[1]}"
    return str(path[0]) if path and path[0] in fields else ""


def _row(form: MultiDict[str, str], key: str) -> StepRow:
    start = f"step.{key}."
    kind = _KINDS.get(form.get(f"{start}kind", ""), "step")
    depth = form.get(f"{start}depth", "")
    return StepRow(
        int(key),
        exercise=form.get(f"{start}exercise", ""),
        old_id=form.get(f"{start}old-id", ""),
        # What was not shown has no input, and stays as it is.
        inputs={name: form[f"{start}{name}"] for name in INPUTS[kind] if f"{start}{name}" in form},
        kind=kind,
        depth=int(depth) if depth.isdecimal() and len(depth) == 1 else 0,
        like=form.get(f"{start}like", ""),
    )
