"""The editor's forms: read into a draft, and shown again with each fault beside its field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from server.errors import ValuePath
from server.routine import DOSE_FIELD_SPECS, Amount, DoseField, Exercise, Kind
from server.routine.editing import (
    EXERCISE_INPUTS,
    INPUTS,
    STEP_FIGURES,
    TEXTS,
    RoutineDraft,
    StepRow,
    row_at,
    settled,
)
from server.routine.library import EXERCISES
from server.routine.parsing import FileFault
from server.routine.schema import PartKind
from server.web import formatting

#: Rows that are read from a form; a routine may have fewer.
_MOST_ROWS = 200
#: Digits of a row's key.
_LONGEST_ROW_KEY = 5
#: The inputs that are shown at once; the others are one tap away.
_FIRST: dict[Kind, tuple[DoseField, ...]] = {"reps": ("sets", "reps")}
_USUALLY_FIRST: tuple[DoseField, ...] = ("seconds", "breaths", "reps")
#: The inputs of what is no step, with what they are called.
_OF_PAUSE = {"pause": ("Pause", "s"), "say": ("What for", "")}
_OF_BLOCK = {"rounds": ("Rounds", ""), "rest": ("Rest between rounds", "s")}
#: The kinds of a row in a form; any other is a step.
_KINDS: Mapping[str, PartKind] = {"pause": "pause", "block": "block"}


@dataclass(frozen=True, slots=True)
class DoseInput:
    """The inputs of one dose field of a step: its default, and the range in which it may be changed."""

    #: Name of the input of the default: ``step.3.seconds``.
    name: str
    label: str
    unit: str
    value: str
    lowest: str
    highest: str
    #: What applies where nothing is typed; ``None`` if the exercise is unknown or has no such dose.
    usual: Amount | None
    fault: str
    lowest_fault: str
    highest_fault: str


@dataclass(frozen=True, slots=True)
class StepRowCard:
    """A step, a pause or a block in the form."""

    key: int
    kind: PartKind
    #: How many blocks are around it.
    depth: int
    #: Counts the steps; 0 for what is no step.
    number: int
    exercise: str
    old_id: str
    #: Id of what it is a copy of.
    like: str
    name: str
    #: Spoken before the step begins; empty if the exercise is unknown.
    instruction: str
    form_cue: str
    figure_alt: str
    first: tuple[DoseInput, ...]
    more: tuple[DoseInput, ...]
    #: The tempo that was typed; ``None`` for an exercise without one.
    tempo: str | None
    usual_tempo: str
    #: What is wrong with the step as a whole.
    fault: str
    tempo_fault: str
    #: Whether the inputs that matter less are shown at once.
    more_open: bool


def row_key(typed: str) -> int | None:
    """Return the key of a row from a form; ``None`` if it is not one."""
    return int(typed) if typed.isdecimal() and len(typed) <= _LONGEST_ROW_KEY else None


def draft_in(form: MultiDict[str, str]) -> RoutineDraft:
    """Return the draft that a form holds, exactly as it was typed."""
    texts = {name: form[name] for name in TEXTS if name in form}
    keys = dict.fromkeys(name for name in form.getlist("step") if row_key(name) is not None)
    return RoutineDraft(texts, settled([_row(form, key) for key in list(keys)[:_MOST_ROWS]]))


def step_row_cards(
    draft: RoutineDraft, exercises: Mapping[str, Exercise], messages: Mapping[str, str]
) -> tuple[StepRowCard, ...]:
    """Return the steps as the form shows them.

    :param messages: what is wrong, by the names of the fields; ``step.3`` is a step as a whole.
    """
    cards, number = [], 0
    for row in draft.rows:
        if row.kind == "step":
            number += 1
            cards.append(_card(number, row, exercises.get(row.exercise), messages))
        else:
            cards.append(_plain_card(row, messages))
    return tuple(cards)


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
                messages.setdefault(f"{step}.{name}", fault.message)
            else:
                messages.setdefault(step, fault.text if rest else fault.message)
        elif name := _field_at(fault.path, TEXTS):
            messages.setdefault(name, fault.message)
    return messages


def exercise_messages(faults: Iterable[FileFault]) -> dict[str, str]:
    """Return the message of each field of an exercise's form that has a fault."""
    messages: dict[str, str] = {}
    for fault in faults:
        name = _field_at(fault.path, EXERCISE_INPUTS)
        if name:
            messages.setdefault(name, fault.message)
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


