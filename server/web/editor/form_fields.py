"""The editor's form: read into a draft, and shown again with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from server.routine.editing.routine_form import FIGURES, TEXTS, Draft, Row
from server.routine.model import DOSE_FIELDS, Amount, DoseField, Exercise, Kind
from server.routine.parsing.diagnostics import Fault
from server.routine.parsing.reading import Place, Source

#: Rows that are looked at; a routine has fewer.
_MOST_ROWS = 200
_LABELS: dict[tuple[Kind, DoseField], str] = {
    ("hold", "seconds"): "Hold",
    ("hold", "reps"): "Holds",
    ("reps", "reps"): "Reps",
}
USUAL_LABELS: dict[DoseField, str] = {"seconds": "Time", "reps": "Times", "sets": "Sets", "rest": "Rest"}
#: What is shown at once; the rest is one tap away.
_FIRST: dict[Kind, tuple[DoseField, ...]] = {"reps": ("sets", "reps")}


@dataclass(frozen=True, slots=True)
class FigureInput:
    """A figure of a step, with the limits within which it may be changed later."""

    #: Name of its field: ``step.3.seconds``.
    name: str
    label: str
    unit: str
    value: str
    lowest: str
    highest: str
    #: What holds where nothing is typed.
    usual: Amount | None
    fault: str


@dataclass(frozen=True, slots=True)
class RowCard:
    """A step in the form."""

    key: int
    number: int
    exercise: str
    was: str
    name: str
    #: Spoken before it begins; empty if the exercise is not known.
    instruction: str
    form_cue: str
    figure_alt: str
    first: tuple[FigureInput, ...]
    more: tuple[FigureInput, ...]
    #: The tempo that was typed; nothing where there is none.
    tempo: str | None
    usual_tempo: str
    #: What is wrong with the step as a whole.
    fault: str
    tempo_fault: str
    #: Whether what matters less is shown at once.
    more_open: bool


def draft_in(form: MultiDict[str, str]) -> Draft:
    """Return the draft that a form holds; whatever was typed is kept as it is."""
    texts = {name: form.get(name, "") for name in TEXTS}
    keys = dict.fromkeys(key for key in form.getlist("step") if key.isdecimal() and len(key) < 6)
    return Draft(texts, tuple(_row(form, key) for key in list(keys)[:_MOST_ROWS]))


def row_cards(
    draft: Draft, exercises: Mapping[str, Exercise], messages: Mapping[str, str]
) -> tuple[RowCard, ...]:
    """Return the steps as the form shows them.

    :param messages: what is wrong, by the names of the fields; ``step.3`` for a step as a whole.
    """
    return tuple(
        _card(number, row, exercises.get(row.exercise), messages) for number, row in enumerate(draft.rows, 1)
    )


def messages_by_field(faults: Iterable[Fault], source: Source, draft: Draft) -> dict[str, str]:
    """Return the faults by the fields that they belong to, so far as they belong to one."""
    messages: dict[str, str] = {}
    for fault in faults:
        label, _, words = fault.message.partition(": ")
        place = _place(fault.line, label, source)
        name = _field(place, label, draft)
        if name:
            messages.setdefault(name, words if name.endswith(label) else fault.message)
    return messages


def _row(form: MultiDict[str, str], key: str) -> Row:
    start = f"step.{key}."
    figures = {name: form.get(start + name, "")[:40] for name in FIGURES}
    return Row(int(key), form.get(f"{start}exercise", "")[:80], form.get(f"{start}was", "")[:80], figures)


def _card(number: int, row: Row, exercise: Exercise | None, messages: Mapping[str, str]) -> RowCard:
    kind: Kind = exercise.kind if exercise else "hold"
    inputs = {
        name: _input(row, name, kind, exercise.amounts[name] if exercise else None, messages)
        for name in DOSE_FIELDS
        if exercise is None or name in exercise.amounts or row.figures.get(name)
    }
    first = _FIRST.get(kind, ("seconds", "reps"))
    tempo = row.figures.get("tempo", "")
    start = f"step.{row.key}"
    more = tuple(figure for name, figure in inputs.items() if name not in first)
    ranged = any(figure.lowest or figure.highest for figure in inputs.values())
    return RowCard(
        key=row.key,
        number=number,
        exercise=row.exercise,
        was=row.was,
        name=exercise.name if exercise else row.exercise,
        instruction=exercise.instruction if exercise else "",
        form_cue=exercise.form_cue if exercise else "",
        figure_alt=exercise.figure_alt if exercise else "",
        first=tuple(inputs[name] for name in first if name in inputs),
        more=more,
        tempo=tempo if tempo or (exercise and exercise.tempo) else None,
        usual_tempo=" - ".join(f"{s:g}" for s in exercise.tempo.phases_s)
        if exercise and exercise.tempo
        else "",
        fault=messages.get(start, ""),
        tempo_fault=messages.get(f"{start}.tempo", ""),
        more_open=ranged or any(figure.value or figure.fault for figure in more) or bool(tempo),
    )


def _input(
    row: Row, name: DoseField, kind: Kind, usual: Amount | None, messages: Mapping[str, str]
) -> FigureInput:
    full = f"step.{row.key}.{name}"
    return FigureInput(
        name=full,
        label=_LABELS.get((kind, name), USUAL_LABELS[name]),
        unit="s" if name in ("seconds", "rest") else "",
        value=row.figures.get(name, ""),
        lowest=row.figures.get(f"{name}.min", ""),
        highest=row.figures.get(f"{name}.max", ""),
        usual=usual,
        fault=messages.get(full, ""),
    )


def _place(line: int, label: str, source: Source) -> Place:
    """Return the place in a file that a fault speaks of: the key in its line, or the step around it."""
    lines = {**source.values, **source.keys}
    named = [place for place, at in lines.items() if at == line and place and place[-1] == label]
    around = [place for place, at in source.values.items() if at <= line and len(place) == 2]
    return named[0] if named else max(around, key=lambda place: source.values[place], default=())


def _field(place: Place, label: str, draft: Draft) -> str:
    match place:
        case ("steps", int(index), *rest) if index < len(draft.rows):
            name = f"step.{draft.rows[index].key}"
            return f"{name}.{rest[0]}" if rest and rest[0] in FIGURES else name
        case (str(key),) if key in TEXTS:
            return key
        case _:
            return label if label in TEXTS else ""
