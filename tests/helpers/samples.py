"""Files and routines to test with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from server.routine.library.check import check_files
from server.routine.model import Amount, DoseField, Exercise, Kind, Preset, Routine, Step

CALF = """\
name: Calf stretch
kind: hold
sides: each
instruction: Lean on the wall with one leg straight behind you.
form_cue: Heel down.
safety: Ease off if it is sharp.
seconds: {default: 30, min: 15, max: 60}
reps: {default: 2, min: 1, max: 5}
"""

RAISE = """\
name: Heel raise
kind: reps
sides: both
instruction: Rise onto both feet, then lower.
form_cue: Ankles straight.
safety: Hold a chair.
reps: {default: 12, min: 6, max: 20}
tempo: [2, 1, 2, 0]
"""

ROUTINE = """\
name: My calves
purpose: Two things for the calf.
steps:
  - exercise: calf
  - exercise: raise
"""


def folder_of(folder: Path, **files: str) -> Path:
    """Write a folder of routines with the exercises "calf" and "raise"; ``a__b`` stands for a-b."""
    write(folder / "exercises" / "calf.yaml", CALF)
    write(folder / "exercises" / "raise.yaml", RAISE)
    for name, text in files.items():
        write(folder / f"{name.replace('__', '-')}.yaml", text)
    return folder


def write(path: Path, text: str) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    """Check a file, and return its faults as "line: message"."""
    found = check_files([path])
    assert {fault.file for fault in found} <= {path}
    return [f"{fault.line}: {fault.text}" for fault in found]


USUAL = Amount(30, 15, 60)


def hold(step_id: str, seconds: Amount = USUAL) -> Step:
    """Return a step that is held on each side."""
    amounts: dict[DoseField, Amount] = {
        "seconds": seconds,
        "reps": Amount(2, 1, 5),
        "sets": Amount(1, 1, 10),
        "rest": Amount(5, 0, 30),
    }
    return Step(step_id, _exercise(step_id, "hold", amounts), amounts)


def routine() -> Routine:
    """Return a routine of a release, two holds, an instruction and a step of reps."""
    release, walk = hold("roll"), hold("walk")
    reps: dict[DoseField, Amount] = {
        "reps": Amount(12, 6, 20),
        "sets": Amount(3, 1, 5),
        "rest": Amount(30, 30, 120),
        "tempo": Amount((3, 2, 3, 0), 0, 30),
    }
    steps = (
        Step("roll", _exercise("roll", "release", release.amounts), release.amounts),
        hold("calf"),
        hold("sole", Amount(8, 3, 15)),
        Step("walk", _exercise("walk", "instruction", walk.amounts), walk.amounts),
        Step("lift", _exercise("lift", "reps", reps), reps),
    )
    presets = (
        Preset("Weeks 3-4", {"lift": {"sets": 4, "reps": 10}}),
        Preset("Weeks 1-2", {"lift": {"sets": 3}}),
    )
    return Routine("legs", "Legs", "For the legs.", "daily", "my own", (), "", steps, presets)


def _exercise(exercise_id: str, kind: Kind, amounts: Mapping[DoseField, Amount]) -> Exercise:
    return Exercise(
        id=exercise_id,
        name=exercise_id.title(),
        kind=kind,
        sides="each",
        instruction="Do it.",
        form_cues=("Do it well.",),
        muscle="calf",
        felt="calf",
        safety="Stop if it hurts.",
        source="",
        amounts=amounts,
    )
