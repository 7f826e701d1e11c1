"""The table of dose fields, and those that are built from it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import ValidationError

from server.routine.doses import DOSE_FIELD_SPECS, FigureSpec, listed_fields
from server.routine.model import DOSE_FIELDS, Dose, DoseField
from server.routine.pacing import tempo_fault
from server.routine.schema.documents import BlockDocument, PresetDose, StepDocument
from server.routine.schema.exercises import HeldExercise, RepsExercise
from tests.helpers.samples import routine

#: Fields that are neither numbers nor in every exercise.
PLAIN = ("tempo", "phases", "skip", "say")


def test_the_table_the_types_and_a_dose_have_the_same_fields() -> None:
    assert tuple(DOSE_FIELD_SPECS) == DOSE_FIELDS == tuple(field.name for field in fields(Dose))


@pytest.mark.parametrize("name", DOSE_FIELDS)
def test_a_field_may_be_written_where_the_table_says(name: DoseField) -> None:
    spec = DOSE_FIELD_SPECS[name]
    assert name in PresetDose.model_fields
    assert (name in StepDocument.model_fields) == (name != "rounds")
    assert (name in BlockDocument.model_fields) == (spec.block is not None or name == "skip")
    if name in StepDocument.model_fields:
        assert StepDocument.model_fields[name].description == spec.description
    for figure, model in ((spec.held, HeldExercise), (spec.repeated, RepsExercise)):
        if name not in PLAIN:
            assert (name in model.model_fields) == (figure is not None)
        if figure:
            assert figure.description.removesuffix(".") in str(model.model_fields[name].description)


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        *(("seconds", 1, 1800), ("breaths", 1, 60), ("reps", 1, 100), ("sets", 1, 10), ("rest", 0, 600)),
        *(("set_rest", 0, 900), ("move", 0, 600)),
    ],
)
def test_a_step_keeps_to_the_limits_of_the_table(name: DoseField, lowest: int, highest: int) -> None:
    figure = DOSE_FIELD_SPECS[name].step
    assert figure
    assert (figure.lowest, figure.highest) == (lowest, highest)
    for value in (lowest, highest):
        assert PresetDose.model_validate({name: value})
        assert StepDocument.model_validate({"exercise": "calf", name: {"default": value}})
    for value in (lowest - 1, highest + 1):
        with pytest.raises(ValidationError, match=f"{figure.noun}, "):
            StepDocument.model_validate({"exercise": "calf", name: value})


@pytest.mark.parametrize(("name", "lowest", "highest"), [("rounds", 1, 100), ("rest", 0, 600)])
def test_a_block_keeps_to_the_limits_of_the_table(name: DoseField, lowest: int, highest: int) -> None:
    steps = [{"exercise": "calf"}]
    for value in (lowest, highest):
        assert BlockDocument.model_validate({"steps": steps, name: value})
    for value in (lowest - 1, highest + 1):
        with pytest.raises(ValidationError, match="; write a number from "):
            BlockDocument.model_validate({"steps": steps, name: value})


def test_a_hold_is_repeated_up_to_thirty_times() -> None:
    held = DOSE_FIELD_SPECS["reps"].held
    assert isinstance(held, FigureSpec)
    assert (held.lowest, held.highest) == (1, 30)


def test_what_people_change_most_has_a_minus_and_a_plus() -> None:
    tapped = [name for name, spec in DOSE_FIELD_SPECS.items() if spec.tap]
    assert tapped == ["seconds", "breaths", "reps", "sets", "rest", "set_rest", "rounds", "phases"]


def test_labels_go_by_the_kind_of_exercise() -> None:
    by_kind = {step.exercise.kind: step.exercise for step in routine().steps}
    labels = {kind: DOSE_FIELD_SPECS["reps"].label_for(kind) for kind in by_kind}
    assert labels == {"release": "Times", "hold": "Holds", "instruction": "Times", "reps": "Reps"}


@pytest.mark.parametrize(
    ("phases_s", "fault"),
    [
        ((2, 1, 2, 0), ""),
        ((0.25, 0, 0.25, 0), ""),
        ((0.3, 1, 1, 1), "each phase is a multiple of 0.25 seconds"),
        ((0, 0.25, 0, 0), "one rep takes 0.25 s"),
        ((30, 30, 1, 0), "one rep takes 61 s"),
    ],
)
def test_a_tempo_is_in_quarters_and_a_rep_has_limits(phases_s: tuple[float, ...], fault: str) -> None:
    assert tempo_fault(phases_s).startswith(fault)
    assert bool(tempo_fault(phases_s)) == bool(fault)


def test_fields_are_listed_as_the_command_line_writes_them() -> None:
    assert listed_fields() == (
        ".seconds, .breaths, .reps, .sets, .rest, .set_rest, .move, .rounds, .tempo, .phases, .skip or .say"
    )
