from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from server.resources import shipped
from server.routine.choices.changes import Changes, TakePreset, apply
from server.routine.choices.doses import dose_of
from server.routine.choices.personal import personal_routine
from server.routine.library.check import check_files
from server.routine.library.library import Library
from server.routine.model import Choices, Exercise, Routine
from server.routine.schema.json_schema import exercise_schema, routine_schema, schema_files

FOLDER = shipped("routines")
LIBRARY = Library(FOLDER)
ROUTINES = {routine.id: routine for routine in LIBRARY.routines()}
EXERCISES = {exercise.id: exercise for exercise in LIBRARY.exercises()}

each_routine = pytest.mark.parametrize("routine", ROUTINES.values(), ids=ROUTINES)
each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def defaults(routine: Routine) -> dict[str, tuple[object, ...]]:
    doses = {step.id: dose_of(step, Choices()) for step in routine.steps}
    return {name: (dose.seconds, dose.reps, dose.sets, dose.rest) for name, dose in doses.items()}


def plain(path: Path) -> Mapping[str, Any]:
    data: Mapping[str, Any] = YAML(typ="safe", pure=True).load(path)
    return data


def test_all_shipped_files_are_sound() -> None:
    assert check_files([FOLDER]) == ()
    assert LIBRARY.broken() == ()


def test_thirteen_routines_and_their_exercises_are_shipped() -> None:
    assert list(ROUTINES) == [
        "morning-first-steps",
        "before-you-stand-up",
        "dynamic-warm-up",
        "plantar-fasciitis",
        "runners-cool-down",
        "strides-and-cool-down",
        "hips-hamstrings",
        "hamstrings-contract-relax",
        "heel-raise-strength",
        "shin-splints",
        "alfredson-heel-drops",
        "ankle-after-sprain",
        "desk-break",
    ]
    assert len(EXERCISES) == 43


def test_plantar_fasciitis_keeps_the_order_and_doses_of_its_source() -> None:
    assert list(defaults(ROUTINES["plantar-fasciitis"]).items()) == [
        ("calf-release", (60, 1, 1, 5)),
        ("shin-release", (45, 1, 1, 5)),
        ("peroneal-release", (45, 1, 1, 5)),
        ("gastroc", (30, 2, 1, 5)),
        ("soleus", (30, 2, 1, 5)),
        ("topfoot-square", (20, 2, 1, 5)),
        ("topfoot-rotated", (20, 2, 1, 5)),
    ]


def test_plantar_fasciitis_attributes_what_is_not_settled() -> None:
    purpose = ROUTINES["plantar-fasciitis"].purpose
    assert "Julie Donnelly" in purpose
    assert "in her view" in purpose


def test_morning_first_steps_has_ten_short_holds_of_the_fascia_and_ends_with_them() -> None:
    doses = defaults(ROUTINES["morning-first-steps"])
    assert doses["ankle-pumps"] == (0, 20, 1, 0)
    assert doses["towel-calf"] == (30, 2, 1, 5)
    assert doses["pf-stretch"] == (10, 10, 1, 2)
    work = [step.id for step in ROUTINES["morning-first-steps"].steps if step.exercise.kind != "pause"]
    assert work[-1] == "pf-stretch"


def test_the_weeks_of_heel_raise_strength_are_presets_that_add_load() -> None:
    routine = ROUTINES["heel-raise-strength"]
    usual = personal_routine(routine, Choices())
    weeks = {preset.name: apply(usual, Changes((TakePreset(preset),))).doses for preset in routine.presets}
    sets_and_reps = [
        (doses["towel-heel-raise"].sets, doses["towel-heel-raise"].reps) for doses in weeks.values()
    ]
    assert sets_and_reps[1:] == [(3, 12), (4, 10), (5, 8)]
    said = [doses["towel-heel-raise"].say for doses in weeks.values()]
    assert all("hard" in text for text in said[1:])
    assert {doses["towel-heel-raise"].set_rest for doses in weeks.values()} == {120}


#: Words that lean on a position: who has left it cannot stay there.
_LEFT = re.compile(r"\b(stay there|as before|again there|same position)\b", re.IGNORECASE)


@each_exercise
def test_an_instruction_builds_on_no_position_that_was_left(exercise: Exercise) -> None:
    assert not _LEFT.search(exercise.instruction)


@each_exercise
def test_a_sided_exercise_says_what_its_side_does_and_names_its_limb(exercise: Exercise) -> None:
    if exercise.sides != "both":
        assert "{side}" in exercise.instruction
        assert exercise.limb != "none"


@each_exercise
def test_something_tells_to_let_go_of_every_exercise(exercise: Exercise) -> None:
    assert exercise.end_cue or exercise.kind == "instruction"


