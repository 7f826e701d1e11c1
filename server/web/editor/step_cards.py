"""The rows of a draft as the form shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.routine import DoseField, Exercise, Kind
from server.routine.editing import STEP_FIGURES, RoutineDraft, StepRow
from server.routine.schema import PartKind
from server.web import formatting
from server.web.editor.inputs import (
    ChoiceInput,
    DoseInput,
    TextInput,
    choice_input,
    dose_input,
    plain_input,
    text_input,
)
from server.web.editor.row_names import row_name, row_numbers, row_summary, row_title

#: The figures that are shown at once; the others are one tap away.
_FIRST: dict[Kind, tuple[DoseField, ...]] = {
    "reps": ("sets", "reps"),
    "instruction": ("seconds", "reps", "move"),
}
_USUALLY_FIRST: tuple[DoseField, ...] = ("seconds", "breaths", "reps")
#: The figures that any step may have, whatever its exercise.
_ANY_STEP: tuple[DoseField, ...] = ("set_rest", "move")
#: Lists of seconds, which are typed as words.
_LISTS: tuple[DoseField, ...] = ("tempo", "phases")
_WORDS = ("name", "say")
_CHOICES = ("sides", "announce", "wait")
#: The figures of what is no step, with what they are called.
_OF_PAUSE = {"pause": ("Pause", "s")}
_OF_BLOCK = {"rounds": ("Rounds", ""), "rest": ("Rest between", "s")}


@dataclass(frozen=True, slots=True)
class StepRowCard:
    """A step, a pause or a block in the form."""

    row: StepRow
    #: Counts the steps; 0 for what is no step.
    number: int
    name: str
    #: Tells it from others with the same exercise.
    title: str
    #: "30 s, 2 holds, each side", as it was typed when the page was made.
    summary: str
    #: Spoken before the step begins; empty if the exercise is unknown.
    instruction: str
    first: tuple[DoseInput, ...]
    #: Of the others, what can be typed as words of a pause.
    words: tuple[TextInput, ...]
    more: tuple[DoseInput, ...]
    more_words: tuple[TextInput, ...]
    choices: tuple[ChoiceInput, ...]
    #: What is wrong with the row as a whole.
    fault: str
    #: Whether what matters less is shown at once.
    more_open: bool
    #: Whether anything is wrong with it or its figures.
    faulty: bool

    @property
    def key(self) -> int:
        """Names the row in the form."""
        return self.row.key

    @property
    def kind(self) -> PartKind:
        """Whether it is a step, a pause or a block."""
        return self.row.kind


def step_row_cards(
    draft: RoutineDraft, exercises: Mapping[str, Exercise], messages: Mapping[str, str]
) -> tuple[StepRowCard, ...]:
    """Return the rows as the form shows them.

    :param messages: what is wrong, by the names of the fields; ``step.3`` is a row as a whole.
    """
    numbers = row_numbers(draft.rows)
    titles = {row.key: row_title(draft.rows, row, exercises) for row in draft.rows}
    return tuple(
        _step_card(row, numbers[row.key], titles[row.key], exercises, messages)
        if row.kind == "step"
        else _plain_card(row, titles[row.key], exercises, messages)
        for row in draft.rows
    )


def _step_card(
    row: StepRow,
    number: int,
    title: str,
    exercises: Mapping[str, Exercise],
    messages: Mapping[str, str],
) -> StepRowCard:
    exercise = exercises.get(row.exercise)
    kind: Kind = exercise.kind if exercise else "hold"
    inputs = {
        name: dose_input(row, name, kind, exercise.amounts.get(name) if exercise else None, messages)
        for name in STEP_FIGURES
        if _is_shown(row, name, exercise)
    }
    first = _FIRST.get(kind, _USUALLY_FIRST)
    more = tuple(each for name, each in inputs.items() if name not in first)
    lists = [
        text_input(row, name, messages, _usual_list(exercise, name))
        for name in _LISTS
        if row.inputs.get(name) or (exercise and name in exercise.amounts)
    ]
    more_words = (*lists, *(text_input(row, name, messages) for name in _WORDS))
    choices = tuple(choice_input(row, name, messages) for name in _CHOICES)
    ranged = any(each.lowest or each.highest for each in inputs.values())
    used = [
        *(each.value or each.fault for each in more),
        *(each.value or each.fault for each in more_words),
        *(each.value or each.fault for each in choices),
    ]
    return StepRowCard(
        row=row,
        number=number,
        name=row_name(row, exercises),
        title=title,
        summary=row_summary(row, exercises),
        instruction=formatting.for_left(exercise.instruction) if exercise else "",
        first=tuple(inputs[name] for name in first if name in inputs),
        words=(),
        more=more,
        more_words=more_words,
        choices=choices,
        fault=messages.get(f"step.{row.key}", ""),
        more_open=ranged or any(used),
        faulty=_is_faulty(row, messages),
    )


def _plain_card(
    row: StepRow, title: str, exercises: Mapping[str, Exercise], messages: Mapping[str, str]
) -> StepRowCard:
    """Return a pause or a block as the form shows it."""
    is_pause = row.kind == "pause"
    labels = _OF_PAUSE if is_pause else _OF_BLOCK
    return StepRowCard(
        row=row,
        number=0,
        name=row_name(row, exercises),
        title=title,
        summary=row_summary(row, exercises),
        instruction="",
        first=tuple(plain_input(row, name, *label, messages) for name, label in labels.items()),
        words=(text_input(row, "say", messages),) if is_pause else (),
        more=(),
        more_words=(),
        choices=() if is_pause else (choice_input(row, "sides", messages),),
        fault=messages.get(f"step.{row.key}", ""),
        more_open=False,
        faulty=_is_faulty(row, messages),
    )


def _is_faulty(row: StepRow, messages: Mapping[str, str]) -> bool:
    name = f"step.{row.key}"
    return any(each == name or each.startswith(f"{name}.") for each in messages)


def _is_shown(row: StepRow, name: DoseField, exercise: Exercise | None) -> bool:
    typed = any(row.inputs.get(each) for each in (name, f"{name}.min", f"{name}.max"))
    return exercise is None or name in exercise.amounts or name in _ANY_STEP or typed


def _usual_list(exercise: Exercise | None, name: DoseField) -> str:
    """Return the list of an exercise as it is typed; empty if it has none."""
    figure = exercise.amounts[name].default if exercise and name in exercise.amounts else ()
    listed = [f"{each:g}" for each in figure] if isinstance(figure, tuple) else []
    return (" - " if name == "tempo" else ", ").join(listed)
