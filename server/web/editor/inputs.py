"""The inputs of a row: figures with their ranges, texts and choices, each with its fault beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.routine import DOSE_FIELD_SPECS, Amount, DoseField, Kind
from server.routine.editing import StepRow
from server.routine.schema import LONGEST_FIGURE, LONGEST_NAME, LONGEST_SPOKEN, LONGEST_TEMPO

#: What is typed in words: label, hint and most characters.
_TEXTS = {
    "name": ("Name of its own", "spoken and shown here alone", LONGEST_NAME),
    "say": ("Spoken too", "such as: Carry two books.", LONGEST_SPOKEN),
    "tempo": ("Tempo", "up - hold - down - pause", LONGEST_TEMPO),
    "phases": ("Phases", "seconds of each, with commas", LONGEST_FIGURE),
}
#: What is chosen: label and options. Nothing chosen is the exercise's own.
_CHOICES = {
    "sides": (
        "Sides",
        (
            ("", "As the exercise has it"),
            ("each", "First one side, then the other"),
            ("alternate", "The sides take turns"),
            ("both", "Both at once"),
        ),
    ),
    "announce": (
        "Introduced",
        (("", "In full"), ("name", "By its name alone"), ("none", "Not at all")),
    ),
    "wait": ("Begins", (("", "By itself"), ("yes", "When Play is tapped"))),
}
_SIDES_OF_BLOCK = (("", "As each step has them"), ("each", "All steps on one side, then on the other"))


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
    #: Whether it has a minus and a plus.
    taps: bool = True


@dataclass(frozen=True, slots=True)
class TextInput:
    """An input of a row that takes words."""

    name: str
    label: str
    hint: str
    value: str
    placeholder: str
    longest: int
    fault: str


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """A choice of a row."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    fault: str


def dose_input(
    row: StepRow, name: DoseField, kind: Kind, usual: Amount | None, messages: Mapping[str, str]
) -> DoseInput:
    """Return the inputs of a figure of a step."""
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
        taps=DOSE_FIELD_SPECS[name].tap > 0,
    )


def plain_input(row: StepRow, name: str, label: str, unit: str, messages: Mapping[str, str]) -> DoseInput:
    """Return the input of a figure of a pause or a block."""
    full_name = f"step.{row.key}.{name}"
    value, fault = row.inputs.get(name, ""), messages.get(full_name, "")
    return DoseInput(full_name, label, unit, value, "", "", None, fault, "", "")


def text_input(row: StepRow, name: str, messages: Mapping[str, str], usual: str = "") -> TextInput:
    """Return an input for words.

    :param usual: what applies where nothing is typed.
    """
    label, hint, longest = _TEXTS[name]
    if row.kind == "pause":
        label, hint = "What for", "such as: Drink some water."
    full_name = f"step.{row.key}.{name}"
    placeholder = f"default {usual}" if usual else ""
    value, fault = row.inputs.get(name, ""), messages.get(full_name, "")
    return TextInput(full_name, label, hint, value, placeholder, longest, fault)


def choice_input(row: StepRow, name: str, messages: Mapping[str, str]) -> ChoiceInput:
    """Return a choice."""
    label, options = _CHOICES[name]
    if row.kind == "block":
        options = _SIDES_OF_BLOCK
    full_name = f"step.{row.key}.{name}"
    return ChoiceInput(full_name, label, options, row.inputs.get(name, ""), messages.get(full_name, ""))