@each_exercise
def test_what_is_lowered_below_a_step_is_the_sore_leg(exercise: Exercise) -> None:
    if exercise.id.startswith("heel-drop"):
        assert exercise.sides == "both", "on either side in turn, a healthy tendon would be loaded too"
        assert "sore" in exercise.safety_cue


@each_exercise
def test_a_stretch_says_where_it_is_felt_and_once(exercise: Exercise) -> None:
    spoken = " ".join((exercise.instruction, *exercise.form_cues)).lower()
    if exercise.kind == "hold" and exercise.breath:
        assert "feel it" in spoken or "you should feel" in spoken
    assert spoken.count("you should feel") <= 1


@each_routine
def test_a_routine_of_stretches_says_how_strong(routine: Routine) -> None:
    kinds = [step.exercise.kind for step in routine.steps if step.exercise.breath]
    if "hold" in kinds and routine.id != "ankle-after-sprain":
        assert "mild pull" in routine.opening
        assert "never pain" in routine.opening


@each_routine
def test_a_routine_tells_all_that_its_page_shows(routine: Routine) -> None:
    assert routine.purpose
    assert routine.how_often
    assert routine.needs
    assert routine.source
    assert routine.occasion != "my own"


@each_exercise
def test_an_exercise_tells_all_that_its_page_shows(exercise: Exercise) -> None:
    assert exercise.safety
    assert exercise.source
    assert exercise.figure_alt.endswith(".")
    assert exercise.figure_alt.count(". ") == 0, "one sentence"
    assert exercise.kind == "instruction" or (exercise.muscle and exercise.felt)


@each_exercise
def test_spoken_words_are_short_and_written_for_the_ear(exercise: Exercise) -> None:
    cues = exercise.form_cues
    spoken = (exercise.name, exercise.instruction, *cues, exercise.safety_cue, exercise.end_cue)
    assert not re.search(r"[0-9/()°%;:–—]|\b[a-z]+\.[a-z]", " ".join(spoken)), "an engine misreads signs"
    assert len(exercise.instruction.split()) <= 24
    assert len(exercise.safety_cue.split()) <= 12
    assert exercise.instruction.endswith(".")
    assert all(cue.endswith(".") for cue in cues)


@each_exercise
def test_legs_that_take_turns_within_the_reps_are_one_stream(exercise: Exercise) -> None:
    alternates = exercise.sides == "alternate"
    assert alternates == (exercise.id == "towel-heel-raise")


@each_exercise
def test_a_tempo_speaks_a_word_for_each_of_its_phases(exercise: Exercise) -> None:
    tempo = exercise.amounts["tempo"].default if "tempo" in exercise.amounts else None
    if isinstance(tempo, tuple):
        for phase_s, word in zip(tempo, exercise.tempo_words, strict=True):
            assert word or not phase_s


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_routine_file_fits_its_schema_and_points_editors_to_it(path: Path) -> None:
    Draft202012Validator(routine_schema()).validate(plain(path))
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=routine.schema.json\n"
    )


@pytest.mark.parametrize("path", sorted((FOLDER / "exercises").glob("*.yaml")), ids=lambda path: path.stem)
def test_an_exercise_file_fits_its_schema_and_points_editors_to_it(path: Path) -> None:
    Draft202012Validator(exercise_schema()).validate(plain(path))
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=exercise.schema.json\n"
    )


@pytest.mark.parametrize("name", schema_files())
def test_the_schema_files_are_those_that_the_models_make(name: str) -> None:
    hint = "run: python -m tools.schemas"
    assert (FOLDER / name).read_text(encoding="utf-8") == schema_files()[name], hint


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (routine_schema(), {"name": "X", "purpose": "Y", "steps": [{"exercise": "calf", "seconds": 1900}]}),
        (routine_schema(), {"name": "X", "purpose": "Y", "steps": []}),
        (routine_schema(), {"name": "X", "purpose": "Y", "steps": [{"rounds": 3}]}),
        (routine_schema(), {"name": "X", "purpose": "Y", "steps": [{"pause": "soon"}]}),
        (
            routine_schema(),
            {"name": "X", "purpose": "Y", "steps": [{"pause": "1.5 min"}]},
        ),
        (routine_schema(), {"name": "X", "purpose": "Y", "steps": [{"exercise": "calf"}], "oops": 1}),
        (exercise_schema(), {"name": "X", "kind": "hold"}),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(schema: dict[str, Any], document: Any) -> None:
    assert not Draft202012Validator(schema).is_valid(document)


def test_the_schemas_are_valid_themselves() -> None:
    for text in schema_files().values():
        Draft202012Validator.check_schema(json.loads(text))
