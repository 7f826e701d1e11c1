"""The editor's forms: read into a draft, and shown again with each fault beside its field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from server.errors import ValuePath
from server.routine import DOSE_FIELD_SPECS, DOSE_FIELDS, Amount, DoseField, Exercise, Kind
from server.routine.editing import EXERCISE_INPUTS, STEP_INPUTS, TEXTS, RoutineDraft, StepRow
from server.routine.library import EXERCISES
from server.routine.parsing import FileFault

#: Rows that are read from a form; a routine may have fewer.
_MOST_ROWS = 200
#: Digits of a row's key.
_LONGEST_ROW_KEY = 5
#: The inputs that are shown at once; the others are one tap away.
_FIRST: dict[Kind, tuple[DoseField, ...]] = {"reps": ("sets", "reps")}
_USUALLY_FIRST: tuple[DoseField, ...] = ("seconds", "reps")


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
    """A step in the form."""

    key: int
    number: int
    exercise: str
    old_id: str
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
    texts = {name: form.get(name, "") for name in TEXTS}
    keys = dict.fromkeys(name for name in form.getlist("step") if row_key(name) is not None)
    return RoutineDraft(texts, tuple(_row(form, key) for key in list(keys)[:_MOST_ROWS]))


def step_row_cards(
    draft: RoutineDraft, exercises: Mapping[str, Exercise], messages: Mapping[str, str]
) -> tuple[StepRowCard, ...]:
    """Return the steps as the form shows them.

    :param messages: what is wrong, by the names of the fields; ``step.3`` is a step as a whole.
    """
    return tuple(
        _card(number, row, exercises.get(row.exercise), messages) for number, row in enumerate(draft.rows, 1)
    )


def routine_messages(faults: Iterable[FileFault], draft: RoutineDraft) -> dict[str, str]:
    """Return the message of each field of a routine's form that has a fault."""
    messages: dict[str, str] = {}
    for fault in faults:
        if fault.file.parent.name == EXERCISES:  # of a broken exercise that the routine uses
            continue
        match fault.path:
            case ("steps", int(index), *rest) if index < len(draft.rows):
                step = f"step.{draft.rows[index].key}"
                name = _field_at(tuple(rest), STEP_INPUTS)
                if name:
                    messages.setdefault(f"{step}.{name}", fault.message)
                else:
                    messages.setdefault(step, fault.text if rest else fault.message)
            case path if name := _field_at(path, TEXTS):
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
    inputs = {name: form.get(start + name, "") for name in STEP_INPUTS}
    return StepRow(int(key), form.get(f"{start}exercise", ""), form.get(f"{start}old-id", ""), inputs)


def _card(number: int, row: StepRow, exercise: Exercise | None, messages: Mapping[str, str]) -> StepRowCard:
    kind: Kind = exercise.kind if exercise else "hold"
    inputs = {
        name: _input(row, name, kind, exercise.amounts.get(name) if exercise else None, messages)
        for name in DOSE_FIELDS
        if exercise is None or name in exercise.amounts or _is_typed(row, name)
    }
    first = _FIRST.get(kind, _USUALLY_FIRST)
    tempo = row.inputs.get("tempo", "")
    step = f"step.{row.key}"
    more = tuple(each for name, each in inputs.items() if name not in first)
    ranged = any(each.lowest or each.highest for each in inputs.values())
    usual_tempo = exercise.tempo if exercise else None
    return StepRowCard(
        key=row.key,
        number=number,
        exercise=row.exercise,
        old_id=row.old_id,
        name=exercise.name if exercise else row.exercise,
        instruction=exercise.instruction if exercise else "",
        form_cue=exercise.form_cue if exercise else "",
        figure_alt=exercise.figure_alt if exercise else "",
        first=tuple(inputs[name] for name in first if name in inputs),
        more=more,
        tempo=tempo if tempo or usual_tempo else None,
        usual_tempo=" - ".join(f"{phase_s:g}" for phase_s in usual_tempo.phases_s) if usual_tempo else "",
        fault=messages.get(step, ""),
        tempo_fault=messages.get(f"{step}.tempo", ""),
        more_open=ranged or any(each.value or each.fault for each in more) or bool(tempo),
    )


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
