"""Files in the language of routines, written in a line or two."""

from __future__ import annotations

from pathlib import Path

from server.routine.library.library import Library
from server.routine.model import Routine
from tests.helpers.samples import folder_of, write

BURPEES = """\
name: Burpees
kind: reps
sides: both
instruction: Down to the floor, and jump.
safety: Stop if it hurts.
seconds: {default: 20, min: 10, max: 60}
rest: 10
"""

CONTRACT = """\
name: Hamstring, contract and relax
kind: reps
sides: each
instruction: "{side} leg up. Lift it towards you."
safety: Stop if it hurts.
reps: 3
rest: 15
phases:
  - {seconds: {default: 6, min: 3, max: 10}, say: push, countdown: true}
  - {seconds: 30, say: deeper, marks: true}
"""

POSE = """\
name: Down dog
kind: hold
sides: both
instruction: Hips high, heels towards the floor.
safety: Bend your knees if it pulls.
breaths: 5
breath: false
"""

OWN_EXERCISES = {"burpees": BURPEES, "contract": CONTRACT, "pose": POSE}


def routine_folder(folder: Path, steps: str, more: str = "") -> Path:
    """Write a routine "mine" with the exercises calf, raise, burpees, contract and pose; return its file.

    :param steps: what stands below ``steps:``.
    """
    folder_of(folder)
    for name, text in OWN_EXERCISES.items():
        write(folder / "exercises" / f"{name}.yaml", text)
    return write(folder / "mine.yaml", f"name: Mine\npurpose: P\nsteps:\n{steps}{more}")


def routine_of(folder: Path, steps: str, more: str = "") -> Routine:
    """Return the routine that these steps make."""
    return Library(routine_folder(folder, steps, more).parent).routine("mine")
