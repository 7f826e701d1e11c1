"""``soleus import`` takes over the files of other apps, and Soleus's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import commands
from server.errors import BadInput
from server.resources import shipped
from server.routine.library.check import check_files
from server.routine.library.library import Library
from tests.helpers.foreign import FOLDER, jawt_set, workout

LEGS = str(FOLDER / "jawt-workout.json")
BACKUP = str(FOLDER / "timer-machine-backup.json")


def imported(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["import", *arguments, "--data", str(data)])


def names(data: Path) -> set[str]:
    return {file.name for file in (data / "routines").glob("*.yaml")}


def test_all_routines_of_some_files_are_saved(tmp_path: Path) -> None:
    result = imported(tmp_path, LEGS, BACKUP)
    assert result.exit_code == 0, result.output
    assert names(tmp_path) == {"legs.yaml", "run-and-walk.yaml", "circuit.yaml", "physio.yaml"}
    assert check_files([tmp_path / "routines"]) == ()
    lines = result.output.splitlines()
    assert lines[:4] == [
        '"Legs" from Just Another Workout Timer: saved as legs.yaml.',
        "  In the other app: work 5:00, rest 2:00.",
        '  "Calf raises": it may be the shipped "Two-leg heel raise".',
        '  "Lunges": it may be the shipped "Walking lunge".',
    ]
    assert '  Not taken over: That "Circuit" starts when it ends.' in lines
    assert '  "Quad stretch": it may be the shipped "Standing quad stretch", as long on each side.' in lines


def test_shipped_exercises_are_used_where_that_is_asked_for(tmp_path: Path) -> None:
    result = imported(tmp_path, "--match", LEGS)
    assert '  "Lunges": done as the shipped "Walking lunge".' in result.output
    routine = Library(shipped("routines"), tmp_path / "routines").routine("legs")
    assert routine.exercise_ids == {"heel-raise-two", "lunge", "wall-sit"}


def test_the_same_again_is_not_saved(tmp_path: Path) -> None:
    imported(tmp_path, LEGS)
    result = imported(tmp_path, LEGS)
    assert result.output == '"Legs" is here already, as legs.yaml; there was nothing to save.\n'
    assert names(tmp_path) == {"legs.yaml"}


def test_another_of_its_name_is_replaced_only_if_that_is_asked_for(tmp_path: Path) -> None:
    imported(tmp_path, LEGS)
    file = tmp_path / "other.json"
    file.write_text(json.dumps(workout(jawt_set(2, ("Squats", 30)))), "utf-8")
    kept = imported(tmp_path, str(file))
    assert '  "Legs" is here already, as legs.yaml; --replace replaces it.' in kept.output
    assert names(tmp_path) == {"legs.yaml", "legs-2.yaml"}
    file.write_text(json.dumps(workout(jawt_set(3, ("Squats", 30)))), "utf-8")
    replaced = imported(tmp_path, "--replace", str(file))
    assert '"Legs" from Just Another Workout Timer: replaced legs.yaml.' in replaced.output
    assert names(tmp_path) == {"legs.yaml", "legs-2.yaml"}
    assert "rounds: 3" in (tmp_path / "routines" / "legs.yaml").read_text("utf-8")
    exercises = {path.stem for path in (tmp_path / "routines" / "exercises").iterdir()}
    assert exercises == {"calf-raises", "lunges", "wall-sit", "squats"}


def test_a_file_of_soleus_is_taken_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    wall = "{name: Wall, kind: hold, sides: each, instruction: Lean., safety: Mind., seconds: 20}"
    file.write_text(
        f"name: Mine\npurpose: P\nsteps: [{{exercise: wall}}]\nexercises: {{wall: {wall}}}\n", "utf-8"
    )
    assert imported(tmp_path, str(file)).output == '"Mine": saved as mine.yaml.\n'
    assert check_files([tmp_path / "routines"]) == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "this file cannot be read: No such file or directory"),
        (json.dumps(workout()), '"Legs" is not saved.\n  There is nothing to do in it'),
        ('{"workouts": [', "is damaged or cut off"),
        ("name: Legs\npurpose: P\nsteps: [{exercise: nothing-like-it}]\n", "there is no exercise"),
    ],
)
def test_what_cannot_be_saved_is_said(tmp_path: Path, content: str | None, message: str) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_text(content, "utf-8")
    result = imported(tmp_path, str(file))
    assert isinstance(result.exception, BadInput)
    assert message in str(result.exception)
    assert names(tmp_path) == set()
