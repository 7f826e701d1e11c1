"""The table of dose fields, and those that are built from it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import ValidationError

from server.routine.doses import DOSE_FIELD_SPECS, listed_fields, spoken_noun
from server.routine.model import DOSE_FIELDS, Dose, DoseField
from server.routine.schema.documents import HeldExercise, PresetDose, RepsExercise, StepDocument
from tests.helpers.samples import routine


def test_the_table_the_types_and_a_dose_have_the_same_fields() -> None:
    assert tuple(DOSE_FIELD_SPECS) == DOSE_FIELDS == tuple(field.name for field in fields(Dose))


@pytest.mark.parametrize("name", DOSE_FIELDS)
def test_a_field_may_be_written_where_the_table_says(name: DoseField) -> None:
    spec = DOSE_FIELD_SPECS[name]
    assert StepDocument.model_fields[name].description == spec.description
    assert PresetDose.model_fields[name].description == spec.description
    for figure, model in ((spec.held, HeldExercise), (spec.repeated, RepsExercise)):
        assert (name in model.model_fields) == (figure is not None)
        if figure:
            assert figure.description.removesuffix(".") in str(model.model_fields[name].description)
            assert model.model_fields[name].is_required() == (figure.default is None)


@pytest.mark.parametrize("name", DOSE_FIELDS)
def test_a_step_keeps_to_the_limits_of_the_table(name: DoseField) -> None:
    figure = DOSE_FIELD_SPECS[name].widest
    for value in (figure.lowest, figure.highest):
        assert PresetDose.model_validate({name: value})
        assert StepDocument.model_validate({"exercise": "calf", name: {"default": value}})
    for value in (figure.lowest - 1, figure.highest + 1):
        with pytest.raises(ValidationError, match=f"{figure.noun}, "):
            StepDocument.model_validate({"exercise": "calf", name: value})


def test_labels_and_spoken_words_go_by_the_kind_of_exercise() -> None:
    by_kind = {step.exercise.kind: step.exercise for step in routine().steps}
    labels = {kind: DOSE_FIELD_SPECS["reps"].label_for(kind) for kind in by_kind}
    assert labels == {"release": "Times", "hold": "Holds", "instruction": "Times", "reps": "Reps"}
    spoken = {kind: spoken_noun(exercise, "reps") for kind, exercise in by_kind.items()}
    assert spoken == {"release": "time", "hold": "time", "instruction": "time", "reps": "rep"}


def test_fields_are_listed_as_the_command_line_writes_them() -> None:
    assert listed_fields() == ".seconds, .reps, .sets or .rest"