def _card(number: int, row: StepRow, exercise: Exercise | None, messages: Mapping[str, str]) -> StepRowCard:
    kind: Kind = exercise.kind if exercise else "hold"
    inputs = {
        name: _input(row, name, kind, exercise.amounts.get(name) if exercise else None, messages)
        for name in STEP_FIGURES
        if _is_shown(row, name, exercise)
    }
    first = _FIRST.get(kind, _USUALLY_FIRST)
    tempo = row.inputs.get("tempo", "")
    step = f"step.{row.key}"
    more = tuple(each for name, each in inputs.items() if name not in first)
    ranged = any(each.lowest or each.highest for each in inputs.values())
    usual_tempo = exercise.amounts["tempo"].default if exercise and "tempo" in exercise.amounts else None
    return StepRowCard(
        key=row.key,
        kind=row.kind,
        depth=row.depth,
        number=number,
        exercise=row.exercise,
        old_id=row.old_id,
        like=row.like,
        name=row.inputs.get("name") or (exercise.name if exercise else row.exercise),
        instruction=formatting.for_left(exercise.instruction) if exercise else "",
        form_cue=" ".join(exercise.form_cues) if exercise else "",
        figure_alt=exercise.figure_alt if exercise else "",
        first=tuple(inputs[name] for name in first if name in inputs),
        more=more,
        tempo=tempo if tempo or usual_tempo else None,
        usual_tempo=" - ".join(f"{phase_s:g}" for phase_s in usual_tempo)
        if isinstance(usual_tempo, tuple)
        else "",
        fault=messages.get(step, ""),
        tempo_fault=messages.get(f"{step}.tempo", ""),
        more_open=ranged or any(each.value or each.fault for each in more) or bool(tempo),
    )


def _plain_card(row: StepRow, messages: Mapping[str, str]) -> StepRowCard:
    """Return a pause or a block as the form shows it."""
    step, labels = f"step.{row.key}", _OF_PAUSE if row.kind == "pause" else _OF_BLOCK
    shown = {name: label for name, label in labels.items() if name in row.inputs or name != "rest"}
    by_side = "One side, then the other" if row.inputs.get("sides") else "Repeated"
    return StepRowCard(
        key=row.key,
        kind=row.kind,
        depth=row.depth,
        number=0,
        exercise="",
        old_id=row.old_id,
        like=row.like,
        name="Pause" if row.kind == "pause" else by_side,
        instruction="",
        form_cue="",
        figure_alt="",
        first=tuple(_plain_input(row, name, *label, messages) for name, label in shown.items()),
        more=(),
        tempo=None,
        usual_tempo="",
        fault=messages.get(step, ""),
        tempo_fault="",
        more_open=False,
    )


def _plain_input(row: StepRow, name: str, label: str, unit: str, messages: Mapping[str, str]) -> DoseInput:
    full_name = f"step.{row.key}.{name}"
    value, fault = row.inputs.get(name, ""), messages.get(full_name, "")
    return DoseInput(full_name, label, unit, value, "", "", None, fault, "", "")


def _is_shown(row: StepRow, name: DoseField, exercise: Exercise | None) -> bool:
    return exercise is None or name in exercise.amounts or _is_typed(row, name)


def _is_typed(row: StepRow, name: DoseField) -> bool:
    return any(row.inputs.get(each) for each in (name, f"{name}.min", f"{name}.max"))


def _input(
    row: StepRow, name: DoseField, kind: Kind, usual: Amount | None, messages: Mapping[str, str]
) -> DoseInput:
    full_name = f"step.{row.key}.{name}"
    return DoseInput(
        name=full_name,
        label=DOSE_FIELD_SPECS[name].label_for(kind),
        unit=DOSE_FIELD_SPECS[name].unit,
        value=row.inputs.get(name, ""),
        lowest=row.inputs.get(f"{name}.min", ""),
        highest=row.inputs.get(f"{name}.max", ""),
        usual=usual,
        fault=messages.get(full_name, ""),
        lowest_fault=messages.get(f"{full_name}.min", ""),
        highest_fault=messages.get(f"{full_name}.max", ""),
    )
